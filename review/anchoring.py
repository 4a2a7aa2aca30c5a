"""Finding a comment's passage again in a later version. Pure; knows no database.

A passage is remembered by its words and a little text before and after. In the
next version it is looked for exactly with its surroundings, then by its words
alone (the place nearest to where it stood), then by words much like it. What is
not found this way is gone, and the comment says so.
"""

from __future__ import annotations

from rapidfuzz import fuzz

ALIKE = 86.0  # per cent; below this the passage is another one
LEAST_FOR_LIKENESS = 8  # shorter passages are found exactly or not at all
CONTEXT = 40  # characters remembered on each side
QUOTE_LENGTH = 400

Span = tuple[int, int]


def surroundings(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The passage (cut to what is kept), the text before it and the text after it."""
    quote = text[start:end][:QUOTE_LENGTH]
    return quote, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def find_passage(text: str, quote: str, *, before: str = "", after: str = "", near: int = 0) -> Span | None:
    """Where ``quote`` stands in ``text`` (characters start to end), or None when it is gone."""
    if not quote:
        return None
    exact = text.find(before + quote + after)
    if exact >= 0:
        return exact + len(before), exact + len(before) + len(quote)
    places = _places_of(text, quote)
    if places:
        start = min(places, key=lambda place: (-_fit(text, place, quote, before, after), abs(place - near)))
        return start, start + len(quote)
    return _alike(text, quote)


def _places_of(text: str, quote: str) -> list[int]:
    places = []
    at = text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


def _fit(text: str, start: int, quote: str, before: str, after: str) -> int:
    """How much of the remembered surroundings still stands there: 0, 1 or 2 sides."""
    end = start + len(quote)
    left = bool(before) and text[max(0, start - len(before)) : start] == before
    right = bool(after) and text[end : end + len(after)] == after
    return left + right


def _alike(text: str, quote: str) -> Span | None:
    if len(quote) < LEAST_FOR_LIKENESS:
        return None
    found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=ALIKE)
    if found is None or found.dest_end - found.dest_start < len(quote) * ALIKE / 100:
        return None
    return found.dest_start, found.dest_end
