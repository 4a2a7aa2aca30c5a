"""Plain text and Markdown: lines with their numbers, broken ones joined again."""

from __future__ import annotations

import re

from ..document import Part, Place
from .errors import UnreadableError
from .joining import join_lines
from .limits import LINES, TEXT_CHARACTERS
from .raw import RawDocument, RawParagraph
from .sniffing import decode

_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_PAGE_NUMBER = re.compile(
    r"\s*(?:[—–\-－]{1,2}\s*\d{1,3}\s*[—–\-－]{1,2}|第\s*\d{1,3}\s*页(?:\s*共\s*\d{1,3}\s*页)?)\s*$"
)
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")


def read_text(data: bytes, kind: str) -> RawDocument:
    """``txt`` or ``markdown`` bytes as a ``txt`` whose paragraphs know their lines."""
    text = decode(data)
    if len(text) > TEXT_CHARACTERS:
        raise UnreadableError("too_large", characters=TEXT_CHARACTERS)
    markdown = kind == "markdown"
    lines: list[RawParagraph] = []
    page_numbers: list[RawParagraph] = []
    for number, line in enumerate(_LINE_BREAK.split(text), start=1):
        if line.strip() and not (markdown and _RULE.match(line)):
            place = Place(paragraph=len(lines) + len(page_numbers) + 1, line=number)
            if _PAGE_NUMBER.match(line):
                page_numbers.append(RawParagraph(line, ((0, place),), Part.FOOTER))
            else:
                lines.append(RawParagraph(line, ((0, place),)))
            if place.paragraph > LINES:
                raise UnreadableError("too_large", lines=LINES)
    notes = ["markdown_marks"] if markdown else []
    return RawDocument("txt", join_lines(lines) + page_numbers, markdown=markdown, notes=notes)
