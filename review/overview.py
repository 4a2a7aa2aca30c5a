"""What a bureau sees of one year at a glance: numbers, not judgements.

Everything here is counted by the database or from one narrow query, so that the
page costs the same number of queries for two offices as for two hundred.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import Avg, Count, Exists, Max, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.checking.results import Outcome
from submissions.models import (
    AnnualReport,
    CheckRun,
    Finding,
    ReportingYear,
    ReportStatus,
    RequirementOutcome,
)
from submissions.models.reports import DECIDED, WITH_BUREAU, AnnualReportQuerySet
from submissions.models.years import ReportingYearQuerySet
from submissions.words import rule_name, standard_of

from .compliance import COLUMNS_BY_ID, DUTIES, SECTIONS, Totals, in_list_order, totals_of
from .models import Criterion, Reminder, Rubric, Score

COMPLETE = "first_responsible.complete"
SHOWN_REQUIREMENTS = (*(f"section.{name}" for name in SECTIONS), COMPLETE)
TOP_FINDINGS = 10
SEVERAL = 2  # bureaus that are worth a table
WEEK = timedelta(days=7)
WEEKS_AFTER = 8  # how far beyond the date the curve reaches, at most
STEPS_OF_SCORES = (60, 70, 80, 90, 101)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One office: where its report is, and what became of each requirement ("" = not handed in),
    each beside the heading it stands under.
    """

    report: AnnualReport
    cells: Sequence[tuple[str, str]]
    duties_covered: int | None
    is_overdue: bool

    @property
    def outcomes(self) -> list[str]:
        return [outcome for _heading, outcome in self.cells]

    @property
    def duties_in_all(self) -> int:
        return len(DUTIES)


@dataclass(frozen=True, slots=True)
class Choice:
    """A way of narrowing the matrix: key in the address, word on the pill, which reports."""

    key: str
    label: Any


CHOICES = (
    Choice("", _("all offices")),
    Choice("nothing", _("nothing done")),
    Choice("late", _("late")),
    Choice("bureau", _("with the bureau")),
    Choice("lacking", _("something lacking")),
)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Which checks the versions handed in have: as long as none is added or exchanged, what the machine
    found in them is the same, and is counted once (:func:`lacking`, :func:`frequent_findings`).
    """

    year_id: int
    count: int
    sum_of_ids: int
    newest: int
    last_at: datetime | None


def handed_in_of(year: ReportingYear) -> HandedIn:
    """The checks of a year's versions handed in, in one narrow query."""
    runs = AnnualReport.objects.filter(year=year, submitted_run__isnull=False)
    said = runs.aggregate(
        count=Count("submitted_run"),
        sum_of_ids=Coalesce(Sum("submitted_run"), 0),
        newest=Coalesce(Max("submitted_run"), 0),
        last_at=Max("submitted_at"),
    )
    return HandedIn(year.pk, **said)


@lru_cache(maxsize=64)
def lacking(handed_in: HandedIn) -> int:
    """In how many reports something is lacking."""
    reports = AnnualReport.objects.filter(year=handed_in.year_id)
    return narrowed(reports, "lacking", date.max).count()


def narrowed(reports: AnnualReportQuerySet, key: str, today: date) -> AnnualReportQuerySet:
    """The reports a pill stands for; all of them for an unknown key."""
    if key == "nothing":
        return reports.filter(status=ReportStatus.NOT_STARTED, first_submitted_at__isnull=True)
    if key == "late":
        return reports.overdue(today)
    if key == "bureau":
        return reports.filter(status__in=WITH_BUREAU)
    if key == "lacking":
        lacking = RequirementOutcome.objects.filter(
            run=OuterRef("submitted_run"),
            requirement__in=[name for name in SHOWN_REQUIREMENTS if name != "section.other"],
            outcome__in=[Outcome.MISSING.value, Outcome.PARTIAL.value],
        )
        return reports.filter(Exists(lacking))
    return reports


def headings() -> list[Any]:
    """The words above the matrix, as above the list: ① to ⑤, and whether ③ is complete."""
    return [
        COLUMNS_BY_ID[name].header if name in COLUMNS_BY_ID else _("③ complete")
        for name in SHOWN_REQUIREMENTS
    ]


def with_matrix(ids: Iterable[int]) -> AnnualReportQuerySet:
    """What rows of the matrix need of these reports, and when each office was last reminded."""
    shown = RequirementOutcome.objects.filter(requirement__in=[*SHOWN_REQUIREMENTS, *DUTIES]).only(
        "run_id", "requirement", "outcome"
    )
    last = Reminder.objects.filter(report=OuterRef("pk")).order_by("-sent_at").values("sent_at")[:1]
    return (
        in_list_order(AnnualReport.objects.filter(pk__in=list(ids)))
        .select_related("office", "year", "submitted_run")
        .only(*_MATRIX_FIELDS)
        .annotate(reminded_at=Subquery(last))
        .prefetch_related(
            Prefetch("submitted_run__requirements", queryset=shown, to_attr="listed_outcomes"),
        )
    )


_MATRIX_FIELDS = (
    "status",
    "status_since",
    "extended_to",
    "revision_due_on",
    "first_submitted_at",
    "score",
    "year__due_on",
    "year__year",
    "year__bureau_id",
    "office__short_name",
    "office__name",
    "office__kind",
    "submitted_run__status",
)


def matrix(reports: Iterable[AnnualReport], today: date) -> list[MatrixRow]:
    """Rows of reports fetched by :func:`with_matrix`."""
    rows = []
    above = [str(heading) for heading in headings()]
    for report in reports:
        listed = report.submitted_run.listed_outcomes if report.submitted_run else ()
        found = {outcome.requirement: outcome.outcome for outcome in listed}
        covered = sum(found.get(duty) in ("met", "partial") for duty in DUTIES) if found else None
        late = report.first_submitted_at is None and report.days_overdue(today) > 0
        cells = [
            (heading, found.get(name, "")) for heading, name in zip(above, SHOWN_REQUIREMENTS, strict=True)
        ]
        rows.append(MatrixRow(report, cells, covered, late))
    return rows


@dataclass(frozen=True, slots=True)
class Point:
    """Handed in by the end of ``day``, this year and last year as far from its date; None: not yet."""

    day: date
    this_year: int | None
    last_year: int | None
    is_due: bool = False


def curve(year: ReportingYear, last: ReportingYear | None, today: date) -> list[Point]:
    """Reports handed in, week by week around the due date, each year against its own date."""
    counts = _by_day(year)
    before = _by_day(last) if last else {}
    first = -(-(year.due_on - year.opens_on).days // 7)
    reach = max(counts, default=year.due_on) - year.due_on
    last_week = min(WEEKS_AFTER, max(2, -(-reach.days // 7)))
    points = []
    for week in range(-first, last_week + 1):
        day = year.due_on + week * WEEK
        points.append(
            Point(
                day,
                _until(counts, day) if day < today + WEEK else None,
                _until(before, last.due_on + week * WEEK) if last else None,
                is_due=week == 0,
            )
        )
    return points


def _by_day(year: ReportingYear) -> dict[date, int]:
    """How many were first handed in on each day, Beijing time."""
    handed_in = AnnualReport.objects.filter(year=year, first_submitted_at__isnull=False)
    return dict(_counted(handed_in.annotate(day=_day_of("first_submitted_at")), "day"))


def _until(counts: dict[date, int], day: date) -> int:
    return sum(count for on, count in counts.items() if on <= day)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Reports that wait at one place: how many, for how many days in the middle and at most."""

    place: Any
    count: int
    median_days: int
    longest_days: int


PLACES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("with the office, not begun"), (ReportStatus.NOT_STARTED,)),
    (_("with the office, begun"), (ReportStatus.DRAFT,)),
    (_("with the office, to revise"), (ReportStatus.RETURNED,)),
    (_("with the reviewer"), (ReportStatus.SUBMITTED,)),
    (_("with the chief reviewer"), (ReportStatus.RECOMMENDED,)),
    (_("accepted, to be published"), (ReportStatus.ACCEPTED,)),
)


def waiting(year: ReportingYear, now: datetime) -> list[Waiting]:
    """Where reports wait, and how long: office, reviewer, machine."""
    since: dict[str, Counter[date]] = defaultdict(Counter)
    reports = AnnualReport.objects.filter(year=year).annotate(on=_day_of("status_since"))
    for status, on, count in _counted(reports, "status", "on"):
        since[status][on] += count
    unfinished = CheckRun.objects.unfinished().filter(version__report__year=year)
    queued = Counter(dict(_counted(unfinished.annotate(on=_day_of("queued_at")), "on")))
    places = [(place, sum((since[s] for s in statuses), Counter())) for place, statuses in PLACES]
    today = timezone.localdate(now)
    return [_waiting(place, days, today) for place, days in [*places, (_("with the machine"), queued)]]


def _day_of(field: str) -> TruncDate:
    """The day of a moment, Beijing time."""
    return TruncDate(field, tzinfo=timezone.get_default_timezone())


def _counted(rows: QuerySet, *fields: str) -> QuerySet:
    """The values of some fields and how many rows have them: days, not ten thousand moments."""
    return rows.order_by().values_list(*fields).annotate(count=Count("pk"))


def _waiting(place: Any, since: Counter[date], today: date) -> Waiting:
    days = sorted(max(0, (today - on).days) for on in since.elements())
    return Waiting(place, len(days), round(median(days)) if days else 0, max(days, default=0))


@dataclass(frozen=True, slots=True)
class FrequentFinding:
    """A rule, its name in words, and in how many of the reports handed in it was found."""

    rule: str
    name: str
    level: str
    offices: int
    percent: int


@lru_cache(maxsize=64)
def _found(handed_in: HandedIn) -> tuple[dict[str, Any], ...]:
    runs = AnnualReport.objects.filter(year=handed_in.year_id, submitted_run__isnull=False)
    found = (
        Finding.objects.filter(run__in=runs.values("submitted_run"), is_manual=False)
        .values("rule")
        .annotate(offices=Count("run", distinct=True), level=Max("level"))
        .order_by("-offices", "rule")[:TOP_FINDINGS]
    )
    return tuple(found)


def frequent_findings(year: ReportingYear, handed_in: HandedIn | None = None) -> list[FrequentFinding]:
    """What the machine found in the most reports, as of the versions handed in."""
    handed_in = handed_in or handed_in_of(year)
    standard = standard_of(year)
    return [
        FrequentFinding(
            row["rule"],
            rule_name(standard, row["rule"]),
            row["level"],
            row["offices"],
            round(100 * row["offices"] / handed_in.count),
        )
        for row in _found(handed_in)
    ]


@dataclass(frozen=True, slots=True)
class Band:
    """How many reports scored from ``low`` to below ``high`` points."""

    label: str
    count: int


def score_bands(year: ReportingYear) -> list[Band]:
    """The distribution of the scores of accepted reports, by tens from 60 on."""
    scored = AnnualReport.objects.filter(year=year, status__in=DECIDED, score__isnull=False)
    scores = dict(_counted(scored, "score"))
    bands = [Band("< 60", sum(n for score, n in scores.items() if score < STEPS_OF_SCORES[0]))]
    for low, high in pairwise(STEPS_OF_SCORES):
        label = f"{low}–{min(high - 1, 100)}"
        bands.append(Band(label, sum(n for score, n in scores.items() if low <= score < high)))
    return bands


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the rubric: points given on average, of how many, in percent."""

    name: str
    average: Decimal
    points: Decimal
    percent: int


def parts(year: ReportingYear) -> list[Part]:
    """The average of each part of the rubric in use, over reviews that are in."""
    rubric = Rubric.objects.filter(year=year, is_current=True).first()
    if rubric is None:
        return []
    given = dict(
        Score.objects.filter(
            criterion__rubric=rubric, review__finished_at__isnull=False, points__isnull=False
        )
        .values_list("criterion")
        .annotate(average=Avg("points"))
    )
    found: dict[str, list[Decimal]] = {}
    for pk, name, points in Criterion.objects.filter(rubric=rubric).values_list("pk", "part", "points"):
        if pk in given:
            total = found.setdefault(name, [Decimal(0), Decimal(0)])
            total[0] += Decimal(given[pk])
            total[1] += points
    return [
        Part(name, average.quantize(Decimal("0.1")), points, round(100 * average / points))
        for name, (average, points) in found.items()
    ]


def comparison(year: ReportingYear, last: ReportingYear | None) -> list[tuple[str, str, str]]:
    """Label, this year, last year: the figures of the totals row of the list."""
    now = _totals(year).labelled()
    then = _totals(last).labelled() if last else [("", "—")] * len(now)
    return [(label, figure, before) for (label, figure), (_label, before) in zip(now, then, strict=True)]


def _totals(year: ReportingYear) -> Totals:
    narrow = AnnualReport.objects.filter(year=year).only(
        "status", "first_submitted_at", "extended_to", "score", "year__due_on", "year_id"
    )
    return totals_of(narrow)


def year_before(year: ReportingYear) -> ReportingYear | None:
    """The same bureau's round of the year before, if there was one."""
    return ReportingYear.objects.filter(bureau=year.bureau_id, year=year.year - 1).first()


def with_figures(years: ReportingYearQuerySet) -> list[ReportingYear]:
    """One year in all bureaus a person reads, with their counts, for a city's bureau; [] for one alone."""
    if len(ids := list(years.values_list("pk", flat=True))) < SEVERAL:
        return []
    counted = ReportingYear.objects.filter(pk__in=ids).select_related("bureau").with_counts()
    return list(counted.order_by("bureau__region_code", "bureau__name"))
