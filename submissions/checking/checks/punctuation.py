"""Marks doubled or wrongly combined, and half-width marks that slipped into full-width Chinese.

Source: GB/T 15834—2011 标点符号用法. Many web copies are half-width throughout; that is the copy's doing,
so only a text that uses full-width marks, too, is asked about its half-width ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document, Paragraph, Span
from ..results import Finding
from .context import CheckContext

_DOUBLED = re.compile(
    r"。。(?!。)|，，+|；；+|、、+|：：+|[，、；：]。|。[，、；：]|[，；：]、|、[，；：]|，；|；，|？。|！。|。！|！！+|？？+"
    r"|(?<=、)[一-龥]{2,4}。(?=[一-龥]{2,4}等(?:方面|领域|工作|内容|问题|事项))"
)
_HALF = re.compile(r"(?<=[一-龥”》）])[,;:?!](?=[一-龥“《（]|$)|(?<=[一-龥])\((?=[一-龥])")
_HALF_MARK = re.compile("[,;:?!(]")
_FULL = re.compile("[，；：？！]")
SHOWN_AT_MOST = 30


def check_doubled_punctuation(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``punctuation.doubled``, each with the words before the marks."""
    for match in _DOUBLED.finditer(context.text):
        start = max(0, match.start() - 8)
        before = re.split("[，。；：、\n]", context.text[start : match.start()])[-1]
        span = Span(match.start() - len(before), match.end())
        yield Finding("punctuation.doubled", (span,), {"found": span.of(context.text)})


def check_mixed_punctuation(context: CheckContext) -> Iterator[Finding]:
    """One finding of ``punctuation.mixed`` for the whole report, at the places themselves."""
    slips = [span for paragraph in context.document.paragraphs for span in _half_width(paragraph)]
    if not slips:
        return
    full = _full_width_count(context.document)
    share = context.standard.thresholds["mixed_punctuation_share"]
    if len(slips) <= share * (full + len(slips)):
        start = max(0, slips[0].start - 6)
        found = context.text[start : slips[0].start].rpartition("\n")[2] + _as_written(context, slips[0])
        yield Finding(
            "punctuation.mixed", tuple(slips[:SHOWN_AT_MOST]), {"count": len(slips), "found": found}
        )


def _half_width(paragraph: Paragraph) -> Iterator[Span]:
    if _HALF_MARK.search(paragraph.original) and not paragraph.original.isascii():
        wanted = {match.start() for match in _HALF.finditer(paragraph.original)}
        for index, original in enumerate(paragraph.origin):
            if original in wanted:
                at = paragraph.span.start + index
                yield Span(at, at + 1)


def _full_width_count(document: Document) -> int:
    return sum(len(_FULL.findall(paragraph.original)) for paragraph in document.paragraphs)


def _as_written(context: CheckContext, span: Span) -> str:
    paragraph = context.document.paragraph_at(span.start)
    return paragraph.original[paragraph.origin[span.start - paragraph.span.start]]
