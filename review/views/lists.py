"""The compliance list on the page, and the files made from it."""

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from offices import audit
from offices.models import Role
from offices.permissions import role_required
from submissions import files
from submissions.models import AnnualReport

from .. import exports
from ..compliance import chosen_columns, in_list_order, list_title, pages_across, totals_of
from ..list_filters import ComplianceFilter
from ..list_layouts import in_layout_order, layout_of
from ..list_rows import rows_of
from ..models import ExportStatus
from ..permissions import (
    downloadable_exports,
    newest_year_for_lists,
    year_for_lists_or_404,
    years_beside,
    years_to_settle,
)

PAGE_SIZE = 50
PRINT_WIDTH = 150  # characters of a table that stay legible across A4 landscape
LIST_READERS = (Role.BUREAU_ADMIN, Role.REVIEWER, Role.CHIEF_REVIEWER, Role.AUDITOR)


@role_required(*LIST_READERS)
@require_GET
def compliance_latest(request: HttpRequest) -> HttpResponse:
    """The list of the newest year the person may see."""
    newest = newest_year_for_lists(request.user)
    if newest is None:
        return render(request, "review/list_none.html")
    return redirect("compliance_list", newest.pk)


@role_required(*LIST_READERS)
@require_GET
def compliance_list(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Every office of the year, as the file will hold them; print shows all pages at once."""
    year = year_for_lists_or_404(request.user, year_pk)
    chosen = ComplianceFilter(request.GET, queryset=AnnualReport.objects.filter(year=year))
    reports = in_list_order(chosen.qs)
    is_print = "print" in request.GET
    pages = Paginator(reports, 10_000 if is_print else PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    layout = layout_of(year.bureau)
    asked = set(request.GET.getlist("column"))
    all_columns = in_layout_order(layout)
    columns = [column for column in all_columns if column.id in asked] or chosen_columns(layout)
    return render(
        request,
        "review/list_print.html" if is_print else "review/list.html",
        {
            "year": year,
            **years_beside(request.user, year),
            "title": list_title(year),
            "filter": chosen,
            "columns": columns,
            "parts": _parts(page, columns, is_print),
            "all_columns": all_columns,
            "chosen_ids": {column.id for column in columns},
            "page_obj": page,
            "totals": totals_of(reports).labelled(),
            "now": timezone.now(),
            "may_choose_columns": years_to_settle(request.user).filter(pk=year.pk).exists(),
        },
    )


def _parts(page: object, columns: list, is_print: bool) -> list[tuple[list, list]]:
    """Columns and rows of the table; for print of several tables, none wider than the paper."""
    rows = rows_of(page.object_list, timezone.localdate(), first=page.start_index())
    values = [{column.id: column.value(row) for column in columns} for row in rows]
    groups = pages_across(columns, PRINT_WIDTH) if is_print else [columns]
    return [(group, [[(column, row[column.id]) for column in group] for row in values]) for group in groups]


@role_required(*LIST_READERS)
@require_POST
def export_new(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Ask for the file of exactly what the filter shows."""
    year = year_for_lists_or_404(request.user, year_pk)
    exports.ask_for(
        year,
        exports.kind_or_default(request.POST.get("kind", "")),
        by=request.user,
        query=request.POST.get("query", ""),
        columns=request.POST.getlist("column"),
        language=get_language(),
    )
    return redirect("exports")


@role_required(*LIST_READERS)
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    """The files asked for, newest first, with progress."""
    found = downloadable_exports(request.user).select_related("year__bureau", "asked_by", "file")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    pending = any(not export.is_finished for export in page)
    template = "review/_exports.html" if request.htmx else "review/exports.html"
    return render(request, template, {"page_obj": page, "pending": pending})


@role_required(*LIST_READERS)
@require_GET
def export_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, under its own name; who took it is recorded."""
    export = get_object_or_404(downloadable_exports(request.user), pk=pk, status=ExportStatus.DONE)
    audit.record(
        "export.downloaded",
        actor=request.user,
        bureau_id=export.year.bureau_id,
        target=export,
        address=request.META.get("REMOTE_ADDR"),
    )
    return FileResponse(
        files.open_for_download(export.file), as_attachment=True, filename=export.file_name or _("export")
    )
