"""Findings to take away: as a workbook, or as comments in the Word document at their passages."""

import contextlib
import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

import docx
import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from docx.comments import Comment
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from . import files, gongwen
from .checking.reading import UnreadableError
from .checking.reading.limits import LIGHT_BYTES
from .checking.reading.zips import expanded_markup
from .docx_passages import DocumentPassages
from .models import CheckRun, ReportVersion
from .presentation import ShownFinding, roles_of_paragraphs, shown_findings
from .words import standard_behind

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LONGEST_CELL = 32_767  # characters Excel keeps in a cell
INITIALS = "机检"
# A file our own reader takes and python-docx does not; its text then goes into a document of our own.
NOT_FOR_PYTHON_DOCX = (KeyError, ValueError, PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError)


def file_name(version: ReportVersion, kind: str) -> str:
    """What the browser saves it as."""
    report = version.report
    said = _("%(office)s %(year)s findings version %(number)s")
    return f"{said % {'office': report.office, 'year': report.year.year, 'number': version.number}}.{kind}"


def download(data: bytes, name: str) -> HttpResponse:
    """``data`` as a download under a name that may be Chinese (RFC 6266)."""
    response = HttpResponse(data, content_type=TYPES[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def as_xlsx(run: CheckRun, version: ReportVersion) -> bytes:
    """One row a finding. What looks like a formula stays text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("findings")[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (title, width) in enumerate(_columns()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for row, shown in enumerate(
        shown_findings(run, version, standard_behind(run, version.report.year)), start=1
    ):
        sheet.write_number(row, 0, shown.number, cell)
        for column, text in enumerate(_row(shown), start=1):
            sheet.write_string(row, column, text[:LONGEST_CELL], cell)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _columns() -> list[tuple[str, int]]:
    return [
        (_("no."), 6),
        (_("level"), 10),
        (_("finding"), 22),
        (_("passage"), 40),
        (_("what was found"), 36),
        (_("what is expected"), 32),
        (_("how to mend"), 36),
        (_("basis"), 30),
        (_("answer of the office"), 24),
        (_("rule"), 22),
    ]


def _row(shown: ShownFinding) -> list[str]:
    answer = f"{shown.answer.get_kind_display()} {shown.answer.reason}".strip() if shown.answer else ""
    return [
        str(shown.finding.get_level_display()),
        shown.words.name,
        shown.finding.quote,
        shown.words.message,
        shown.words.expected,
        shown.words.mend,
        shown.words.basis,
        answer,
        shown.finding.rule,
    ]


def as_docx(run: CheckRun, version: ReportVersion) -> bytes:
    """The office's own Word file with a comment a finding; where it was no .docx, one made of its text."""
    findings = shown_findings(run, version, standard_behind(run, version.report.year))
    return gongwen.as_bytes(with_findings(run, version, findings))


def with_findings(run: CheckRun, version: ReportVersion, findings: Iterable[ShownFinding]) -> Document:
    """The Word document with a comment for each of the findings, dated when the check was done."""
    document = _document_of(run, version)
    passages = DocumentPassages(document, version.text)
    for shown in findings:
        spans = shown.finding.evidence
        runs = passages.runs(*spans[0]) if spans else []
        comment = document.add_comment(
            runs or _first_runs(document), author=_("automatic check"), initials=INITIALS
        )
        _write(comment, shown, quoted=bool(spans) and not runs)
        date_comment(comment, run.finished_at)
    return document


def date_comment(comment: Comment, moment: datetime | None) -> None:
    """When it was written, as Word has it: by the clock on the wall, without a zone."""
    if moment is not None:
        comment._comment_elm.set(qn("w:date"), f"{timezone.localtime(moment):%Y-%m-%dT%H:%M:%S}")


def _document_of(run: CheckRun, version: ReportVersion) -> Document:
    if version.kind == "docx":
        data = files.read(version.file)
        with contextlib.suppress(*NOT_FOR_PYTHON_DOCX, UnreadableError):
            if expanded_markup(data) <= LIGHT_BYTES:
                return docx.Document(io.BytesIO(data))
    roles = roles_of_paragraphs(version.text, run.facts)
    levels = {section["start"]: f"heading-{min(section['level'], 4)}" for section in run.outline}
    blocks, start = [], 0
    for line in version.text.split("\n"):
        role = (
            roles.get(start)
            or (levels.get(start) if len(line) <= gongwen.LONGEST_HEADING else None)
            or "body"
        )
        blocks.append(gongwen.Block({"document-number": "number"}.get(role, role), line))
        start += len(line) + 1
    return gongwen.typeset(blocks)


def _first_runs(document: Document) -> list[docx.text.run.Run]:
    """Where a comment about the whole report stands: at the first words."""
    for paragraph in document.paragraphs:
        if paragraph.runs:
            return paragraph.runs
    return [document.add_paragraph().add_run(" ")]


def _write(comment: Comment, shown: ShownFinding, *, quoted: bool) -> None:
    lines = [f"{shown.number}. {shown.finding.get_level_display()}{_(': ')}{shown.words.name}"]
    if quoted:
        lines.append(f"“{shown.finding.quote}”")
    lines += [shown.words.message, shown.words.mend, shown.words.basis]
    kept = [line for line in lines if line]
    comment.paragraphs[0].add_run(kept[0]).bold = True
    for line in kept[1:]:
        comment.add_paragraph(line)
