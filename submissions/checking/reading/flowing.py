"""Lines of pages back into paragraphs: by indent, by short last lines, by size and by wording.

GB/T 9704 sets the body at 28 characters a line with a first-line indent of two
characters; a line that neither begins indented nor follows a short one goes on
with the paragraph, also over the end of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ..document import Look, Part, Place
from .joining import ends_sentence, starts_item
from .layout import Line, PageLayout, Segment, lines_of
from .raw import RawParagraph, merged

_INDENT = 1.2  # characters to the right of the text's left edge
_SHORT = 2.2  # characters short of the right edge
_OTHER_SIZE = 0.15  # relative difference that is another style
_VERY_SHORT = 6.0
_NEVER_FIRST = re.compile("[。，、；：！？）》”’」』】]")
_TITLE_END = re.compile("(?:报告|总结|汇报|文件)[)）]?\\s*$")
_NOT_TITLE = re.compile("\\s*(?:[(（]|\\d{4}年\\d|.{1,12}[〔\\[].{4}[〕\\]])")
_PARTS = {"": Part.BODY, "head": Part.HEADER, "foot": Part.FOOTER}


@dataclass(frozen=True, slots=True)
class _Column:
    """The edges of the text and the height of its characters."""

    left: float
    right: float
    size: float
    indents: bool  # whether paragraphs begin indented


def flow(
    pages: Sequence[PageLayout], *, points_per_unit: float | None = 1.0, other_size: float = _OTHER_SIZE
) -> list[RawParagraph]:
    """The paragraphs of laid-out pages; ``points_per_unit`` turns heights into points (None: unknown);
    ``other_size`` is the relative difference of height that means another style."""
    lines = lines_of(pages)
    columns = _columns(lines)
    groups: list[list[RawParagraph]] = []
    open_group: list[RawParagraph] = []
    previous: Line | None = None
    for line in lines:
        column = columns[line.page]
        begins = previous is None or _begins(line, previous, columns[previous.page], column, other_size)
        if line.edge or begins:
            groups.append([])
        group = groups[-1] if line.edge or begins else open_group
        group.append(_raw(line, len(groups), column, points_per_unit))
        if not line.edge:
            previous, open_group = line, group
    return [merged(group) for group in groups]


def _raw(line: Line, count: int, column: _Column, points: float | None) -> RawParagraph:
    segment = line.segment
    place = Place(paragraph=count, page=line.page, line=line.number)
    look = Look(
        bold=segment.bold,
        centred=_is_centred(line, column),
        size_pt=None if points is None else round(segment.size * points * 2) / 2,
    )
    return RawParagraph(segment.text, ((0, place),), _PARTS[line.edge], look)


def _begins(line: Line, previous: Line, before: _Column, column: _Column, other_size: float) -> bool:
    """Whether ``line`` begins a paragraph of its own."""
    segment, last = line.segment, previous.segment
    if _NEVER_FIRST.match(segment.text):
        return False
    other = abs(segment.size - last.size) > other_size * max(segment.size, last.size)
    if other and _may_end(last, before, other_size):
        return True
    if _is_centred(line, column) or _is_centred(previous, before):
        return not _continues_title(line, previous, before, column, other_size)
    if segment.left > column.left + _INDENT * column.size:
        return True
    missing = (before.right - last.right) / before.size
    if column.indents:
        return missing > _VERY_SHORT
    if missing > _VERY_SHORT or (missing > _SHORT and ends_sentence(last.text)):
        return True
    return starts_item(segment.text) and (missing > _SHORT or ends_sentence(last.text))


def _continues_title(line: Line, previous: Line, before: _Column, column: _Column, other_size: float) -> bool:
    """Whether a centred line goes on with the centred line before it, as long titles do."""
    one, other = previous.segment, line.segment
    fills = before.right - one.right < _SHORT * one.size and not ends_sentence(one.text)
    if line.page != previous.page or not _is_centred(line, column):
        return False
    even = abs((one.left - before.left) - (before.right - one.right)) < 0.75 * one.size
    if not (_is_centred(previous, before) or fills or even):
        return False
    alike = abs(one.size - other.size) <= other_size * max(one.size, other.size)
    near = other.top - one.bottom < 1.6 * one.size
    return alike and near and not _TITLE_END.search(one.text) and not _NOT_TITLE.match(other.text)


def _may_end(last: Segment, column: _Column, other_size: float) -> bool:
    """Whether a change of size after ``last`` may be the end of its paragraph."""
    return ends_sentence(last.text) or last.size > column.size * (1 + other_size)


def _is_centred(line: Line, column: _Column) -> bool:
    segment = line.segment
    left, right = segment.left - column.left, column.right - segment.right
    if segment.size < column.size * 1.12 and abs(left - 2 * column.size) < 0.6 * column.size:
        return False  # the ordinary indent; that the line also ends in the middle is chance
    return left > 1.5 * column.size and right > 1.5 * column.size and abs(left - right) < 1.5 * column.size


def _columns(lines: Sequence[Line]) -> dict[int, _Column]:
    """The text column of each page: its own edges where it has enough lines, else those of the document."""
    body = [line for line in lines if not line.edge]
    whole = _column(body or lines)
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, [])
        if not line.edge:
            pages[line.page].append(line)
    return {number: _column(own) if len(own) >= 12 else whole for number, own in pages.items()}


def _right_edge(ends: list[float], size: float) -> float:
    """The outermost place at which several lines end; one line that sticks out is not the edge."""
    for end in sorted(ends, reverse=True):
        alike = sum(1 for other in ends if end - 1.5 * size <= other <= end)
        if alike >= max(2, len(ends) // 12):
            return end
    return max(ends)


def _column(lines: Sequence[Line]) -> _Column:
    size = median(line.segment.size for line in lines)
    right = _right_edge([line.segment.right for line in lines if line.segment.size <= size * 1.5], size)
    full = [line for line in lines if line.segment.right > right - _SHORT * size] or list(lines)
    grid = max(size / 2, 0.1)
    lefts = Counter(round(line.segment.left / grid) for line in full)
    common = [position for position, times in lefts.items() if times >= max(1, len(full) // 8)]
    left = min(common or lefts) * grid
    indented = sum(1 for line in lines if _INDENT < (line.segment.left - left) / size < 3)
    return _Column(left, right, size, indents=indented * 12 >= len(lines))
