"""A story of a Word file (body, notes, header …) as paragraphs in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ..document import Look, Part, Place
from .docx_numbering import Numbering
from .docx_runs import Line, RunReader
from .docx_styles import Style, W, value_of, with_paragraph
from .errors import UnreadableError
from .joining import join_lines
from .limits import PARAGRAPHS, XML_DEPTH
from .raw import RawParagraph

_CONTENTS_STYLE = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_PARAGRAPH, _TABLE, _ROW, _NOTES = f"{W}p", f"{W}tbl", f"{W}tr", frozenset({f"{W}footnote", f"{W}endnote"})
_PASSED_OVER = frozenset({f"{W}sectPr", f"{W}sdtPr", f"{W}tblPr", f"{W}tblGrid", f"{W}trPr", f"{W}tcPr"})
_REMOVED = frozenset({f"{W}del", f"{W}moveFrom"})


class Story:
    """Walks one story; the runs and the numbering are shared with the document's other stories."""

    def __init__(self, runs: RunReader, numbering: Numbering, part: Part) -> None:
        self._runs = runs
        self._numbering = numbering
        self._part = part
        self._count = 0
        self._carried: Line | None = None  # text of a paragraph whose end mark was deleted

    def paragraphs(self, root: etree._Element) -> Iterator[RawParagraph]:
        """Every paragraph under ``root``, text boxes beside the paragraph they hang on."""
        yield from self._blocks(root, self._part, 0)
        if self._carried is not None:
            line, self._carried = self._carried, None
            yield from _split(line, RawParagraph("", part=self._part), Place(self._count))

    def _blocks(self, element: etree._Element, part: Part, depth: int) -> Iterator[RawParagraph]:
        if depth > XML_DEPTH:
            raise UnreadableError("too_deep")
        for child in element:
            tag = child.tag
            if tag == _PARAGRAPH:
                yield from self._paragraph(child, part, depth)
            elif tag == _TABLE:
                yield from self._blocks(child, Part.TABLE if part is Part.BODY else part, depth + 1)
            elif tag in _REMOVED or (tag == _ROW and child.find(f"{W}trPr/{W}del") is not None):
                self._runs.notes.add("tracked_changes")
            elif tag in _PASSED_OVER or (tag in _NOTES and child.get(f"{W}type") in _SEPARATORS):
                continue
            else:
                yield from self._blocks(child, part, depth + 1)

    def _paragraph(self, element: etree._Element, part: Part, depth: int) -> Iterator[RawParagraph]:
        self._count += 1
        if self._count > PARAGRAPHS:
            raise UnreadableError("too_large", paragraphs=PARAGRAPHS)
        properties = element.find(f"{W}pPr")
        style_id, style = self._style(properties)
        line = self._carried or Line()
        self._carried = None
        self._runs.read(element, style, line)
        yield from self._boxes(line.boxes_before, depth)
        if _runs_on(properties):
            self._runs.notes.add("tracked_changes")
            line.boxes_before = []
            self._carried = line
            return
        contents = bool(_CONTENTS_STYLE.match(style.name))
        raw = RawParagraph(
            "", part=Part.HEADER if contents and part is Part.BODY else part, look=_look(line, style)
        )
        if style.num_id:  # an empty paragraph is counted too
            label = self._numbering.label(style.num_id, _direct_level(properties, style), style_id)
            line.parts[:0] = [label] if line.length else []
        yield from _split(line, raw, Place(self._count))
        yield from self._boxes(line.boxes_after, depth)

    def _style(self, properties: etree._Element | None) -> tuple[str | None, Style]:
        style_id = value_of(properties.find(f"{W}pStyle")) if properties is not None else None
        style_id = style_id or self._runs.styles.default_paragraph
        style = self._runs.styles.get(style_id)
        return style_id, style if properties is None else with_paragraph(style, properties)

    def _boxes(self, boxes: list[etree._Element], depth: int) -> Iterator[RawParagraph]:
        for box in boxes:
            carried, self._carried = self._carried, None
            yield from self._blocks(box, Part.TEXT_BOX if self._part is Part.BODY else self._part, depth + 1)
            self._carried = carried


def _runs_on(properties: etree._Element | None) -> bool:
    """Whether the paragraph's end mark was deleted, so that the next one continues it."""
    marks = properties.find(f"{W}rPr") if properties is not None else None
    return marks is not None and any(child.tag in _REMOVED for child in marks)


def _direct_level(properties: etree._Element | None, style: Style) -> int | None:
    """The numbering level; None where only the style of the paragraph can tell it."""
    numbered = properties.find(f"{W}numPr") if properties is not None else None
    if numbered is not None and numbered.find(f"{W}numId") is not None:
        return style.num_level or 0
    return style.num_level


def _look(line: Line, style: Style) -> Look:
    return Look(
        bold=line.length > 0 and line.bold == line.length,
        centred=bool(style.centred),
        size_pt=max(line.sizes, key=lambda size: (line.sizes[size], size)) if line.sizes else None,
        outline_level=style.outline_level,
    )


def _split(line: Line, raw: RawParagraph, place: Place) -> Iterator[RawParagraph]:
    """The paragraph, cut at those manual line breaks that end a sentence or a title line."""
    text = line.text
    if not text.strip():
        return
    pieces = [RawParagraph(piece, ((0, place),), raw.part, raw.look) for piece in text.split("\n")]
    yield from pieces if len(pieces) == 1 else join_lines(pieces)
