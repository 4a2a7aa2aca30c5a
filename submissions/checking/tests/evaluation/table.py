"""The evaluation table: per requirement and per rule, expected, found, missed and false."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .scoring import Mark


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one topic, or of all, in one set. ``false_must`` and ``false_should`` count findings."""

    expected: int
    found: int
    false: int
    false_must: int = 0
    false_should: int = 0

    @property
    def missed(self) -> int:
        """Expected and not found."""
        return self.expected - self.found

    @property
    def recall(self) -> float:
        """Share of the expected that was found; 1 where nothing was expected."""
        return self.found / self.expected if self.expected else 1.0


def tally(marks: Iterable[Mark]) -> Tally:
    """Count marks together."""
    kept = list(marks)
    false = [mark for mark in kept if mark.false]
    levels = Counter(mark.level for mark in false)
    expected = [mark for mark in kept if mark.expected]
    found = sum(mark.found for mark in expected)
    return Tally(len(expected), found, len(false), levels["must"], levels["should"])


def topics(marks: Sequence[Mark]) -> list[str]:
    """Topics in the order of the alphabet, requirements and facts apart from rules by their names."""
    return sorted({mark.topic for mark in marks})


def table(title: str, marks: Sequence[Mark], reports: int) -> str:
    """One set as text, a topic a line, with a total."""
    lines = [f"{title} ({reports} reports)", f"{'':44}{'expected':>9}{'found':>7}{'missed':>8}{'false':>7}"]
    for topic in topics(marks):
        row = tally(mark for mark in marks if mark.topic == topic)
        if row.expected or row.false:
            lines.append(_line(topic, row))
    total = tally(marks)
    lines += [_line("all", total), f"  false must {total.false_must}, false should {total.false_should}"]
    return "\n".join(lines)


def _line(name: str, row: Tally) -> str:
    shown = [row.expected, row.found, row.missed or "", row.false or ""]
    return f"  {name:42}{shown[0]:>9}{shown[1]:>7}{shown[2]:>8}{shown[3]:>7}"


def faults(marks: Iterable[Mark]) -> str:
    """Every miss and every false alarm, with file and quote."""
    lines = []
    for mark in marks:
        if mark.missed or mark.false:
            kind = "missed" if mark.missed else f"false {mark.level}".strip()
            lines.append(f"  {kind:13} {mark.topic:34} {mark.report}: {mark.detail}")
    return "\n".join(sorted(lines))
