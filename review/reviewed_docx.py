"""The reviewed Word document: the office's file with findings and comments at their passages."""

from __future__ import annotations

import docx
from django.utils.translation import gettext as _
from docx.document import Document

from submissions import gongwen
from submissions.docx_passages import DocumentPassages
from submissions.findings_out import date_comment, with_findings
from submissions.models import AnnualReport, ReturnItem
from submissions.presentation import shown_findings
from submissions.words import standard_behind

from .notes import Note, notes_of
from .standing import is_put_aside


def reviewed_name(report: AnnualReport) -> str:
    """What the browser saves it as."""
    said = _("%(office)s %(year)s with comments") % {"office": report.office, "year": report.year.year}
    return f"{said}.docx"


def reviewed_docx(report: AnnualReport, *, for_office: bool) -> bytes:
    """All findings that count and all comments; internal comments stay out of a copy ``for_office``."""
    version, run = report.submitted_version, report.submitted_run
    version.report = report
    findings = shown_findings(run, version, standard_behind(run, report.year))
    document = with_findings(run, version, [shown for shown in findings if not is_put_aside(shown.verdict)])
    passages = DocumentPassages(document, version.text)
    answers = ReturnItem.objects.filter(letter__report=report).order_by("letter__sent_at")
    for note in notes_of(report, version, list(answers)):
        if not (note.comment.is_internal and for_office):
            _add(document, passages, note)
    return gongwen.as_bytes(document)


def _add(document: Document, passages: DocumentPassages, note: Note) -> None:
    """The comment at its passage; at the first words where it has none."""
    runs = passages.runs(*note.span) if note.span else []
    author = str(note.comment.by)
    comment = document.add_comment(runs or _first_runs(document), author=author, initials=author[:2])
    lines = _lines(note, is_quoted=bool(note.comment.quote) and not runs)
    comment.paragraphs[0].add_run(lines[0])
    for line in lines[1:]:
        comment.add_paragraph(line)
    date_comment(comment, note.comment.at)


def _lines(note: Note, *, is_quoted: bool) -> list[str]:
    lines = note.comment.body.split("\n")
    if is_quoted:
        lines.insert(0, f"“{note.comment.quote}”")
    if note.is_gone:
        lines.insert(0, f"[{_('its passage is gone')}]")
    if note.comment.is_internal:
        lines.insert(0, f"[{_('internal')}]")
    if note.answer:
        said = _(": ").join(filter(None, [str(note.answer.get_answer_display()), note.answer.answer_text]))
        lines.append(_("The office: %(answer)s") % {"answer": said})
    return lines


def _first_runs(document: Document) -> list[docx.text.run.Run]:
    for paragraph in document.paragraphs:
        if paragraph.runs:
            return paragraph.runs
    return [document.add_paragraph().add_run(" ")]
