"""The desk: one report with its findings, its text and the rubric; what comes next and what was put off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from offices import audit
from offices.models import Role
from offices.permissions import role_required
from submissions.models import AnnualReport, CheckRunStatus, Finding, FindingState

from .. import decisions, flow
from ..desk import Desk, desk_of, report_of_last_year
from ..models import LastLook, Phrase
from ..page_images import KINDS
from ..permissions import may_review, report_on_desk_or_404, reports_on_queue
from ..scoring import gaps, spread_for
from ..standing import FindingGroup
from ..vetoes import VetoKind

READERS = (Role.REVIEWER, Role.CHIEF_REVIEWER, Role.BUREAU_ADMIN)
SCORERS = (Role.REVIEWER, Role.CHIEF_REVIEWER)
AN_HOUR = timedelta(hours=1)  # looking at one report is one line an hour in the trail


@role_required(*READERS)
@require_GET
def review_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on three panes; a resubmission opens on its changes, ``?view=full`` shows all of it."""
    report = report_on_desk_or_404(request.user, pk)
    run = report.submitted_run
    if report.submitted_version is None or run is None or run.status != CheckRunStatus.DONE:
        return render(request, "review/desk_empty.html", {"report": report, "run": run})
    flow.look_at(report, request.user)
    audit.record_once(
        "report.viewed", actor=request.user, target=report, within=AN_HOUR, bureau_id=report.year.bureau_id
    )
    return render(request, "review/desk.html", desk_context(request, desk_of(report, request.user)))


def desk_context(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """What the page and its parts need."""
    report = desk.report
    user = request.user
    may_score = may_review(user, report)
    kinds = decisions.kinds_open_to(user, report)
    return {
        "desk": desk,
        "report": report,
        "version": desk.version,
        "may_score": may_score,
        "may_edit": may_score and (desk.review is None or desk.review.finished_at is None),
        "groups": _filtered(request, desk),
        "shows_changes": desk.is_again and _asked(request, "view") != "full",
        "drafts": desk.drafts,
        "worth": desk.worth,
        "veto_kinds": VetoKind.choices,
        "level": _asked(request, "level"),
        "state": _asked(request, "state"),
        "levels": Finding.LEVELS,
        "states": FindingState.choices,
        "kinds": kinds,
        "pending": decisions.pending_decision(report),
        "recommendation": decisions.recommendation_of(report),
        "spread": spread_for(report, user, may_see_all=not may_score),
        "gaps": gaps(desk.review) if desk.review and not desk.review.finished_at else [],
        "last_year": report_of_last_year(report),
        "phrases": phrases_for(request, report),
        "progress": flow.progress_of_today(user),
        "has_pages": desk.version.kind in KINDS,
        "shows_pages": _shows_pages(request, desk),
    }


def _shows_pages(request: HttpRequest, desk: Desk) -> bool:
    """Whether the pictures stand open before the text of their pages; those of a scan do by default."""
    asked = _asked(request, "pages")
    return asked == "open" or (asked != "closed" and desk.version.kind == "scan")


def phrases_for(request: HttpRequest, report: AnnualReport) -> list[Phrase]:
    """The bureau's phrases and one's own, those used most first."""
    mine = Q(owner=request.user) | Q(owner__isnull=True)
    return list(Phrase.objects.filter(mine, bureau=report.year.bureau_id)[:50])


def _asked(request: HttpRequest, name: str) -> str:
    """A parameter of the desk's address, also where only a part of the page is asked for."""
    if not request.htmx:
        return request.GET.get(name, "")
    return QueryDict(urlsplit(request.htmx.current_url or "").query).get(name, "")


def _filtered(request: HttpRequest, desk: Desk) -> list[FindingGroup]:
    """The groups of findings, narrowed by level and state; what was asked for by these is unfolded."""
    level, state = _asked(request, "level"), _asked(request, "state")
    if not level and not state:
        return desk.groups
    narrowed = []
    for group in desk.groups:
        members = [
            shown
            for shown in group.members
            if level in ("", shown.finding.level) and state in ("", shown.finding.state)
        ]
        narrowed += [FindingGroup(group.key, members)] if members else []
    return narrowed


@role_required(*SCORERS)
@require_GET
def desk_next(request: HttpRequest) -> HttpResponse:
    """Go to the next report; with ``?after=`` never to that one."""
    asked = request.GET.get("after", "")
    after = reports_on_queue(request.user).filter(pk=asked).first() if asked.isdecimal() else None
    report = flow.next_report(request.user, after)
    if report is None:
        messages.success(request, _("Nothing more is waiting for you. Well done."))
        return redirect("report_queue")
    return redirect("review_desk", report.pk)


@role_required(*SCORERS)
@require_GET
def desk_previous(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the report looked at before this one."""
    report_on_desk_or_404(request.user, pk)
    here = LastLook.objects.filter(reviewer=request.user, report=pk).first()
    looks = LastLook.objects.filter(reviewer=request.user, report__in=reports_on_queue(request.user))
    if here is not None:
        looks = looks.filter(looked_at__lt=here.looked_at)
    before = looks.exclude(report=pk).order_by("-looked_at").first()
    if before is None:
        messages.info(request, _("You have looked at no report before this one."))
        return redirect("review_desk", pk)
    return redirect("review_desk", before.report_id)


@role_required(*SCORERS)
@require_POST
def desk_skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the report off until tomorrow and go on."""
    report = report_on_desk_or_404(request.user, pk)
    flow.skip(report, request.user)
    messages.info(request, _("%(office)s was put off until tomorrow.") % {"office": report.office})
    following = flow.next_report(request.user, report)
    return redirect("review_desk", following.pk) if following else redirect("report_queue")
