"""The rubric of a year: read, printed, changed, copied from last year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from offices.models import Role, User
from offices.permissions import SEEING_ALL, access_of, role_required
from submissions.models import ReportingYear

from .. import rubrics
from ..models import Criterion, Rubric
from ..permissions import years_to_administer
from ..rubric_changes import changes_between, digest_of
from ..rubric_forms import LineFormSet, RubricForm, initial_of, lines_from
from ..suggestions import RULE_WORDS
from .desk import READERS

EDITORS = (Role.BUREAU_ADMIN, Role.CHIEF_REVIEWER)


def _readable_years(user: User) -> Any:
    bureaus = access_of(user).bureaus_with(*SEEING_ALL)
    return ReportingYear.objects.filter(bureau__in=bureaus).select_related("bureau").order_by("-year")


def _year_or_404(years: Any, pk: int) -> ReportingYear:
    year = years.filter(pk=pk).first()
    if year is None:
        raise Http404
    return year


@role_required(*READERS)
@require_GET
def rubric_latest(request: HttpRequest) -> HttpResponse:
    """The rubric of the newest year."""
    newest = _readable_years(request.user).first()
    if newest is None:
        return render(request, "review/list_none.html")
    return redirect("rubric", newest.pk)


@role_required(*READERS)
@require_GET
def rubric(request: HttpRequest, year_pk: int) -> HttpResponse:
    """All items by part, for reading and printing; ``?version=1`` shows one that is no longer in use."""
    year = _year_or_404(_readable_years(request.user), year_pk)
    current = rubrics.current_rubric(year)
    versions = list(Rubric.objects.filter(year=year).select_related("created_by").order_by("-version"))
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.version) == asked), current)
    may_edit = years_to_administer(request.user).filter(pk=year.pk).exists()
    return render(
        request,
        "review/rubric.html",
        {
            "year": year,
            "years": _readable_years(request.user),
            "rubric": shown,
            "items": [(item, _suggestion_of(item)) for item in shown.criteria.all()],
            "total": rubrics.total_points(shown),
            "is_frozen": rubrics.is_frozen(shown),
            "may_edit": may_edit and shown.is_current,
            "last_year": rubrics.rubric_of_last_year(year),
            "versions": versions,
        },
    )


def _suggestion_of(item: Criterion) -> str:
    """How the machine comes to its proposal; "" where a person judges alone."""
    return str(dict(RULE_WORDS).get(item.suggestion, "")) if item.suggestion else ""


@role_required(*EDITORS)
@require_http_methods(["GET", "POST"])
def rubric_edit(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Change items, points, levels and suggestions. Once points were given by it, a change makes the next
    version: the page first says what changes and what that touches.
    """
    year = _year_or_404(years_to_administer(request.user), year_pk)
    current = rubrics.current_rubric(year)
    head, lines = initial_of(current, map(rubrics.line_of, current.criteria.all()))
    form = RubricForm(request.POST or None, initial=head)
    formset = LineFormSet(request.POST or None, initial=lines, prefix="lines")
    total, changes = rubrics.total_points(current), None
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        new_lines = lines_from(formset, current)
        total = sum((line.points for line in new_lines), Decimal(0))
        changes = changes_between(current, new_lines, **form.cleaned_data)
        if request.POST.get("base", str(current.pk)) != str(current.pk):
            form.add_error(None, _overtaken(current))
        elif "save" in request.POST and (total == rubrics.FULL or "anyway" in request.POST):
            if not changes:
                messages.info(request, _("Nothing was changed, so nothing was saved."))
                return redirect("rubric", year.pk)
            if not rubrics.is_frozen(current) or request.POST.get("seen") == digest_of(changes):
                rubrics.change(year, new_lines, **form.cleaned_data, by=request.user)
                messages.success(request, _("The rubric was saved."))
                return redirect("rubric", year.pk)
    is_valid = not form.is_bound or (form.is_valid() and formset.is_valid())
    context = {
        "year": year,
        "rubric": current,
        "form": form,
        "formset": formset,
        "total": total,
        "is_100": total == rubrics.FULL,
        "is_frozen": rubrics.is_frozen(current),
        "touched": rubrics.touched_by_change(current),
        "changes": changes,
        "seen": digest_of(changes) if changes else "",
    }
    is_refused = request.method == "POST" and not (is_valid and total == rubrics.FULL)
    return render(request, "review/rubric_edit.html", context, status=422 if is_refused else 200)


def _overtaken(current: Rubric) -> str:
    """Somebody saved while this page was open; what was typed stays, and saving once more replaces it."""
    return _(
        "%(person)s changed the rubric at %(time)s while this page was open. Nothing was overwritten: "
        "look at it in another window, then save again to put yours in its place."
    ) % {
        "person": current.created_by or _("Somebody else"),
        "time": timezone.localtime(current.created_at).strftime("%H:%M"),
    }


@role_required(*EDITORS)
@require_POST
def rubric_copy(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Take over last year's rubric; where points were given by this one, what changes is said first."""
    year = _year_or_404(years_to_administer(request.user), year_pk)
    source = rubrics.rubric_of_last_year(year)
    if source is None:
        messages.warning(request, _("There is no rubric of an earlier year."))
        return redirect("rubric", year.pk)
    current = rubrics.current_rubric(year)
    changes = changes_between(
        current,
        rubrics.lines_to_copy(source, current),
        grades=source.grades,
        comment_below_percent=source.comment_below_percent,
    )
    if changes and rubrics.is_frozen(current) and request.POST.get("seen") != digest_of(changes):
        context = {"year": year, "source": source, "rubric": current, "changes": changes}
        context |= {"touched": rubrics.touched_by_change(current), "seen": digest_of(changes)}
        return render(request, "review/rubric_copy.html", context)
    if changes:
        rubrics.copy_from(source, year, by=request.user)
    messages.success(request, _("The rubric of %(year)s was copied.") % {"year": source.year.year})
    return redirect("rubric", year.pk)
