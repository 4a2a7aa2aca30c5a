"""Shortcomings told without causes.

Source: 《法治政府建设与责任落实督察工作规定》 (2019), article 24, second content: 存在的不足和原因. The words
of causes are data (``standard/data/shortcomings.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..document import Span
from ..results import Finding, Level
from .context import CheckContext
from .shortcoming_items import items_of

_LABELLED = re.compile("原因|成因|根源")
_CLAUSE = re.compile("[，。；：\n]")
_CLAUSE_AT_LEAST = 6  # characters; what is shorter tells nothing


def check_causes(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``shortcomings.no_causes``."""
    items = shortcomings_of(context)
    if items and _lacks_causes(items, context):
        told = _count("circumstance", items, context) or any(_tells_more(item, context) for item in items)
        level = Level.CONFIRM if told else None
        yield Finding("shortcomings.no_causes", _headings(context), level=level)


def shortcomings_of(context: CheckContext) -> list[Span]:
    """The single shortcomings of the report, in order."""
    passages = [_before_the_plan(passage, context) for passage in context.passages("shortcomings")]
    return [item for passage in passages for item in items_of(passage, context.plain)]


def _before_the_plan(passage: Span, context: CheckContext) -> Span:
    """One heading may carry both: what follows its only 下一步，将… is no shortcoming."""
    plan = context.standard.contents.get("next_plan")
    if plan is None or not any(shared.overlaps(passage) for shared in context.passages("next_plan")):
        return passage
    starts = [
        match.start()
        for signal in plan.signals
        for match in signal.finditer(context.plain, passage.start, passage.end)
    ]
    return Span(passage.start, starts[0]) if len(starts) == 1 else passage


def _lacks_causes(items: Sequence[Span], context: CheckContext) -> bool:
    """None at all; or, where no heading and no sentence speaks of causes, in fewer than half of the items."""
    if "cause" not in context.standard.signals:
        return False
    with_cause = _count("cause", items, context)
    said = (section.span.of(context.plain) for section in context.sections("shortcomings"))
    if any(_LABELLED.search(text) for text in said):
        return with_cause == 0
    return with_cause * 2 < len(items)


def _count(name: str, items: Sequence[Span], context: CheckContext) -> int:
    signal = context.standard.signals.get(name)
    return sum(bool(signal and signal.any.search(context.plain, item.start, item.end)) for item in items)


def _tells_more(item: Span, context: CheckContext) -> bool:
    """Whether the item goes on to tell how it stands; only a person can say if that is the cause."""
    verdict = context.standard.signals.get("verdict")
    clauses = [clause for clause in _CLAUSE.split(item.of(context.plain)) if len(clause) >= _CLAUSE_AT_LEAST]
    return verdict is not None and any(not verdict.any.search(clause) for clause in clauses[1:])


def _headings(context: CheckContext) -> tuple[Span, ...]:
    return tuple(section.heading_span for section in context.sections("shortcomings"))[:1]
