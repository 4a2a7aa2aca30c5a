"""The year a report is about, and the year its plan is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..document import Document, Section
from ..frame import ANNOUNCED, Frame
from ..numerals import years_in

_TITLE, _ANNOUNCED, _HEADING = 4, 2, 1  # how much each mention weighs
_ABOUT_THE_YEAR = ("achievements", "shortcomings", "first_responsible")


def report_year(document: Document, frame: Frame, title: str, outline: Sequence[Section]) -> int | None:
    """The year most of title, opening and chapter headings speak of; the title weighs most."""
    votes: Counter[int] = Counter()
    for year, _, _ in years_in(title):
        votes[year] += _TITLE
    opening = frame.opening(document)
    announced = ANNOUNCED.search(opening)
    for year, _, _ in years_in(announced.group() if announced else ""):
        votes[year] += _ANNOUNCED
    first = next(years_in(opening), None)
    if first and first[1] <= 4:
        votes[first[0]] += _HEADING
    for section in outline:
        for year, _, _ in years_in(section.heading) if section.level == 1 else ():
            if section.content in _ABOUT_THE_YEAR:
                votes[year] += _HEADING
            elif section.contents == ("next_plan",):
                votes[year - 1] += _HEADING
    return max(votes, key=lambda year: (votes[year], -abs(year))) if votes else None


def next_year(document: Document, outline: Sequence[Section], year: int | None) -> int | None:
    """The year the plan names, in its heading or in its text; None where it only says 下一年度."""
    plans = [section for section in outline if "next_plan" in section.contents]
    for section in plans:
        for found, _, _ in years_in(section.heading):
            if year is None or found > year:
                return found
    for section in plans:
        for found, _, _ in years_in(section.body.of(document.text)):
            if year is not None and found == year + 1:
                return found
    return None
