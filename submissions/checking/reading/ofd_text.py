"""The text objects of one OFD page: TextCode with its steps, turned by the object's matrix."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from .layout import Segment

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?$")
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_ASCENT, _DESCENT = 0.86, 0.14  # of the size, above and below the baseline
_GAP = 0.9  # of the size; a wider hole between two characters ends a segment
_BOLD_WEIGHT = 600
_MOST_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class _Matrix:
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """The point on the page, before the object's own origin is added."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


def segments_of(page: etree._Element) -> Iterator[Segment]:
    """Every visible text of a page, cut where a line ends."""
    for element in page.iter():
        if local_name(element) == "TextObject" and element.get("Visible", "true").lower() != "false":
            yield from _text_object(element)


def local_name(element: etree._Element) -> str:
    """A tag without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def numbers(text: str) -> list[float]:
    """The numbers of a space-separated list; anything else counts as 0."""
    return [_number(part) for part in text.split()[:_MOST_STEPS]]


def _number(text: str) -> float:
    if not _NUMBER.match(text):
        return 0.0
    value = float(text)
    return value if math.isfinite(value) and abs(value) < 1e6 else 0.0


def _text_object(element: etree._Element) -> Iterator[Segment]:
    boundary = [*numbers(element.get("Boundary", "")), 0.0, 0.0, 0.0, 0.0]
    values = numbers(element.get("CTM", ""))
    matrix = _Matrix(*(values if len(values) == 6 else _IDENTITY))
    size = _number(element.get("Size", "")) or 4.0
    bold = _number(element.get("Weight", "")) >= _BOLD_WEIGHT
    height = size * (math.hypot(matrix.c, matrix.d) or 1.0)
    x = y = 0.0
    for code in element:
        if local_name(code) != "TextCode":
            continue
        x, y = _number(code.get("X", str(x))), _number(code.get("Y", str(y)))
        characters: list[tuple[str, float, float]] = []
        for character, across, down in _placed(code, x, y, size):
            left, baseline = matrix.apply(across, down)
            characters.append((character, boundary[0] + left, boundary[1] + baseline))
        yield from _cut(characters, height, bold=bold)


def _placed(code: etree._Element, x: float, y: float, size: float) -> Iterator[tuple[str, float, float]]:
    """Each character with its position; without steps they follow each other by their own width."""
    text = (code.text or "").strip("\r\n")
    across, down = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
    for index, character in enumerate(text):
        yield character, x, y
        if across is None and down is None:
            x += _width(character) * size
            continue
        x += across[index] if across and index < len(across) else 0.0
        y += down[index] if down and index < len(down) else 0.0


def _steps(text: str | None) -> list[float] | None:
    """DeltaX or DeltaY: numbers, with "g n v" for n times v."""
    if not text:
        return None
    parts = text.split()
    steps: list[float] = []
    at = 0
    while at < len(parts) and len(steps) < _MOST_STEPS:
        if parts[at] == "g" and at + 2 < len(parts):
            times = int(min(max(_number(parts[at + 1]), 0.0), float(_MOST_STEPS)))
            steps += [_number(parts[at + 2])] * times
            at += 3
        else:
            steps.append(_number(parts[at]))
            at += 1
    return steps


def _width(character: str) -> float:
    return 1.0 if ord(character) > 0x2E7F or character in "“”‘’—…" else 0.5


def _cut(characters: list[tuple[str, float, float]], size: float, *, bold: bool) -> Iterator[Segment]:
    run: list[tuple[str, float, float]] = []
    for character in characters:
        if run and not _follows(run[-1], character, size):
            yield _segment(run, size, bold=bold)
            run = []
        run.append(character)
    if any(character[0].strip() for character in run):
        yield _segment(run, size, bold=bold)


def _follows(last: tuple[str, float, float], character: tuple[str, float, float], size: float) -> bool:
    step = character[1] - last[1]
    return abs(character[2] - last[2]) < size / 2 and -0.6 * size < step < (_width(last[0]) + _GAP) * size


def _segment(run: list[tuple[str, float, float]], size: float, *, bold: bool) -> Segment:
    baseline = run[0][2]
    return Segment(
        text="".join(character[0] for character in run),
        left=run[0][1],
        right=run[-1][1] + _width(run[-1][0]) * size,
        top=baseline - _ASCENT * size,
        bottom=baseline + _DESCENT * size,
        size=size,
        bold=bold,
    )
