"""Tasks of the national outline that the report touches.

Source: 《法治政府建设实施纲要（2021－2025年）》 and, for report years to 2020, that of 2015－2020. A
topic an office has no work in is no lack, so a missing topic is shown to the reviewer and nothing is
asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..document import Span
from ..results import Outcome, Requirement
from ..standard import Topic
from .context import CheckContext
from .sentences import asserted, clause_around

EVIDENCE_AT_MOST = 2


def check_topics(context: CheckContext) -> Iterator[Requirement]:
    """``topic.*`` for the outline in force in the report's year."""
    elsewhere = (*context.passages("next_plan"), *context.passages("shortcomings"))
    for topic in context.standard.for_year(context.year).topics.values():
        evidence = _evidence(topic, elsewhere, context)
        outcome = Outcome.MET if evidence else Outcome.MISSING
        yield Requirement(f"topic.{topic.id}", outcome, evidence)


def _evidence(topic: Topic, elsewhere: Sequence[Span], context: CheckContext) -> tuple[Span, ...]:
    found: list[Span] = []
    for pattern in topic.signals:
        for match in pattern.finditer(context.plain):
            span = Span(*match.span())
            if any(part.covers(span) for part in elsewhere):
                continue
            clause = clause_around(context.plain, span)
            if clause not in found and asserted(context.plain, span, context.standard):
                found.append(clause)
                break
        if len(found) == EVIDENCE_AT_MOST:
            break
    return tuple(sorted(found))
