"""Sentences left open: no head for the leading group, a frame without its end, marks without their partner.

Source: 《党政机关公文处理工作条例》 (2012), article 19; GB/T 15834—2011 for marks that stand in pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..document import Paragraph, Part, Span
from ..results import Finding, Level
from .context import CheckContext

RULE = "wording.incomplete"
PAIRS = {"《": "》", "（": "）", "【": "】", "〔": "〕", "“": "”"}
_CLOSING = {closing: opening for opening, closing in PAIRS.items()}
_MARKS = re.compile(f"[{re.escape(''.join(PAIRS) + ''.join(_CLOSING))}]")
_NUMBERED = re.compile(r"(?:^|(?<=[。；：，、\n]))\s*[（(]?[一二三四五六七八九十\da-zA-Z①-⑳]{1,3}[）)]")

_NO_HEAD = re.compile(
    r"(?:成立|调整|组建|建立|设立)了?以(?:(?!组长|主任委员|为主任[的，、]|担任|任[书主]|牵头|为(?:核心|骨干|依托|基础|主力|龙头|首|主体)|挂帅|召集人|负责人的|成员)[^，。；\n]){1,25}"
    r"(?:领导小组|工作小组|工作专班|委员会)"
)
_OPEN_FRAME = re.compile(
    r"(?:坚持以|以)习近平(?:新时代中国特色社会主义|法治)思想(?=[，。；])(?![^。；\n]{0,40}为(?:指导|引领|统领|遵循|根本|行动))"
)
_OPEN_END = re.compile(r"[，、：]$")
_NEXT_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}(?:是|、)|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.、]|第[一二三四五六七八九十]{1,2})"
)


def check_incomplete(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``wording.incomplete``."""
    text = context.text
    for pattern, lacking in ((_NO_HEAD, "term.no_head"), (_OPEN_FRAME, "term.open_frame")):
        for match in pattern.finditer(context.plain):
            yield _finding(Span(*match.span()), lacking, text)
    yield from _unpaired(context)
    yield from _open_ends(context)


def _unpaired(context: CheckContext) -> Iterator[Finding]:
    """The first mark of each paragraph without its partner; a pair may span a line broken by a copy."""
    paragraphs = context.document.paragraphs
    loose = [_loose_marks(paragraph.text) for paragraph in paragraphs]
    for above, below in pairwise(loose):
        while above and below and PAIRS.get(above[-1][1]) == below[0][1]:
            above.pop()
            below.pop(0)
    for paragraph, marks in zip(paragraphs, loose, strict=True):
        if marks:
            yield _unpaired_at(paragraph, marks[0][0], context.text)


def _loose_marks(text: str) -> list[tuple[int, str]]:
    """Where marks stand whose partner is not in ``text``; the bracket of a numbering (1） is none."""
    numbers: frozenset[int] | None = None  # looked for where a bracket is closed that was not opened
    opened: list[tuple[int, str]] = []
    for match in _MARKS.finditer(text):
        mark, at = match[0], match.start()
        if mark in _CLOSING and opened and opened[-1][1] == _CLOSING[mark]:
            opened.pop()
        elif mark in PAIRS:
            opened.append((at, mark))
        else:
            if numbers is None:
                numbers = frozenset(match.end() - 1 for match in _NUMBERED.finditer(text))
            if at not in numbers:
                opened.append((at, mark))
    return opened


def _unpaired_at(paragraph: Paragraph, at: int, text: str) -> Finding:
    """Quotation marks are often garbled by a copy, so those are only asked about."""
    mark = paragraph.text[at]
    start, end = (at, at + 12) if mark in PAIRS else (at - 11, at + 1)
    span = Span(paragraph.span.start + max(0, start), paragraph.span.start + min(end, len(paragraph.text)))
    level = Level.CONFIRM if mark in "“”" or paragraph.part is not Part.BODY else None
    return _finding(span, "term.unpaired", text, level)


def _open_ends(context: CheckContext) -> Iterator[Finding]:
    """A paragraph that stops at a comma while the next item already begins, or the text ends."""
    paragraphs = [paragraph for paragraph in context.document.paragraphs if paragraph.part is Part.BODY]
    for paragraph, following in pairwise(paragraphs):
        prose = len(paragraph.text) >= 12 and not paragraph.text.endswith("：")
        if prose and _OPEN_END.search(paragraph.text) and _NEXT_ITEM.match(following.text):
            yield _open_end(paragraph, context.text)
    last = paragraphs[-1] if paragraphs else None
    if last and len(last.text) >= 12 and last.text.endswith(("，", "、")):
        yield _open_end(last, context.text)


def _open_end(paragraph: Paragraph, text: str) -> Finding:
    return _finding(
        Span(max(paragraph.span.start, paragraph.span.end - 12), paragraph.span.end), "term.open_end", text
    )


def _finding(span: Span, lacking: str, text: str, level: Level | None = None) -> Finding:
    return Finding(RULE, (span,), {"found": span.of(text), "lacking": lacking}, level)
