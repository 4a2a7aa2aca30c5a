"""Trying a changed standard: on a text at once, on the archive in the worker."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from offices.models import Role
from offices.permissions import role_required
from submissions.checking.checks.context import Expectation
from submissions.checking.standard import Standard, standard_from_mapping
from submissions.models import AnnualReport, ReportingYear, RequirementOutcome
from submissions.standards import standard_for
from submissions.words import rule_name

from .. import standard_editing as editing
from ..dry_runs import differences, expectation_of
from ..models import DryRun
from ..permissions import year_to_settle_or_404, years_to_settle
from ..standard_forms import LEVELS, TryStandardForm
from ..standard_on_trial import NotReadInTimeError, both_in_child

PAGE_SIZE = 50


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def standard_try(request: HttpRequest, year_pk: int) -> HttpResponse:
    """A pasted text or a report, under what is in force and under the draft. Nothing of it is kept."""
    year = year_to_settle_or_404(request.user, year_pk)
    reports = AnnualReport.objects.filter(year=year, submitted_version__isnull=False).select_related(
        "office", "year", "submitted_version"
    )
    form = TryStandardForm(request.POST if request.method == "POST" else None, reports=reports)
    tried = None
    if request.method == "POST" and form.is_valid():
        try:
            tried = _tried(year, form)
        except NotReadInTimeError:
            form.add_error(
                None,
                _(
                    "The text could not be read in time: most likely a pattern of the draft tries "
                    "without end. Look at the patterns changed last."
                ),
            )
    return render(
        request,
        "review/standard_try.html",
        {"year": year, "form": form, "tried": tried},
        status=422 if form.errors else 200,
    )


def _tried(year: ReportingYear, form: TryStandardForm) -> dict[str, list[dict]]:
    """What the draft says otherwise, and everything it says."""
    before, after = editing.standards_to_compare(year)
    report, pasted = form.cleaned_data["report"], form.cleaned_data["text"].strip()
    text = pasted or report.submitted_version.text
    known = Expectation(year=year.year) if pasted else expectation_of(report)
    old, new = both_in_child(text, before, after, known)
    return {
        "changes": _shown(differences(old, new), before, after),
        "findings": _shown(differences(old.__class__(kind="", standard=""), new), before, after),
    }


def _shown(changes: list[dict], before: Standard, after: Standard) -> list[dict]:
    """Changes with names and words instead of ids."""
    levels = dict(LEVELS)
    outcomes = dict(RequirementOutcome.OUTCOMES)
    shown = []
    for change in changes:
        words = levels if change["kind"] == "finding" else outcomes
        standard = after if change["after"] else before
        shown.append(
            {
                **change,
                "name": rule_name(standard, change["id"]),
                "was": words.get(change["before"], ""),
                "will_be": words.get(change["after"], ""),
            }
        )
    return shown


@role_required(Role.BUREAU_ADMIN)
@require_POST
def dry_run_ask(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Try the draft on every report kept."""
    year = year_to_settle_or_404(request.user, year_pk)
    return redirect("dry_run", editing.ask_for_dry_run(year, by=request.user).pk)


@role_required(Role.BUREAU_ADMIN)
@require_GET
def dry_run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, then which reports would change and how."""
    run = get_object_or_404(
        DryRun.objects.filter(year__in=years_to_settle(request.user)).select_related("year__standard"), pk=pk
    )
    found = run.changes.select_related("report__office", "report__year")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    before, after = standard_for(run.year), standard_from_mapping(run.content)
    rows = [(change, _shown(change.changes, before, after)) for change in page]
    template = "review/_standard_dry_run.html" if request.htmx else "review/standard_dry_run.html"
    return render(request, template, {"run": run, "year": run.year, "page_obj": page, "rows": rows})
