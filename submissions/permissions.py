"""Which reports a person may see or touch. Every view fetches through here."""

from django.db.models import Q, QuerySet
from django.http import Http404

from offices.models import OFFICE_ROLES, Role, User
from offices.permissions import ADMINISTERING, REVIEWING, SEEING_ALL, access_of

from .models import AnnualReport, ReportStatus, ReportVersion
from .models.reports import AnnualReportQuerySet

LEADING = (Role.OFFICE_LEAD,)


def reports_of_my_offices(user: User) -> AnnualReportQuerySet:
    """Reports of the offices the person writes or signs for."""
    return AnnualReport.objects.filter(office__in=access_of(user).offices_with(*OFFICE_ROLES))


def reports_to_review(user: User) -> AnnualReportQuerySet:
    """Reports of the person's bureaus, without those of an office of their own."""
    access = access_of(user)
    return AnnualReport.objects.filter(year__bureau__in=access.bureaus_with(*REVIEWING)).exclude(
        office__in=access.offices
    )


def reports_to_administer(user: User) -> AnnualReportQuerySet:
    """Reports of the bureaus the person administers."""
    return AnnualReport.objects.filter(year__bureau__in=access_of(user).bureaus_with(*ADMINISTERING))


def reports_visible_to(user: User) -> AnnualReportQuerySet:
    """Everything the person may read: their offices', their bureaus', and for a
    bureau above others also theirs.
    """
    access = access_of(user)
    bureaus = access.bureaus_with(*SEEING_ALL)
    return AnnualReport.objects.filter(
        Q(office__in=access.offices)
        | Q(year__bureau__in=bureaus)
        | Q(year__bureau__parent__in=access.bureaus_with(*ADMINISTERING))
    )


def report_for_office_or_404(user: User, pk: int) -> AnnualReport:
    """A report of one of the person's own offices."""
    return _one_or_404(reports_of_my_offices(user), pk)


def report_for_upload_or_404(user: User, pk: int) -> AnnualReport:
    """A report of one of the person's own offices, with no more than taking a file in asks for."""
    return _first_or_404(reports_of_my_offices(user).for_upload(), pk)


def report_for_reviewer_or_404(user: User, pk: int) -> AnnualReport:
    """A report the person may review; never one of their own office."""
    return _one_or_404(reports_to_review(user), pk)


def report_for_admin_or_404(user: User, pk: int) -> AnnualReport:
    """A report of a bureau the person administers."""
    return _one_or_404(reports_to_administer(user), pk)


def visible_report_or_404(user: User, pk: int) -> AnnualReport:
    """A report the person may read."""
    return _one_or_404(reports_visible_to(user), pk)


def versions_visible_to(user: User, report: AnnualReport) -> QuerySet[ReportVersion]:
    """The office sees every version of its own; others read what was handed in, never a draft."""
    if report.office_id in access_of(user).offices:
        return report.versions.all()
    return report.versions.filter(submitted_at__isnull=False)


def _one_or_404(reports: AnnualReportQuerySet, pk: int) -> AnnualReport:
    return _first_or_404(reports.for_pages(), pk)


def _first_or_404(reports: AnnualReportQuerySet, pk: int) -> AnnualReport:
    report = reports.order_by().filter(pk=pk).first()  # one row needs no order, nor its joins
    if report is None:
        raise Http404
    return report


def may_submit(user: User, report: AnnualReport) -> bool:
    """Whether this person may hand the report in: the office lead where the bureau asks for it."""
    roles = access_of(user).offices.get(report.office_id, frozenset())
    if report.year.requires_office_sign_off:
        return Role.OFFICE_LEAD in roles
    return bool(roles)


def may_upload(user: User, report: AnnualReport) -> bool:
    """Whether this person may bring a new file to this report now."""
    return report.office_id in access_of(user).offices and report.status in (
        ReportStatus.NOT_STARTED,
        ReportStatus.DRAFT,
        ReportStatus.RETURNED,
    )


def may_decide(user: User, report: AnnualReport) -> bool:
    """Whether this person may accept or return: with second review only the chief
    reviewer, and never for an office of their own.
    """
    access = access_of(user)
    if report.office_id in access.offices:
        return False
    roles = access.bureaus.get(report.year.bureau_id, frozenset())
    if report.year.requires_second_review:
        return Role.CHIEF_REVIEWER in roles
    return bool(roles & REVIEWING)
