"""Home card, the report's own page, the year's Word template."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from offices.models import User
from offices.notifications import mark_read
from offices.permissions import access_of

from .. import permissions
from ..models import AnnualReport, ReportStatus
from ..models.reports import HANDED_IN
from ..next_steps import NextStep, next_step
from .returned import letter_context

PAST_SHOWN = 24


@login_required
def office_home(request: HttpRequest) -> HttpResponse:
    """One card an office: this year's report and what to do. Below it past years."""
    if not access_of(request.user).is_office_staff:
        return redirect("home")
    reports = permissions.reports_of_my_offices(request.user).for_lists()
    current = _current(reports)
    past = (
        reports.exclude(pk__in=[report.pk for report in current])
        .prefetch_related("receipts")
        .order_by("-year__year", "office__region_code")[:PAST_SHOWN]
    )
    cards = [card(report, request.user) for report in current]
    return render(request, "submissions/home.html", {"cards": cards, "past": past})


def _current(reports: Any) -> list[AnnualReport]:
    """Each office's report of its newest open year; where none is open, of its newest year."""
    newest: dict[int, AnnualReport] = {}
    for report in reports.filter(year__opens_on__lte=timezone.localdate()).order_by("office", "year__year"):
        kept = newest.get(report.office_id)
        if kept is None or not report.year.is_closed or kept.year.is_closed:
            newest[report.office_id] = report
    return list(newest.values())


def card(report: AnnualReport, user: User) -> dict[str, Any]:
    """What the home card and the report's page show of a report."""
    step: NextStep = next_step(report, user)
    return {
        "report": report,
        "step": step,
        "status": ReportStatus(report.status),
        "may_upload": permissions.may_upload(user, report) and not report.year.is_closed,
        "may_withdraw": report.status == ReportStatus.SUBMITTED
        and report.review_started_at is None
        and not report.return_count,
        "was_handed_in": report.status in HANDED_IN,
    }


@login_required
def report_home(request: HttpRequest, pk: int) -> HttpResponse:
    """The report's page. While it is returned it opens on the reviewer's words."""
    report = permissions.report_for_office_or_404(request.user, pk)
    mark_read(request.user, request.path)
    context = card(report, request.user)
    if report.status == ReportStatus.RETURNED:
        return render(request, "submissions/returned.html", context | letter_context(report))
    context["receipts"] = report.receipts.select_related("version")
    return render(request, "submissions/report.html", context)
