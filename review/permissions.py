"""Which years, lists, files and reports of a bureau a person may see, and who may judge."""

from django.db.models import F, Q, QuerySet
from django.http import Http404

from offices.models import Role, User
from offices.permissions import ADMINISTERING, DECIDING, REVIEWING, SEEING_ALL, access_of
from submissions.models import AnnualReport, ReportingYear
from submissions.models.reports import AnnualReportQuerySet
from submissions.models.years import ReportingYearQuerySet

from .models import Export, ExportKind
from .models.exports import ExportQuerySet

READING_LISTS = SEEING_ALL | {Role.AUDITOR}
CITY_FIRST = F("bureau__parent").asc(nulls_first=True)  # databases differ in where they put nothing


def years_for_lists(user: User) -> ReportingYearQuerySet:
    """Years of the person's bureaus, and of those below a bureau they administer (read only)."""
    access = access_of(user)
    return ReportingYear.objects.filter(
        Q(bureau__in=access.bureaus_with(*READING_LISTS))
        | Q(bureau__parent__in=access.bureaus_with(*ADMINISTERING))
    ).select_related("bureau")


def newest_year_for_lists(user: User) -> ReportingYear | None:
    """The year a person meets first: the newest, of their own bureau before those below it."""
    return years_for_lists(user).order_by("-year", CITY_FIRST, "pk").first()


def year_for_lists_or_404(user: User, pk: int) -> ReportingYear:
    """A year whose lists the person may read."""
    year = years_for_lists(user).filter(pk=pk).first()
    if year is None:
        raise Http404
    return year


def years_beside(user: User, year: ReportingYear) -> dict[str, ReportingYearQuerySet]:
    """The tabs of a year's page: the other years of its bureau, and this year in the other bureaus."""
    readable = years_for_lists(user)
    return {
        "years": readable.filter(bureau=year.bureau_id).order_by("-year"),
        "neighbours": readable.filter(year=year.year).order_by(CITY_FIRST, "bureau__county"),
    }


def downloadable_exports(user: User) -> ExportQuerySet:
    """Files made for a bureau the person works in.

    The archive holds everybody's score sheets, so only those who may see all scores take it.
    """
    seeing_scores = access_of(user).bureaus_with(*ADMINISTERING, *DECIDING)
    return Export.objects.filter(year__in=years_for_lists(user)).filter(
        ~Q(kind=ExportKind.ARCHIVE) | Q(year__bureau__in=seeing_scores)
    )


def reports_on_queue(user: User) -> AnnualReportQuerySet:
    """Reports of the bureaus the person reviews or administers, never one of an office of their own."""
    access = access_of(user)
    return AnnualReport.objects.filter(year__bureau__in=access.bureaus_with(*SEEING_ALL)).exclude(
        office__in=access.offices
    )


def report_on_desk_or_404(user: User, pk: int) -> AnnualReport:
    """A report the person may open on the desk. An administrator without a reviewer's role only reads."""
    report = (
        reports_on_queue(user)
        .select_related("office", "year__bureau", "submitted_version__file", "submitted_run")
        .filter(pk=pk)
        .first()
    )
    if report is None:
        raise Http404
    return report


def may_review(user: User, report: AnnualReport) -> bool:
    """Whether this person may score and comment: a reviewer of the bureau, not of this office."""
    access = access_of(user)
    roles = access.bureaus.get(report.year.bureau_id, frozenset())
    return bool(roles & REVIEWING) and report.office_id not in access.offices


def may_assign(user: User, bureau_id: int) -> bool:
    """Whether this person may give reports to reviewers: chief reviewers and administrators."""
    return bool(access_of(user).bureaus.get(bureau_id, frozenset()) & (ADMINISTERING | {Role.CHIEF_REVIEWER}))


def reviewers_of(bureau_ids: frozenset[int] | set[int]) -> QuerySet[User]:
    """Active people who may review in one of the bureaus, by name."""
    return (
        User.objects.filter(
            is_active=True, memberships__bureau__in=bureau_ids, memberships__role__in=REVIEWING
        )
        .distinct()
        .order_by("full_name", "pk")
    )


def years_to_administer(user: User) -> ReportingYearQuerySet:
    """Years of the bureaus the person administers or is chief reviewer of: their rubrics."""
    bureaus = access_of(user).bureaus_with(*ADMINISTERING, Role.CHIEF_REVIEWER)
    return ReportingYear.objects.filter(bureau__in=bureaus).select_related("bureau")


def year_to_administer_or_404(user: User, pk: int) -> ReportingYear:
    """A year the person administers or decides in as chief reviewer: its circular, summary and archive."""
    year = years_to_administer(user).filter(pk=pk).first()
    if year is None:
        raise Http404
    return year


def years_to_settle(user: User) -> ReportingYearQuerySet:
    """Years of the bureaus the person administers."""
    bureaus = access_of(user).bureaus_with(*ADMINISTERING)
    return ReportingYear.objects.filter(bureau__in=bureaus).select_related("bureau")


def year_to_settle_or_404(user: User, pk: int) -> ReportingYear:
    """A year the person may change."""
    year = years_to_settle(user).filter(pk=pk).first()
    if year is None:
        raise Http404
    return year
