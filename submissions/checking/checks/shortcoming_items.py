"""The single items of a chapter on shortcomings or of a plan: 一是…, （一）…, 1.…, or paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

from ..document import Span

_ITEM = re.compile(
    r"(?:(?<=[。；：，\n])|^)(?=(?:[一二三四五六七八九十]{1,2}是(?![否不])|（[一二三四五六七八九十]{1,2}）|\d{1,2}[.、]|[①-⑩])|第[一二三四五六七八九十][，、])"
)
_AT_LEAST = 8  # characters; shorter pieces are headings and lead-ins


def items_of(passage: Span, text: str) -> list[Span]:
    """The items in order; a paragraph without a number of its own goes on with the one above it.

    What stands before the first number only leads in (仍存在一些问题：) and is no item.
    """
    starts = [match.start() for match in _ITEM.finditer(text, passage.start, passage.end)]
    if not starts:
        starts = _paragraphs(passage, text)
    pieces = [Span(start, end) for start, end in pairwise((*starts, passage.end))]
    return [piece for piece in pieces if piece.end - piece.start >= _AT_LEAST]


def _paragraphs(passage: Span, text: str) -> list[int]:
    starts = [passage.start]
    at = text.find("\n", passage.start, passage.end)
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1, passage.end)
    return starts
