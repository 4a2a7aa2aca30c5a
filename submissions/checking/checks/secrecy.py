"""A secrecy mark at the head of the file.

Source: 《保守国家秘密法》; GB/T 9704—2012, 7.2.2 and 7.2.3: 密级 and 保密期限 stand at the head of the
first page, joined by ★. A law cited in the text (《保守国家秘密法》) or 商业秘密 is no mark. Such a file
is refused before it is stored, so :func:`find_secrecy_mark` needs nothing but the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document, Paragraph, Part, Span
from ..results import Finding
from .context import CheckContext

HEAD_PARAGRAPHS = 12
_TERM = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:年|个月)|长期|启用前|永久"
_MARK = re.compile(
    rf"(?:密级(?:和保密期限)?[：:]?)?(?:绝\s?密|机\s?密|秘\s?密)(?:\s?[★☆*]\s?(?:{_TERM})?|\s?(?:{_TERM}))?"
)
_STARRED = re.compile(rf"(?:绝\s?密|机\s?密|秘\s?密)\s?[★☆](?:\s?(?:{_TERM}))?")
_SET_APART = frozenset({Part.TEXT_BOX, Part.HEADER})


def find_secrecy_mark(document: Document) -> Span | None:
    """Where the head of the file is marked 绝密, 机密 or 秘密; None without a mark.

    A mark in the page margin, which is no part of the text, is put on the first paragraph.
    """
    found = _found(document)
    return found[1] if found else None


def check_secrecy(context: CheckContext) -> Iterator[Finding]:
    """``secrecy.mark``, at most one."""
    found = _found(context.document)
    if found:
        yield Finding("secrecy.mark", (found[1],), {"found": found[0]})


def _found(document: Document) -> tuple[str, Span] | None:
    for index, paragraph in enumerate(document.paragraphs):
        if index >= HEAD_PARAGRAPHS and paragraph.part is not Part.TEXT_BOX:
            continue
        match = _mark_in(paragraph)
        if match:
            start = paragraph.span.start
            return match[0], Span(start + match.start(), start + match.end())
    for paragraph in document.margin:
        match = _mark_in(paragraph) if paragraph.part is Part.HEADER else None
        if match and document.paragraphs:
            return match[0], document.paragraphs[0].span
    return None


def _mark_in(paragraph: Paragraph) -> re.Match[str] | None:
    """A line that is nothing but the mark, or one that opens or closes with a starred mark."""
    text = paragraph.text.strip()
    whole = _MARK.fullmatch(text)
    if whole:
        return _MARK.search(paragraph.text)
    starred = _STARRED.search(paragraph.text)
    if starred and (starred.start() <= 12 or paragraph.part in _SET_APART or len(text) <= 40):
        return starred
    return None
