"""What a reviewer writes on the report: comments, findings by hand, answers to the machine's findings."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from offices.permissions import role_required
from submissions.models import AnnualReport, Finding

from .. import commenting, drafting, findings, vetoing
from ..desk import desk_of
from ..forms import AddFindingForm, CommentForm, DismissFindingForm
from ..models import Comment
from ..vetoes import VetoKind, kind_of
from .desk import SCORERS, desk_context, phrases_for
from .desk_scores import report_to_score_or_404

MOST_TYPED = 20_000


@role_required(*SCORERS)
@require_http_methods(["GET", "POST"])
def comment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on a marked passage; without script on words typed or copied from the report."""
    report = report_to_score_or_404(request, pk)
    form = CommentForm(request.POST or None, text=report.submitted_version.text)
    if request.method == "POST" and form.is_valid():
        commenting.add_comment(
            report,
            report.submitted_version,
            form.cleaned_data["body"],
            by=request.user,
            span=form.span(),
            is_internal=form.cleaned_data["is_internal"],
        )
        drafting.discard(report, "comment", by=request.user)
        return _marks(request, report)
    return _form_page(request, report, form, _("Add a comment"))


@role_required(*SCORERS)
@require_http_methods(["GET", "POST"])
def finding_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A finding the machine did not make."""
    report = report_to_score_or_404(request, pk)
    form = AddFindingForm(request.POST or None, text=report.submitted_version.text)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["veto"]:
            vetoing.raise_flag(
                report, VetoKind(data["veto"]), data["name"], data["body"], form.span(), by=request.user
            )
        else:
            findings.add_by_hand(
                report, data["name"], data["body"], data["level"], form.span(), by=request.user
            )
        drafting.discard(report, "finding", by=request.user)
        return _marks(request, report)
    return _form_page(request, report, form, _("Add a finding"))


def _form_page(request: HttpRequest, report: AnnualReport, form: forms.Form, title: str) -> HttpResponse:
    context = {"report": report, "form": form, "title": title, "phrases": phrases_for(request, report)}
    return render(request, "review/desk_form.html", context, status=422 if form.is_bound else 200)


def _marks(request: HttpRequest, report: AnnualReport) -> HttpResponse:
    """The paper and the findings anew, or back to the desk."""
    if not request.htmx:
        return redirect("review_desk", report.pk)
    return render(request, "review/_marks.html", desk_context(request, desk_of(report, request.user)))


@role_required(*SCORERS)
@require_POST
def comment_change(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """New words for a comment of one's own; with ``remove`` it goes."""
    report = report_to_score_or_404(request, pk)
    comment = get_object_or_404(Comment, pk=comment_pk, report=report, by=request.user)
    if "remove" in request.POST:
        comment.delete()
        drafting.discard(report, f"c{comment_pk}", by=request.user)
        return _marks(request, report)
    body = request.POST.get("body", "").strip()
    try:
        if body:
            commenting.change_comment(
                comment, body, is_internal="is_internal" in request.POST, seen=request.POST.get("seen", "")
            )
            drafting.discard(report, f"c{comment_pk}", by=request.user)
    except commenting.ChangedMeanwhileError:
        said = _("Not saved: the comment was changed in another tab. Your words were: %(words)s")
        return _refuse(request, report, f"finding-c{comment_pk}", said % {"words": body})
    return _marks(request, report)


def _refuse(request: HttpRequest, report: AnnualReport, place: str, why: str) -> HttpResponse:
    """Say why nothing was kept, on the whole desk: a part of it has no place for messages."""
    messages.error(request, why)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(f"{reverse('review_desk', args=[report.pk])}#{place}")


@role_required(*SCORERS)
@require_POST
def finding_respond(request: HttpRequest, pk: int, finding_pk: int) -> HttpResponse:
    """Confirm a finding, or put it aside with a reason; what may veto the report wants one either way."""
    report = report_to_score_or_404(request, pk)
    finding = get_object_or_404(Finding, pk=finding_pk, run=report.submitted_run_id)
    if kind := kind_of(finding):
        return _decide_on_flag(request, report, kind)
    if "confirm" in request.POST:
        findings.confirm(report, finding, by=request.user)
        return _marks(request, report)
    form = DismissFindingForm(request.POST)
    if not form.is_valid():
        return _refuse(
            request, report, f"finding-{finding_pk}", _("Please say why this finding does not count here.")
        )
    findings.dismiss(
        report, finding, form.cleaned_data["reason"], by=request.user, until=form.cleaned_data["until"]
    )
    return _marks(request, report)


def _decide_on_flag(request: HttpRequest, report: AnnualReport, kind: VetoKind) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return _refuse(request, report, "vetoes", _("Please say why this does or does not veto the report."))
    vetoing.decide(report, kind, reason[:500], stands="confirm" in request.POST, by=request.user)
    return _marks(request, report)


@role_required(*SCORERS)
@require_POST
def desk_draft(request: HttpRequest, pk: int, target: str) -> HttpResponse:
    """Keep what is being typed; two tabs with the same thing open are told of each other."""
    report = report_to_score_or_404(request, pk)
    if not drafting.TARGET.fullmatch(target):
        raise Http404
    content = {name: request.POST[name][:MOST_TYPED] for name in drafting.FIELDS if name in request.POST}
    content |= {name: request.POST.getlist(name) for name in drafting.LISTS if name in request.POST}
    asked = request.POST.get("draft_revision", "")
    revision = None if "overwrite" in request.POST else int(asked) if asked.isdecimal() else 0
    try:
        draft, other = drafting.save(report, target, content, by=request.user, revision=revision), None
    except drafting.DraftConflictError as error:
        draft, other = None, error.draft
    written = [other.content.get(name) for name in drafting.WRITTEN] if other else []
    context = {"report": report, "target": target, "draft": draft, "other": other}
    context["other_words"] = next(filter(None, written), "")
    return render(request, "review/_draft_saved.html", context)
