"""The standard of a year: seen by everybody of the bureau, changed by its administrator through a draft."""

import json
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from offices.models import Role
from offices.permissions import role_required
from submissions.checking.standard import StandardError, standard_as_mapping
from submissions.models import ReportingYear

from .. import standard_editing as editing
from ..permissions import year_to_settle_or_404, years_to_settle
from ..standard_forms import BringStandardForm, ChangeEntryForm, ChangeLimitsForm

SHOWN_PROBLEMS = 30
ADMIN = role_required(Role.BUREAU_ADMIN)


@ADMIN
@require_GET
def standard_rules(request: HttpRequest) -> HttpResponse:
    """The rules of the newest year."""
    newest = years_to_settle(request.user).order_by("-year").first()
    if newest is None:
        return render(request, "review/list_none.html")
    return redirect("standard_year", newest.pk)


@ADMIN
@require_GET
def standard_year(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Every requirement and rule, with the bureau's changes in it."""
    year = year_to_settle_or_404(request.user, year_pk)
    part = "rules" if request.GET.get("part") == "rules" else "requirements"
    content = editing.content_to_edit(year)
    kinds = ("rule",) if part == "rules" else editing.DEMANDS
    groups = [(kind, list(editing.entries(content, kind))) for kind in kinds]
    return render(
        request,
        "review/standard.html",
        {
            **page_frame(year),
            "years": years_to_settle(request.user).order_by("-year"),
            "part": part,
            "groups": groups,
            "versions": editing.versions_in_use(year),
        },
    )


def page_frame(year: ReportingYear) -> dict:
    """What every page of the standard says: the draft, what differs, what was tried."""
    draft = editing.draft_of(year)
    changes = editing.count_of_changes(editing.content_in_force(year), draft.content) if draft else 0
    return {
        "year": year,
        "draft": draft,
        "changes": changes,
        "last_run": year.dry_runs.first(),
        "bring_form": BringStandardForm(),
    }


def say_why(request: HttpRequest, error: Exception) -> None:
    """Say why nothing was saved, all of it in one message."""
    if isinstance(error, StandardError):
        shown, more = error.problems[:SHOWN_PROBLEMS], len(error.problems) - SHOWN_PROBLEMS
        rest = [_("And %(n)s more.") % {"n": more}] if more > 0 else []
        messages.error(request, "\n".join([_("Nothing was changed. Please mend:"), *shown, *rest]))
    elif isinstance(error, editing.ClosedYearError):
        messages.error(request, _("The year is closed. Open it again before you change its standard."))
    else:
        messages.error(
            request, _("The draft was changed in another window. Look at what it says now, and save again.")
        )


REFUSALS = (StandardError, editing.ClosedYearError, editing.StaleDraftError)


def is_kept(request: HttpRequest, year: ReportingYear, content: editing.Content) -> bool:
    """Save the draft and say so; where it is refused say why, and what was typed stays on the page."""
    try:
        editing.save_draft(year, content, by=request.user, revision=typed_revision(request))
    except REFUSALS as error:
        say_why(request, error)
        return False
    messages.success(request, _("Kept in the draft. Nothing is judged by it until you apply it."))
    return True


def overtaken(request: HttpRequest, form: Form, year: ReportingYear) -> list[dict[str, Any]]:
    """Where the draft went on in another window: the fields of which it says something else now than what
    was typed. Both stand on the page, and the next save is a knowing one.
    """
    draft = editing.draft_of(year)
    if not form.is_bound or draft is None or typed_revision(request) in (None, draft.revision):
        return []
    return [
        {"label": form[name].label, "kept": form[name].initial, "typed": form[name].value()}
        for name in form.changed_data
        if not form[name].is_hidden
    ]


@ADMIN
@require_http_methods(["GET", "POST"])
def standard_entry(request: HttpRequest, year_pk: int, kind: str, key: str) -> HttpResponse:
    """One requirement or rule: switch, level, years, words; kept in the draft."""
    year = year_to_settle_or_404(request.user, year_pk)
    content = editing.content_to_edit(year)
    entry = editing.entry_of(content, kind, key) if kind in editing.EDITABLE else None
    if entry is None:
        raise Http404
    form = ChangeEntryForm(request.POST if request.method == "POST" else None, entry=entry)
    if request.method == "POST" and ("reset" in request.POST or form.is_valid()):
        if "reset" in request.POST:
            changed = editing.without_entry(content, kind, key)
        else:
            changed = editing.with_entry(content, kind, key, form.as_fields())
        if is_kept(request, year, changed):
            part = "rules" if kind == "rule" else "requirements"
            return redirect(f"{_home(year)}?part={part}#{kind}-{key}")
    status = 422 if request.method == "POST" else 200
    context = {
        **page_frame(year),
        "entry": entry,
        "form": form,
        "differences": overtaken(request, form, year),
    }
    return render(request, "review/standard_entry.html", context, status=status)


def _home(year: ReportingYear) -> str:
    return redirect("standard_year", year.pk).url


def typed_revision(request: HttpRequest) -> int | None:
    typed = request.POST.get("draft_revision", "")
    return int(typed) if typed.isdecimal() else None


@ADMIN
@require_http_methods(["GET", "POST"])
def standard_limits(request: HttpRequest, year_pk: int) -> HttpResponse:
    """The numbers the checks go by."""
    year = year_to_settle_or_404(request.user, year_pk)
    content = editing.content_to_edit(year)
    form = ChangeLimitsForm(
        request.POST if request.method == "POST" else None, limits=dict(editing.built(content).thresholds)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and is_kept(request, year, editing.with_thresholds(content, form.as_limits()))
    ):
        return redirect("standard_year", year.pk)
    context = {**page_frame(year), "form": form, "differences": overtaken(request, form, year)}
    status = 422 if request.method == "POST" else 200
    return render(request, "review/standard_limits.html", context, status=status)


@ADMIN
@require_POST
def standard_apply(request: HttpRequest, year_pk: int) -> HttpResponse:
    """The draft becomes the year's standard, as a new version."""
    year = year_to_settle_or_404(request.user, year_pk)
    try:
        made = editing.apply_draft(
            year,
            by=request.user,
            note=request.POST.get("note", "").strip(),
            revision=typed_revision(request),
        )
    except REFUSALS as error:
        say_why(request, error)
    else:
        messages.success(
            request,
            _("Version %(name)s is in force. What was checked before keeps its results.")
            % {"name": made.name},
        )
    return redirect("standard_year", year.pk)


@ADMIN
@require_POST
def standard_discard(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Forget the draft."""
    year = year_to_settle_or_404(request.user, year_pk)
    try:
        editing.discard_draft(year, by=request.user, revision=typed_revision(request))
    except REFUSALS as error:
        say_why(request, error)
    else:
        messages.success(request, _("The draft is gone; what is in force stays."))
    return redirect("standard_year", year.pk)


@ADMIN
@require_GET
def standard_file(request: HttpRequest, year_pk: int) -> HttpResponse:
    """The whole standard as edited, as one JSON file that can be brought in elsewhere."""
    year = year_to_settle_or_404(request.user, year_pk)
    content = standard_as_mapping(editing.built(editing.content_to_edit(year)))
    if request.GET.get("only") == "own":
        content = editing.content_to_edit(year)
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="standard-{year.year}.json"'
    return response


@ADMIN
@require_POST
def standard_bring(request: HttpRequest, year_pk: int) -> HttpResponse:
    """A standard from a file becomes the draft; nothing changes where anything in it is wrong."""
    year = year_to_settle_or_404(request.user, year_pk)
    form = BringStandardForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("standard_year", year.pk)
    file = form.cleaned_data["file"]
    try:
        content = editing.read_content(file.name, file.read(editing.FILE_AT_MOST + 1))
        editing.save_draft(year, content, by=request.user)
    except REFUSALS as error:
        say_why(request, error)
    else:
        messages.success(request, _("Brought in as the draft. Try it, then apply it."))
    return redirect("standard_year", year.pk)
