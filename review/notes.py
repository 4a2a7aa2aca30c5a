"""Comments as they stand in the version shown, with what the office answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from submissions.marking import Passage
from submissions.models import AnnualReport, ReportVersion, ReturnItem

from .anchoring import find_passage
from .models import Comment, WorkDraft


@dataclass(frozen=True, slots=True)
class Note:
    """A comment where it stands in the version shown: ``span`` is None for one on the whole
    report or one whose passage is gone.
    """

    comment: Comment
    span: tuple[int, int] | None = None
    is_gone: bool = False
    is_moved: bool = False
    answer: ReturnItem | None = None
    draft: WorkDraft | None = None  # the reader's own, of new words for it
    number: int = 0  # in the order of the text; 0 for one without a place

    @property
    def key(self) -> str:
        return f"c{self.comment.pk}"


def notes_of(
    report: AnnualReport,
    version: ReportVersion,
    answers: Sequence[ReturnItem] = (),
    drafts: Mapping[str, WorkDraft] = MappingProxyType({}),
) -> list[Note]:
    """The comments on every version, each where its passage stands in this one: those without a place
    first, the others numbered in the order of the text.
    """
    by_text = {item.text: item for item in answers if item.answer}
    comments = Comment.objects.filter(report=report).select_related("by", "version").order_by("start", "pk")
    notes = [_placed(comment, version, by_text.get(comment.body)) for comment in comments]
    loose = [replace(note, draft=drafts.get(note.key)) for note in notes if note.span is None]
    placed = sorted((note for note in notes if note.span), key=lambda note: note.span or (0, 0))
    return loose + [
        replace(note, draft=drafts.get(note.key), number=number)
        for number, note in enumerate(placed, start=1)
    ]


def _placed(comment: Comment, version: ReportVersion, answer: ReturnItem | None) -> Note:
    if comment.start is None or comment.end is None:
        return Note(comment, answer=answer)
    if comment.version_id == version.pk:
        return Note(comment, (comment.start, comment.end), answer=answer)
    span = find_passage(
        version.text, comment.quote, before=comment.before, after=comment.after, near=comment.start
    )
    return Note(comment, span, is_gone=span is None, is_moved=span is not None, answer=answer)


def passages_of(notes: Sequence[Note]) -> list[Passage]:
    return [
        Passage(*note.span, note.key, "comment", note.comment.body[:40], note.number)
        for note in notes
        if note.span
    ]
