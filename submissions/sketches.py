"""Comparison with other reports: the database side of ``checking.copies``.

Compared are the latest checked versions of reports that were handed in, of this
or an earlier year and of every bureau on this installation. What an office reads about another bureau's
report is that it exists, nothing more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count

from .checking.copies import (
    SentenceSketch,
    SimilarPassage,
    boilerplate_in,
    copy_findings,
    hashes_of,
    overlap,
    similar_passages,
    sketch_report,
)
from .checking.document import Span
from .checking.results import CheckResult, Finding, Parameter
from .checking.standard import Standard
from .models import AnnualReport, CheckRun, ReportSketch, SketchHash
from .standards import standard_for

CANDIDATES = 3  # reports looked at clause by clause, of each kind
SHARED_AT_LEAST = 2  # clauses; a single one says nothing
PASSAGE_SHOWN = 200  # characters of the other passage kept with the finding
OTHER_COUNTY = "term.other_county"


@dataclass(frozen=True, slots=True)
class _Match:
    """Another report and what this one shares with it."""

    sketch: ReportSketch
    passages: Sequence[SimilarPassage]

    @property
    def characters(self) -> int:
        return sum(passage.characters for passage in self.passages)


def compare(run: CheckRun, result: CheckResult) -> list[Finding]:
    """Findings ``copy.other_office`` and ``copy.own_last_year``, level set."""
    report = run.version.report
    standard = standard_for(report.year).for_year(report.year.year)
    mine = _sketch(result, standard)
    stored, boilerplate = _stored(hashes_of(mine), report)
    shared = overlap(mine, stored, boilerplate)
    sketches = _candidates(shared)
    findings: list[Finding] = []
    for rule, theirs in (
        ("copy.other_office", [s for s in sketches if s.version.report.office_id != report.office_id]),
        ("copy.own_last_year", [s for s in sketches if _is_own_earlier(s, report)]),
    ):
        best = _best(mine, theirs[:CANDIDATES], boilerplate)
        if best is not None and rule in standard.rules:
            params = _params(best, report, len(result.document.text))
            found = copy_findings(rule, best.passages, standard, params)
            findings += [replace(finding, level=standard.rules[rule].level) for finding in found]
    return findings


def keep(run: CheckRun, result: CheckResult) -> None:
    """Keep the sketch of the report's current version, in place of an earlier version's."""
    report = run.version.report
    if report.current_version_id not in (None, run.version_id):
        return
    standard = standard_for(report.year).for_year(report.year.year)
    ReportSketch.objects.filter(version__report=report).delete()
    clauses = _sketch(result, standard)
    kept = ReportSketch.objects.create(
        version=run.version,
        clauses=[[c.section, c.span.start, c.span.end, c.words, list(c.hashes)] for c in clauses],
    )
    SketchHash.objects.bulk_create(
        (SketchHash(sketch=kept, value=value) for clause in clauses for value in clause.hashes),
        batch_size=2000,
    )


def _sketch(result: CheckResult, standard: Standard) -> tuple[SentenceSketch, ...]:
    return sketch_report(result.document, result.outline, result.facts, standard)


def _stored(hashes: Iterable[int], report: AnnualReport) -> tuple[dict[int, set[int]], frozenset[int]]:
    """Which sketches of handed-in reports of this or an earlier year hold each hash, and the hashes that
    are everybody's. These are counted in the index alone and never fetched: one of them may stand in
    every report of the country.
    """
    known = SketchHash.objects.filter(value__in=hashes)
    counts = dict(known.values_list("value").annotate(Count("pk")).order_by())
    boilerplate = boilerplate_in(counts)
    rows = SketchHash.objects.filter(
        value__in=counts.keys() - boilerplate,
        sketch__version__report__first_submitted_at__isnull=False,
        sketch__version__report__year__year__lte=report.year.year,
    ).exclude(sketch__version__report=report)
    holders: defaultdict[int, set[int]] = defaultdict(set)
    for value, sketch_id in rows.values_list("value", "sketch_id"):
        holders[value].add(sketch_id)
    return holders, boilerplate


def _candidates(shared: Counter[int]) -> list[ReportSketch]:
    """The sketches that share most, most first; enough of them that both kinds are among them."""
    ids = [pk for pk, count in shared.most_common(4 * CANDIDATES) if count >= SHARED_AT_LEAST]
    found = ReportSketch.objects.select_related(
        "version__report__office", "version__report__year__bureau"
    ).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _is_own_earlier(sketch: ReportSketch, report: AnnualReport) -> bool:
    other = sketch.version.report
    return other.office_id == report.office_id and other.year.year < report.year.year


def _best(
    mine: Sequence[SentenceSketch], theirs: Iterable[ReportSketch], boilerplate: frozenset[int]
) -> _Match | None:
    matches = [_Match(s, similar_passages(mine, _clauses(s), boilerplate)) for s in theirs]
    return max((m for m in matches if m.passages), key=lambda m: m.characters, default=None)


def _clauses(sketch: ReportSketch) -> list[SentenceSketch]:
    return [
        SentenceSketch(section, Span(start, end), words, tuple(hashes))
        for section, start, end, words, hashes in sketch.clauses
    ]


def _params(match: _Match, report: AnnualReport, length: int) -> dict[str, Parameter]:
    """Whose report it is like, how much of this one is, and the other's words where they may be shown."""
    other = match.sketch.version.report
    params: dict[str, Parameter] = {
        "office": OTHER_COUNTY,
        "year": other.year.year,
        "similarity": round(100 * match.characters / max(1, length)),
    }
    if other.year.bureau_id == report.year.bureau_id:
        params["office"] = other.office.short_name
        params["other"] = match.passages[0].other.of(match.sketch.version.text)[:PASSAGE_SHOWN]
    return params
