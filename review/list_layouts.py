"""Which columns a bureau's list shows, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from offices import audit
from offices.models import Bureau, User

from .compliance import COLUMNS, COLUMNS_BY_ID, Column
from .models import ListLayout


def layout_of(bureau: Bureau) -> list[str]:
    """Ids of the columns the bureau chose; [] where it never chose any."""
    kept = ListLayout.objects.filter(bureau=bureau).values_list("columns", flat=True).first()
    return [name for name in kept or [] if name in COLUMNS_BY_ID]


def in_layout_order(chosen: Iterable[str]) -> list[Column]:
    """Every column: those chosen first, in their order, then the rest as the shipped list has them."""
    first = list(dict.fromkeys(name for name in chosen if name in COLUMNS_BY_ID))
    rest = [column.id for column in COLUMNS if column.id not in first]
    return [COLUMNS_BY_ID[name] for name in [*first, *rest]]


def typed_order(posted: Mapping[str, str], shown: Sequence[str]) -> list[str]:
    """The columns ticked (``shown``), by the number typed beside each; a tie keeps the order they stood in.

    What is no number counts as the place the column has now.
    """
    places = {name: place for place, name in enumerate(shown, start=1)}

    def place(name: str) -> tuple[float, int]:
        typed = posted.get(f"order-{name}", "").strip()
        return (float(typed) if typed.isdecimal() else places[name], places[name])

    return sorted((name for name in shown if name in COLUMNS_BY_ID), key=place)


def moved(order: Sequence[str], name: str, by: int) -> list[str]:
    """``order`` with one column moved up (-1) or down (+1); as it was where there is no room."""
    names = list(order)
    if name in names:
        old = names.index(name)
        new = min(max(old + by, 0), len(names) - 1)
        names.insert(new, names.pop(old))
    return names


def save_layout(bureau: Bureau, columns: Sequence[str], *, by: User) -> None:
    """Keep the choice for everybody of the bureau."""
    layout, _ = ListLayout.objects.update_or_create(
        bureau=bureau, defaults={"columns": list(columns), "saved_by": by, "saved_at": timezone.now()}
    )
    audit.record("list.columns_chosen", actor=by, bureau_id=bureau.pk, target=layout, columns=list(columns))


def forget_layout(bureau: Bureau, *, by: User) -> None:
    """Back to the columns and order the list is shipped with."""
    ListLayout.objects.filter(bureau=bureau).delete()
    audit.record("list.columns_chosen", actor=by, bureau_id=bureau.pk, columns=[])
