"""Text with passages → paragraphs of pieces a template can print.

Passages may overlap and nest; a piece is the longest stretch covered by the
same passages throughout. Pure: it knows neither database nor HTML.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

RUN_IN_SLACK = 2  # characters a line may go on behind its heading, e.g. a full stop
STRENGTH = {"must": 0, "should": 1, "confirm": 2, "comment": 3, "met": 4}


class Passage(NamedTuple):
    """A stretch of the text that something is said about.

    ``key`` names what is said (``12``, ``r3``), ``tone`` its level; ``number``
    is the finding's number on the page, 0 for none.
    """

    start: int
    end: int
    key: str
    tone: str
    label: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage as it shows in one piece. ``id`` is set where the passage begins, and is unique."""

    key: str
    tone: str
    label: str
    depth: int
    number: int = 0
    id: str = ""
    ends: bool = False

    def part(self, *, begins: bool, ends: bool) -> "Mark":
        """The mark on a part of its piece: id and number stand at the true beginning and end alone."""
        return replace(self, id=self.id if begins else "", ends=self.ends and ends)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the marks on it, outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()
    is_heading: bool = False  # a heading on the line of its first sentence


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """One paragraph: what it is (``title``, ``heading-1`` … ``body``), where it stands, its pieces."""

    role: str
    start: int
    pieces: tuple[Piece, ...]
    anchor: str = ""
    place: Sequence[int | None] = ()


def mark_text(
    text: str,
    passages: Iterable[Passage],
    *,
    outline: Sequence[Mapping[str, object]] = (),
    places: Sequence[Sequence[int | None]] = (),
    roles: dict[int, str] | None = None,
) -> list[MarkedParagraph]:
    """Cut ``text`` into paragraphs and these into pieces.

    ``outline`` and ``places`` are as :class:`~submissions.models.CheckRun`
    keeps them; ``roles`` names the role of paragraphs by their start. A heading
    that shares its line with a sentence is cut off, as a run-in heading.
    """
    kept = _clean(passages, len(text))
    headings = {int(str(section["start"])): section for section in outline}
    place_at = {int(place[0] or 0): place[1:] for place in places}
    identity = _Identities()
    paragraphs = []
    start = 0
    for line in text.split("\n"):
        role, heading_end = _role(start, line, headings.get(start))
        role = (roles or {}).get(start, role)
        pieces = tuple(_pieces(text, (start, start + len(line)), heading_end, kept, identity))
        anchor = f"at-{start}" if start in headings else ""
        paragraphs.append(MarkedParagraph(role, start, pieces, anchor, place_at.get(start, ())))
        start += len(line) + 1
    return paragraphs


def _role(start: int, line: str, section: Mapping[str, object] | None) -> tuple[str, int]:
    """The role of a paragraph, and where a heading that shares its line with a sentence ends (0: none)."""
    if section is None:
        return "body", 0
    heading = str(section["heading"])
    if len(line) > len(heading) + RUN_IN_SLACK:
        return "body", start + len(heading)
    return f"heading-{min(int(str(section['level'])), 3)}", 0


def _clean(passages: Iterable[Passage], length: int) -> list[Passage]:
    """Passages inside the text, longest first where they begin together, so that they nest."""
    inside = (p._replace(start=max(0, p.start), end=min(length, p.end)) for p in passages)
    return sorted(
        (p for p in inside if p.start < p.end), key=lambda p: (p.start, -p.end, STRENGTH.get(p.tone, 9))
    )


@dataclass(slots=True)
class _Identities:
    """Gives each passage's first piece an id: ``passage-12``, the next of the same key ``passage-12-2``."""

    seen: set[Passage] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)

    def first(self, passage: Passage) -> str:
        if passage in self.seen:
            return ""
        self.seen.add(passage)
        number = self.counts[passage.key] = self.counts.get(passage.key, 0) + 1
        return f"passage-{passage.key}" + (f"-{number}" if number > 1 else "")


def _pieces(
    text: str, line: tuple[int, int], heading_end: int, passages: Sequence[Passage], identity: _Identities
) -> Iterable[Piece]:
    start, end = line
    here = [p for p in passages if p.start < end and start < p.end]
    inner = {edge for p in here for edge in (p.start, p.end)} | {heading_end}
    edges = sorted({start, end, *(edge for edge in inner if start < edge < end)})
    for left, right in pairwise(edges):
        covering = [p for p in here if p.start <= left and right <= p.end]
        marks = tuple(
            Mark(p.key, p.tone, p.label, len(covering) - i, p.number, identity.first(p), right == p.end)
            for i, p in enumerate(covering)
        )
        yield Piece(text[left:right], marks, is_heading=right <= heading_end)
