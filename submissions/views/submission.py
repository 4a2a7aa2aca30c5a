"""Handing in, its receipt, taking it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from offices.notifications import mark_read

from .. import permissions, workflow
from ..forms import SubmitReportForm
from ..models import AnnualReport, Receipt, ReportStatus
from ..models.reports import WITH_OFFICE
from ..qr import qr_path
from ..sign_off import leads_of
from .returned import open_items

PLACES_OF_MISSING = {
    "no_file": "report_upload",
    "check_running": "report_result",
    "unreadable": "report_upload",
    "must_findings": "report_result",
    "unchanged": "report_upload",
    "same_text": "report_home",  # a new file, or an explanation at each item: both are there
    "unanswered": "report_home",
}


@login_required
def report_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still missing, or the declaration and the button."""
    report = permissions.report_for_office_or_404(request.user, pk)
    if report.status not in (ReportStatus.NOT_STARTED, ReportStatus.DRAFT, ReportStatus.RETURNED):
        messages.info(request, _("The report is handed in already."))
        return redirect(report)
    mark_read(request.user, request.path)
    missing = workflow.missing_actions_to_submit(report, request.user)
    form = SubmitReportForm(request.POST or None, initial=_initial(report))
    if request.method == "POST" and not missing and form.is_valid() and _is_what_was_seen(form, report):
        answer = _submit(request, report, form)
        if answer is not None:
            return answer
        missing = workflow.missing_actions_to_submit(report, request.user)
    context = {
        "report": report,
        "form": form,
        "missing": [_with_place(action, report) for action in missing],
        "waits_for_lead": [action.id for action in missing] == ["not_lead"],
        "version": report.current_version,
        "is_resubmission": report.status == ReportStatus.RETURNED,
        "is_late": workflow.first_time_of(report) is None and report.days_overdue(timezone.localdate()) > 0,
        "open_count": open_items(report).count() if report.status == ReportStatus.RETURNED else 0,
    }
    return render(
        request, "submissions/submit.html", context, status=422 if request.method == "POST" else 200
    )


def _initial(report: AnnualReport) -> dict[str, Any]:
    leads = leads_of(report)
    number = report.current_version.number if report.current_version else 0
    return {"declared_by": leads[0].full_name if leads else "", "base": number}


def _is_what_was_seen(form: SubmitReportForm, report: AnnualReport) -> bool:
    """Whether the current version is still the one the person saw when the page was made."""
    if form.cleaned_data["base"] == report.current_version.number:
        return True
    form.add_error(
        None,
        _("A newer version (%(number)s) was brought in meanwhile. Please look at it, then hand in again.")
        % {"number": report.current_version.number},
    )
    form.data = form.data.copy()
    form.data["base"] = report.current_version.number
    return False


def _submit(request: HttpRequest, report: AnnualReport, form: SubmitReportForm) -> HttpResponse | None:
    again = report.status == ReportStatus.RETURNED
    try:
        receipt = workflow.submit(report, by=request.user, declared_by=form.cleaned_data["declared_by"])
    except workflow.NotReadyError:
        return None
    except workflow.WrongStatusError:
        if report.status in WITH_OFFICE:  # a colleague brought in another version in this very moment
            messages.warning(request, _("A newer version was brought in meanwhile. Please look at it first."))
        else:
            messages.info(request, _("The report was handed in a moment ago."))
        return redirect(report)
    said = (
        _("Handed in again; the reviewer has been told.")
        if again
        else _("Handed in; the bureau has been told.")
    )
    messages.success(request, said)
    return redirect("receipt", number=receipt.number)


def _with_place(action: workflow.MissingAction, report: AnnualReport) -> dict[str, Any]:
    """The action with the page where it is done."""
    name = PLACES_OF_MISSING.get(action.id)
    return {"words": action.words, "url": action.url or (reverse(name, args=[report.pk]) if name else "")}


@login_required
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt, to be printed or kept."""
    kept = get_object_or_404(
        Receipt.objects.select_related("version", "submitted_by", "report__office", "report__year__bureau"),
        number=number,
    )
    permissions.visible_report_or_404(request.user, kept.report_id)
    address = request.build_absolute_uri(reverse("receipt_verify", args=[kept.token]))
    side, path = qr_path(address)
    context = {"receipt": kept, "report": kept.report, "address": address, "qr_side": side, "qr_path": path}
    return render(request, "submissions/receipt.html", context)


@login_required
def report_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The report's latest receipt."""
    report = permissions.report_for_office_or_404(request.user, pk)
    latest = report.receipts.first()
    if latest is None:
        raise Http404
    return redirect("receipt", number=latest.number)


def receipt_verify(request: HttpRequest, token: str) -> HttpResponse:
    """For anyone who holds the address: whether this receipt is real, and nothing else."""
    kept = (
        Receipt.objects.select_related("report__office", "report__year", "version")
        .filter(token=token)
        .first()
    )
    context = {"receipt": kept}
    return render(request, "submissions/receipt_verify.html", context, status=200 if kept else 404)


@login_required
@require_POST
def report_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report back before anyone has begun to review it."""
    report = permissions.report_for_office_or_404(request.user, pk)
    if not permissions.may_submit(request.user, report):
        messages.warning(request, _("Only the office lead may take it back."))
        return redirect(report)
    try:
        workflow.withdraw(report, by=request.user)
    except workflow.WrongStatusError:
        messages.warning(request, _("The review has begun; please talk to your bureau."))
    else:
        said = _("Taken back. Until you hand in again, the report counts as not handed in.")
        messages.success(request, said)
    return redirect(report)
