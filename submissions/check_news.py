"""Tells who brought in a version that its check is over, so that the page may be closed meanwhile; and the
office lead, where only they may hand in, that there is something to sign.
"""

from django.urls import reverse

from offices.notifications import notify

from .blocking import blocking_count
from .models import AnnualReport, CheckRun, CheckRunStatus, VersionSource
from .sign_off import leads_of


def tell_uploader(run_id: int) -> None:
    """One notice a version, however often it is checked; none for what the bureau itself took in."""
    run = (
        CheckRun.objects.select_related(
            "version__report__office", "version__report__year", "version__uploaded_by"
        )
        .filter(pk=run_id, finished_at__isnull=False)
        .first()
    )
    if run is None or run.version.uploaded_by is None or run.version.source == VersionSource.RECEIVED:
        return
    report = run.version.report
    notify(
        [run.version.uploaded_by],
        "check_done" if run.status == CheckRunStatus.DONE else "check_failed",
        about=f"version-{run.version_id}",
        url=reverse("report_result", args=[report.pk]),
        office=str(report.office),
        year=report.year.year,
        version=run.version.number,
    )
    if run.status == CheckRunStatus.DONE:
        tell_lead(report)


def tell_lead(report: AnnualReport) -> None:
    """Where only the office lead may hand in: that there is something ready for it, once a version."""
    if report.year.requires_office_sign_off and not blocking_count(report):
        notify(
            leads_of(report),
            "ready_to_sign",
            about=f"version-{report.current_version_id}",
            url=reverse("report_submit", args=[report.pk]),
            office=str(report.office),
            year=report.year.year,
        )
