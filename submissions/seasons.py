"""A year's round: opened with a row for every office, extended, closed and opened again."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from offices import audit
from offices.models import Bureau, Office, User

from .models import AnnualReport, ReportingYear
from .models.reports import WITH_BUREAU, WITH_OFFICE

SWITCHES = ("legal_basis", "requires_office_sign_off", "requires_second_review", "standard")


class SeasonError(Exception):
    """The year cannot be opened, closed or extended so; the message says why."""


def proposal(bureau: Bureau, year: int) -> ReportingYear:
    """An unsaved year as it would be opened: last year's dates moved on by a year, its basis,
    switches and standard; the regulation's dates where there is no last year.
    """
    last = last_year_of(bureau, before=year)
    if last is None:
        return ReportingYear(bureau=bureau, year=year, **ReportingYear.default_dates(year))
    ahead = year - last.year
    dates = {name: moved_on(getattr(last, name), ahead) for name in ("opens_on", "due_on", "publish_by")}
    return ReportingYear(
        bureau=bureau, year=year, **dates, **{name: getattr(last, name) for name in SWITCHES}
    )


def last_year_of(bureau: Bureau, *, before: int) -> ReportingYear | None:
    """The bureau's newest round earlier than ``before``, from which the next one is copied."""
    earlier = ReportingYear.objects.filter(bureau=bureau, year__lt=before)
    return earlier.select_related("standard").order_by("-year").first()


def moved_on(day: date, years: int) -> date:
    """The same day ``years`` later; the last of February stays the last of February."""
    following = date.fromordinal(day.toordinal() + 1)
    if (following.month, following.day) == (3, 1):
        return date.fromordinal(date(day.year + years, 3, 1).toordinal() - 1)
    return day.replace(year=day.year + years)


@transaction.atomic
def open_year(year: ReportingYear, *, by: User) -> int:
    """Save the year and write a row for every active office of the bureau; returns how many."""
    year.save(force_insert=True)
    count = add_missing_rows(year)
    audit.record("year.opened", actor=by, bureau_id=year.bureau_id, target=year, offices=count)
    return count


def add_missing_rows(year: ReportingYear) -> int:
    """Rows for active offices that have none yet, e.g. one founded in mid-season."""
    offices = Office.objects.of_bureau(year.bureau).active().exclude(reports__year=year)
    made = AnnualReport.objects.bulk_create(AnnualReport(year=year, office=office) for office in offices)
    return len(made)


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What a year leaves undone if it is closed now: reports with their offices, and with the bureau."""

    with_offices: int
    with_bureau: int


def left_open(year: ReportingYear) -> LeftOpen:
    """Counted by the database, in one query."""
    counted = AnnualReport.objects.filter(year=year).aggregate(
        with_offices=Count("pk", filter=Q(status__in=WITH_OFFICE)),
        with_bureau=Count("pk", filter=Q(status__in=WITH_BUREAU)),
    )
    return LeftOpen(**counted)


@transaction.atomic
def close_year(year: ReportingYear, *, by: User) -> None:
    """Nothing more comes in or is decided until it is opened again."""
    if not ReportingYear.objects.filter(pk=year.pk, closed_at=None).update(closed_at=timezone.now()):
        raise SeasonError("already closed")
    audit.record("year.closed", actor=by, bureau_id=year.bureau_id, target=year)


@transaction.atomic
def reopen_year(year: ReportingYear, *, by: User, reason: str) -> None:
    """Take the closing back, with a reason."""
    if not ReportingYear.objects.filter(pk=year.pk, closed_at__isnull=False).update(closed_at=None):
        raise SeasonError("not closed")
    audit.record("year.reopened", actor=by, bureau_id=year.bureau_id, target=year, reason=reason)


@transaction.atomic
def extend(report: AnnualReport, *, until: date, reason: str, by: User) -> None:
    """Give one office until ``until`` (inclusive), with a reason. Never earlier than the year's date."""
    if until <= report.year.due_on:
        raise SeasonError("not later than the due date")
    AnnualReport.objects.filter(pk=report.pk).update(extended_to=until, extension_reason=reason)
    _tell_trail("report.extended", report, until, reason, by)
    report.refresh_from_db()


@transaction.atomic
def withdraw_extension(report: AnnualReport, *, by: User) -> None:
    """The date of the year holds for the office again."""
    until, reason = report.extended_to, report.extension_reason
    extended = AnnualReport.objects.filter(pk=report.pk, extended_to=until)
    if until is None or not extended.update(extended_to=None, extension_reason=""):
        raise SeasonError("not extended")
    _tell_trail("report.extension_withdrawn", report, until, reason, by)
    report.refresh_from_db()


def _tell_trail(action: str, report: AnnualReport, until: date, reason: str, by: User) -> None:
    bureau_id = report.year.bureau_id
    audit.record(action, actor=by, bureau_id=bureau_id, target=report, until=until.isoformat(), reason=reason)


@transaction.atomic
def drop_idle_extensions(year: ReportingYear, *, by: User) -> int:
    """Extensions that the year's own date has reached or passed: left alone they would make their
    offices late before all others. Returns how many there were.
    """
    idle = AnnualReport.objects.filter(year=year, extended_to__lte=year.due_on).select_related("year")
    found = list(idle)
    for report in found:
        withdraw_extension(report, by=by)
    return len(found)
