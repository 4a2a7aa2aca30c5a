"""What a report says about its leaders where no heading announces it.

A paragraph, or an item of one, that calls them first responsible persons is about them as a whole:
what follows that sentence tells what they did. Elsewhere a sentence that names them speaks for
itself alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Span
from .context import CONTENT_OF_LEADERS, CheckContext
from .passages import Passages
from .sentences import sentence_at

WIDEST = 600  # characters; a longer paragraph is about more than its leaders
_ITEM = re.compile(
    "(?:^|(?<=[。；：！\n]))(?=[一二三四五六七八九十]{1,2}是(?![否不])|（[一二三四五六七八九十]{1,2}）)"
)


def told_in_text(context: CheckContext) -> tuple[Span, ...]:
    """The passages outside any chapter on the leaders that speak of them, in reading order."""
    content = context.standard.contents.get(CONTENT_OF_LEADERS)
    headings = [section.heading_span for section in context.outline]
    skipped = Passages((*context.passages("next_plan"), *context.passages("shortcomings"), *headings))
    opening = context.standard.signals["account_opens"].any
    found: list[Span] = []
    for signal in content.signals if content else ():
        for match in signal.finditer(context.plain, context.facts.body.start, context.facts.body.end):
            sentence = sentence_at(context.plain, match.start())
            if skipped.overlap(sentence) and skipped.overlap(Span(*match.span())):
                continue
            opens = opening.search(context.plain, sentence.start, sentence.end)
            found.append(_around(sentence, context) if opens else sentence)
    return tuple(_outermost(found))


def _around(sentence: Span, context: CheckContext) -> Span:
    """The item or paragraph the sentence opens; the sentence alone where that is about more."""
    paragraph = context.document.paragraph_at(sentence.start).span
    near = max(paragraph.start, sentence.start - WIDEST), min(paragraph.end, sentence.end + WIDEST)
    cuts = [match.start() for match in _ITEM.finditer(context.plain, *near)]
    start = max((cut for cut in cuts if cut <= sentence.start), default=paragraph.start)
    lead = start == paragraph.start and start not in cuts
    end = paragraph.end if lead else min((cut for cut in cuts if cut > sentence.start), default=paragraph.end)
    within = [s.heading_span.end for s in context.outline if paragraph.covers(s.heading_span)]
    start = max(start, *(at for at in (*within, start) if at <= sentence.start))
    return Span(start, end) if end - start <= WIDEST else sentence


def _outermost(spans: list[Span]) -> Iterator[Span]:
    reached = -1
    for span in sorted(set(spans), key=lambda span: (span.start, -span.end)):
        if span.end > reached:
            yield span
            reached = span.end
