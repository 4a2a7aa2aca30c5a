"""What a recogniser saw on a page, and how the two recognisers write it down."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from statistics import median

Corners = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of characters; pixels from the page's upper left corner, ``score`` from 0 to 1."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """One page as recognised."""

    width: float
    height: float
    lines: tuple[RecognisedLine, ...]


def load_pages(content: bytes) -> list[Recognised]:
    """What :mod:`.recognition` wrote: a list of pages with the corners of each line."""
    pages = []
    for page in json.loads(content):
        found = [(text, score, [(x, y) for x, y in corners]) for text, score, corners in page["lines"]]
        pages.append(Recognised(page["width"], page["height"], tuple(_straightened(found))))
    return pages


def _straightened(found: list[tuple[str, float, Corners]]) -> list[RecognisedLine]:
    """Lines turned back by the angle the page was laid on the glass, so that edges line up again."""
    slopes = [
        math.atan2(corners[1][1] - corners[0][1], corners[1][0] - corners[0][0])
        for text, _, corners in found
        if len(text) >= 8
    ]
    angle = median(slopes) if slopes else 0.0
    cosine, sine = math.cos(-angle), math.sin(-angle)
    lines = []
    for text, score, corners in found:
        turned = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in corners]
        across, down = sorted(x for x, _ in turned), sorted(y for _, y in turned)
        lines.append(RecognisedLine(text, score, across[0], sum(down[:2]) / 2, across[-1], sum(down[2:]) / 2))
    return lines


def read_tesseract(table: str) -> Recognised:
    """Tesseract's TSV: words gathered into lines."""
    width = height = 0.0
    words: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "1":
            width, height = float(row["width"]), float(row["height"])
        elif row["level"] == "5" and (row["text"] or "").strip():
            words.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    return Recognised(width, height, tuple(_tesseract_line(line) for line in words.values()))


def _tesseract_line(words: list[dict[str, str]]) -> RecognisedLine:
    text = " ".join(word["text"] for word in words)
    lefts = [float(word["left"]) for word in words]
    tops = [float(word["top"]) for word in words]
    rights = [float(word["left"]) + float(word["width"]) for word in words]
    bottoms = [float(word["top"]) + float(word["height"]) for word in words]
    score = sum(float(word["conf"]) for word in words) / len(words) / 100
    return RecognisedLine(text, max(0.0, score), min(lefts), median(tops), max(rights), median(bottoms))
