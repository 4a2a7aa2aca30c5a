"""A resubmission at a glance: the paragraphs that changed and those something still stands open about.

Every paragraph keeps the passages and margin comments it has in the full text, so that
findings are walked and text is marked here as there. Pure; knows no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from submissions.comparison import Part, Row, compare
from submissions.marking import MarkedParagraph, Piece


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a paragraph: ``same``, ``added`` or ``removed``."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """One line: ``changed``, ``added``, ``removed`` or ``same``; or ``skipped`` unchanged ones in a row."""

    kind: str
    segments: tuple[Segment, ...] = ()
    paragraph: MarkedParagraph | None = None
    skipped: int = 0

    @property
    def is_heading(self) -> bool:
        return self.paragraph is not None and self.paragraph.role.startswith("heading")


def changed_text(
    old: str, new: str, paragraphs: Sequence[MarkedParagraph], is_wanted: Callable[[MarkedParagraph], bool]
) -> list[ShownParagraph]:
    """What changed from ``old`` to ``new``, and the unchanged paragraphs that are wanted all the same.

    ``paragraphs`` are those of ``new``, one a line. A paragraph shown brings the heading it stands under, a
    heading wanted its first paragraph.
    """
    shown: list[ShownParagraph] = []
    waiting: list[ShownParagraph] = []
    is_under_wanted_heading = False
    for line in _lines(compare(old, new, collapse=False), paragraphs):
        is_said = line.kind == "same" and line.paragraph is not None and is_wanted(line.paragraph)
        if line.kind == "same" and not is_said and not is_under_wanted_heading:
            waiting.append(line)
            continue
        is_under_wanted_heading = is_said and line.is_heading
        shown += _gap(waiting, keeps_heading=not line.is_heading)
        shown.append(line)
        waiting = []
    return shown + _gap(waiting, keeps_heading=False)


def _lines(rows: Iterable[Row], paragraphs: Sequence[MarkedParagraph]) -> Iterator[ShownParagraph]:
    """Each row with the paragraph of the new text it is; empty lines say nothing."""
    following = iter(paragraphs)
    for row in rows:
        paragraph = None if row.kind == "removed" else next(following)
        if any(part.text for part in (*row.old, *row.new)):
            yield ShownParagraph(row.kind, tuple(_segments(row.inline, paragraph)), paragraph)


def _segments(parts: Sequence[Part], paragraph: MarkedParagraph | None) -> Iterator[Segment]:
    at = 0
    for part in parts:
        if part.kind == "removed" or paragraph is None:
            yield Segment("removed", (Piece(part.text),))
            continue
        until = at + len(part.text)
        yield Segment(part.kind, tuple(_cut(paragraph.pieces, at, until)))
        at = until


def _cut(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Piece]:
    """The pieces between two characters of the paragraph; a passage begins and ends once."""
    at = 0
    for piece in pieces:
        left, right = max(start, at), min(end, at + len(piece.text))
        if left < right:
            is_first, is_last = left == at, right == at + len(piece.text)
            marks = tuple(
                mark.part(begins=is_first, ends=is_last) if not (is_first and is_last) else mark
                for mark in piece.marks
            )
            yield Piece(piece.text[left - at : right - at], marks, piece.is_heading)
        at += len(piece.text)


def _gap(lines: Sequence[ShownParagraph], *, keeps_heading: bool) -> list[ShownParagraph]:
    """Unchanged lines in a row as their number; the last heading among them stays."""
    heading = next((line for line in reversed(lines) if line.is_heading), None) if keeps_heading else None
    before = lines.index(heading) if heading else len(lines)
    after = len(lines) - before - 1 if heading else 0
    gap = [ShownParagraph("skipped", skipped=before)] if before else []
    if heading:
        gap.append(heading)
    return gap + ([ShownParagraph("skipped", skipped=after)] if after else [])
