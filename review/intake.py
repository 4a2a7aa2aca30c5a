"""Reports that came by other ways: taken in, read by the worker, matched, filed on a click.

Nothing is filed by itself: the machine proposes, a person confirms. Nothing is
filed twice: not the same bytes into the same report, not one item in two places.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices import audit
from offices.models import Bureau, User
from submissions import files, uploads, workflow
from submissions.checking.head import has_secrecy_mark
from submissions.checking.reading import UnreadableError
from submissions.checking.reading.sniffing import sniff
from submissions.checking.standard import load_standard
from submissions.models import AnnualReport, ReportVersion, StoredFile, VersionSource
from submissions.models.reports import WITH_OFFICE, AnnualReportQuerySet
from submissions.standards import words_language

from .intake_files import MAX_NAME, Taken
from .models import IntakeBatch, IntakeItem
from .tasks import enqueue_intake_item

SURE = 80  # percent; from here on an item is ticked for filing
NOON = time(12)

PROBLEMS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than a report may be."),
    "encrypted": _("The file is locked with a password. Please unpack it and bring it in by itself."),
    "damaged": _("The file could not be unpacked."),
    "secrecy_mark": _("The file bears a secrecy mark. It was not kept; only the fact is recorded."),
    "twice": _("The same file is in this intake already."),
    "unreadable": _("The file could not be read. You can still file it by hand."),
    "internal_error": _("Something went wrong while reading. You can still file it by hand."),
    "ambiguous": _("Several offices come into question. Please choose."),
    "no_match": _("No office of yours is recognised in it. Please choose."),
}
NO_REPORT = "no_report."  # then the reason's id in the standard; such a file is not kept


class FilingRefusedError(Exception):
    """The item is not filed; the message says why."""


def problem_words(item: IntakeItem) -> str:
    """What stands in the way of an item, and what to do; "" where nothing does."""
    if item.problem.startswith(NO_REPORT):
        reason = item.problem.removeprefix(NO_REPORT)
        return load_standard().render("unreadable", reason, {}, words_language())
    return str(PROBLEMS.get(item.problem, item.problem))


def take_in(bureau: Bureau, taken: Iterable[Taken], *, by: User) -> IntakeBatch:
    """Keep the files as one intake and queue their reading. What cannot be kept is a row, too."""
    batch = IntakeBatch.objects.create(bureau=bureau, brought_by=by)
    seen: set[str] = set()
    for file in taken:
        _take(batch, file, seen, by)
    audit.record("intake.brought", actor=by, bureau_id=bureau.pk, target=batch, files=batch.items.count())
    return batch


def _take(batch: IntakeBatch, file: Taken, seen: set[str], by: User) -> None:
    problem = file.problem or _no_report(file.data)
    sha256 = files.sha256_of([file.data])
    if not problem and sha256 in seen:
        problem = "twice"
    elif not problem and _is_secret(file.data, sha256):
        audit.record("upload.secrecy_mark", actor=by, bureau_id=batch.bureau_id, target=batch, sha256=sha256)
        problem = "secrecy_mark"
    seen.add(sha256)
    stored = None if problem else files.keep(file.data)
    item = IntakeItem.objects.create(
        batch=batch,
        file=stored,
        original_name=file.name[-MAX_NAME:],
        problem=problem,
        is_read=bool(problem),
    )
    if stored:
        transaction.on_commit(partial(enqueue_intake_item, item.pk))


def _no_report(data: bytes) -> str:
    """The problem of a file that is no document at all, told from its first bytes; "" for all others."""
    try:
        sniff(data)
    except UnreadableError as error:
        return "empty" if error.reason == "empty" else NO_REPORT + error.reason
    return ""


def _is_secret(data: bytes, sha256: str) -> bool:
    purged = StoredFile.objects.filter(sha256=sha256, purged_at__isnull=False)
    return purged.exists() or has_secrecy_mark(data)


def fileable(bureau: Bureau) -> AnnualReportQuerySet:
    """Reports something can be filed into: of an open year, and with the office."""
    return AnnualReport.objects.filter(
        year__bureau=bureau, year__closed_at__isnull=True, status__in=WITH_OFFICE
    ).select_related("office", "year")


def file_item(item: IntakeItem, report: AnnualReport, *, by: User, received_on: date) -> ReportVersion:
    """Make the file the report's next version, handed in on the office's behalf.

    ``received_on`` is the day it reached the bureau, Beijing time; it counts for
    timeliness. Raises :class:`FilingRefusedError`.
    """
    if item.file is None:
        raise FilingRefusedError(_("This file was not kept and cannot be filed."))
    try:
        incoming = uploads.IncomingFile(item.original_name, files.read(item.file))
        with transaction.atomic():
            item = IntakeItem.objects.select_for_update().get(pk=item.pk)
            _refuse_twice(item, report)
            version = uploads.receive(report, incoming, by=by, source=VersionSource.RECEIVED)
            report.refresh_from_db()
            reason = str(_("filed by the bureau from “%(name)s”") % {"name": item.original_name})
            workflow.submit_on_behalf(report, by=by, received_at=_moment(received_on), reason=reason)
            item.filed_version, item.filed_at, item.matched_report = version, timezone.now(), report
            item.save(update_fields=["filed_version", "filed_at", "matched_report"])
    except files.DamagedFileError as error:
        raise FilingRefusedError(
            _("The file is not kept any more or is damaged. Please bring it in again.")
        ) from error
    except workflow.WrongStatusError as error:
        raise FilingRefusedError(_("This report has been handed in already.")) from error
    except uploads.UploadRefusedError as error:
        raise FilingRefusedError(error.message) from error
    return version


def _refuse_twice(item: IntakeItem, report: AnnualReport) -> None:
    if item.filed_at:
        raise FilingRefusedError(_("This file has been filed already."))
    if ReportVersion.objects.filter(report=report, file=item.file_id).exists():
        raise FilingRefusedError(_("This very file is in that report already."))


def _moment(day: date) -> datetime:
    """Now for today; noon of an earlier day, whose hour nobody knows."""
    if day >= timezone.localdate():
        return timezone.now()
    return datetime.combine(day, NOON, tzinfo=timezone.get_default_timezone())
