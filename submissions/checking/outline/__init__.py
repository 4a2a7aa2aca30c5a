"""Paragraphs into headings and sections, by meaning.

>>> outline_of(document, frame_of(document), standard.contents)  # doctest: +SKIP
(Section(level=1, number='一', heading='一、主要举措和成效', …), …)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from itertools import pairwise

from ..document import Document, Section, Span
from ..frame import Frame
from ..standard import Content
from .headings import Announces, Heading, find_headings
from .meaning import classify, is_theme, with_meaning
from .numbering import levels

__all__ = ["classify", "is_theme", "outline_of", "section_contents"]


def outline_of(document: Document, frame: Frame, contents: Mapping[str, Content]) -> tuple[Section, ...]:
    """Every heading of the report's body with what stands under it, in reading order."""
    report_year = frame.year_told(document)
    # kept for this report: a heading is asked about by every step
    announces = cache(partial(classify, contents=contents, report_year=report_year))
    headings = find_headings(document.paragraphs, frame.body, announces)
    if not headings:
        return ()
    kinds = [(heading.style, heading.value) for heading in headings]
    anew = _counting_anew(headings, announces)
    named = [bool(announces(heading.words)) for heading in headings] if any(anew) else []
    depths = levels(kinds, anew, named)
    headings, depths = _without_wrapper(headings, depths, announces)
    end = document.paragraphs[frame.body.stop - 1].span.end
    sections = _sections(document.text, headings, depths, end)
    words = [heading.words for heading in headings]
    return with_meaning(sections, words, contents, announces, document.text)


def section_contents(outline: Sequence[Section], index: int) -> tuple[str, ...]:
    """What a section is about: what its own heading announces, else the nearest heading above."""
    at: int | None = index
    while at is not None:
        if outline[at].contents:
            return outline[at].contents
        at = outline[at].parent
    return ()


def _counting_anew(headings: Sequence[Heading], announces: Announces) -> list[bool]:
    """Which headings begin a count of the same kind under the chapter right before them."""
    found = [False] * len(headings)
    for index, (chapter, heading) in enumerate(pairwise(headings), start=1):
        same_kind = heading.style is chapter.style and heading.value == 1
        adjoining = heading.paragraph == chapter.paragraph + chapter.lines
        if same_kind and adjoining:
            over = announces(chapter.words)
            found[index] = bool(over) and set(announces(heading.words)) <= set(over)
    return found


def _without_wrapper(
    headings: list[Heading], depths: list[int], announces: Announces
) -> tuple[list[Heading], list[int]]:
    """A lone top heading over all the others is the title said again, not a chapter."""
    if depths.count(1) != 1 or depths[0] != 1 or len(headings) < 3 or announces(headings[0].words):
        return headings, depths
    return headings[1:], [depth - 1 for depth in depths[1:]]


def _sections(text: str, headings: Sequence[Heading], depths: Sequence[int], end: int) -> list[Section]:
    ends = [end] * len(headings)
    above: list[int] = []
    parents: list[int | None] = []
    for index, depth in enumerate(depths):
        while above and depths[above[-1]] >= depth:
            ends[above.pop()] = _last_visible(text, headings[index].start)
        parents.append(above[-1] if above else None)
        above.append(index)
    return [
        Section(
            level=depth,
            number=heading.number,
            heading=heading.text.rstrip(),
            span=Span(heading.start, max(stop, heading.end)),
            heading_span=Span(heading.start, heading.end),
            body=Span(heading.end, max(stop, heading.end)),
            parent=parent,
        )
        for heading, depth, stop, parent in zip(headings, depths, ends, parents, strict=True)
    ]


def _last_visible(text: str, at: int) -> int:
    """The offset after the last visible character before ``at``."""
    while at and text[at - 1] in "\n ":
        at -= 1
    return at
