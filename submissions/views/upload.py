"""Bringing in a file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .. import permissions, uploads, workflow
from ..forms import MEGABYTES, UploadReportForm
from ..models import AnnualReport


@login_required
def report_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file; it becomes the next version and is checked. Nothing goes to the bureau."""
    report = permissions.report_for_upload_or_404(request.user, pk)
    if not permissions.may_upload(request.user, report) or report.year.is_closed:
        messages.info(request, _("No new file can be brought in at this stage."))
        return redirect(report)
    newest = report.current_version.number if report.current_version else 0
    form = UploadReportForm(request.POST or None, request.FILES or None, initial={"base": newest})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            answer = _receive(request, report, form, newest)
            if answer is not None:
                return answer
        status = 422
    context = {"report": report, "form": form, "megabytes": MEGABYTES, "newest": report.current_version}
    return render(request, "submissions/upload.html", context, status=status)


def _receive(
    request: HttpRequest, report: AnnualReport, form: UploadReportForm, newest: int
) -> HttpResponse | None:
    """Take the file in and go to its result; None with an error on the form where it is refused."""
    incoming, attachments = form.incoming(), form.incoming_attachments()
    is_overtaken = form.cleaned_data["base"] not in (None, newest)
    if is_overtaken and not uploads.is_repeat(report, incoming, attachments):
        _refuse_overtaken(form, report)
        return None
    try:
        version = uploads.receive(report, incoming, by=request.user, attachments=attachments)
    except uploads.UploadRefusedError as refusal:
        form.add_error("file", str(refusal.message))
        return None
    except workflow.WrongStatusError:
        messages.warning(request, _("Meanwhile the report was handed in; the file was not taken."))
        return redirect(report)
    if version.number == newest:
        messages.info(request, _("This file is already here; nothing was added."))
    return redirect("report_result", pk=report.pk)


def _refuse_overtaken(form: UploadReportForm, report: AnnualReport) -> None:
    """Somebody of the same office brought in a version since the page was opened: say so, ask again."""
    version: Any = report.current_version
    form.data = form.data.copy()
    form.data["base"] = version.number
    form.overtaken_by = version
    form.add_error(
        "file",
        _(
            "%(person)s brought in version %(number)s while this page was open. "
            "Look at it below. If yours is the newer one, choose it again and bring it in."
        )
        % {"person": version.uploaded_by, "number": version.number},
    )
