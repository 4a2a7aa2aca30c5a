"""Checks and files at work: what waits, runs, failed or is stuck; and trying again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from offices.models import Role
from offices.permissions import access_of, role_required

from .. import jobs as work
from ..models import IntakeItem

PAGE_SIZE = 50
KEEPERS = (Role.BUREAU_ADMIN, Role.SYSTEM_ADMIN)


def _bureaus(request: HttpRequest) -> frozenset[int]:
    return access_of(request.user).bureaus_with(*KEEPERS)


@role_required(*KEEPERS)
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The health of the machinery and the checks of one state."""
    bureaus = _bureaus(request)
    checks = work.checks_of(bureaus)
    shown = work.state_or_default(request.GET.get("state", ""))
    counts = {state.key: work.in_state(checks, state.key).count() for state in work.STATES}
    if "state" not in request.GET:
        shown = next((key for key in ("failed", "stuck", "running", "queued") if counts[key]), "done")
    found = work.for_page(work.in_state(checks, shown))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    exports = work.exports_of(bureaus).select_related("year__bureau", "asked_by")[:PAGE_SIZE]
    context = {
        "health": work.health(),
        "pills": [(state, counts[state.key], state.key == shown) for state in work.STATES],
        "shown": shown,
        "page_obj": page,
        "rows": work.with_words(page),
        "exports": exports,
        "unread": IntakeItem.objects.filter(batch__bureau__in=bureaus, is_read=False).count(),
        "may_retry": shown in ("failed", "stuck"),
    }
    return render(request, "review/jobs.html", context)


@role_required(*KEEPERS)
@require_POST
def job_retry(request: HttpRequest) -> HttpResponse:
    """Try again: one check, one file, or everything that failed."""
    checks = work.checks_of(_bureaus(request))
    exports = work.exports_of(_bureaus(request))
    one_check, one_export = request.POST.get("check", ""), request.POST.get("export", "")
    if one_check.isdecimal():
        done = work.retry(checks.filter(pk=one_check), by=request.user)
    elif one_export.isdecimal():
        done = work.retry_exports(exports.filter(pk=one_export), by=request.user)
    else:
        done = work.retry(checks, by=request.user) + work.retry_exports(exports, by=request.user)
    if done:
        words = ngettext("%(n)s job is tried again.", "%(n)s jobs are tried again.", done)
        messages.success(request, words % {"n": done})
    else:
        messages.info(request, _("There was nothing to try again; perhaps it runs already."))
    return redirect(reverse("jobs"))
