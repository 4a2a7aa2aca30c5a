"""Everything of a year in one .zip: the reports as they came, the letters, the score sheets, an index.

Written file by file to the disk, so that memory stays flat however large the year is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import files
from submissions.models import (
    AnnualReport,
    Attachment,
    ReportingYear,
    ReportVersion,
    ReturnLetter,
    StoredFile,
)

from .compliance import in_list_order
from .letters import letter_docx
from .models import Review

# What Windows refuses in a name, and control characters.
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
LONGEST_NAME = 80  # characters of one part of a path; Windows unpacks no path over 260


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index. ``problem`` says why there is no file ("" where there is one)."""

    office: str
    kind: str
    name: str
    at: str
    by: str = ""
    sha256: str = ""
    problem: str = ""


def files_of(year: ReportingYear) -> int:
    """How many files the archive will hold, for the progress."""
    return (
        _versions(year).count()
        + Attachment.objects.filter(version__in=_versions(year)).count()
        + ReturnLetter.objects.filter(report__year=year).count()
        + Review.objects.filter(report__year=year, finished_at__isnull=False).count()
    )


def write_archive(path: Path, year: ReportingYear, on_file: Callable[[int], None]) -> int:
    """Write the archive to ``path`` and return the number of files beside the index."""
    entries: list[Entry] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for number, report in enumerate(_reports(year), start=1):
            report.year = year
            folder = f"{number:03d} {_safe(str(report.office))}"
            for entry in _of_report(archive, folder, report):
                entries.append(entry)
                on_file(len(entries))
        archive.writestr(f"{_('index')}.xlsx", index_xlsx(archive_title(year), entries))
    return sum(not entry.problem for entry in entries)


def lost_since(year: ReportingYear, moment: datetime) -> bool:
    """Whether a file of the year was removed for its secrecy mark at or after ``moment``."""
    gone = StoredFile.objects.filter(versions__report__year=year, purged_at__gte=moment)
    return gone.exists()


def _reports(year: ReportingYear) -> Iterator[AnnualReport]:
    return (
        in_list_order(AnnualReport.objects.filter(year=year))
        .select_related("office")
        .iterator(chunk_size=200)
    )


def _versions(year: ReportingYear) -> object:
    """The versions handed in; drafts stay with their office."""
    return ReportVersion.objects.filter(report__year=year, submitted_at__isnull=False)


def _of_report(archive: zipfile.ZipFile, folder: str, report: AnnualReport) -> Iterator[Entry]:
    versions = list(
        _versions(report.year).filter(report=report).select_related("file", "uploaded_by").order_by("number")
    )
    if not versions:  # the index names every office of the year, also those that sent nothing
        yield Entry(str(report.office), "—", "", "", problem=str(report.status_enum.bureau_word))
    for version in versions:
        label = f"{_('report')} {version.number}"
        yield _file(archive, f"{folder}/{label} {_safe(version.original_name)}", report, version, version)
        attachments = version.attachments.select_related("file").order_by("pk")
        for number, attachment in enumerate(attachments, start=1):
            name = f"{folder}/{label} {_('attachment')} {number} {_safe(attachment.original_name)}"
            yield _file(archive, name, report, version, attachment)
    for letter in report.letters.select_related("sent_by").order_by("sent_at"):
        letter.report = report
        day = timezone.localdate(letter.sent_at).isoformat()
        name = f"{folder}/{_('return letter')} {day}-{letter.pk}.docx"
        archive.writestr(name, letter_docx(letter))
        yield Entry(str(report.office), _("return letter"), name, day, str(letter.sent_by))
    reviews = report.reviews.filter(finished_at__isnull=False).select_related("reviewer", "rubric")
    for review in reviews.prefetch_related("scores__criterion"):
        day = timezone.localdate(review.finished_at).isoformat()
        name = f"{folder}/{_('score sheet')} {_safe(str(review.reviewer))}-{review.pk}.xlsx"
        archive.writestr(name, score_sheet(report, review))
        yield Entry(str(report.office), _("score sheet"), name, day, str(review.reviewer))


def _file(
    archive: zipfile.ZipFile,
    name: str,
    report: AnnualReport,
    version: ReportVersion,
    kept: ReportVersion | Attachment,
) -> Entry:
    """The original bytes under the name they came with; a damaged one becomes a line in the index."""
    what = str(kept.get_kind_display()) if isinstance(kept, Attachment) else _("report")
    at = timezone.localtime(version.submitted_at).strftime("%Y-%m-%d %H:%M")
    problem = ""
    try:
        # What is compressed already would only cost time; a .txt or .doc shrinks.
        packed = PurePosixPath(name).suffix.lower() in (".docx", ".ofd", ".pdf", ".wps")
        kind = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        archive.writestr(name, files.read(kept.file), compress_type=kind)
    except files.DamagedFileError:
        problem = _("not in the file store")
    by = str(version.uploaded_by or "")
    return Entry(str(report.office), what, name, at, by, kept.file.sha256, problem)


def _safe(name: str) -> str:
    """A name every system can unpack; the ending is kept."""
    cleaned = FORBIDDEN.sub("_", name).strip(" .") or "_"
    if len(cleaned) <= LONGEST_NAME:
        return cleaned
    ending = PurePosixPath(cleaned).suffix[:10]
    return cleaned[: LONGEST_NAME - len(ending)] + ending


def score_sheet(report: AnnualReport, review: Review) -> bytes:
    """One reviewer's points, line by line, with the machine's suggestions beside."""
    rows = [
        [
            score.criterion.part,
            score.criterion.title,
            float(score.criterion.points),
            None if score.suggested is None else float(score.suggested),
            None if score.points is None else float(score.points),
            score.comment,
        ]
        for score in sorted(review.scores.all(), key=lambda score: score.criterion.position)
    ]
    rows.append([_("Total"), "", "", "", float(review.total), report.grade])
    head = [_("Part"), _("Item"), _("points at most"), _("suggested points"), _("points"), _("comment")]
    title = f"{report.office} {report.year.year} · {review.reviewer}"
    return _sheet(title, head, rows, [20, 40, 10, 10, 10, 50])


def archive_title(year: ReportingYear) -> str:
    """What the archive is called, and what stands above its index."""
    return _("%(county)s %(year)s reports, letters and scores") % {
        "county": year.bureau.county,
        "year": year.year,
    }


def index_xlsx(title: str, entries: list[Entry]) -> bytes:
    """What the archive holds, file by file."""
    head = [_("office"), _("kind"), _("file"), _("date"), _("by"), "SHA-256", _("remarks")]
    rows = [
        [entry.office, entry.kind, entry.name, entry.at, entry.by, entry.sha256, entry.problem]
        for entry in entries
    ]
    return _sheet(title, head, rows, [18, 12, 60, 18, 12, 34, 24])


def _sheet(title: str, head: list[str], rows: list[list[object]], widths: list[int]) -> bytes:
    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, settings) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 13}))
        sheet.write_row(1, 0, head, bold)
        for line, row in enumerate(rows, start=2):
            sheet.write_row(line, 0, row, cell)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()
