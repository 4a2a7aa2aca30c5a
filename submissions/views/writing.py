"""Writing the report in a form that becomes a proper .docx; the year's Word template."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import permissions, uploads, workflow, writing
from ..findings_out import TYPES
from ..forms_writing import WriteReportForm
from ..models import AnnualReport, FormDraft, VersionSource


@login_required
def report_write(request: HttpRequest, pk: int) -> HttpResponse:
    """The form with the draft in it. POST saves it, or makes the document and checks it."""
    report = permissions.report_for_office_or_404(request.user, pk)
    if not permissions.may_upload(request.user, report) or report.year.is_closed:
        messages.info(request, _("Nothing can be written at this stage."))
        return redirect(report)
    draft = FormDraft.objects.filter(report=report).select_related("saved_by", "before_by").first()
    if request.method != "POST":
        return _page(request, report, WriteReportForm(report, initial=_starting(report, draft)), draft)
    form = WriteReportForm(report, request.POST, is_draft="make" not in request.POST)
    try:
        draft = writing.save_draft(report, form.typed(), revision=form.base_revision(), by=request.user)
    except writing.OvertakenError as overtaken:
        return _page(request, report, form, overtaken.draft, overtaken=True)
    if "make" not in request.POST:
        messages.success(request, _("Saved. You can go on any time."))
        return redirect("report_write", pk=pk)
    if not form.is_valid():
        return _page(request, report, form, draft)
    return _make(request, report, form, draft)


def _starting(report: AnnualReport, draft: FormDraft | None) -> dict[str, Any]:
    if draft is not None:
        return {**draft.content, "revision": draft.revision}
    return {**writing.starting_content(report), "revision": 0}


def _page(
    request: HttpRequest,
    report: AnnualReport,
    form: WriteReportForm,
    draft: FormDraft | None,
    *,
    overtaken: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {"report": report, "form": form, "draft": draft, "overtaken": overtaken}
    if draft is not None and not overtaken:
        context["replaced"] = form.words_gone_from(draft.before)
    if overtaken:
        context["differences"] = form.differences_from(draft.content)
        form.set_revision(draft.revision)
    elif form.is_bound and draft is not None:
        form.set_revision(draft.revision)
    return render(request, "submissions/write.html", context, status=422 if form.is_bound else 200)


def _make(
    request: HttpRequest, report: AnnualReport, form: WriteReportForm, draft: FormDraft
) -> HttpResponse:
    content = form.typed()
    name = f"{report.office.short_name}{report.year.year}年度法治政府建设情况报告.docx"
    incoming = uploads.IncomingFile(name, writing.document_of(report, content))
    try:
        uploads.receive(report, incoming, by=request.user, source=VersionSource.FORM, form_content=content)
    except uploads.UploadRefusedError as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, report, form, draft)
    except workflow.WrongStatusError:
        messages.warning(request, _("Meanwhile the report was handed in; your draft is kept."))
        return redirect(report)
    return redirect("report_result", pk=report.pk)


@require_POST
def draft_save(request: HttpRequest, pk: int) -> HttpResponse:
    """The automatic save. 401 when the session has ended: the page keeps the words and says so."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    report = permissions.report_for_office_or_404(request.user, pk)
    if not permissions.may_upload(request.user, report):
        return render(request, "submissions/_draft_state.html", {"closed": True}, status=422)
    form = WriteReportForm(report, request.POST, is_draft=True)
    context: dict[str, Any] = {"report": report}
    try:
        draft = writing.save_draft(report, form.typed(), revision=form.base_revision(), by=request.user)
    except writing.OvertakenError as overtaken:
        context |= {"draft": overtaken.draft, "overtaken": True, "revision": form.base_revision()}
        return render(request, "submissions/_draft_state.html", context, status=422)
    context |= {"draft": draft, "revision": draft.revision}
    return render(request, "submissions/_draft_state.html", context)


@login_required
def template_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The year's Word template, made from the standard."""
    report = permissions.report_for_office_or_404(request.user, pk)
    response = HttpResponse(writing.template_of(report), content_type=TYPES["docx"])
    name = f"{report.office.short_name}{report.year.year}年度法治政府建设情况报告（模板）.docx"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
