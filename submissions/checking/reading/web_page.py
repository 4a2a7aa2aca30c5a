"""Saved web pages: the readable text block by block, without scripts, menus and forms."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator

from lxml import etree, html

from ..document import Look, Part, Place
from .errors import UnreadableError
from .joining import join_lines
from .limits import MARKUP_CHARACTERS, PARAGRAPHS, XML_DEPTH
from .raw import RawDocument, RawParagraph
from .sniffing import decode

# fmt: off
_SKIPPED = frozenset(
    {
        "script", "style", "noscript", "template", "nav", "form", "button", "select", "option",
        "iframe", "object", "svg", "head", "title", "textarea",
    }
)
_BLOCKS = frozenset(
    {
        "p", "div", "section", "article", "main", "header", "footer", "aside", "ul", "ol", "li",
        "table", "tbody", "thead", "tfoot", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6",
        "blockquote", "pre", "center", "dl", "dt", "dd", "hr", "fieldset", "figure", "figcaption",
        "body", "html",
    }
)
# fmt: on
_CELLS = frozenset({"td", "th"})
_BOLD = frozenset({"b", "strong"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_DECLARED = re.compile(r"<meta[^>]+charset=[\"']?\s*(gb2312|gbk|gb18030|utf-8)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_web_page(data: bytes) -> RawDocument:
    """The blocks of an HTML page; raises ``no_text`` where there are none."""
    text = _DECLARATION.sub("", _decoded(data))
    if len(text) > MARKUP_CHARACTERS:
        raise UnreadableError("too_large", characters=MARKUP_CHARACTERS)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("no_text") from error
    blocks = _Blocks()
    blocks.walk(root, 0)
    blocks.end()
    return RawDocument("html", list(blocks.paragraphs()))


def read_archived_page(data: bytes) -> RawDocument:
    """A page saved as one file (.mht): the first HTML part of the message."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content:
                return read_web_page(content)
    raise UnreadableError("no_text")


def _decoded(data: bytes) -> str:
    """The page by its own declaration where that fits, else as plain text is decoded."""
    declared = _DECLARED.search(data[:2048].decode("latin-1"))
    if declared:
        encoding = "utf-8" if declared.group(1).lower() == "utf-8" else "gb18030"
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass  # the declaration is wrong as often as not
    return decode(data)


class _Blocks:
    """Gathers text until a block begins or ends."""

    def __init__(self) -> None:
        self._found: list[RawParagraph] = []
        self._parts: list[str] = []
        self._bold = self._visible = 0
        self._context: list[tuple[Part, Look]] = [(Part.BODY, Look())]

    def paragraphs(self) -> Iterator[RawParagraph]:
        """The blocks in order; lines broken by ``<br>`` are joined where their sentence goes on."""
        for paragraph in self._found:
            place = paragraph.places
            lines = [
                RawParagraph(line, place, paragraph.part, paragraph.look)
                for line in paragraph.text.split("\n")
            ]
            yield from join_lines(lines)

    def walk(self, element: etree._Element, depth: int, *, bold: bool = False) -> None:
        """Take the element's text and everything under it."""
        if depth > XML_DEPTH:
            raise UnreadableError("too_deep")
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag not in _SKIPPED and not _HIDDEN.search(element.get("style", "")):
            if tag == "br":
                self._parts.append("\n")
            block = tag in _BLOCKS
            if block:
                self.end()
                self._context.append(self._inside(element, tag))
            bold = bold or tag in _BOLD
            self._add(element.text, bold=bold)
            for child in element:
                self.walk(child, depth + 1, bold=bold)
                self._add(child.tail, bold=bold)
            if block:
                self.end()
                self._context.pop()

    def end(self) -> None:
        """Close the block being gathered."""
        text = "".join(self._parts)
        if text.strip():
            part, look = self._context[-1]
            if len(self._found) >= PARAGRAPHS:
                raise UnreadableError("too_large", paragraphs=PARAGRAPHS)
            bold = look.bold or self._bold == self._visible
            place = Place(paragraph=len(self._found) + 1)
            shown = Look(bold=bold, centred=look.centred, outline_level=look.outline_level)
            self._found.append(RawParagraph(text.strip(), ((0, place),), part, shown))
        self._parts, self._bold, self._visible = [], 0, 0

    def _add(self, text: str | None, *, bold: bool) -> None:
        if not text:
            return
        flat = re.sub(r"[\r\n\t ]+", " ", text)
        self._parts.append(flat)
        visible = len(flat.strip())
        self._visible += visible
        self._bold += visible if bold else 0

    def _inside(self, element: etree._Element, tag: str) -> tuple[Part, Look]:
        part, look = self._context[-1]
        centred = look.centred or tag == "center" or element.get("align", "").lower() == "center"
        centred = centred or bool(_CENTRED.search(element.get("style", "")))
        heading = int(tag[1]) if re.fullmatch("h[1-6]", tag) else None
        return (Part.TABLE if tag in _CELLS else part), Look(
            bold=heading is not None, centred=centred, outline_level=heading
        )
