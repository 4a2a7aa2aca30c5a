"""The text of one Word paragraph: runs, fields, breaks, changes, hidden passages."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from .docx_styles import Style, Styles, W, value_of, with_run
from .errors import UnreadableError
from .limits import TEXT_CHARACTERS, XML_DEPTH

# fmt: off
_DROPPED = frozenset(
    W + name
    for name in (
        "pPr", "rPr", "rubyPr", "sdtPr", "sdtEndPr",
        "delText", "instrText", "delInstrText", "commentReference", "annotationRef",
        "footnoteRef", "endnoteRef", "footnoteReference", "endnoteReference", "softHyphen",
        "pgNum", "rt", "lastRenderedPageBreak", "object", "separator",
        "continuationSeparator", "proofErr", "bookmarkStart", "bookmarkEnd", "commentRangeStart",
        "commentRangeEnd", "permStart", "permEnd",
    )
)
# fmt: on
_REMOVED = frozenset({f"{W}del", f"{W}moveFrom"})
_ADDED = frozenset({f"{W}ins", f"{W}moveTo"})
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_RUN, _TEXT, _FIELD, _SYMBOL = f"{W}r", f"{W}t", f"{W}fldChar", f"{W}sym"
_RUN_PROPERTIES, _RUN_STYLE = f"{W}rPr", f"{W}rStyle"
_BOX_CONTENT = f"{W}txbxContent"
_ALTERNATE, _CHOICE, _FALLBACK = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}" + name
    for name in ("AlternateContent", "Choice", "Fallback")
)
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"


@dataclass(slots=True)
class Line:
    """What was gathered from one paragraph: text with the look of its characters, and boxes in it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    bold: int = 0  # characters
    sizes: dict[float, int] = field(default_factory=dict)  # points → characters
    boxes_before: list[etree._Element] = field(default_factory=list)
    boxes_after: list[etree._Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraph's text."""
        return "".join(self.parts)

    def add(self, text: str, style: Style) -> None:
        """Append ``text`` set in ``style``."""
        self.parts.append(text)
        visible = len(text.strip())
        self.length += visible
        if style.bold:
            self.bold += visible
        if style.size_pt:
            self.sizes[style.size_pt] = self.sizes.get(style.size_pt, 0) + visible


class RunReader:
    """Reads paragraphs of one document. Fields may span paragraphs, so their state is kept here."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.notes: set[str] = set()
        self._length = 0
        self._fields: list[bool] = []  # one per open field: True while its code is being given

    def read(self, paragraph: etree._Element, style: Style, line: Line) -> None:
        """Gather ``paragraph``'s text into ``line``."""
        self._walk(paragraph, style, line, 0)

    def _walk(self, element: etree._Element, style: Style, line: Line, depth: int) -> None:
        if depth > XML_DEPTH:
            raise UnreadableError("too_deep")
        for child in element:
            tag = child.tag
            if tag == _RUN:
                self._run(child, style, line, depth)
            elif tag in _DROPPED:
                continue
            elif tag in _REMOVED:
                self.notes.add("tracked_changes")
            elif tag in (_TEXT, _MATH_TEXT):
                self._add(child.text or "", style, line)
            elif tag in _SIGNS:
                self._add(_SIGNS[tag], style, line)
            else:
                self._rarer(child, tag, style, line, depth)

    def _rarer(self, child: etree._Element, tag: str, style: Style, line: Line, depth: int) -> None:
        if tag == _FIELD:
            self._field(child)
        elif tag == _SYMBOL:
            self._add(_symbol(child), style, line)
        elif tag == _ALTERNATE:
            chosen = child.find(_CHOICE)
            chosen = child.find(_FALLBACK) if chosen is None or not len(chosen) else chosen
            if chosen is not None:
                self._walk(chosen, style, line, depth + 1)
        elif tag == _BOX_CONTENT:
            (line.boxes_after if line.length else line.boxes_before).append(child)
        else:
            if tag in _ADDED:
                self.notes.add("tracked_changes")
            self._walk(child, style, line, depth + 1)

    def _run(self, run: etree._Element, style: Style, line: Line, depth: int) -> None:
        properties = run.find(_RUN_PROPERTIES)
        if properties is not None:
            character = value_of(properties.find(_RUN_STYLE))
            if character:
                style = _overlaid(style, self.styles.get(character))
            style = with_run(style, properties)
        if style.hidden:
            if any((text.text or "").strip() for text in run.iterchildren(_TEXT)):
                self.notes.add("hidden_text")
            for mark in run.iterchildren(_FIELD):
                self._field(mark)
            return
        self._walk(run, style, line, depth + 1)

    def _add(self, text: str, style: Style, line: Line) -> None:
        if text and True not in self._fields:
            before = line.length
            line.add(text, style)
            self._length += line.length - before
            if self._length > TEXT_CHARACTERS:  # here, not only at the end: a million runs take long
                raise UnreadableError("too_large", characters=TEXT_CHARACTERS)

    def _field(self, mark: etree._Element) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()


def _overlaid(style: Style, character: Style) -> Style:
    """A paragraph's style with a character style laid over it."""
    return Style(
        name=style.name,
        bold=style.bold if character.bold is None else character.bold,
        hidden=style.hidden if character.hidden is None else character.hidden,
        size_pt=character.size_pt or style.size_pt,
    )


def _symbol(element: etree._Element) -> str:
    """The character of a w:sym; those of symbol fonts have no meaning as text."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    return chr(code) if 0x20 <= code < 0xD800 else ""
