"""After acceptance: where and when the report was published, or publication on the public page here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .. import permissions, workflow
from ..forms_publication import PublishReportForm, RetractPublicationForm
from ..models import ReportStatus
from ..personal_data import personal_passages


@login_required
def report_publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the publication of an accepted report."""
    report = permissions.report_for_office_or_404(request.user, pk)
    if report.status == ReportStatus.PUBLISHED:
        return redirect(report)
    if report.status != ReportStatus.ACCEPTED:
        messages.info(request, _("Publication comes after acceptance."))
        return redirect(report)
    passages = personal_passages(report)
    form = PublishReportForm(report, request.POST or None, has_personal_data=bool(passages))
    if request.method == "POST" and form.is_valid():
        try:
            workflow.publish(report, by=request.user, **form.publication())
        except workflow.WrongStatusError:
            messages.info(request, _("Meanwhile somebody else recorded it."))
        else:
            messages.success(request, _("Recorded. All done for this year."))
        return redirect(report)
    context = {"report": report, "form": form, "passages": passages}
    return render(request, "submissions/publication.html", context, status=422 if form.is_bound else 200)


@login_required
def publication_retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrong record back, with a reason; then it is recorded anew."""
    report = permissions.report_for_office_or_404(request.user, pk)
    if report.status != ReportStatus.PUBLISHED:
        return redirect(report)
    form = RetractPublicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.retract_publication(report, by=request.user, reason=form.cleaned_data["reason"])
        except workflow.WrongStatusError:
            return redirect(report)
        messages.success(request, _("Taken back. Please record the publication anew."))
        return redirect("report_publication", pk=pk)
    context = {"report": report, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "submissions/publication_retract.html", context, status=status)
