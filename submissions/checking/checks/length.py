"""Reports that are far too long or too short.

Source: 《整治形式主义为基层减负若干规定》 (2024): documents are short; the limits are thresholds of the
standard.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Span
from ..results import Finding
from .context import CheckContext


def check_length(context: CheckContext) -> Iterator[Finding]:
    """``length.too_long`` or ``length.too_short``; blanks and line breaks are not counted."""
    characters = len("".join(context.text.split()))
    longest = int(context.standard.thresholds["length_longest"])
    shortest = int(context.standard.thresholds["length_shortest"])
    evidence = (context.facts.title_span or Span(0, min(len(context.text), 30)),)
    if characters > longest:
        yield Finding("length.too_long", evidence, {"characters": characters, "limit": longest})
    elif characters < shortest:
        yield Finding("length.too_short", evidence, {"characters": characters, "limit": shortest})
