"""Bulk actions of the queue: choose, see what would happen, confirm."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from offices.models import User
from offices.permissions import role_required
from submissions.models import AnnualReport

from .. import assigning, bulk, exports
from ..consequences import consequences_of
from ..forms import AssignReportsForm, RemindForm, ReturnTogetherForm, SampleForm
from ..permissions import reviewers_of
from ..presets import LABELS, condition
from .queue import READERS, queue_filter, queue_reports

MOST = 2000  # more at once is a slip, not an intention
LONGEST_ID = 18  # digits a database takes for a number


@role_required(*READERS)
@require_POST
def queue_bulk(request: HttpRequest) -> HttpResponse:
    """Show what the action would do to the chosen reports; with ``confirmed`` do it."""
    action = bulk.ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        return HttpResponseBadRequest(_("Choose what to do with the reports."))
    back = f"{reverse('report_queue')}?{request.POST.get('query', '')}"
    reports = _chosen(request)
    if not reports:
        messages.warning(request, _("Choose at least one report first."))
        return redirect(back)
    if len(reports) > MOST:
        reports = reports[:MOST]
        words = _("The first %(n)s reports are taken. For the others, narrow the list down and act again.")
        messages.warning(request, words % {"n": MOST})
    fit, unfit = bulk.fitting(action.key, reports, request.user)
    is_confirmed = "confirmed" in request.POST
    form = _form(action.key, request, fit, bound=is_confirmed or "preview" in request.POST)
    if is_confirmed and fit and (form is None or form.is_valid()):
        messages.success(request, _carry_out(action.key, fit, form, request.user))
        return redirect("exports" if action.key == "export" else back)
    return render(
        request,
        "review/queue_bulk.html",
        {
            "action": action,
            "fit": fit,
            "ids": ",".join(str(report.pk) for report in fit),  # a form takes a thousand fields at most
            "unfit": unfit,
            "form": form,
            "consequences": consequences_of(action.key, fit),
            "plan": _plan(form, fit)
            if action.key == "assign" and form.is_bound and form.is_valid()
            else None,
            "query": request.POST.get("query", ""),
            "back": back,
        },
        status=422 if form is not None and form.is_bound and not form.is_valid() else 200,
    )


def _chosen(request: HttpRequest) -> list[AnnualReport]:
    """The ticked reports, or all that the filter shows; one more than ``MOST`` tells that there are more."""
    reports = queue_reports(request.user)
    if request.POST.get("scope") == "all":
        query = QueryDict(request.POST.get("query", ""))
        preset = query.get("preset", "mine")
        shelf = condition(preset if preset in LABELS else "mine", request.user, timezone.localdate())
        return list(queue_filter(query, request.user, reports.filter(shelf)).qs[: MOST + 1])
    typed = ",".join(request.POST.getlist("ids")).split(",")  # a box each, or all in one field of the preview
    ids = [int(pk) for pk in typed if pk.isdecimal() and len(pk) <= LONGEST_ID]
    return list(reports.filter(pk__in=ids[:MOST]))


def _form(action: str, request: HttpRequest, fit: list[AnnualReport], *, bound: bool) -> forms.Form | None:
    data = request.POST if bound else None
    people = reviewers_of({report.year.bureau_id for report in fit})
    if action == "assign":
        return AssignReportsForm(data, reviewers=people)
    if action == "sample":
        return SampleForm(data, reviewers=people)
    if action == "remind":
        return RemindForm(data)
    return ReturnTogetherForm(data) if action == "return" else None


def _plan(form: Any, fit: list[AnnualReport]) -> assigning.Plan:
    keep = form.cleaned_data["keep"]
    if form.cleaned_data["how"] == form.BY_KIND:
        return assigning.plan_by_kind(fit, form.by_kind(), keep=keep)
    return assigning.plan_evenly(fit, list(form.cleaned_data["reviewers"]), keep=keep)


def _carry_out(action: str, fit: list[AnnualReport], form: Any, user: User) -> str:
    """Do it; returns what was done in words."""
    if action == "assign":
        done = assigning.carry_out(_plan(form, fit), by=user, keep=form.cleaned_data["keep"])
        return ngettext("%(n)s report was assigned.", "%(n)s reports were assigned.", done) % {"n": done}
    if action == "sample":
        done = assigning.draw_sample(
            fit,
            list(form.cleaned_data["reviewers"]),
            form.cleaned_data["percent"],
            by=user,
            seed=secrets.randbits(32),
        )
        return ngettext("%(n)s report was drawn.", "%(n)s reports were drawn.", done) % {"n": done}
    if action == "remind":
        done = bulk.remind(fit, form.cleaned_data["text"], key=form.cleaned_data["key"], by=user)
        return ngettext("%(n)s office was reminded.", "%(n)s offices were reminded.", done) % {"n": done}
    if action == "recheck":
        done = bulk.recheck(fit, by=user)
        return ngettext("%(n)s check is queued.", "%(n)s checks are queued.", done) % {"n": done}
    if action == "return":
        done = bulk.return_together(fit, form.cleaned_data["letter"], form.cleaned_data["due_on"], by=user)
        return ngettext("%(n)s report will be returned.", "%(n)s reports will be returned.", done) % {
            "n": done
        }
    return _ask_for_lists(fit, user)


def _ask_for_lists(fit: list[AnnualReport], user: User) -> str:
    """One spreadsheet a year, with exactly the chosen reports."""
    years = {report.year_id: report.year for report in fit}
    for pk, year in years.items():
        chosen = ",".join(str(report.pk) for report in fit if report.year_id == pk)
        kind = exports.kind_or_default("")
        exports.ask_for(year, kind, by=user, query=f"report={chosen}", language=get_language())
    return ngettext("%(n)s list is being made.", "%(n)s lists are being made.", len(years)) % {
        "n": len(years)
    }
