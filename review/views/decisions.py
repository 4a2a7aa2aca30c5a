"""Deciding: tick, write, see what the office will see, confirm; and taking it back in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from offices.models import Role, User
from offices.notifications import people_of_bureau, people_of_office
from offices.permissions import role_required
from submissions.findings_out import download
from submissions.models import AnnualReport, ReturnLetter
from submissions.permissions import may_decide, reports_visible_to

from .. import decisions, drafting, flow
from ..desk import Desk, desk_of
from ..forms import DecideForm
from ..letters import DraftItem, compose, draft_items, group_title, letter_docx
from ..models import Decision, DecisionKind
from ..scoring import gaps
from .desk import SCORERS
from .desk_scores import report_to_score_or_404

DAYS_TO_REVISE = 10


@role_required(*SCORERS)
@require_http_methods(["GET", "POST"])
def decision_new(request: HttpRequest, pk: int) -> HttpResponse:
    """One page in two steps: write it, then see exactly what goes out and to whom."""
    report = report_to_score_or_404(request, pk)
    kinds = decisions.kinds_open_to(request.user, report)
    if not kinds or decisions.pending_decision(report):
        messages.info(request, _("There is nothing for you to decide about this report now."))
        return redirect("review_desk", pk)
    desk = desk_of(report, request.user)
    drafts = draft_items(desk)
    if request.method == "GET":
        form = _kept_form(request, desk, kinds) or _first_form(request, report, kinds, drafts)
        return _write(request, desk, drafts, form)
    form = DecideForm(request.POST, kinds=kinds)
    ticked = [draft for draft in drafts if draft.key in request.POST.getlist("items")]
    if "compose" in request.POST:
        return _write(request, desk, drafts, _composed(form, report, ticked))
    if form.is_valid() and (reason := decisions.obstacle(report, form.cleaned_data["kind"])):
        form.add_error("kind", reason)
    if not form.is_valid() or "edit" in request.POST:
        return _write(request, desk, drafts, form)
    if "confirm" not in request.POST:
        return _preview(request, desk, form, ticked)
    return _decide(request, report, form, ticked)


def _kept_form(request: HttpRequest, desk: Desk, kinds: list[DecisionKind]) -> DecideForm | None:
    """What the person was writing about this version, unless they ask to begin afresh."""
    kept = desk.drafts.get("letter")
    if kept is None or kept.version_id != desk.version.pk or "afresh" in request.GET:
        return None
    asked = request.GET.get("kind", kept.content.get("kind"))
    initial = {"items": [], **kept.content, "kind": asked if asked in kinds else kinds[0]}
    return DecideForm(initial=initial, kinds=kinds)


def _first_form(
    request: HttpRequest, report: AnnualReport, kinds: list[DecisionKind], drafts: list[DraftItem]
) -> DecideForm:
    asked = request.GET.get("kind", kinds[0])
    due_on = timezone.localdate() + timedelta(days=DAYS_TO_REVISE)
    ticked = [draft for draft in drafts if draft.is_ticked]
    initial = {
        "kind": asked if asked in kinds else kinds[0],
        "due_on": due_on,
        "letter": compose(report, ticked, due_on),
        "items": [draft.key for draft in ticked],
    }
    return DecideForm(initial=initial, kinds=kinds)


def _composed(form: DecideForm, report: AnnualReport, ticked: list[DraftItem]) -> DecideForm:
    """The form with the letter written anew from what is ticked now."""
    data = form.data.copy()
    asked = parsed_day(data.get("due_on", "")) or timezone.localdate() + timedelta(days=DAYS_TO_REVISE)
    data["letter"] = compose(report, ticked, asked)
    return DecideForm(data, kinds=form.kinds)


def parsed_day(text: str) -> date | None:
    """A date as date fields write it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _write(request: HttpRequest, desk: Desk, drafts: list[DraftItem], form: DecideForm) -> HttpResponse:
    chosen = form.data.getlist("items") if form.is_bound else form.initial["items"]
    groups: dict[str, list[tuple[DraftItem, bool]]] = {}
    for draft in drafts:
        groups.setdefault(draft.group, []).append((draft, draft.key in chosen))
    is_wrong = form.is_bound and not form.is_valid() and "compose" not in request.POST
    return render(
        request,
        "review/decision.html",
        {
            "report": desk.report,
            "form": form,
            "groups": [(group, group_title(group), members) for group, members in groups.items()],
            "gaps": gaps(desk.review) if desk.review else [],
            "review": desk.review,
            "may_return": DecisionKind.RETURN in form.kinds,
            "receiving": [(kind, _recipients(desk.report, kind)) for kind in form.kinds],
            "draft": desk.drafts.get("letter"),
            "flags": desk.flags,
            "open_flag_count": desk.open_flag_count,
        },
        status=422 if is_wrong else 200,
    )


def _recipients(report: AnnualReport, kind: str) -> list[User]:
    """Who is told: the office, or of a recommendation those who decide next."""
    if kind == DecisionKind.RECOMMEND:
        return people_of_bureau(report.year.bureau_id, Role.CHIEF_REVIEWER)
    return people_of_office(report.office_id)


def _preview(request: HttpRequest, desk: Desk, form: DecideForm, ticked: list[DraftItem]) -> HttpResponse:
    return render(
        request,
        "review/decision_preview.html",
        {
            "report": desk.report,
            "form": form,
            "kind": DecisionKind(form.cleaned_data["kind"]),
            "letter": form.cleaned_data["letter"],
            "due_on": form.cleaned_data["due_on"],
            "ticked": ticked,
            "recipients": _recipients(desk.report, form.cleaned_data["kind"]),
            "minutes": round(settings.DECISION_DELAY.total_seconds() / 60),
        },
    )


def _decide(
    request: HttpRequest, report: AnnualReport, form: DecideForm, ticked: list[DraftItem]
) -> HttpResponse:
    data = form.cleaned_data
    is_return = data["kind"] == DecisionKind.RETURN
    try:
        decisions.decide(
            report,
            data["kind"],
            by=request.user,
            letter=data["letter"] if is_return else "",
            items=[draft.item for draft in ticked] if is_return else (),
            due_on=data["due_on"] if is_return else None,
        )
    except decisions.NotPossibleError as error:
        messages.error(request, error.message)
        return redirect("review_desk", report.pk)
    drafting.discard(report, "letter", by=request.user)
    if settings.DECISION_DELAY:
        messages.success(request, _("Decided. It can be taken back on this page until it goes out."))
        return redirect("review_desk", report.pk)
    messages.success(request, _("Decided and sent: %(office)s.") % {"office": report.office})
    following = flow.next_report(request.user, report)
    return redirect("review_desk", following.pk) if following else redirect("report_queue")


@role_required(*SCORERS)
@require_POST
def decision_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a decision that has not gone out: who made it may, and who decides in the bureau."""
    decision = get_object_or_404(Decision.objects.select_related("report__year", "report__office"), pk=pk)
    report = report_to_score_or_404(request, decision.report_id)
    if decision.decided_by_id != request.user.pk and not may_decide(request.user, report):
        raise Http404
    if decisions.take_back(decision, by=request.user):
        messages.success(request, _("The decision was taken back. Nothing went out."))
    else:
        messages.warning(request, _("The decision has already gone out; it can no longer be taken back."))
    return redirect("review_desk", report.pk)


@login_required
@require_GET
def return_letter_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """A return letter as .docx, for the bureau and for the office it went to."""
    letter: Any = get_object_or_404(
        ReturnLetter.objects.select_related("report__office", "report__year__bureau").prefetch_related(
            "items"
        ),
        pk=pk,
        report__in=reports_visible_to(request.user),
    )
    name = _("%(office)s %(year)s return letter") % {
        "office": letter.report.office,
        "year": letter.report.year.year,
    }
    return download(letter_docx(letter), f"{name}.docx")
