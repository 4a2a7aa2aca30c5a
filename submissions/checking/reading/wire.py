"""A :class:`Document` as JSON and back, for the pipe between the reading child and its parent."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

from ..document import Document, Look, Paragraph, Part, Place, Span
from .errors import RecognitionNeededError, UnreadableError


def dump_document(document: Document) -> bytes:
    """The document as one JSON object."""
    return _encode(
        {
            "kind": document.kind,
            "paragraphs": [_paragraph(paragraph) for paragraph in document.paragraphs],
            "margin": [_paragraph(paragraph) for paragraph in document.margin],
            "notes": list(document.notes),
            "pages": document.pages,
            "confidence": document.confidence,
        }
    )


def dump_error(error: UnreadableError | RecognitionNeededError) -> bytes:
    """Why a file could not be read (yet), as one JSON object."""
    if isinstance(error, RecognitionNeededError):
        return _encode({"recognise": error.pages})
    return _encode({"unreadable": error.reason, "params": error.params})


def load(content: bytes) -> Document:
    """What :func:`dump_document` wrote; raises the error :func:`dump_error` wrote."""
    data = json.loads(content)
    if "recognise" in data:
        raise RecognitionNeededError(data["recognise"])
    if "unreadable" in data:
        raise UnreadableError(data["unreadable"], **data["params"])
    paragraphs = tuple(_load_paragraph(item) for item in data["paragraphs"])
    return Document(
        kind=data["kind"],
        text="\n".join(paragraph.text for paragraph in paragraphs),
        paragraphs=paragraphs,
        margin=tuple(_load_paragraph(item) for item in data["margin"]),
        notes=tuple(data["notes"]),
        pages=data["pages"],
        confidence=data["confidence"],
    )


def _encode(data: dict[str, Any]) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode("ascii")


def _paragraph(paragraph: Paragraph) -> list[Any]:
    look = paragraph.look
    return [
        paragraph.span.start,
        paragraph.text,
        paragraph.part.value,
        paragraph.original,
        _runs(paragraph.origin),
        [[index, place.paragraph, place.page, place.line] for index, place in paragraph.places],
        [look.bold, look.centred, look.size_pt, look.outline_level],
    ]


def _load_paragraph(item: list[Any]) -> Paragraph:
    start, text, part, original, runs, places, look = item
    return Paragraph(
        span=Span(start, start + len(text)),
        text=text,
        part=Part(part),
        original=original,
        origin=tuple(chain.from_iterable(range(first, first + length) for first, length in runs)),
        places=tuple((index, Place(*place)) for index, *place in places),
        look=Look(*look),
    )


def _runs(origin: tuple[int, ...]) -> list[list[int]]:
    """Rising indices as ``[first, length]`` pairs: most of a text maps one to one."""
    runs: list[list[int]] = []
    for index in origin:
        if runs and runs[-1][0] + runs[-1][1] == index:
            runs[-1][1] += 1
        else:
            runs.append([index, 1])
    return runs
