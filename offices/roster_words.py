"""How a slip in a roster is told: the row as the person sees it, the column's heading, what is wrong."""

from dataclasses import dataclass

from .models import OFFICE_ROLES, OfficeKind, Role
from .roster_files import COLUMNS, Line, value_of

HEADINGS = {column.id: column.heading for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in the file, or to look at."""

    number: int
    column: str
    value: str
    words: str


def problem(line: Line, column: str, words: str, /, **params: object) -> Problem:
    """A problem of one cell, in the reader's language."""
    return Problem(line.number, str(HEADINGS[column]), line.get(column), words % params if params else words)


def kind_value(words: str) -> str | None:
    """The kind of office a word stands for: 镇, town, 街道; None for a word nobody knows."""
    short = {"街道": OfficeKind.STREET, "部门": OfficeKind.DEPARTMENT, "县直单位": OfficeKind.DEPARTMENT}
    return short.get(words) or value_of(words, OfficeKind.choices)


def role_value(words: str) -> str | None:
    """The role a word stands for; an empty cell means the officer."""
    if not words:
        return str(Role.OFFICER)
    short = {"负责人": Role.OFFICE_LEAD, "主要负责人": Role.OFFICE_LEAD}
    return short.get(words) or value_of(words, [(role.value, role.label) for role in OFFICE_ROLES])
