"""Drafts of what a reviewer is writing: kept while they type, given back after a closed tab."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from offices.models import User
from submissions.models import AnnualReport

from .anchoring import find_passage
from .models import WorkDraft

TARGET = re.compile(r"comment|finding|letter|c\d{1,12}")
FIELDS = (
    "body",
    "name",
    "level",
    "veto",
    "start",
    "end",
    "marked",
    "is_internal",
    "letter",
    "due_on",
    "kind",
)
LISTS = ("items",)
WRITTEN = ("body", "name", "letter")  # without any of these there is nothing to keep


class DraftConflictError(Exception):
    """Another tab has written since; ``draft`` is what it wrote."""

    def __init__(self, draft: WorkDraft) -> None:
        super().__init__(f"draft {draft.pk} is at revision {draft.revision}")
        self.draft = draft


def drafts_of(report: AnnualReport, by: User) -> dict[str, WorkDraft]:
    """The person's drafts on this report, by what they write; their passages as they stand now."""
    drafts = {draft.target: draft for draft in WorkDraft.objects.filter(report=report, by=by)}
    for draft in drafts.values():
        if draft.version_id != report.submitted_version_id and draft.content.get("marked"):
            span = find_passage(report.submitted_version.text, draft.content["marked"])
            start, end = span or ("", "")
            draft.content |= {"start": start, "end": end}
    return drafts


def save(
    report: AnnualReport, target: str, content: Mapping[str, Any], *, by: User, revision: int | None
) -> WorkDraft | None:
    """Keep what is written so far; with nothing written the draft goes and None is returned.

    ``revision`` is the one the tab knows, 0 where it knows of none, None to overwrite
    knowingly. Raises :class:`DraftConflictError`.
    """
    if not any(str(content.get(name, "")).strip() for name in WRITTEN):
        discard(report, target, by=by)
        return None
    mine = WorkDraft.objects.filter(report=report, by=by, target=target)
    known = mine if revision is None else mine.filter(revision=revision)
    changes = {"content": dict(content), "version": report.submitted_version, "saved_at": timezone.now()}
    if not known.update(revision=F("revision") + 1, **changes):
        _begin(report, target, by, changes)
    return mine.first()  # None: another tab has kept or given it up in this very moment


def _begin(report: AnnualReport, target: str, by: User, changes: Mapping[str, Any]) -> None:
    try:
        with transaction.atomic():
            WorkDraft.objects.create(report=report, by=by, target=target, **changes)
    except IntegrityError as error:
        raise DraftConflictError(WorkDraft.objects.get(report=report, by=by, target=target)) from error


def discard(report: AnnualReport, target: str, *, by: User) -> None:
    """What was written is kept elsewhere now, or given up."""
    WorkDraft.objects.filter(report=report, by=by, target=target).delete()
