"""What a report says about itself: title, office, years, 文号, people, signature and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..document import Document, Facts, Section, Span
from ..frame import Frame
from ..numerals import DATE, date_of
from .head import addressees, document_number, signers
from .identity import office_and_place
from .years import next_year, report_year

__all__ = ["facts_of"]

_SEAL = re.compile("[（(](?:盖章|公章|印章|代章|章)[）)]$")
_JOINED = re.compile(
    "(.*?(?:委员会|党工委|工委|党委|[镇乡]人民政府))(?=.*(?:政府|办事处|委员会|工委|党委)$)(.+)"
)


def facts_of(document: Document, frame: Frame, outline: Sequence[Section]) -> Facts:
    """All facts of one report; what it does not say stays None or empty."""
    title = frame.title_text(document)
    signatures = [
        piece for line in frame.signature.signers for piece in _issuers(line, line.of(document.text))
    ]
    signed_by = [name for _, name in signatures]
    office, place = office_and_place(document, frame, title, signed_by)
    year = report_year(document, frame, title, outline)
    number, number_span = document_number(document, frame)
    return Facts(
        title=title or None,
        title_span=_span(document, frame.title),
        office=office,
        place=place,
        report_year=year,
        next_year=next_year(document, outline, year),
        document_number=number,
        document_number_span=number_span,
        signers=signers(document, frame),
        addressees=addressees(document, frame),
        signed_by=tuple(signed_by),
        signed_by_spans=tuple(span for span, _ in signatures),
        signed_on=_day(document, frame),
        signed_on_span=frame.signature.dated,
        body=_span(document, frame.body) or Span(0, len(document.text)),
    )


def _span(document: Document, where: range) -> Span | None:
    if not where:
        return None
    return Span(document.paragraphs[where.start].span.start, document.paragraphs[where.stop - 1].span.end)


def _day(document: Document, frame: Frame) -> str | None:
    if frame.signature.dated is None:
        return None
    match = DATE.search(frame.signature.dated.of(document.text))
    day = date_of(match) if match else None
    return day.isoformat() if day else None


def _issuers(span: Span, line: str) -> Iterator[tuple[Span, str]]:
    """The issuers of one signature line, each with its place; two names may stand on one line."""
    at = 0
    for part in re.split("(\\s+)", line):
        if part.strip():
            joined = _JOINED.fullmatch(part)
            for piece in joined.groups() if joined else (part,):
                name = _SEAL.sub("", piece)
                yield Span(span.start + at, span.start + at + len(name)), name
                at += len(piece)
        else:
            at += len(part)
