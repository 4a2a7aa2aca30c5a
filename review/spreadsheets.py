"""The compliance list as .xlsx and .csv: opens in WPS and Excel, prints on A4 landscape."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext

from .compliance import Column, Totals, Value, pages_across
from .list_rows import Row
from .quick_sheet import QuickSheet

CELL_LIMIT = 32_767  # characters; Excel refuses the whole file beyond
PAPER_A4 = 9
DATE_FORMAT, TIME_FORMAT, SCORE_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0.0"
HEAD_ROWS = 3  # title, filled in by, header
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GREY, LINE = "#E7E6E6", "#7F7F7F"
HEADER_HEIGHT = 48
LINE_HEIGHT, LINES_AT_MOST = 12.5, 6  # points, at 9 points type
PAGE_WIDTH = 185  # widths in characters that stay legible (7 points) on one A4 page across
NAME = "office"  # on every sheet of paper; Excel repeats only columns that stand together
FONT = {
    "font_name": "宋体",
    "font_size": 11,
}  # of the empty cell: the width of a column is counted in its digits


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above and below the table."""

    title: str
    filled_in_by: str
    as_of: datetime
    legend: list[tuple[str, str]] = field(default_factory=list)


def write_xlsx(
    path: Path,
    heading: Heading,
    columns: list[Column],
    rows: Iterable[Row],
    on_row: Callable[[int], None] = lambda number: None,
) -> Totals:
    """Write the list to ``path`` row by row, memory flat; returns its totals.

    No cell is ever a formula, whatever it begins with; codes are text; cells are
    cut at the format's limit.
    """
    with xlsxwriter.Workbook(
        path,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": FONT,
        },
    ) as book:
        sheet = book.add_worksheet(gettext("List"), worksheet_class=QuickSheet)
        formats = _formats(book)
        _head(sheet, formats, heading, columns)
        totals = Totals()
        line = HEAD_ROWS
        for row in rows:
            _row(sheet, formats, line, columns, row)
            totals.add(row.report, row.is_on_time)
            line += 1
            on_row(row.number)
        _foot(sheet, formats, line, columns, totals)
        _page_set_up(sheet, heading.title, columns, line)
        _legend(book, formats, heading)
    return totals


def _formats(book: Any) -> dict[str, Any]:
    cell = {"font_name": "宋体", "font_size": 9, "border": 1, "border_color": LINE, "valign": "vcenter"}
    wrapped = {**cell, "text_wrap": True}
    made = {
        "title": {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"},
        "line": {"font_name": "宋体", "font_size": 10},
        "header": {**wrapped, "bold": True, "align": "center", "bg_color": GREY},
        "text": {**wrapped, "num_format": "@"},
        "number": {**cell, "align": "center"},
        "date": {**cell, "num_format": DATE_FORMAT, "align": "center"},
        "time": {**cell, "num_format": TIME_FORMAT, "align": "center"},
        "score": {**cell, "num_format": SCORE_FORMAT, "align": "center"},
        # Late and missing stand out in bold and grey: that survives a black-and-white printer.
        "alert": {**wrapped, "num_format": "@", "bold": True, "bg_color": "#D9D9D9"},
        "total": {**wrapped, "bold": True, "bg_color": GREY},
    }
    return {name: book.add_format(properties) for name, properties in made.items()}


def _sheets(columns: list[Column]) -> list[list[Column]]:
    """The columns of each sheet of paper, side by side."""
    return pages_across(columns, PAGE_WIDTH, (NAME,))


def _last_of_first_page(columns: list[Column]) -> int:
    """Title, totals and lines to sign stand above and below these columns, whole on one sheet of paper."""
    return max(len(_sheets(columns)[0]) - 1, 1)


def _after_the_name(columns: list[Column]) -> int:
    """The column behind the one repeated on every sheet, 0 where none is: what runs across that one
    (the title, the totals) would be cut in pieces on the others.
    """
    names = [column.id for column in columns[: _last_of_first_page(columns)]]
    return names.index(NAME) + 1 if len(_sheets(columns)) > 1 and NAME in names else 0


def _head(sheet: Any, formats: dict[str, Any], heading: Heading, columns: list[Column]) -> None:
    last = _last_of_first_page(columns)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.set_row(0, 32)
    sheet.merge_range(0, _after_the_name(columns), 0, last, heading.title, formats["title"])
    as_of = timezone.localtime(heading.as_of).strftime("%Y-%m-%d %H:%M")
    sheet.write_string(1, 0, gettext("Filled in by: %s") % heading.filled_in_by, formats["line"])
    sheet.write_string(1, max(last - 3, 1), gettext("As of: %s") % as_of, formats["line"])
    sheet.set_row(2, HEADER_HEIGHT)
    for index, column in enumerate(columns):
        sheet.write_string(2, index, str(column.header), formats["header"])


def _row(sheet: Any, formats: dict[str, Any], line: int, columns: list[Column], row: Row) -> None:
    overdue = row.report.days_overdue(row.today) > 0
    values = [column.value(row) for column in columns]
    sheet.set_row(line, LINE_HEIGHT * _lines(columns, values) + 3)
    for index, (column, value) in enumerate(zip(columns, values, strict=True)):
        alert = overdue and column.id in ("on_time", "status")
        _cell(sheet, line, index, column, value, formats["alert" if alert else column.kind])


def _lines(columns: list[Column], values: list[Value]) -> int:
    """Lines the longest text of a row takes: not every program finds the height of wrapped cells itself."""
    longest = 1
    for column, value in zip(columns, values, strict=True):
        if isinstance(value, str) and 2 * len(value) >= column.width:
            wide = len(value.encode("gb18030", "replace"))  # two for a Chinese character
            longest = max(longest, -(-wide // (column.width - 1)))
    return min(longest, LINES_AT_MOST)


def _cell(sheet: Any, line: int, index: int, column: Column, value: Value, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(line, index, None, look)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, index, timezone.make_naive(value), look)
    elif isinstance(value, date):
        sheet.write_datetime(line, index, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001 - a day has no zone
    elif column.kind in ("number", "score"):
        sheet.write_number(line, index, value, look)
    else:
        sheet.write_string(line, index, _plain(str(value)[:CELL_LIMIT]), look)


def _plain(text: str) -> str:
    """A text xlsxwriter does not take for formatted runs, which it would write unescaped."""
    return f" {text}" if text.startswith("<r>") else text


def _foot(sheet: Any, formats: dict[str, Any], line: int, columns: list[Column], totals: Totals) -> None:
    said = "    ".join(f"{label} {figure}" for label, figure in totals.labelled())
    sheet.set_row(line, 24)
    sheet.write_string(line, 0, gettext("Total"), formats["total"])
    last = min(_last_of_first_page(columns), len(columns) - 1)
    first = max(_after_the_name(columns), 1)
    for index in range(1, first):
        sheet.write_blank(line, index, None, formats["total"])
    if last > first:
        sheet.merge_range(line, first, line, last, said, formats["total"])
    else:
        sheet.write_string(line, first, said, formats["total"])
    sheet.write_string(line + 2, 0, gettext("Prepared by:"), formats["line"])
    sheet.write_string(line + 2, max(last // 2, 1), gettext("Reviewed by:"), formats["line"])


def _page_set_up(sheet: Any, title: str, columns: list[Column], last_line: int) -> None:
    sheet.freeze_panes(HEAD_ROWS, min(4, len(columns)))
    sheet.autofilter(HEAD_ROWS - 1, 0, max(last_line - 1, HEAD_ROWS - 1), len(columns) - 1)
    sheet.repeat_rows(HEAD_ROWS - 1)
    sheet.set_header(f"&R&8{title.replace('&', '&&')}")
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    # How wide a column comes out depends on the fonts of the machine that prints; "so many sheets" does not.
    sheet.fit_to_pages(len(_sheets(columns)), 0)
    if after := _after_the_name(columns):
        sheet.repeat_columns(after - 1, after - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.print_area(0, 0, last_line + 2, len(columns) - 1)


def _legend(book: Any, formats: dict[str, Any], heading: Heading) -> None:
    sheet = book.add_worksheet(gettext("Legend"))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    for line, (name, words) in enumerate(heading.legend):
        sheet.write_string(line, 0, name[:CELL_LIMIT], formats["header"])
        sheet.write_string(line, 1, words[:CELL_LIMIT], formats["text"])


def write_csv(
    path: Path,
    columns: list[Column],
    rows: Iterable[Row],
    on_row: Callable[[int], None] = lambda number: None,
) -> Totals:
    """Write the list as UTF-8 with a byte order mark, so that WPS and Excel read it right."""
    totals = Totals()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([str(column.header) for column in columns])
        for row in rows:
            writer.writerow([csv_cell(column.value(row)) for column in columns])
            totals.add(row.report, row.is_on_time)
            on_row(row.number)
    return totals


def csv_cell(value: Value) -> str:
    """A cell no spreadsheet takes for a formula; long codes keep their digits."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return str(value)
    text = " ".join(value.split())
    if text.startswith(FORMULA_STARTS):
        return "'" + text
    return f"\t{text}" if text.isdigit() and len(text) > 11 else text
