"""Notices of dates, by schedule: before and after a report is due, before it has to be published.

Each has a key of its own (report, date, day), so that a second run tells nobody
twice; what an extension moves is a new date and a new key.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from offices.notifications import notify, people_of_office

from .models import AnnualReport, ReportStatus

DAYS_BEFORE = (7, 3, 1, 0)
DAYS_AFTER = (1, 7, 14, 30)
DAYS_BEFORE_PUBLICATION = (7, 1)


def remind_of_dates(today: date) -> int:
    """Tell everybody who has to know today; returns how many notices were written."""
    return (
        _remind_to_hand_in(_still_due(), today)
        + _remind_to_hand_in(_returned(), today)
        + _remind_to_publish(today)
    )


def _open_reports() -> Iterable[AnnualReport]:
    return AnnualReport.objects.filter(year__closed_at=None).for_lists()


def _still_due() -> list[tuple[AnnualReport, date]]:
    statuses = (ReportStatus.NOT_STARTED, ReportStatus.DRAFT)
    return [(report, report.due_on) for report in _open_reports().filter(status__in=statuses)]


def _returned() -> list[tuple[AnnualReport, date]]:
    found = _open_reports().filter(status=ReportStatus.RETURNED, revision_due_on__isnull=False)
    return [(report, report.revision_due_on) for report in found]


def _remind_to_hand_in(reports: Iterable[tuple[AnnualReport, date]], today: date) -> int:
    told = 0
    for report, due_on in reports:
        left = (due_on - today).days
        if left in DAYS_BEFORE:
            told += _tell(report, "due_today" if left == 0 else "due_soon", due_on, left, days=left)
        elif -left in DAYS_AFTER:
            told += _tell(report, "overdue", due_on, left, days=-left)
    return told


def _remind_to_publish(today: date) -> int:
    days = [today + timedelta(days=ahead) for ahead in DAYS_BEFORE_PUBLICATION]
    found = _open_reports().filter(status=ReportStatus.ACCEPTED, year__publish_by__in=days)
    return sum(
        _tell(
            report,
            "publication_due",
            report.year.publish_by,
            (report.year.publish_by - today).days,
        )
        for report in found
    )


def _tell(report: AnnualReport, kind: str, on: date, left: int, **params: object) -> int:
    told = notify(
        people_of_office(report.office_id),
        kind,
        about=f"report-{report.pk}-{on.isoformat()}-{left}",
        url=reverse("report_home", args=[report.pk]),
        office=str(report.office),
        year=report.year.year,
        day=on.isoformat(),
        **params,
    )
    return len(told)
