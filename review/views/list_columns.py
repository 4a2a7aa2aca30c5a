"""Choosing the columns of a bureau's compliance list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from offices.models import Role
from offices.permissions import role_required

from ..compliance import COLUMNS, COLUMNS_BY_ID
from ..list_layouts import forget_layout, in_layout_order, layout_of, moved, save_layout, typed_order
from ..permissions import year_to_settle_or_404

STEPS = {"up": -1, "down": 1}


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def list_columns(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Tick columns and number them, or move one a place; kept for the whole bureau."""
    year = year_to_settle_or_404(request.user, year_pk)
    kept = layout_of(year.bureau) or [column.id for column in COLUMNS]
    if request.method == "POST":
        return _save(request, year, [column.id for column in in_layout_order(kept)])
    return render(
        request,
        "review/list_columns.html",
        {"year": year, "columns": in_layout_order(kept), "shown": set(kept)},
    )


def _save(request: HttpRequest, year: object, standing: list[str]) -> HttpResponse:
    if "shipped" in request.POST:
        forget_layout(year.bureau, by=request.user)
        messages.success(request, _("The list has its own columns and order again."))
        return redirect("list_columns", year.pk)
    ticked = set(request.POST.getlist("column"))
    order = typed_order(request.POST, [name for name in standing if name in ticked])
    if not order:
        messages.error(request, _("Choose at least one column; nothing was changed."))
        return redirect("list_columns", year.pk)
    step = next((name for name in STEPS if name in request.POST), None)
    if step is not None:
        name = request.POST[step]
        save_layout(year.bureau, moved(order, name, STEPS[step]), by=request.user)
        anchor = f"#column-{name}" if name in COLUMNS_BY_ID else ""
        return redirect(reverse("list_columns", args=[year.pk]) + anchor)
    save_layout(year.bureau, order, by=request.user)
    messages.success(request, _("Columns and order are saved for everybody of the bureau."))
    return redirect("compliance_list", year.pk)
