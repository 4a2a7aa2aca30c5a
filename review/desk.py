"""Everything the desk shows of one report, gathered with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q, prefetch_related_objects

from offices.models import User
from submissions.marking import MarkedParagraph
from submissions.models import AnnualReport, CheckRun, CheckRunStatus, Finding, ReportVersion, ReturnItem
from submissions.presentation import Presentation, ShownFinding, present
from submissions.words import Wording, standard_behind, words_of_finding

from .changed_text import ShownParagraph, changed_text
from .drafting import drafts_of
from .models import Review, WorkDraft
from .notes import Note, notes_of, passages_of
from .rubric_lines import Part, parts_of
from .scoring import review_of
from .standing import AskedItem, FindingGroup, asked_items, group_findings
from .vetoes import Flag, flags_of


@dataclass(frozen=True)
class Desk:
    """One report on the desk of one reviewer."""

    report: AnnualReport
    version: ReportVersion
    run: CheckRun
    shown: Presentation
    notes: Sequence[Note]
    solved: Sequence[tuple[Finding, Wording]]
    answers: Sequence[ReturnItem]
    review: Review | None
    parts: Sequence[Part]
    previous: ReportVersion | None
    drafts: Mapping[str, WorkDraft]
    worth: Decimal = Decimal(0)

    @property
    def paragraphs(self) -> Iterator[tuple[Sequence[int], MarkedParagraph, list[Note]]]:
        """The paragraphs that hold text, each with the pages that begin with it and the notes in it."""
        page = 0
        for paragraph in self.shown.paragraphs:
            if not paragraph.pieces:
                continue
            begins = (paragraph.place[1] or 0) if len(paragraph.place) > 1 else 0
            yield range(page + 1, begins + 1), paragraph, self._notes_in(paragraph)
            page = max(page, begins)

    @cached_property
    def changes(self) -> list[tuple[ShownParagraph, list[Note]]]:
        """The paragraphs changed since the version before, and those something stands open about."""
        if self.previous is None:
            return []
        open_keys = {s.key for group in self.groups if not group.is_folded for s in group.members}
        open_keys |= {note.key for note in self.notes} | {s.key for flag in self.flags for s in flag.signs}
        lines = changed_text(
            self.previous.text,
            self.version.text,
            self.shown.paragraphs,
            lambda paragraph: any(m.key in open_keys for piece in paragraph.pieces for m in piece.marks),
        )
        return [(line, self._notes_in(line.paragraph) if line.paragraph else []) for line in lines]

    def _notes_in(self, paragraph: MarkedParagraph) -> list[Note]:
        end = paragraph.start + sum(len(piece.text) for piece in paragraph.pieces)
        return [note for note in self.notes if note.span and paragraph.start <= note.span[0] <= end]

    @property
    def is_again(self) -> bool:
        """Whether the office hands in a revised version."""
        return self.previous is not None

    @cached_property
    def groups(self) -> list[FindingGroup]:
        """The findings by what is to be done about them."""
        asked = {item.fingerprint for item in self.answers if item.fingerprint}
        flagged = {shown.key for flag in self.flags for shown in flag.signs}
        others = [shown for shown in self.shown.findings if shown.key not in flagged]
        return group_findings(others, asked, is_again=self.is_again)

    @property
    def left_count(self) -> int:
        """Findings still to be looked at."""
        walked = sum(len(group.members) for group in self.groups if not group.is_folded)
        return walked + self.open_flag_count

    @property
    def open_flag_count(self) -> int:
        """Veto signs nobody has decided about."""
        return sum(flag.state == "open" for flag in self.flags)

    @cached_property
    def asked(self) -> list[AskedItem]:
        """What the last letter asked for, with the office's answers and what became of it."""
        return asked_items(self.answers, self.shown.findings, self.version.text)

    @cached_property
    def flags(self) -> list[Flag]:
        """What could veto the report, for a person to decide."""
        return flags_of(self.shown.findings)

    @property
    def has_placed_notes(self) -> bool:
        return any(note.span for note in self.notes)

    @property
    def notes_without_place(self) -> list[Note]:
        return [note for note in self.notes if note.span is None]

    @property
    def revision(self) -> int:
        return self.review.revision if self.review else 0

    @property
    def total(self) -> Decimal:
        return self.review.total if self.review else Decimal(0)

    @property
    def page_count(self) -> int:
        """Pages of the file, where the reading knows them."""
        return max((place[2] or 0 for place in self.run.places if len(place) > 2), default=0)


def desk_of(report: AnnualReport, reader: User) -> Desk:
    """The version handed in with its check; the report must have both."""
    version, run = report.submitted_version, report.submitted_run
    version.report = report
    prefetch_related_objects([run], "requirements", "findings")  # both are gone through more than once
    answers = list(ReturnItem.objects.filter(letter=_last_letter(report)).select_related("letter"))
    drafts = drafts_of(report, reader)
    notes = notes_of(report, version, answers, drafts)
    shown = present(run, version, passages_of(notes))
    previous = _version_before(version)
    review = review_of(report, reader)
    parts = parts_of(report, run, shown.findings, review)
    return Desk(
        report=report,
        version=version,
        run=run,
        shown=shown,
        notes=notes,
        solved=_solved(version, previous, shown.findings),
        answers=answers,
        review=review,
        parts=parts,
        previous=previous,
        drafts=drafts,
        worth=sum((part.worth for part in parts), Decimal(0)),
    )


def _last_letter(report: AnnualReport) -> Any:
    return report.letters.order_by("-sent_at").values("pk")[:1]


def _version_before(version: ReportVersion) -> ReportVersion | None:
    """The version handed in before this one."""
    earlier = ReportVersion.objects.filter(
        report=version.report_id, number__lt=version.number, submitted_at__isnull=False
    )
    return earlier.order_by("-number").first()


def _solved(
    version: ReportVersion, previous: ReportVersion | None, findings: Sequence[ShownFinding]
) -> list[tuple[Finding, Wording]]:
    """Findings of the version handed in before that are gone, in words."""
    if previous is None:
        return []
    run = previous.check_runs.filter(status=CheckRunStatus.DONE).order_by("-id").first()
    if run is None:
        return []
    standard = standard_behind(run, version.report.year)
    still = {shown.finding.fingerprint for shown in findings}
    gone = run.findings.exclude(fingerprint__in=still)
    return [(finding, words_of_finding(standard, finding)) for finding in gone]


def report_of_last_year(report: AnnualReport) -> AnnualReport | None:
    """The office's report of the year before in the same bureau, with what became of it."""
    return (
        AnnualReport.objects.filter(
            Q(office=report.office_id), year__bureau=report.year.bureau_id, year__year=report.year.year - 1
        )
        .select_related("year", "office")
        .prefetch_related("letters")
        .first()
    )
