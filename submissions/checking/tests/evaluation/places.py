"""Where a quote stands in an answer's text, whatever blanks and widths lie between."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

from .labels import fold


class FoldedText:
    """A text folded as quotes are, with the way back from every folded character."""

    def __init__(self, text: str) -> None:
        self.text = text
        kept = [(index, fold(character)) for index, character in enumerate(text)]
        self.folded = "".join(character for _index, character in kept)
        self.origins = [index for index, character in kept if character]

    def passage(self, span: dict[str, int]) -> str:
        """The text of a span of the answer."""
        return self.text[span["start"] : span["end"]]

    def occurrences(self, quote: str) -> Iterator[tuple[int, int]]:
        """Start and end of every occurrence, counted in folded characters."""
        wanted = fold(quote)
        start = self.folded.find(wanted) if wanted else -1
        while start >= 0:
            yield start, start + len(wanted)
            start = self.folded.find(wanted, start + 1)

    def touches(self, quote: str, evidence: Iterable[dict[str, Any]]) -> bool:
        """Whether any passage of evidence shares a character with an occurrence of the quote."""
        spans = [
            (bisect_left(self.origins, e["start"]), bisect_left(self.origins, e["end"])) for e in evidence
        ]
        return any(start < b and a < end for start, end in self.occurrences(quote) for a, b in spans)
