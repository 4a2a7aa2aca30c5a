"""Automatic numbering: numbering.xml turned back into the "一、" and "（一）" the writer saw.

ECMA-376 part 1, 17.9. Counters belong to the abstract numbering; a numbering
instance with a start of its own sets them once, when it is first used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from .docx_styles import Styles, W, is_on, value_of, whole_number
from .numerals import format_number

_PLACEHOLDER = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    paragraph_style: str | None = None
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _Instance:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)


class Numbering:
    """The running counters of one document. Ask for each numbered paragraph once, in reading order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._instances: dict[str, _Instance] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._styles = styles
        if root is None:
            return
        for element in root.iterchildren(f"{W}abstractNum"):
            self._read_abstract(element)
        for element in root.iterchildren(f"{W}num"):
            self._read_instance(element)

    def label(self, num_id: str | None, level: int | None, style_id: str | None) -> str:
        """The number of the next paragraph of this numbering and level; "" where it has none."""
        instance = self._instances.get(num_id or "")
        if instance is None:
            return ""
        abstract = self._follow(instance.abstract)
        levels = {**self._levels.get(abstract, {}), **instance.levels}
        depth = level if level is not None else _level_of_style(levels, style_id)
        if depth not in levels or levels[depth].number_format == "bullet":
            return ""
        counters = self._counters.setdefault(abstract, {})
        self._advance(counters, levels, depth, instance)
        return self._written(counters, levels, depth)

    def _follow(self, abstract: str) -> str:
        """The abstract numbering a numbering style stands for."""
        style = self._links.get(abstract)
        linked = self._instances.get(self._styles.numbering_of(style) or "") if style else None
        return linked.abstract if linked else abstract

    def _advance(
        self, counters: dict[int, int], levels: dict[int, _Level], depth: int, instance: _Instance
    ) -> None:
        for above in range(depth):
            if above in levels:
                counters.setdefault(above, instance.starts.get(above, levels[above].start))
        if depth in instance.starts and depth not in instance.used:
            counters[depth] = instance.starts[depth]
        elif depth in counters:
            counters[depth] += 1
        else:
            counters[depth] = levels[depth].start
        instance.used.add(depth)
        for below in [number for number in counters if number > depth]:
            restart = levels[below].restart if below in levels else None
            if restart is None or (restart and depth < restart):
                del counters[below]

    def _written(self, counters: dict[int, int], levels: dict[int, _Level], depth: int) -> str:
        def formatted(match: re.Match[str]) -> str:
            number = int(match.group(1)) - 1
            if number not in counters or number not in levels:
                return ""
            kind = levels[number].number_format
            return format_number(
                counters[number], "decimal" if levels[depth].legal and kind != "none" else kind
            )

        return _PLACEHOLDER.sub(formatted, levels[depth].text)

    def _read_abstract(self, element: etree._Element) -> None:
        identifier = element.get(f"{W}abstractNumId", "")
        link = value_of(element.find(f"{W}numStyleLink"))
        if link:
            self._links[identifier] = link
        self._levels[identifier] = _each_level(element, _read_level)

    def _read_instance(self, element: etree._Element) -> None:
        instance = _Instance(value_of(element.find(f"{W}abstractNumId")) or "")
        for override in element.iterchildren(f"{W}lvlOverride"):
            depth = whole_number(override.get(f"{W}ilvl"), None)
            if depth is None:
                continue
            start = whole_number(value_of(override.find(f"{W}startOverride")), None)
            level = override.find(f"{W}lvl")
            if start is not None:
                instance.starts[depth] = start
            if level is not None:
                instance.levels[depth] = _read_level(level)
        self._instances[element.get(f"{W}numId", "")] = instance


def _each_level(element: etree._Element, read: Callable[[etree._Element], _Level]) -> dict[int, _Level]:
    levels = {}
    for level in element.iterchildren(f"{W}lvl"):
        depth = whole_number(level.get(f"{W}ilvl"), None)
        if depth is not None:
            levels[depth] = read(level)
    return levels


def _read_level(element: etree._Element) -> _Level:
    formats = [value_of(found) or "" for found in element.iter(f"{W}numFmt")]
    legal = element.find(f"{W}isLgl")
    return _Level(
        start=whole_number(value_of(element.find(f"{W}start")), 1) or 0,
        number_format=next((name for name in formats if name != "custom"), "decimal"),
        text=value_of(element.find(f"{W}lvlText")) or "",
        paragraph_style=value_of(element.find(f"{W}pStyle")),
        legal=legal is not None and is_on(legal),
        restart=whole_number(value_of(element.find(f"{W}lvlRestart")), None),
    )


def _level_of_style(levels: dict[int, _Level], style_id: str | None) -> int:
    return next(
        (depth for depth, level in levels.items() if style_id and level.paragraph_style == style_id), 0
    )
