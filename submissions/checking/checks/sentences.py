"""Sentences and clauses of a text, and whether what they say was done, planned or lacking."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..document import Span
from ..standard import Standard

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_CLAUSE_END = re.compile("[，。！？；：\n]")
_MENDING = re.compile(
    "解决|破解|补齐|纠正|整改|防止|杜绝|避免|克服|补强|排查|针对|不得|不予|不提交|督促|约谈|通报|问责|追责"
)


@lru_cache(maxsize=4)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order; a full stop, a semicolon or a line break ends one."""
    return tuple(Span(match.start(), match.end()) for match in _SENTENCE.finditer(text))


@lru_cache(maxsize=4)
def _starts(text: str) -> tuple[int, ...]:
    return tuple(span.start for span in sentences(text))


def sentence_at(text: str, offset: int) -> Span:
    """The sentence that holds the character at ``offset``."""
    index = bisect_right(_starts(text), offset) - 1
    return sentences(text)[index] if index >= 0 else Span(0, len(text))


def clause_around(text: str, passage: Span) -> Span:
    """``passage`` widened to the commas around it, within its line."""
    ends = _clause_ends(text)
    before, after = bisect_left(ends, passage.start) - 1, bisect_left(ends, passage.end)
    start = ends[before] + 1 if before >= 0 else 0
    return Span(start, ends[after] if after < len(ends) else len(text))


@lru_cache(maxsize=4)
def _clause_ends(text: str) -> tuple[int, ...]:
    return tuple(match.start() for match in _CLAUSE_END.finditer(text))


def asserted(text: str, passage: Span, standard: Standard) -> bool:
    """Whether the sentence says that ``passage`` is so, rather than planned or lacking."""
    sentence = sentence_at(text, passage.start)
    planned = standard.signals.get("planned")
    if planned and planned.any.search(text, sentence.start, passage.end):
        return False
    negated = standard.signals.get("negated")
    clause = clause_around(text, passage)
    if negated and negated.any.search(text, clause.start, clause.end):
        return bool(_MENDING.search(text, clause.start, clause.end))
    return True


def matches_within(pattern: re.Pattern[str], text: str, passages: Iterable[Span]) -> Iterator[Span]:
    """Where ``pattern`` matches inside the passages."""
    for passage in passages:
        for match in pattern.finditer(text, passage.start, passage.end):
            yield Span(*match.span())
