"""From paragraphs as they stood in the file to the one normalised :class:`Document`."""

from __future__ import annotations

from ..document import Document, Paragraph, Part, Span
from .chrome import mark_chrome
from .errors import UnreadableError
from .limits import PARAGRAPHS, TEXT_CHARACTERS
from .normalising import normalise
from .raw import RawDocument, RawParagraph
from .running_on import taken_apart

_MARGIN = frozenset({Part.HEADER, Part.FOOTER, Part.CHROME})


def assemble(raw: RawDocument) -> Document:
    """Normalise every paragraph, set margins apart and count the spans; raises ``no_text``."""
    if sum(len(paragraph.text) for paragraph in raw.paragraphs) > TEXT_CHARACTERS:
        raise UnreadableError("too_large", characters=TEXT_CHARACTERS)
    if len(raw.paragraphs) > PARAGRAPHS:
        raise UnreadableError("too_large", paragraphs=PARAGRAPHS)
    body: list[Paragraph] = []
    margin: list[Paragraph] = []
    at = 0
    for paragraph, text, origin in mark_chrome(_normalised(raw)):
        outside = paragraph.part in _MARGIN
        start = 0 if outside else at
        finished = Paragraph(
            span=Span(start, start + len(text)),
            text=text,
            part=paragraph.part,
            original=paragraph.text,
            origin=origin,
            places=paragraph.places,
            look=paragraph.look,
        )
        (margin if outside else body).append(finished)
        if not outside:
            at += len(text) + 1
    if not body:
        raise UnreadableError("no_text")
    return Document(
        kind=raw.kind,
        text="\n".join(paragraph.text for paragraph in body),
        paragraphs=tuple(body),
        margin=tuple(margin),
        notes=tuple(dict.fromkeys(raw.notes)),
        pages=raw.pages,
        confidence=raw.confidence,
    )


def _normalised(raw: RawDocument) -> list[tuple[RawParagraph, str, tuple[int, ...]]]:
    normalised = []
    for paragraph in taken_apart(raw.paragraphs):
        text, origin = normalise(paragraph.text, markdown=raw.markdown)
        if text:
            normalised.append((paragraph, text, origin))
    return normalised
