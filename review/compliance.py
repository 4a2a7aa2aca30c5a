"""报送公开情况一览表: one row for every office of a year, reported or not.

The columns are those a county bureau signs (domain: 报送公开情况一览表). A row comes
with everything it needs (:mod:`review.list_rows`), and is the same on the page,
in the spreadsheet and in the text file.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from offices.models import OfficeKind
from submissions.models import AnnualReport, ReportingYear, ReportStatus
from submissions.models.reports import DECIDED, AnnualReportQuerySet

from .list_rows import DUTIES, SECTIONS, Row

Value = str | int | Decimal | date | datetime | None
NAMING = ("number", "office")  # on every sheet of paper
LONG_TEXT = 20  # characters
MIDDLE_TEXT = 14
REASON_LENGTH = 60
SECTION_WORDS = {
    "met": _("present"),
    "partial": _("only as a sub-section"),
    "missing": _("absent"),
    "unsure": _("to be confirmed"),
    "unchecked": _("to be confirmed"),
    "not_applicable": _("absent"),
}
YES, NO, EXEMPT = _("yes"), _("no"), _("exempt")
SECTION_HEADERS = (  # in the order of SECTIONS
    pgettext_lazy("column", "① measures and results"),
    pgettext_lazy("column", "② shortcomings and causes"),
    pgettext_lazy("column", "③ first responsible person"),
    pgettext_lazy("column", "④ next year"),
    pgettext_lazy("column", "⑤ other matters"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``width`` in characters; ``kind`` is text, number, date, time or score."""

    id: str
    header: Any
    width: int
    value: Callable[[Row], Value]
    kind: str = "text"

    @property
    def look(self) -> str:
        """The class of its cells on the page: numbers to the right, long texts with room."""
        if self.kind in ("number", "score"):
            return "num"
        if self.kind in ("date", "time") or self.id == "office":
            return "nowrap"
        if self.width >= LONG_TEXT:
            return "cell-wide"
        return "cell-middle" if self.width >= MIDDLE_TEXT else "cell-text"


def _section(name: str) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        outcome = row.outcomes.get(f"section.{name}")
        return row.words(SECTION_WORDS[outcome]) if outcome else ""

    return value


def _yes_no(row: Row, answer: bool) -> str:
    return row.words(YES if answer else NO)


def _kind(row: Row) -> Value:
    return row.words(OfficeKind(row.report.office.kind).label)


def _signed_on(row: Row) -> Value:
    written = row.fact("signed_on")
    return date.fromisoformat(written) if written else None


def _on_time(row: Row) -> Value:
    if row.report.status == ReportStatus.EXEMPT:
        return row.words(EXEMPT)
    if row.is_on_time is None and row.today <= row.report.due_on:
        return ""
    return _yes_no(row, bool(row.is_on_time))


def _last_reason(row: Row) -> Value:
    return "；".join(" ".join(text.split()).rstrip("。；") for text in row.last_items)[:REASON_LENGTH]


def _duties(row: Row) -> Value:
    if not row.outcomes:
        return ""
    met = sum(row.outcomes.get(duty) in ("met", "partial") for duty in DUTIES)
    return f"{met}/{len(DUTIES)}"


def _problems(row: Row) -> Value:
    return "{}/{}".format(*row.problems) if row.checked else ""


def _similarity(row: Row) -> Value:
    worst = max(row.copies, key=lambda params: params.get("similarity", 0), default=None)
    if worst is None:
        return ""
    return f"{worst.get('similarity', 0)}% {worst.get('office', '')}".strip()


def _person_and_day(name: str, on: date | None) -> str:
    return f"{name} {on:%Y-%m-%d}" if name and on else name


def _first_review(row: Row) -> Value:
    move = row.latest_change("recommended") or row.latest_change("accepted", "returned")
    return _person_and_day(move[0], timezone.localdate(move[1])) if move else ""


def _second_review(row: Row) -> Value:
    report = row.report
    if not (report.year.requires_second_review and report.accepted_by and report.accepted_at):
        return ""
    return _person_and_day(str(report.accepted_by), timezone.localdate(report.accepted_at))


def _published_on_time(row: Row) -> Value:
    report = row.report
    if report.published_on is None:
        late = row.today > report.year.publish_by and report.status != ReportStatus.EXEMPT
        return _yes_no(row, False) if late else ""
    return _yes_no(row, report.published_on <= report.year.publish_by)


def _remarks(row: Row) -> Value:
    report = row.report
    said = [report.remarks, report.exemption_reason, report.extension_reason]
    if report.is_handled_offline:
        said.insert(0, gettext("classified, handled offline"))
    return "；".join(part for part in said if part)


COLUMNS: tuple[Column, ...] = (
    Column("number", pgettext_lazy("column", "No."), 5, lambda row: row.number, "number"),
    Column(
        "region_code", pgettext_lazy("column", "division code"), 14, lambda row: row.report.office.region_code
    ),
    Column(
        "credit_code",
        pgettext_lazy("column", "unified social credit code"),
        19,
        lambda row: row.report.office.credit_code,
    ),
    Column("office", pgettext_lazy("column", "office"), 24, lambda row: row.report.office.name),
    Column("kind", pgettext_lazy("column", "kind"), 8, _kind),
    Column("year", pgettext_lazy("column", "report year"), 7, lambda row: row.report.year.year, "number"),
    Column("title", pgettext_lazy("column", "title of the report"), 28, lambda row: row.fact("title") or ""),
    Column(
        "document_number",
        pgettext_lazy("column", "document number"),
        16,
        lambda row: row.fact("document_number") or "",
    ),
    Column(
        "signers",
        pgettext_lazy("column", "signed off by"),
        12,
        lambda row: "、".join(row.fact("signers") or ()),
    ),
    Column("signed_on", pgettext_lazy("column", "dated"), 11, _signed_on, "date"),
    Column("due_on", pgettext_lazy("column", "due on"), 11, lambda row: row.report.due_on, "date"),
    Column(
        "first_submitted_at",
        pgettext_lazy("column", "first handed in at"),
        16,
        lambda row: row.report.first_submitted_at,
        "time",
    ),
    Column("on_time", pgettext_lazy("column", "on time"), 7, _on_time),
    Column(
        "days_overdue",
        pgettext_lazy("column", "days overdue"),
        7,
        lambda row: row.report.days_overdue(row.today),
        "number",
    ),
    Column(
        "status",
        pgettext_lazy("column", "status"),
        10,
        lambda row: row.words(row.report.status_enum.bureau_word),
    ),
    Column(
        "return_count",
        pgettext_lazy("column", "times returned"),
        7,
        lambda row: row.report.return_count,
        "number",
    ),
    Column("last_reason", pgettext_lazy("column", "last reason for a return"), 40, _last_reason),
    *(
        Column(f"section.{name}", header, 9, _section(name))
        for name, header in zip(SECTIONS, SECTION_HEADERS, strict=True)
    ),
    Column(
        "first_responsible_length",
        pgettext_lazy("column", "characters on the first responsible person"),
        9,
        lambda row: row.checked.first_responsible_length if row.checked else None,
        "number",
    ),
    Column("duties", pgettext_lazy("column", "duties covered"), 8, _duties),
    Column(
        "length",
        pgettext_lazy("column", "characters in all"),
        8,
        lambda row: row.checked.length if row.checked else None,
        "number",
    ),
    Column("problems", pgettext_lazy("column", "findings of the machine (must/should)"), 9, _problems),
    Column("similarity", pgettext_lazy("column", "highest similarity, and with whom"), 14, _similarity),
    Column(
        "secrecy_review",
        pgettext_lazy("column", "secrecy review (who, when)"),
        16,
        lambda row: _person_and_day(row.report.secrecy_reviewed_by, row.report.secrecy_reviewed_on),
    ),
    Column("first_review", pgettext_lazy("column", "first review (who, when)"), 16, _first_review),
    Column("second_review", pgettext_lazy("column", "second review (who, when)"), 16, _second_review),
    Column("score", pgettext_lazy("column", "score"), 7, lambda row: row.report.final_score, "score"),
    Column("grade", pgettext_lazy("column", "grade"), 7, lambda row: row.report.final_grade),
    Column(
        "published_on",
        pgettext_lazy("column", "published on"),
        11,
        lambda row: row.report.published_on,
        "date",
    ),
    Column(
        "published_at_url",
        pgettext_lazy("column", "published at"),
        24,
        lambda row: row.report.published_at_url,
    ),
    Column("published_on_time", pgettext_lazy("column", "published on time"), 7, _published_on_time),
    Column("remarks", pgettext_lazy("column", "remarks"), 18, _remarks),
)
COLUMNS_BY_ID = {column.id: column for column in COLUMNS}


def chosen_columns(ids: Iterable[str]) -> list[Column]:
    """The columns named, in that order; all of them when none is."""
    return [COLUMNS_BY_ID[name] for name in ids if name in COLUMNS_BY_ID] or list(COLUMNS)


@dataclass(slots=True)
class Totals:
    """应报/已报/按时/逾期/未报/已公开/公开率/平均分, counted while the rows pass by."""

    required: int = 0
    handed_in: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0
    published: int = 0
    scored: int = 0
    score_sum: Decimal = Decimal(0)

    def add(self, report: AnnualReport, is_on_time: bool | None) -> None:
        """Count one report. An exempt office is not required to report."""
        if report.status == ReportStatus.EXEMPT:
            return
        self.required += 1
        if is_on_time is None:
            self.missing += 1
        else:
            self.handed_in += 1
            self.on_time += is_on_time
            self.late += not is_on_time
        self.published += report.status == ReportStatus.PUBLISHED
        if report.final_score is not None:
            self.scored += 1
            self.score_sum += report.final_score

    @property
    def publication_rate(self) -> str:
        """In percent of those required, one decimal."""
        return f"{100 * self.published / self.required:.1f}%" if self.required else "—"

    @property
    def average_score(self) -> str:
        return f"{self.score_sum / self.scored:.1f}" if self.scored else "—"

    def labelled(self) -> list[tuple[str, str]]:
        """Label and figure, in the order of the totals row."""
        return [
            (gettext("offices to report"), str(self.required)),
            (gettext("reported"), str(self.handed_in)),
            (gettext("on time"), str(self.on_time)),
            (gettext("late"), str(self.late)),
            (gettext("not reported"), str(self.missing)),
            (gettext("published"), str(self.published)),
            (gettext("publication rate"), self.publication_rate),
            (gettext("average score"), self.average_score),
        ]


def totals_of(reports: AnnualReportQuerySet) -> Totals:
    """The totals of a filtered list, counted by the database: the same as those of its rows."""
    day = TruncDate("first_submitted_at", tzinfo=timezone.get_default_timezone())
    rows = reports.required().with_due_date().annotate(first_on=day).order_by()
    figures = rows.aggregate(
        required=Count("pk"),
        handed_in=Count("first_submitted_at"),
        on_time=Count("pk", filter=Q(first_on__lte=F("effective_due_on"))),
        published=Count("pk", filter=Q(status=ReportStatus.PUBLISHED)),
        scored=Count("score", filter=Q(status__in=DECIDED)),
        score_sum=Sum("score", filter=Q(status__in=DECIDED)),
    )
    return Totals(
        **{**figures, "score_sum": figures["score_sum"] or Decimal(0)},
        late=figures["handed_in"] - figures["on_time"],
        missing=figures["required"] - figures["handed_in"],
    )


def pages_across(columns: list[Column], width: int, repeated: tuple[str, ...] = NAMING) -> list[list[Column]]:
    """The columns of each sheet of paper, side by side, at most ``width`` characters on one.

    As few sheets as can be, all about equally full. The columns that say whose row it is
    are repeated on each, where they stand on the first.
    """
    pages = _filled(columns, width, repeated)
    for narrower in range(width - 1, max((column.width for column in columns), default=0), -1):
        tried = _filled(columns, narrower, repeated)
        if len(tried) > len(pages):
            break
        pages = tried
    return pages


def _filled(columns: list[Column], width: int, repeated: tuple[str, ...]) -> list[list[Column]]:
    pages: list[list[Column]] = [[]]
    naming: list[Column] = []
    for column in columns:
        used = sum(other.width for other in pages[-1])
        if used + column.width > width and len(pages[-1]) > len(naming):
            naming = [other for other in pages[0] if other.id in repeated]
            pages.append(list(naming))
        pages[-1].append(column)
    return pages


def list_title(year: ReportingYear) -> str:
    """The title line of the list, as counties write it."""
    return gettext(
        "%(county)s: list of annual reports on rule-of-law government, %(year)s, reported and published"
    ) % {
        "county": year.bureau.county,
        "year": year.year,
    }


def in_list_order(reports: AnnualReportQuerySet) -> AnnualReportQuerySet:
    """By division code; offices that share one by their sort key."""
    return reports.order_by("office__region_code", "office__sort_key", "office__name", "pk")
