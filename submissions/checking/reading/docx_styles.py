"""What styles.xml says about a paragraph: chains of "based on", resolved once and kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_FALSE = frozenset({"0", "false", "off"})
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_DEEPEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """The few properties we care about; None where neither the style nor its ancestors say anything."""

    name: str = ""
    bold: bool | None = None
    hidden: bool | None = None
    size_pt: float | None = None
    centred: bool | None = None
    outline_level: int | None = None
    num_id: str | None = None
    num_level: int | None = None


class Styles:
    """All styles of a document, by id, each with what it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str, Style] = {}
        self._base = Style()
        self.default_paragraph: str | None = None
        if root is None:
            return
        for element in root.iterchildren(f"{W}style"):
            identifier = element.get(f"{W}styleId", "")
            self._elements[identifier] = element
            if element.get(f"{W}default") in {"1", "true"} and element.get(f"{W}type") == "paragraph":
                self.default_paragraph = identifier
        run = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        if run is not None:
            self._base = with_run(self._base, run)

    def get(self, identifier: str | None) -> Style:
        """The style with everything it inherits; the document's defaults where it is unknown."""
        if identifier is None or identifier not in self._elements:
            return self._base
        if identifier not in self._resolved:
            self._resolved[identifier] = self._resolve(identifier)
        return self._resolved[identifier]

    def numbering_of(self, identifier: str) -> str | None:
        """The numbering a (numbering) style points to."""
        return self.get(identifier).num_id

    def _resolve(self, identifier: str) -> Style:
        chain: list[etree._Element] = []
        seen: set[str] = set()
        current: str | None = identifier
        while current in self._elements and current not in seen and len(chain) < _DEEPEST_CHAIN:
            seen.add(current)
            chain.append(self._elements[current])
            current = value_of(chain[-1].find(f"{W}basedOn"))
        style = self._base
        for element in reversed(chain):
            style = _with_style(style, element)
        return style


def _with_style(style: Style, element: etree._Element) -> Style:
    style = replace(style, name=value_of(element.find(f"{W}name")) or "")
    paragraph, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
    if run is not None:
        style = with_run(style, run)
    if paragraph is not None:
        style = with_paragraph(style, paragraph)
    named = _HEADING_NAME.match(style.name)
    if named and style.outline_level is None:
        style = replace(style, outline_level=int(named.group(1)))
    return style


def with_run(style: Style, properties: etree._Element) -> Style:
    """``style`` overridden by a run's own properties (w:rPr)."""
    bold, hidden, size = style.bold, style.hidden, style.size_pt
    for child in properties:
        tag = child.tag
        if tag == f"{W}b":
            bold = is_on(child)
        elif tag == f"{W}vanish":
            hidden = is_on(child)
        elif tag == f"{W}sz":
            size = half_points(child, size)
    if (bold, hidden, size) == (style.bold, style.hidden, style.size_pt):
        return style
    return replace(style, bold=bold, hidden=hidden, size_pt=size)


def with_paragraph(style: Style, properties: etree._Element) -> Style:
    """``style`` overridden by a paragraph's own properties (w:pPr)."""
    centred, level, num_id, num_level = style.centred, style.outline_level, style.num_id, style.num_level
    for child in properties:
        tag = child.tag
        if tag == f"{W}jc":
            centred = child.get(_VAL) == "center"
        elif tag == f"{W}outlineLvl":
            level = _outline_level(child.get(_VAL))
        elif tag == f"{W}numPr":
            num_id = value_of(child.find(f"{W}numId")) or num_id
            num_level = whole_number(value_of(child.find(f"{W}ilvl")), num_level)
    if (centred, level, num_id, num_level) == (
        style.centred,
        style.outline_level,
        style.num_id,
        style.num_level,
    ):
        return style
    return replace(style, centred=centred, outline_level=level, num_id=num_id, num_level=num_level)


def is_on(element: etree._Element) -> bool:
    """Whether an on/off property is on; without a value it is."""
    return element.get(_VAL, "1").lower() not in _FALSE


def value_of(element: etree._Element | None) -> str | None:
    """An element's w:val."""
    return None if element is None else element.get(_VAL)


def whole_number(text: str | None, otherwise: int | None) -> int | None:
    """``text`` as an integer, ``otherwise`` where it is none or absurd."""
    if text is None or not re.fullmatch(r"-?\d{1,7}", text):
        return otherwise
    return int(text)


def half_points(element: etree._Element, otherwise: float | None) -> float | None:
    """A w:sz in points."""
    number = whole_number(value_of(element), None)
    return otherwise if number is None else number / 2


def _outline_level(value: str | None) -> int | None:
    number = whole_number(value, None)
    return number + 1 if number is not None and 0 <= number < 9 else None
