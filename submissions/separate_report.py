"""A separate report of the first responsible persons, read as a chapter of the main one.

Some counties let the party secretary and the head of the office report in a file
of their own. It is put before the main text's signature under a heading that says what it is,
so that every check, highlight and comparison sees one report.
"""

from collections.abc import Sequence
from dataclasses import replace

from . import files
from .checking.document import Document, Look, Paragraph, Place, Span
from .checking.engine import Reader
from .checking.frame import frame_of
from .checking.sandbox import read_in_child
from .models import Attachment, ReportVersion

HEADING = "附件：党政主要负责人履行推进法治建设第一责任人职责情况"


def reader_for(version: ReportVersion) -> Reader:
    """Reads the version's file, and into it the separate report where one was handed in."""
    attached = version.attachments.filter(kind=Attachment.Kind.FIRST_RESPONSIBLE)
    separate = attached.select_related("file").first()
    if separate is None:
        return read_in_child

    def read_both(data: bytes, *, name: str = "") -> Document:
        main = read_in_child(data, name=name)
        return joined(main, read_in_child(files.read(separate.file), name=separate.original_name))

    return read_both


def joined(main: Document, separate: Document) -> Document:
    """One document: the main text with heading and body of the separate report before its signature.

    Places of the latter count in its own file.
    """
    end = frame_of(main).body.stop
    body = frame_of(separate).body
    own = separate.paragraphs[body.start : body.stop]
    paragraphs = _in_row((*main.paragraphs[:end], _heading(), *own, *main.paragraphs[end:]))
    return replace(
        main,
        text="\n".join(paragraph.text for paragraph in paragraphs),
        paragraphs=paragraphs,
        margin=(*main.margin, *separate.margin),
        notes=tuple(dict.fromkeys((*main.notes, *separate.notes))),
        confidence=min(main.confidence, separate.confidence),
    )


def _heading() -> Paragraph:
    return Paragraph(
        span=Span(0, len(HEADING)),
        text=HEADING,
        original=HEADING,
        origin=tuple(range(len(HEADING))),
        places=((0, Place(paragraph=1)),),
        look=Look(bold=True),
    )


def _in_row(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs with spans that count in the text they make together."""
    moved, start = [], 0
    for paragraph in paragraphs:
        moved.append(replace(paragraph, span=Span(start, start + len(paragraph.text))))
        start += len(paragraph.text) + 1
    return tuple(moved)
