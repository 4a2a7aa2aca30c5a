"""The empty roster an administrator fills in."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .models import OFFICE_ROLES, OfficeKind
from .roster_files import COLUMNS, MAX_ROWS, NEEDED, RosterColumn


def template() -> bytes:
    """The roster to fill in, as .xlsx: codes are text, an example first, a second sheet that explains."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bg_color": "#e4e7e2", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    example = book.add_format({"num_format": "@", "italic": True, "font_color": "#56606b"})
    sheet = book.add_worksheet(_("Roster"))
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width, text)
        sheet.write_string(0, at, _starred(column), head)
        sheet.write_string(1, at, str(column.example), example)
    sheet.freeze_panes(1, 1)
    _choices(sheet, "kind", choice_words(OfficeKind.labels))
    _choices(sheet, "role", choice_words(role.label for role in OFFICE_ROLES))
    _explain(book, head)
    book.close()
    return out.getvalue()


def _starred(column: RosterColumn) -> str:
    return f"{column.heading}*" if column.id in NEEDED else str(column.heading)


def _choices(sheet: Any, name: str, words: Sequence[str]) -> None:
    at = [column.id for column in COLUMNS].index(name)
    sheet.data_validation(1, at, MAX_ROWS, at, {"validate": "list", "source": list(words)})


def _explain(book: Any, head: Any) -> None:
    sheet = book.add_worksheet(_("How to fill it in"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 80)
    sheet.write_string(0, 0, _("Column"), head)
    sheet.write_string(0, 1, _("What belongs in it"), head)
    for at, column in enumerate(COLUMNS, start=1):
        sheet.write_string(at, 0, _starred(column))
        sheet.write_string(at, 1, str(column.meaning))
    sheet.write_string(len(COLUMNS) + 2, 0, _("The first row is an example; please write over it."))


def choice_words(labels: Iterable[Any]) -> list[str]:
    """The words of a list to choose from, as they begin a cell."""
    return [str(label).capitalize() for label in labels]
