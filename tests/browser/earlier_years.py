"""Reports of earlier years in the states a browser test would need minutes to walk to, laid in as rows.

The ways into these states have tests of their own; here only their pages are looked at.
"""

from datetime import date, timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from offices.mail import SALT
from offices.models import User
from submissions.models import (
    AnnualReport,
    CheckRun,
    CheckRunStatus,
    Finding,
    Receipt,
    ReportStatus,
    ReportVersion,
    ReturnItem,
    ReturnLetter,
)

from ..cast import open_year

PHONE_NUMBER = "13812345678"


def lay_in(model: AnnualReport, officer: User, reviewer: User) -> list[str]:
    """Give ``model``'s office reports of earlier years; returns the addresses of their pages."""
    accepted = _report(model, 2024, ReportStatus.ACCEPTED, accepted_at=timezone.now())
    failed = _report(model, 2023, ReportStatus.DRAFT)
    failed.latest_run.delete()
    _run(failed, CheckRunStatus.FAILED, failure="stored_file_damaged", finished_at=timezone.now())
    running = _report(model, 2022, ReportStatus.DRAFT)
    running.latest_run.delete()
    _run(running, CheckRunStatus.RUNNING, touched_at=timezone.now() + timedelta(hours=1))
    published = _report(
        model,
        2021,
        ReportStatus.PUBLISHED,
        accepted_at=timezone.now(),
        published_on=date(2022, 3, 20),
        is_published_here=True,
    )
    returned = _returned(model, reviewer)
    to_sign = _report(model, 2019, ReportStatus.DRAFT, requires_office_sign_off=True)
    receipt = _receipt(accepted, officer)
    Finding.objects.create(
        run=accepted.submitted_run,
        rule="personal_data.phone",
        level="should",
        evidence=[[0, 11]],
        fingerprint="phone",
        position=0,
    )
    return [
        reverse("report_publication", args=[accepted.pk]),
        reverse("receipt", args=[receipt.number]),
        reverse("receipt_verify", args=[receipt.token]),
        reverse("report_result", args=[failed.pk]),
        reverse("report_result", args=[running.pk]),
        reverse("report_home", args=[published.pk]),
        reverse("publication_retract", args=[published.pk]),
        reverse("report_home", args=[returned.pk]),
        reverse("report_result", args=[to_sign.pk]),
        reverse("report_submit", args=[to_sign.pk]),
        reverse("unsubscribe", args=[signing.dumps(officer.pk, salt=SALT)]),
    ]


def _report(
    model: AnnualReport,
    year: int,
    status: ReportStatus,
    *,
    requires_office_sign_off: bool = False,
    **fields: object,
) -> AnnualReport:
    """The office's report of ``year`` with one version and a finished check, then moved to ``status``."""
    opened = open_year(model.year.bureau, year, requires_office_sign_off=requires_office_sign_off)
    report = AnnualReport.objects.get(year=opened, office=model.office)
    version = ReportVersion.objects.create(
        report=report,
        number=1,
        file=model.current_version.file,
        original_name="报告.txt",
        uploaded_by=model.current_version.uploaded_by,
        text=f"{PHONE_NUMBER}\n{model.current_version.text}",
    )
    report.current_version = report.submitted_version = version
    report.save()
    run = _run(report, CheckRunStatus.DONE, finished_at=timezone.now())
    handed_in = {} if status == ReportStatus.DRAFT else {"first_submitted_at": timezone.now()}
    AnnualReport.objects.filter(pk=report.pk).update(status=status, submitted_run=run, **handed_in, **fields)
    report.refresh_from_db()
    return report


def _run(report: AnnualReport, status: CheckRunStatus, **fields: object) -> CheckRun:
    run = CheckRun.objects.create(version=report.current_version, status=status, **fields)
    AnnualReport.objects.filter(pk=report.pk).update(latest_run=run)
    return run


def _returned(model: AnnualReport, reviewer: User) -> AnnualReport:
    """Sent back with two items, one of them with its passage."""
    report = _report(model, 2020, ReportStatus.RETURNED, returned_at=timezone.now(), return_count=1)
    letter = ReturnLetter.objects.create(
        report=report, version=report.submitted_version, body="请按下列意见修改。", sent_by=reviewer
    )
    for position, evidence in enumerate(([[20, 30]], [])):
        ReturnItem.objects.create(
            letter=letter, position=position, text="请补充书记履职情况。", evidence=evidence
        )
    return report


def _receipt(report: AnnualReport, officer: User) -> Receipt:
    return Receipt.objects.create(
        report=report,
        version=report.submitted_version,
        number="FZ2024-990123100-000001-01",
        token="a-token-nobody-guesses",
        submitted_at=timezone.now(),
        submitted_by=officer,
        declared_by="周正",
        sha256="0" * 64,
        was_on_time=True,
    )
