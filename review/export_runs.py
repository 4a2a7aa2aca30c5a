"""What the worker does with one Export.

Like a check, an export's row is the truth and the queue a hint: ``run`` may be
called any number of times, and a sweep sends abandoned ones again.
"""

import logging
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from submissions import files
from submissions.claims import LOST_DATABASE, no_sign_of_life
from submissions.models import ReportingYear, StoredFile

from . import archives, documents, summaries
from .compliance import chosen_columns, in_list_order, list_title
from .forgetting import PURGED
from .list_filters import describe_filter, filtered_reports
from .list_rows import rows_of
from .models import Export, ExportKind, ExportStatus
from .models.exports import ExportQuerySet
from .spreadsheets import Heading, write_csv, write_xlsx

logger = logging.getLogger(__name__)
STALE_AFTER = timedelta(minutes=2)
PROGRESS_EVERY = 200  # rows


def stale() -> ExportQuerySet:
    """Unfinished exports no worker has given a sign of life for."""
    return Export.objects.unfinished().filter(no_sign_of_life(timezone.now(), STALE_AFTER))


def run(export_id: int) -> None:
    """Make the file; keep it, or why there is none."""
    export = _claim(export_id)
    if export is None:
        return
    try:
        with translation.override(export.language), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "export"
            name, rows = MAKERS[export.kind](export, path)
            stored = files.keep_file(path)
    except LOST_DATABASE:  # not the export's fault: it waits for the sweep as an abandoned one
        logger.warning("export %s: the database went away", export_id, exc_info=True)
        return
    except Exception:
        # Whatever goes wrong must end in a row a person can read.
        logger.exception("export %s failed", export_id)
        Export.objects.filter(pk=export.pk, status=ExportStatus.RUNNING).update(
            status=ExportStatus.FAILED, failure="internal_error", finished_at=timezone.now()
        )
        return
    _finish(export, stored, file_name=name, row_count=rows)


def _finish(export: Export, stored: StoredFile, **made: object) -> None:
    """Keep the file. A year's row is held by whoever purges a file of it: an archive that was being made
    meanwhile may hold that file, and goes with it.
    """
    running = Export.objects.filter(pk=export.pk, status=ExportStatus.RUNNING)
    with transaction.atomic():
        ReportingYear.objects.select_for_update().get(pk=export.year_id)
        if export.kind == ExportKind.ARCHIVE and archives.lost_since(export.year, export.touched_at):
            files.purge(stored)
            running.update(status=ExportStatus.FAILED, failure=PURGED, finished_at=timezone.now())
            return
        running.update(
            status=ExportStatus.DONE, file=stored, progress=100, finished_at=timezone.now(), **made
        )


def _claim(export_id: int) -> Export | None:
    now = timezone.now()
    abandoned = Q(status=ExportStatus.RUNNING) & no_sign_of_life(now, STALE_AFTER)
    waiting = Q(status=ExportStatus.QUEUED) | abandoned
    claimed = Export.objects.filter(waiting, pk=export_id).update(
        status=ExportStatus.RUNNING, touched_at=now, progress=0
    )
    if not claimed:
        return None
    return Export.objects.select_related("year__bureau", "asked_by").get(pk=export_id)


def _progress(export: Export, total: int, every: int = PROGRESS_EVERY) -> Callable[[int], None]:
    def on_row(number: int) -> None:
        if number % every == 0:
            Export.objects.filter(pk=export.pk, status=ExportStatus.RUNNING).update(
                progress=min(99, 100 * number // max(total, 1)), touched_at=timezone.now()
            )

    return on_row


def _make_list(export: Export, path: Path) -> tuple[str, int]:
    today = timezone.localdate()
    reports = in_list_order(filtered_reports(export.year, QueryDict(export.query)))
    columns = chosen_columns(export.columns)
    total = reports.count()
    rows = rows_of(reports, today)
    on_row = _progress(export, total)
    stem = list_title(export.year)
    if export.kind == ExportKind.COMPLIANCE_CSV:
        write_csv(path, columns, rows, on_row)
        return f"{stem}.csv", total
    heading = Heading(
        title=stem,
        filled_in_by=export.year.bureau.name,
        as_of=export.asked_at,
        legend=[
            (_("Filter"), describe_filter(QueryDict(export.query)) or _("none: every office of the year")),
            *_legend(),
        ],
    )
    write_xlsx(path, heading, columns, rows, on_row)
    return f"{stem}.xlsx", total


def _legend() -> list[tuple[str, str]]:
    """What a reader of the printed list may ask about."""
    return [
        (_("on time"), _("First handed in on or before the due date, an extension included; Beijing time.")),
        (_("days overdue"), _("Calendar days from the due date to the first handing in, or to this day.")),
        (
            _("① to ⑤"),
            _(
                "Whether the content has a chapter of its own, stands only as a sub-section, "
                "or is absent, as the machine read it."
            ),
        ),
        (
            _("duties covered"),
            _("Of the six duties of the party secretary and the six of the head of office."),
        ),
        (
            _("findings of the machine (must/should)"),
            _("As of the version handed in; advice, not judgement."),
        ),
        (_("publication rate"), _("Published reports in percent of the offices that have to report.")),
    ]


def _make_circular(export: Export, path: Path) -> tuple[str, int]:
    path.write_bytes(
        documents.circular_docx(export.year, export.options, timezone.localdate(export.asked_at))
    )
    return f"{export.options['title']}.docx", 0


def _make_summary(export: Export, path: Path) -> tuple[str, int]:
    path.write_bytes(summaries.summary_docx(export.year, timezone.localdate(export.asked_at)))
    with translation.override(settings.LANGUAGE_CODE):
        return f"{summaries.summary_title(export.year)}.docx", 0


def _make_archive(export: Export, path: Path) -> tuple[str, int]:
    total = archives.files_of(export.year)
    count = archives.write_archive(path, export.year, _progress(export, total, every=5))
    return f"{archives.archive_title(export.year)}.zip", count


MAKERS: dict[str, Callable[[Export, Path], tuple[str, int]]] = {
    ExportKind.COMPLIANCE_XLSX: _make_list,
    ExportKind.COMPLIANCE_CSV: _make_list,
    ExportKind.CIRCULAR: _make_circular,
    ExportKind.SUMMARY: _make_summary,
    ExportKind.ARCHIVE: _make_archive,
}
