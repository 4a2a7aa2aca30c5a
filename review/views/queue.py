"""The queue: shelves, filters, table, saved views and the preview at its side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from offices.models import Role, User
from offices.permissions import access_of, role_required
from submissions.checking.standard import Standard
from submissions.models import AnnualReport, RequirementOutcome
from submissions.models.reports import AnnualReportQuerySet
from submissions.words import rule_name, words_of_finding

from ..filters import QueueFilter
from ..flow import progress_of_today
from ..forms import SaveViewForm
from ..models import Assignment, LastLook, Review, SavedView
from ..permissions import report_on_desk_or_404, reports_on_queue
from ..presets import DEFAULT_PRESET, FIRST_IN_FIRST, LABELS, ORDERS, condition, presets_with_counts
from ..standards import choices_for_filters, standard_of_report
from ..tables import CHOOSABLE, DEFAULT_COLUMNS, QueueTable

READERS = (Role.REVIEWER, Role.CHIEF_REVIEWER, Role.BUREAU_ADMIN)
PAGE_SIZES = (25, 50, 100)
NOT_FILTERS = ("preset", "sort", "page", "per_page", "column")
PREVIEWED_FINDINGS = 8


@role_required(*READERS)
@require_GET
def report_queue(request: HttpRequest) -> HttpResponse:
    """The reports of the shelf, narrowed by the filters of the address."""
    preset = request.GET.get("preset", DEFAULT_PRESET)
    preset = preset if preset in LABELS else DEFAULT_PRESET
    today = timezone.localdate()
    reports = queue_reports(request.user)
    filters = queue_filter(request.GET, request.user, reports.filter(condition(preset, request.user, today)))
    table = _table(request, filters.qs, ORDERS.get(preset, FIRST_IN_FIRST))
    return render(
        request,
        "review/queue.html",
        {
            "table": table,
            "filter": filters,
            "pills": _pills(request.GET, filters),
            "preset": preset,
            "preset_label": LABELS[preset],
            "presets": presets_with_counts(reports_on_queue(request.user), request.user, today),
            "saved_views": _saved_views(request.user),
            "save_form": SaveViewForm(initial={"query": request.GET.urlencode()}),
            "columns": CHOOSABLE,
            "shown_columns": _shown_columns(request),
            "page_sizes": PAGE_SIZES,
            "per_page": _per_page(request),
            "progress": progress_of_today(request.user),
            "query": request.GET.urlencode(),
            "kept": _kept_parameters(request.GET),
        },
    )


def queue_reports(user: User) -> AnnualReportQuerySet:
    """Every report of the person's queue with all a row shows."""
    people = Prefetch("assignments", Assignment.objects.select_related("reviewer").order_by("pk"))
    looks = Prefetch("looks", LastLook.objects.filter(reviewer=user), to_attr="my_looks")
    finished = Review.objects.filter(reviewer=user, finished_at__isnull=False)
    reviews = Prefetch("reviews", finished, to_attr="my_finished_reviews")
    return (
        reports_on_queue(user)
        .with_due_date()
        .select_related("office", "year__bureau", "submitted_version")
        .defer("submitted_version__text", "submitted_version__form_content")
        .prefetch_related(people, looks, reviews)
    )


def queue_filter(data: QueryDict, user: User, reports: AnnualReportQuerySet) -> QueueFilter:
    """The filter of an address; also the bulk actions' way to "all that the filter shows"."""
    requirements, rules = choices_for_filters()
    return QueueFilter(data, user=user, requirements=requirements, rules=rules, queryset=reports)


def _table(request: HttpRequest, reports: AnnualReportQuerySet, order: tuple[str, ...]) -> QueueTable:
    shown = _shown_columns(request)
    hidden = [name for name, _label in CHOOSABLE if name not in shown]
    table = QueueTable(reports, exclude=hidden, order_by=order)
    paginate = {"per_page": _per_page(request), "paginator_class": Paginator, "silent": True}
    RequestConfig(request, paginate=paginate).configure(table)
    return table


def _shown_columns(request: HttpRequest) -> list[str]:
    known = {name for name, _label in CHOOSABLE}
    return [name for name in request.GET.getlist("column") if name in known] or list(DEFAULT_COLUMNS)


def _per_page(request: HttpRequest) -> int:
    asked = request.GET.get("per_page", "")
    return int(asked) if asked.isdecimal() and int(asked) in PAGE_SIZES else PAGE_SIZES[0]


def _kept_parameters(data: QueryDict) -> list[tuple[str, str]]:
    """What a new filter leaves as it is: shelf, order, columns, page size."""
    return [(key, value) for key in NOT_FILTERS if key != "page" for value in data.getlist(key)]


def _pills(data: QueryDict, filters: QueueFilter) -> list[dict[str, str]]:
    """The filters that are on, each with the address without it."""
    pills = []
    for name, field in filters.form.fields.items():
        for value in data.getlist(name):
            if value in ("", "false"):
                continue
            rest = data.copy()
            rest.setlist(name, [other for other in data.getlist(name) if other != value])
            rest.pop("page", None)
            pills.append(
                {"label": str(field.label), "value": _shown_value(field, value), "query": rest.urlencode()}
            )
    return pills


def _shown_value(field: Any, value: str) -> str:
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    return choices.get(value, "" if value in ("on", "true") else value)


def _saved_views(user: User) -> list[SavedView]:
    bureaus = access_of(user).bureaus_with(*READERS)
    views = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True), bureau__in=bureaus)
    return list(views.select_related("owner"))


@role_required(*READERS)
@require_POST
def queue_view_save(request: HttpRequest) -> HttpResponse:
    """Keep the filters, order and columns under a name; the same name of the same person is replaced."""
    form = SaveViewForm(request.POST)
    back = f"{reverse('report_queue')}?{request.POST.get('query', '')}"
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 60 characters."))
        return redirect(back)
    bureau = min(access_of(request.user).bureaus_with(*READERS))
    SavedView.objects.update_or_create(
        owner=request.user,
        bureau_id=bureau,
        name=form.cleaned_data["name"],
        defaults={"query": form.cleaned_data["query"], "is_shared": form.cleaned_data["is_shared"]},
    )
    messages.success(
        request, _("The view “%(name)s” is kept at the side.") % {"name": form.cleaned_data["name"]}
    )
    return redirect(back)


@role_required(*READERS)
@require_POST
def queue_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a view of one's own."""
    view = get_object_or_404(SavedView, pk=pk, owner=request.user)
    view.delete()
    messages.success(request, _("The view “%(name)s” was removed.") % {"name": view.name})
    return redirect("report_queue")


@role_required(*READERS)
@require_GET
def queue_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A report at a glance beside the list; without script a small page."""
    report = report_on_desk_or_404(request.user, pk)
    standard = standard_of_report(report)
    found = report.submitted_run.findings.all()[:PREVIEWED_FINDINGS] if report.submitted_run else []
    findings = [(finding, words_of_finding(standard, finding)) for finding in found]
    template = "review/_queue_preview.html" if request.htmx else "review/queue_preview.html"
    return render(
        request,
        template,
        {
            "report": report,
            "findings": findings,
            "opening": report.submitted_version.text[:400] if report.submitted_version else "",
            "requirements": _sections(report, standard),
        },
    )


def _sections(report: AnnualReport, standard: Standard) -> list[tuple[RequirementOutcome, str]]:
    """The five contents with their names."""
    if report.submitted_run is None:
        return []
    judged = report.submitted_run.requirements.filter(requirement__startswith="section.")
    return [(item, rule_name(standard, item.requirement)) for item in judged]
