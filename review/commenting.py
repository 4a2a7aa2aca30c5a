"""Comments: made on a passage or the whole report, changed and removed by whom they are from."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from offices import audit
from offices.models import User
from submissions.models import AnnualReport, ReportVersion

from .anchoring import surroundings
from .models import Comment


class ChangedMeanwhileError(Exception):
    """The comment was changed in another tab; nothing was kept."""


@transaction.atomic
def add_comment(
    report: AnnualReport,
    version: ReportVersion,
    body: str,
    *,
    by: User,
    span: tuple[int, int] | None = None,
    is_internal: bool = False,
) -> Comment:
    """Keep a comment; ``span`` counts characters in the version's text and is cut to its words.

    A person who says the same about the same passage twice pressed twice: it stays one comment.
    """
    AnnualReport.objects.select_for_update().get(pk=report.pk)  # of two sent at once, one is kept
    comment = Comment(report=report, version=version, body=body.strip(), by=by, is_internal=is_internal)
    if span is not None:
        start, end = _passage(version.text, *span)
        if start < end:
            comment.start, comment.end = start, end
            comment.quote, comment.before, comment.after = surroundings(version.text, start, end)
    if kept := _said_before(comment):
        return kept
    comment.save()
    audit.record(
        "comment.added", actor=by, bureau_id=report.year.bureau_id, target=report, internal=is_internal
    )
    return comment


def _said_before(comment: Comment) -> Comment | None:
    same = {name: getattr(comment, name) for name in ("version", "by", "start", "end", "is_internal", "body")}
    return Comment.objects.filter(**same).first()


def _passage(text: str, start: int, end: int) -> tuple[int, int]:
    """The marked passage inside ``text``, without the break a browser marks along with a paragraph."""
    start, end = max(0, start), min(len(text), end)
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def change_comment(comment: Comment, body: str, *, is_internal: bool, seen: str) -> None:
    """Keep new words. ``seen`` is the time of the last change the page knew of ("" for none).

    Raises :class:`ChangedMeanwhileError`.
    """
    if seen != stamp_of(comment):
        raise ChangedMeanwhileError
    comment.body = body.strip()
    comment.is_internal = is_internal
    comment.edited_at = timezone.now()
    comment.save(update_fields=["body", "is_internal", "edited_at"])


def stamp_of(comment: Comment) -> str:
    """What a page remembers of the comment's last change."""
    return comment.edited_at.isoformat() if comment.edited_at else ""


def span_of_words(text: str, words: str, near: int = 0) -> tuple[int, int] | None:
    """Where typed words stand in the text, the place at or after ``near`` first; None where they do not."""
    words = words.strip()
    if not words:
        return None
    at = text.find(words, near)
    at = at if at >= 0 else text.find(words)
    return (at, at + len(words)) if at >= 0 else None
