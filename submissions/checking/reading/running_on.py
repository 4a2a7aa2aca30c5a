"""A report copied as one paragraph, taken apart again where its numbers begin.

Some web pages and some pastes turn every line break into a blank. Only a paragraph
that holds most of the file is taken apart, and only where its chapters count 一、 …
二、; a list inside a sentence stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ..document import Place
from .normalising import BLANK
from .raw import RawParagraph

_LEAST = 300  # characters; a shorter paragraph is no report
_BEGINS = f"(?:^|(?<=[。！：:{BLANK}]))"
_NUMERALS = "一二三四五六七八九十"
_PARTS = tuple(re.compile(f"{_BEGINS}第{numeral}部分") for numeral in _NUMERALS)
_CHAPTERS = tuple(re.compile(f"{_BEGINS}{numeral}[、．]") for numeral in _NUMERALS)
_DIGITS = tuple(re.compile(f"{_BEGINS}{number}[.．、](?!\\d)") for number in range(1, 8))
_ITEM = re.compile(f"{_BEGINS}(?:[（(][{_NUMERALS}]{{1,2}}[)）]|[{_NUMERALS}]{{1,2}}、)")
_LINE_ENDS = re.compile(f"(?<=[^\\d{BLANK}])[{BLANK}]+(?=[一-龥]|20\\d\\d年|〔)")
_HEADING_ENDS = re.compile(f"(?:第.部分[{BLANK}]*)?[^。；{BLANK}]{{4,70}}[{BLANK}]+(?=[^。{BLANK}]{{12}})")


def taken_apart(paragraphs: Sequence[RawParagraph]) -> list[RawParagraph]:
    """The paragraphs, with one that holds most of the text cut before its chapters and their items."""
    total = sum(len(paragraph.text) for paragraph in paragraphs)
    return [
        piece
        for paragraph in paragraphs
        for piece in (_pieces(paragraph) if _is_everything(paragraph, total) else (paragraph,))
    ]


def _is_everything(paragraph: RawParagraph, total: int) -> bool:
    return len(paragraph.text) > _LEAST and 2 * len(paragraph.text) > total


def _pieces(paragraph: RawParagraph) -> Iterator[RawParagraph]:
    text = paragraph.text
    counted = (_counted(text, numbers) for numbers in (_PARTS, _CHAPTERS, _DIGITS))
    chapters = next((found for found in counted if len(found) > 1), [])
    if not chapters:
        yield paragraph
        return
    cuts = sorted({0, *_cuts(text, chapters), len(text)})
    for start, end in pairwise(cuts):
        if text[start:end].strip():
            yield replace(paragraph, text=text[start:end], places=_places(paragraph, start, end))


def _counted(text: str, numbers: Sequence[re.Pattern[str]]) -> list[int]:
    """Where the first, the second … stand, each behind the one before."""
    found: list[int] = []
    at = 0
    for number in numbers:
        match = number.search(text, at)
        if match is None:
            break
        found.append(match.start())
        at = match.end()
    return found


def _cuts(text: str, chapters: Sequence[int]) -> Iterator[int]:
    """Before chapters and items, behind their headings, and at the blanks of head and signature."""
    items = [match.start() for match in _ITEM.finditer(text, chapters[0])]
    for start in (*chapters, *items):
        yield start
        heading = _HEADING_ENDS.match(text, start)
        if heading:
            yield heading.end()
    yield from (match.end() for match in _LINE_ENDS.finditer(text, 0, chapters[0]))
    last_sentence = text.rfind("。")
    yield from (match.end() for match in _LINE_ENDS.finditer(text, max(last_sentence, chapters[-1])))


def _places(paragraph: RawParagraph, start: int, end: int) -> tuple[tuple[int, Place], ...]:
    """The places of a piece, counted from its own first character."""
    before = [place for index, place in paragraph.places if index <= start]
    within = [(index - start, place) for index, place in paragraph.places if start < index < end]
    return tuple([(0, before[-1]), *within] if before else within)
