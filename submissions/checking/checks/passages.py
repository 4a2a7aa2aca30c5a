"""Many passages asked about at once, without looking at each of them every time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from ..document import Section, Span


class Passages:
    """A set of passages; overlapping ones count as one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans):
            if self._ends and span.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def overlap(self, span: Span) -> bool:
        """Whether a passage shares a character with ``span``."""
        at = bisect_left(self._starts, span.end) - 1
        return at >= 0 and self._ends[at] > span.start


def sections_under(section: Section, outline: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections whose headings stand in the body of ``section``, in reading order."""
    first = bisect_left(outline, section.body.start, key=lambda other: other.span.start)
    last = bisect_left(outline, section.body.end, key=lambda other: other.span.start)
    return outline[first:last]
