"""Reading a roster: offices and their people from a spreadsheet or a text file.

Nothing is judged here but the shape of the file; :mod:`offices.roster` says what a row would do.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024  # bytes a spreadsheet may unpack to
MAX_ROWS = 5_000
MAX_CELL = 300  # characters
SEARCHED_ROWS = 10  # among these the header must stand
NEEDED = ("name", "kind")
ZIP_MARK = b"PK\x03\x04"


class RosterFileError(Exception):
    """The file cannot be read as a roster; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """One column of the template: its heading, what belongs in it, an example, its width in characters."""

    id: str
    heading: Any
    meaning: Any
    example: Any
    width: int


COLUMNS: tuple[RosterColumn, ...] = (
    RosterColumn(
        "name",
        _("Full name"),
        _("The full name of the office; required."),
        _("Yunxi County Baishi Town People's Government"),
        34,
    ),
    RosterColumn(
        "short_name",
        _("Short name"),
        _("As people say it; empty: made from the full name."),
        _("Baishi Town"),
        14,
    ),
    RosterColumn(
        "kind",
        _("Kind of office"),
        _("Street office, town, township or county department; required."),
        _("Town"),
        12,
    ),
    RosterColumn("region_code", _("Division code"), _("12 digits."), "990123100000", 16),
    RosterColumn(
        "credit_code",
        _("Unified social credit code"),
        _("18 characters, GB 32100."),
        "11990123100777777P",
        22,
    ),
    RosterColumn(
        "website",
        _("Website"),
        _("The host reports are published on, e.g. www.yunxi.example."),
        "www.yunxi.example",
        20,
    ),
    RosterColumn(
        "former_name", _("Former name"), _("Where the office was renamed: the name it had until now."), "", 24
    ),
    RosterColumn(
        "merged_into",
        _("Merged into"),
        _("Where the office has ended: the full name of the one that took it over."),
        "",
        24,
    ),
    RosterColumn(
        "changed_on", _("Changed on"), _("The day of the renaming or merger, e.g. 2026-01-01."), "", 13
    ),
    RosterColumn(
        "reason", _("Reason for the change"), _("E.g. the number of the document that ordered it."), "", 22
    ),
    RosterColumn(
        "person",
        _("Name of the person"),
        _("One person a row; an office with two people has two rows."),
        _("Chen Xiaoyun"),
        14,
    ),
    RosterColumn(
        "username",
        _("Sign-in name"),
        _("Letters, digits and @ . + - _; required where a person stands."),
        "baishi01",
        16,
    ),
    RosterColumn("role", _("Role"), _("Officer or office lead; empty: officer."), _("Officer"), 12),
    RosterColumn("phone", _("Telephone"), _("Of the person."), "0990-5550101", 16),
    RosterColumn(
        "email", _("E-mail"), _("For invitation and notices; may be empty."), "baishi01@yunxi.example", 26
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number as the person sees it, and its filled cells by column id."""

    number: int
    cells: dict[str, str]

    def get(self, name: str) -> str:
        """The cell's text, "" where it is empty."""
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What was read: the rows, and headings nobody knew, whose columns are left alone."""

    lines: list[Line]
    unknown: list[str]


def read_roster(data: bytes) -> RosterFile:
    """The rows of an .xlsx or .csv file (UTF-8 or GB18030). Raises :class:`RosterFileError`."""
    if not data:
        raise RosterFileError(_("This file is empty."))
    if len(data) > MAX_BYTES:
        raise RosterFileError(_("This file is too large for a roster. Please leave only the table in it."))
    rows = _spreadsheet(data) if data.startswith(ZIP_MARK) else _text(data)
    return _with_header(rows)


def _spreadsheet(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > MAX_UNPACKED:
            raise RosterFileError(
                _("This spreadsheet unpacks to far more than a roster holds; it was not read.")
            )
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True, max_row=MAX_ROWS + SEARCHED_ROWS + 1):
            yield [_cell(value) for value in row]
    except RosterFileError:
        raise
    except Exception as error:  # openpyxl raises whatever its parser met in a broken file
        raise RosterFileError(
            _("This file is no readable .xlsx spreadsheet. Please save it again as .xlsx or .csv.")
        ) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a code typed as a number
    text = str(value).replace("\u3000", " ").replace("\x00", "").strip()
    return " ".join(text.split())[:MAX_CELL]


def _text(data: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RosterFileError(_("This is neither an .xlsx spreadsheet nor a .csv file in UTF-8 or GB18030."))
    if "\x00" in text:
        raise RosterFileError(_("This is neither an .xlsx spreadsheet nor a .csv file in UTF-8 or GB18030."))
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [_cell(value.lstrip("'")) for value in row]
    except csv.Error as error:
        raise RosterFileError(_("This .csv file is damaged; please save it again.")) from error


def _with_header(rows: Iterable[list[str]]) -> RosterFile:
    names: list[str] = []
    known = _known_headings()
    lines, unknown = [], []
    for number, row in enumerate(rows, start=1):
        if not names:
            found = [known.get(_folded(cell), "") for cell in row]
            if all(needed in found for needed in NEEDED):
                names = found
                unknown = [cell for cell, name in zip(row, found, strict=True) if cell and not name]
            elif number >= SEARCHED_ROWS:
                break
            continue
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name and cell}
        if cells:
            lines.append(Line(number, cells))
        if len(lines) > MAX_ROWS:
            raise RosterFileError(_("A roster has at most %(rows)s rows.") % {"rows": MAX_ROWS})
    if not names:
        raise RosterFileError(
            _("No heading row was found. Please use the template; it needs “%(first)s” and “%(second)s”.")
            % {"first": COLUMNS[0].heading, "second": COLUMNS[2].heading}
        )
    if not lines:
        raise RosterFileError(_("There is no row below the headings."))
    return RosterFile(lines, unknown)


def _known_headings() -> dict[str, str]:
    """Heading → column id, in every language of the site."""
    known = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known |= {_folded(str(column.heading)): column.id for column in COLUMNS}
    return known


def _folded(heading: str) -> str:
    return heading.replace("*", "").replace(" ", "").casefold()


def value_of(words: str, choices: Iterable[tuple[str, Any]]) -> str | None:
    """The stored value a word of either language stands for; None for a word nobody knows."""
    meant = _folded(words)
    pairs = list(choices)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for value, label in pairs:
                if meant in (_folded(str(label)), _folded(value)):
                    return str(value)
    return None
