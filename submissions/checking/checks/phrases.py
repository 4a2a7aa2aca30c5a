"""Where a report uses a phrase the standard watches for.

The lists are data (``standard/data/typos.toml``, ``expressions.toml``); a bureau
extends them without code. Each rule that lives by such a list is a few lines
in a module of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..document import Span
from ..results import Finding, Parameter
from ..standard import Phrase, Standard
from .context import CheckContext
from .sentences import sentence_at


def phrase_findings(context: CheckContext, rule: str) -> Iterator[Finding]:
    """A finding for every use of a phrase of ``rule``, one a passage; its sentence may excuse it."""
    text = context.plain
    taken: list[Span] = []
    for phrase in _worth_a_look(_phrases_of(context.standard.for_year(context.year), rule), text):
        for match in phrase.pattern.finditer(text):
            span = Span(*match.span())
            if any(span.overlaps(other) for other in taken) or _is_excused(phrase, text, span.start):
                continue
            taken.append(span)
            yield _finding(phrase, match, context)


def _worth_a_look(phrases: _Phrases, text: str) -> Iterator[Phrase]:
    """Those without hints, and those of whose hints one is in the text, in the order kept."""
    present = phrases.by_pair.keys() & pairs_of(text)
    hinted = {at for pair in present for at, hint in phrases.by_pair[pair] if hint in text}
    hinted.update(at for at, hints in phrases.others if not hints or any(hint in text for hint in hints))
    return (phrases.all[at] for at in sorted(hinted))


@lru_cache(maxsize=4)
def pairs_of(text: str) -> frozenset[str]:
    """All neighbouring characters: a look at the set is ten times cheaper than a search of the text."""
    return frozenset(map(str.__add__, text, text[1:]))


class _Phrases(NamedTuple):
    """The phrases of a rule; which, and with which hint, by the hint's last two characters, rarer ones."""

    all: Sequence[Phrase]
    by_pair: Mapping[str, Sequence[tuple[int, str]]]
    others: Sequence[tuple[int, Sequence[str]]]  # without hints, or with one of a single character


@lru_cache(maxsize=256)
def _phrases_of(standard: Standard, rule: str) -> _Phrases:
    """Last ones first: a bureau's own stand behind the shipped ones, and where both meet, its word counts."""
    phrases = [phrase for phrase in standard.phrases.values() if phrase.rule == rule][::-1]
    by_pair: dict[str, list[tuple[int, str]]] = {}
    others: list[tuple[int, Sequence[str]]] = []
    for at, phrase in enumerate(phrases):
        if phrase.hints and all(len(hint) > 1 for hint in phrase.hints):
            for hint in phrase.hints:
                by_pair.setdefault(hint[-2:], []).append((at, hint))
        else:
            others.append((at, phrase.hints))
    return _Phrases(phrases, by_pair, others)


def _is_excused(phrase: Phrase, text: str, offset: int) -> bool:
    if phrase.unless is None:
        return False
    sentence = sentence_at(text, offset)
    return phrase.unless.search(text, sentence.start, sentence.end) is not None


def _finding(phrase: Phrase, match: re.Match[str], context: CheckContext) -> Finding:
    span = Span(*match.span("at" if "at" in phrase.pattern.groupindex else 0))
    params: dict[str, Parameter] = {"found": span.of(context.text), "right": phrase.right}
    if context.year is not None:
        params["year"] = context.year
    return Finding(phrase.rule, (span,), params, phrase.level)
