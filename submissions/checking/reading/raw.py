"""What the readers of the single kinds hand over: paragraphs as they stood in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..document import Look, Part, Place


@dataclass(frozen=True, slots=True)
class RawParagraph:
    """A paragraph as written. ``places`` holds ``(index into text, Place)`` in rising order."""

    text: str
    places: tuple[tuple[int, Place], ...] = ()
    part: Part = Part.BODY
    look: Look = field(default_factory=Look)


def merged(lines: Sequence[RawParagraph]) -> RawParagraph:
    """The lines of one paragraph as one; the line breaks stay in the original."""
    if len(lines) == 1:
        return lines[0]
    places: list[tuple[int, Place]] = []
    at = 0
    for line in lines:
        places += [(index + at, place) for index, place in line.places]
        at += len(line.text) + 1
    return replace(lines[0], text="\n".join(line.text for line in lines), places=tuple(places))


@dataclass(slots=True)
class RawDocument:
    """A file as read, before normalising."""

    kind: str
    paragraphs: list[RawParagraph]
    notes: list[str] = field(default_factory=list)
    pages: int | None = None
    confidence: float = 1.0
    markdown: bool = False
