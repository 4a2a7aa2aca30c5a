"""A secrecy mark only the worker could see, on a scanned page: the file goes, and whatever was made of it.

The fact and the hash stay. An app above this one registers what it keeps of a file with :func:`also`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils import timezone

from offices import audit

from . import files
from .models import (
    AnnualReport,
    Attachment,
    CheckRun,
    CheckRunStatus,
    Finding,
    ReportSketch,
    ReportText,
    ReportVersion,
    RequirementOutcome,
    ReturnItem,
    StoredFile,
)

FAILURE = "secrecy_mark"
Forget = Callable[[StoredFile], None]
_FORGETTING: list[Forget] = []


def also(forget: Forget) -> Forget:
    """Registers what an app above keeps of a file, to go with it; called in the same transaction."""
    _FORGETTING.append(forget)
    return forget


def purge_version(version: ReportVersion) -> None:
    """The version's file and the leaders' separate report read into it, of which either may bear the mark."""
    for stored in _read_together(version):
        audit.record(
            "upload.secrecy_mark",
            actor=version.uploaded_by,
            bureau_id=version.report.year.bureau_id,
            target=version.report,
            sha256=stored.sha256,
        )
        purge(stored)


def _read_together(version: ReportVersion) -> Iterable[StoredFile]:
    separate = version.attachments.filter(kind=Attachment.Kind.FIRST_RESPONSIBLE).select_related("file")
    return dict.fromkeys([version.file, *(attachment.file for attachment in separate)])


def purge(stored: StoredFile) -> None:
    """Remove the bytes, and the words an earlier check took from them, wherever they are kept."""
    files.purge(stored)
    versions = ReportVersion.objects.filter(file=stored)
    ReportText.objects.filter(version__in=versions).delete()
    ReportSketch.objects.filter(version__in=versions).delete()
    ReturnItem.objects.filter(letter__version__in=versions).update(quote="")
    _forget_results(CheckRun.objects.filter(version__in=versions, status=CheckRunStatus.DONE))
    AnnualReport.objects.filter(current_version__in=versions).update(title="", document_number="")
    AnnualReport.objects.filter(submitted_version__in=versions).update(is_published_here=False)
    versions.update(text="", text_sha256="", form_content=None)
    for forget in _FORGETTING:
        forget(stored)


def _forget_results(runs: Iterable[CheckRun]) -> None:
    ids = [run.pk for run in runs]
    RequirementOutcome.objects.filter(run__in=ids).delete()
    Finding.objects.filter(run__in=ids).delete()
    CheckRun.objects.filter(pk__in=ids).update(
        status=CheckRunStatus.FAILED,
        failure=FAILURE,
        finished_at=timezone.now(),
        facts={},
        outline=[],
        places=[],
        notes=[],
    )
