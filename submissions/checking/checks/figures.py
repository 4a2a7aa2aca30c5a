"""Figures: one number for one thing, parts that add up, rates that can be, and enough of them.

Source: 《党政机关公文处理工作条例》 (2012), article 19: facts and figures in a document are exact. What
is taken for a contradiction is kept narrow, because a wrong alarm about a figure costs the office a
search: :mod:`.figures_repeated` compares what is told twice, :mod:`.figures_totals` totals of the year,
:mod:`.figures_sums` totals and parts,
:mod:`.figures_rates` rates and comparisons with the counts beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..document import Span
from ..results import Finding
from .amounts import Amount, amounts_in
from .context import CheckContext
from .figures_rates import check_rates
from .figures_repeated import check_repeated
from .figures_sums import check_sums
from .figures_totals import check_totals
from .sentences import sentences

NOTHING_TOLD = 30  # characters of a chapter from which figures are expected at all


def check_figures(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``figures.contradiction`` and ``figures.few``."""
    text = context.plain
    by_sentence = [(span, amounts_in(text, span)) for span in sentences(text)]
    told = [(span, amounts) for span, amounts in by_sentence if amounts]
    repeated = list(check_repeated(told, context))
    yield from repeated
    known = {finding.evidence for finding in repeated}
    yield from (finding for finding in check_totals(told, context) if finding.evidence not in known)
    yield from check_sums(told, text)
    yield from check_rates(told, text)
    yield from _few(context, told)


def _few(context: CheckContext, told: Sequence[tuple[Span, list[Amount]]]) -> Iterator[Finding]:
    passages = context.passages("achievements")
    characters = sum(span.end - span.start for span in passages)
    limits = context.standard.thresholds
    if characters < NOTHING_TOLD:
        return
    count = sum(
        any(passage.covers(amount.span) for passage in passages) for _, amounts in told for amount in amounts
    )
    if count == 0 or (count < limits["figures_few"] and characters >= limits["figures_few_characters"]):
        headings = tuple(section.heading_span for section in context.chapters("achievements"))
        yield Finding("figures.few", headings, {"characters": characters, "count": count})
