"""The rows of the compliance list: a report and what its row shows, fetched a few hundred at a time.

Plain values instead of objects wherever a row needs a handful of facts: ten
thousand rows with seventeen outcomes each would otherwise be a quarter of a million
objects, and most of the worker's time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import Substr

from offices.models import User
from submissions.models import (
    AnnualReport,
    CheckRun,
    Finding,
    ReportingYear,
    RequirementOutcome,
    ReturnItem,
    StatusChange,
)
from submissions.models.reports import AnnualReportQuerySet

CHUNK = 500
DUTIES = tuple(f"duty.{letter}{number}" for letter in "PG" for number in range(1, 7))
SECTIONS = ("achievements", "shortcomings", "first_responsible", "next_plan", "other")
LISTED = (*DUTIES, *(f"section.{name}" for name in SECTIONS))
COPIES = ("copy.other_office", "copy.own_last_year")
REASONS_READ, REASON_READ = 3, 100  # items of a letter, and characters of each; the list shows fewer


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of the version handed in says. Lengths in characters without blanks."""

    facts: dict[str, Any]
    length: int
    first_responsible_length: int


@dataclass(slots=True)
class Details:
    """What a chunk of reports shows beside its own fields, by report or by check."""

    checked: dict[int, Checked] = field(default_factory=dict)
    outcomes: dict[int, dict[str, str]] = field(default_factory=dict)
    copies: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    counts: dict[int, Counter[str]] = field(default_factory=dict)  # where the report shows a draft's
    last_items: dict[int, list[str]] = field(default_factory=dict)
    changes: dict[int, dict[str, tuple[str, datetime]]] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)  # words looked up once a chunk, not once a cell


@dataclass(frozen=True, slots=True)
class Row:
    """One report with what its row needs, looked up once."""

    number: int
    report: AnnualReport
    today: date
    details: Details
    is_on_time: bool | None  # None: not handed in

    def words(self, text: Any) -> str:
        """A lazy text that is there for good, in the language in force. Its own hash would translate it."""
        known = self.details.said.get(id(text))
        if known is None:
            known = self.details.said[id(text)] = str(text)
        return known

    @property
    def checked(self) -> Checked | None:
        """The check of the version handed in."""
        return self.details.checked.get(self.report.submitted_run_id)

    @property
    def outcomes(self) -> dict[str, str]:
        """Requirement id → outcome, of the sections and duties."""
        return self.details.outcomes.get(self.report.submitted_run_id, {})

    @property
    def copies(self) -> list[dict[str, Any]]:
        """The parameters of the findings about copied text."""
        return self.details.copies.get(self.report.submitted_run_id, [])

    @property
    def problems(self) -> tuple[int, int]:
        """How many findings of the version handed in must and should be mended."""
        if not self.report.shows_a_draft:
            return self.report.must_count, self.report.should_count
        counts = self.details.counts.get(self.report.submitted_run_id, Counter())
        return counts["must"], counts["should"]

    @property
    def last_items(self) -> list[str]:
        """What the latest return letter asks for, the first few items."""
        return self.details.last_items.get(self.report.pk, [])

    def fact(self, name: str) -> Any:
        """A fact of the version handed in, None without one."""
        return self.checked.facts.get(name) if self.checked else None

    def latest_change(self, *statuses: str) -> tuple[str, datetime] | None:
        """Who last moved the report to one of ``statuses``, and when; None where nobody did."""
        moves = self.details.changes.get(self.report.pk, {})
        return max(
            (moves[name] for name in statuses if name in moves), key=lambda move: move[1], default=None
        )


def rows_of(reports: AnnualReportQuerySet, today: date, first: int = 1) -> Iterator[Row]:
    """Rows in list order, numbered from ``first``; memory stays flat however many there are."""
    years: dict[int, ReportingYear] = {}
    people: dict[int, User] = {}
    number = first
    for chunk in _chunks(reports):
        _attach(chunk, years, people)
        details = _details(chunk)
        for report in chunk:
            yield Row(number, report, today, details, report.handed_in_on_time)
            number += 1


def _chunks(reports: AnnualReportQuerySet) -> Iterator[Sequence[AnnualReport]]:
    fetched = reports.select_related("office").iterator(chunk_size=CHUNK)
    chunk: list[AnnualReport] = []
    for report in fetched:
        chunk.append(report)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _attach(chunk: Sequence[AnnualReport], years: dict[int, ReportingYear], people: dict[int, User]) -> None:
    """The year and the person who accepted: the same few objects for all rows."""
    new_years = {report.year_id for report in chunk} - years.keys()
    if new_years:
        years |= ReportingYear.objects.select_related("bureau").in_bulk(new_years)
    new_people = {report.accepted_by_id for report in chunk if report.accepted_by_id} - people.keys()
    if new_people:
        people |= User.objects.in_bulk(new_people)
    for report in chunk:
        report.year = years[report.year_id]
        report.accepted_by = people.get(report.accepted_by_id)


def _details(chunk: Sequence[AnnualReport]) -> Details:
    runs = [report.submitted_run_id for report in chunk if report.submitted_run_id]
    ids = [report.pk for report in chunk]
    details = Details()
    kept = CheckRun.objects.filter(pk__in=runs)
    for pk, *said in kept.values_list("pk", "facts", "length", "first_responsible_length"):
        details.checked[pk] = Checked(*said)
    outcomes = RequirementOutcome.objects.filter(run__in=runs, requirement__in=LISTED).order_by()
    for run, requirement, outcome in outcomes.values_list("run", "requirement", "outcome"):
        details.outcomes.setdefault(run, {})[requirement] = outcome
    copies = Finding.objects.filter(run__in=runs, rule__in=COPIES).order_by("pk")
    for run, params in copies.values_list("run", "params"):
        details.copies.setdefault(run, []).append(params)
    details.counts.update(_counts(chunk))
    details.last_items.update(_last_items(ids))
    moves = StatusChange.objects.filter(report__in=ids, by__isnull=False).order_by("pk")
    for report, new, name, at in moves.values_list("report", "new", F("by__full_name"), "at"):
        details.changes.setdefault(report, {})[new] = (name, at)
    return details


def _counts(chunk: Sequence[AnnualReport]) -> dict[int, Counter[str]]:
    """Findings by level of the versions handed in, for the few reports that have a newer draft."""
    runs = [report.submitted_run_id for report in chunk if report.submitted_run_id and report.shows_a_draft]
    found: dict[int, Counter[str]] = {}
    if runs:
        levels = Finding.objects.filter(run__in=runs).order_by().values_list("run", "level")
        for run, level, count in levels.annotate(Count("pk")):
            found.setdefault(run, Counter())[level] = count
    return found


def _last_items(reports: Sequence[int]) -> dict[int, list[str]]:
    """The first items of each report's latest letter, by report."""
    items = ReturnItem.objects.filter(letter__report__in=reports, position__lt=REASONS_READ)
    found: dict[int, tuple[int, list[str]]] = {}
    said = items.order_by("letter", "position").annotate(begins=Substr("text", 1, REASON_READ))
    for report, letter, text in said.values_list("letter__report", "letter", "begins"):
        if report not in found or found[report][0] != letter:
            found[report] = (letter, [])
        found[report][1].append(text)
    return {report: texts[:REASONS_READ] for report, (_letter, texts) in found.items()}
