"""What a report is, as text.

Every later storey of the engine speaks about a report in offsets into one
normalised text. This module holds those shapes and nothing else: no reading,
no judging. A :class:`Span` counts characters (Unicode code points) in
:attr:`Document.text`, start inclusive, end exclusive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage: characters ``start`` to ``end`` (exclusive) of the normalised text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The passage itself."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


class Part(StrEnum):
    """Where in the file a paragraph stood."""

    BODY = "body"
    TABLE = "table"
    TEXT_BOX = "text_box"
    FOOTNOTE = "footnote"
    HEADER = "header"
    FOOTER = "footer"
    CHROME = "chrome"  # what surrounds the report on a web page


@dataclass(frozen=True, slots=True)
class Place:
    """Where a character stands in the file as it was handed in; all counted from 1."""

    paragraph: int
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What the file says about a paragraph's appearance; a hint for the outline, never proof."""

    bold: bool = False
    centred: bool = False
    size_pt: float | None = None
    outline_level: int | None = None  # 1 = top, as the file's own heading style says


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the normalised text.

    ``origin`` has one entry per character of ``text``: the index of the
    character of ``original`` it came from. ``places`` says where original
    characters stand: ``(original index, Place)`` in rising order, each valid
    until the next.
    """

    span: Span
    text: str
    part: Part = Part.BODY
    original: str = ""
    origin: tuple[int, ...] = ()
    places: tuple[tuple[int, Place], ...] = ()
    look: Look = Look()

    def place_of(self, offset: int) -> Place:
        """The place of the character at ``offset`` of the document's text."""
        within = max(0, min(offset - self.span.start, len(self.origin) - 1))
        original = self.origin[within] if self.origin else 0
        place = self.places[0][1] if self.places else Place(paragraph=1)
        for index, candidate in self.places:
            if index > original:
                break
            place = candidate
        return place


@dataclass(frozen=True, slots=True)
class Document:
    """A report as text: paragraphs in reading order, joined by single line breaks.

    ``text`` is exactly ``"\\n".join(p.text for p in paragraphs)``. Headers,
    footers and web-page chrome are kept in ``margin`` and are not part of the
    text. ``notes`` are facts about the reading that a person should know
    (ids such as ``tracked_changes``, ``hidden_text``, ``low_confidence``).
    ``confidence`` is below 1 only where characters were recognised from a picture.
    """

    kind: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    margin: tuple[Paragraph, ...] = ()
    notes: tuple[str, ...] = ()
    pages: int | None = None
    confidence: float = 1.0

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph that holds the character at ``offset`` (binary search)."""
        low, high = 0, len(self.paragraphs) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.paragraphs[middle].span.start <= offset:
                low = middle
            else:
                high = middle - 1
        return self.paragraphs[low]

    def place_of(self, offset: int) -> Place:
        """Where the character at ``offset`` stands in the file as handed in."""
        return self.paragraph_at(offset).place_of(offset)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with everything that stands under it, sub-headings included.

    ``level`` counts from 1. ``number`` is the bare numeral as written ("一",
    "3", "" without one); ``heading`` is the whole heading as it stands in the
    text, numbering included. ``content`` is the id of the required content
    the heading announces (``achievements`` …), ``contents`` all of them where
    one heading carries two. ``span`` runs from the heading's first character
    to the last one under it; ``body`` is ``span`` without the heading.
    """

    level: int
    number: str
    heading: str
    span: Span
    heading_span: Span
    body: Span
    contents: tuple[str, ...] = ()
    parent: int | None = None  # index into the outline

    @property
    def content(self) -> str | None:
        """The first content this heading announces, if any."""
        return self.contents[0] if self.contents else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report says about itself. A fact that is not there is None or empty."""

    title: str | None = None
    title_span: Span | None = None
    office: str | None = None
    place: str | None = None
    report_year: int | None = None
    next_year: int | None = None
    document_number: str | None = None
    document_number_span: Span | None = None
    signers: Sequence[str] = ()
    addressees: Sequence[str] = ()
    signed_by: Sequence[str] = ()
    signed_by_spans: Sequence[Span] = ()
    signed_on: str | None = None  # ISO date
    signed_on_span: Span | None = None
    body: Span = field(default_factory=lambda: Span(0, 0))  # after the head, before the signature
