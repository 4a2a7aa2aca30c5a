"""Taking a file in. :func:`receive` is the only writer of versions."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import NoReturn

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices import audit
from offices.models import User

from . import files, workflow
from .checking.head import has_secrecy_mark
from .checking.reading import UnreadableError
from .checking.reading.sniffing import sniff
from .models import (
    AnnualReport,
    Attachment,
    CheckRun,
    ReportStatus,
    ReportVersion,
    StoredFile,
    VersionSource,
)
from .models.reports import WITH_OFFICE
from .standards import standard_for, words_language
from .tasks import enqueue_check

logger = logging.getLogger(__name__)
MAX_NAME_LENGTH = 200


class UploadRefusedError(Exception):
    """The file is not taken; ``message`` says why and what to do."""

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message


class SecrecyMarkError(UploadRefusedError):
    """The file bears a secrecy mark. Nothing of it was stored."""


class UnchangedFileError(UploadRefusedError):
    """The file is, to the byte, the one that was sent back."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file as it arrives: its bytes and the name it came under."""

    name: str
    data: bytes
    kind: str = Attachment.Kind.ATTACHMENT


def receive(
    report: AnnualReport,
    incoming: IncomingFile,
    *,
    by: User,
    source: str = VersionSource.UPLOAD,
    attachments: Sequence[IncomingFile] = (),
    form_content: dict[str, object] | None = None,
) -> ReportVersion:
    """Keep the file as the report's next version and queue its check.

    Row and check are written in one transaction; the worker is told after it.
    The same files twice in a row give the same version (:func:`is_repeat`), so
    that a second click does no harm. Raises :class:`UploadRefusedError` and its kinds, and
    :class:`~submissions.workflow.WrongStatusError`.
    """
    for file in (incoming, *attachments):
        _refuse_unfit(report, file, by)
    stored = _keep(report, incoming, by)
    stored_attachments = [(file, _keep(report, file, by)) for file in attachments]
    with transaction.atomic():
        # Year and office come along: the rules and the trail ask for them.
        locked = AnnualReport.objects.select_for_update(of=("self",))
        report = locked.select_related("year", "office").get(pk=report.pk)
        report.current_version = _newest(report)
        _refuse_wrong_moment(report, stored, source)
        if report.current_version and is_repeat(report, incoming, attachments):
            return report.current_version
        version = _add_version(report, stored, incoming.name, by, source, form_content)
        Attachment.objects.bulk_create(
            Attachment(version=version, file=kept, original_name=clean_name(file.name), kind=file.kind)
            for file, kept in stored_attachments
        )
        _tell_trail(report, version, stored)  # before the draft begins, which reads the report anew
        workflow.begin_draft(report, by=by, version=version)
        queue_check(version)
    return version


def _newest(locked: AnnualReport) -> ReportVersion | None:
    """The version the locked report has now. Asked for on its own: PostgreSQL, having waited for the lock,
    gives the report as it has become, but what is joined to it as it was before.
    """
    lean = ReportVersion.objects.select_related("file").defer("text", "text_sha256", "form_content")
    return lean.filter(pk=locked.current_version_id).first()


def _tell_trail(report: AnnualReport, version: ReportVersion, stored: StoredFile) -> None:
    audit.record(
        "version.received",
        actor=version.uploaded_by,
        bureau_id=report.year.bureau_id,
        target=report,
        version=version.number,
        source=version.source,
        sha256=stored.sha256,
    )


def is_repeat(report: AnnualReport, incoming: IncomingFile, attachments: Sequence[IncomingFile] = ()) -> bool:
    """Whether these very files are the current version already: the answer to the first try was lost
    on its way, and the person tried again. The files themselves tell it, byte for byte; no ticket can be
    forgotten or used twice. Without attachments, those brought in before stay.
    """
    current = report.current_version
    if current is None or current.file.sha256 != files.sha256_of([incoming.data]):
        return False
    kept = current.attachments.values_list("kind", "file__sha256")
    sent = [(str(file.kind), files.sha256_of([file.data])) for file in attachments]
    return not sent or sorted(kept) == sorted(sent)


def _keep(report: AnnualReport, file: IncomingFile, by: User) -> StoredFile:
    try:
        return files.keep(file.data)
    except files.PurgedFileError:
        refuse_marked(report, file.data, by)
    except files.StoreFullError as error:
        logger.critical("the file store is full: %s", error)
        raise UploadRefusedError(
            _(
                "The storage of this site is full, so the file was not taken; what was here before is safe. "
                "The people who run the site see it in their log. Please try again in a while; "
                "if a deadline is near, call your bureau."
            )
        ) from error


def queue_check(version: ReportVersion) -> CheckRun:
    """Write a CheckRun and tell the workers once the row is there for them to see."""
    run = CheckRun.objects.create(version=version)
    transaction.on_commit(partial(enqueue_check, run.pk))
    return run


def clean_name(name: str) -> str:
    """The file's own name: no folders, no control characters, at most 200 characters
    with the ending kept.
    """
    bare = "".join(c for c in PurePosixPath(name.replace("\\", "/")).name if c.isprintable()).strip()
    if len(bare) > MAX_NAME_LENGTH:
        ending = PurePosixPath(bare).suffix[:10]
        bare = bare[: MAX_NAME_LENGTH - len(ending)] + ending
    return bare or "report"


def _refuse_unfit(report: AnnualReport, file: IncomingFile, by: User) -> None:
    """Refuse what is empty, too large, of no known kind or marked secret, before anything is stored."""
    if not file.data:
        raise UploadRefusedError(_("This file is empty. Please choose another one."))
    if len(file.data) > settings.UPLOAD_MAX_BYTES:
        raise UploadRefusedError(
            _(
                "This file is larger than %(megabytes)s MB. Please make it smaller, "
                "e.g. by compressing its images."
            )
            % {"megabytes": settings.UPLOAD_MAX_BYTES // 1024 // 1024}
        )
    try:
        sniff(file.data)
    except UnreadableError as error:
        words = standard_for(report.year).render("unreadable", error.reason, error.params, words_language())
        raise UploadRefusedError(words) from error
    if has_secrecy_mark(file.data):
        refuse_marked(report, file.data, by)


def refuse_marked(report: AnnualReport, data: bytes, by: User | None) -> NoReturn:
    """Record the fact, the hash and the person; keep nothing else of the file."""
    audit.record(
        "upload.secrecy_mark",
        actor=by,
        bureau_id=report.year.bureau_id,
        target=report,
        sha256=files.sha256_of([data]),
    )
    raise SecrecyMarkError(
        _(
            "This file bears a secrecy mark. It was not stored. Classified reports are handed in offline; "
            "please talk to your bureau."
        )
    )


def _refuse_wrong_moment(report: AnnualReport, stored: StoredFile, source: str) -> None:
    if report.year.is_closed:
        raise UploadRefusedError(_("This reporting year is closed. Please talk to your bureau."))
    if report.status not in WITH_OFFICE:
        raise workflow.WrongStatusError(report)
    sent_back = report.submitted_version if report.status == ReportStatus.RETURNED else None
    if sent_back and sent_back.file_id == stored.pk and source == VersionSource.UPLOAD:
        raise UnchangedFileError(
            _("This is exactly the file that was sent back to you. Please choose the revised one.")
        )


def _add_version(
    report: AnnualReport,
    stored: StoredFile,
    name: str,
    by: User,
    source: str,
    form_content: dict[str, object] | None,
) -> ReportVersion:
    newest = report.current_version  # each became it when it was written, here and under the same lock
    version = ReportVersion.objects.create(
        report=report,
        number=newest.number + 1 if newest else 1,
        file=stored,
        original_name=clean_name(name),
        source=source,
        uploaded_by=by,
        uploaded_at=timezone.now(),
        form_content=form_content,
    )
    report.current_version = version
    report.latest_run = None
    report.save(update_fields=["current_version", "latest_run"])
    return version
