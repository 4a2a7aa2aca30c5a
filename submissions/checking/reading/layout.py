"""Pieces of text on a page, put into lines, whichever kind of file they came from.

Lengths are in the units of the page (points for PDF, millimetres for OFD,
pixels for a scan); ``top`` grows downwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from .normalising import BLANK


@dataclass(frozen=True, slots=True)
class Segment:
    """Text in one go on one baseline."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float  # height of a character
    bold: bool = False

    @property
    def middle(self) -> float:
        """The height of the line's middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page, its pieces in the order of the file."""

    number: int
    width: float
    height: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; ``number`` counts the lines of the page from 1."""

    page: int
    number: int
    segment: Segment
    edge: str = ""  # "head" or "foot" where it stands in the page's margin


_PAGE_NUMBER = re.compile(
    r"^[—–\-－·•~〜_.\s]*(?:第?\s*\d{1,4}\s*页?|第\s*[一二三四五六七八九十百]{1,4}\s*页)"
    r"(?:\s*[/／，,]?\s*共?\s*\d{1,4}\s*页?)?[—–\-－·•~〜_.\s]*$"
)
_EDGE = 0.13  # share of the page's height that counts as its head or foot
_BLANKS = re.compile(f"[{BLANK}]+")


def lines_of(pages: Sequence[PageLayout]) -> list[Line]:
    """All lines in reading order, page numbers and running heads marked by their ``edge``."""
    lines: list[Line] = []
    for page in pages:
        for number, segment in enumerate(_ordered(page), start=1):
            lines.append(Line(page.number, number, segment, _edge(segment, page)))
    return _only_margins(lines, len(pages))


def _edge(segment: Segment, page: PageLayout) -> str:
    if segment.middle < page.height * _EDGE:
        return "head"
    return "foot" if segment.middle > page.height * (1 - _EDGE) else ""


def _only_margins(lines: list[Line], pages: int) -> list[Line]:
    """Keep the mark of an edge only on page numbers and on what returns on page after page."""
    repeated = Counter((line.edge, _signature(line)) for line in lines if line.edge)
    least = max(2, (pages + 1) // 2)
    marked = []
    for line in lines:
        running = repeated[(line.edge, _signature(line))] >= least
        numbered = bool(_PAGE_NUMBER.match(line.segment.text.strip()))
        marked.append(line if line.edge and (running or numbered) else replace(line, edge=""))
    return marked


def _signature(line: Line) -> tuple[str, int]:
    """What makes a running head one: its words without numbers, at the same height."""
    height = round(line.segment.middle / max(line.segment.size, 1.0))
    return re.sub(r"\d+", "#", _BLANKS.sub("", line.segment.text)), height


def _ordered(page: PageLayout) -> list[Segment]:
    """The page's lines from top to bottom, the left column of two before the right."""
    rows = _rows(page.segments)
    gutter = _gutter(rows, page)
    if gutter is None:
        return [_merged(row) for row in rows]
    ordered: list[Segment] = []
    left: list[Segment] = []
    right: list[Segment] = []
    for row in rows:
        if any(segment.left < gutter < segment.right for segment in row):
            ordered += left + right + [_merged(row)]
            left, right = [], []
            continue
        for side, kept in (
            (left, [s for s in row if s.right <= gutter]),
            (right, [s for s in row if s.left >= gutter]),
        ):
            if kept:
                side.append(_merged(kept))
    return ordered + left + right


def _rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments grouped by baseline, each row from left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: (s.middle, s.left)):
        if rows and _same_row(rows[-1][-1], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda s: s.left) for row in rows]


def _same_row(one: Segment, other: Segment) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _gutter(rows: list[list[Segment]], page: PageLayout) -> float | None:
    """Where the page's two columns part; None for a page of one column."""
    middle = page.width / 2
    pairs = [
        row for row in rows if any(s.right <= middle for s in row) and any(s.left >= middle for s in row)
    ]
    crossing = sum(1 for row in rows if any(s.left < middle < s.right for s in row))
    if len(pairs) < 8 or crossing * 3 > len(pairs):
        return None
    lengths = [len(segment.text) for row in pairs for segment in row]
    return middle if median(lengths) >= 10 else None  # short cells are a table, not columns


def _merged(row: Sequence[Segment]) -> Segment:
    """A row's segments as one line, a wide gap as one blank."""
    if len(row) == 1:
        return row[0]
    text = row[0].text
    for before, segment in pairwise(row):
        text += (" " if segment.left - before.right > 0.5 * segment.size else "") + segment.text
    return Segment(
        text=text,
        left=row[0].left,
        right=max(segment.right for segment in row),
        top=min(segment.top for segment in row),
        bottom=max(segment.bottom for segment in row),
        size=max(row, key=lambda s: len(s.text)).size,
        bold=all(segment.bold for segment in row),
    )
