"""Passages two reports share: pure functions, so that a database can keep and look up the sketches.

A report is cut into clauses; each keeps the six smallest hashes of its 5-grams, names of places and offices,
years and numbers set aside. Two clauses that share a hash are candidates, and a comparison of their words
decides. Measured (docs/architecture.md): a sketch of whole reports finds 10 of 85 heavy copies, sketches of
sentences 97.6 % of the copied sentences. Fixed expressions never count ([signal.common_wording]), nor do
hashes seen in more than :data:`BOILERPLATE_ABOVE` clauses of other reports.

How a caller with a database uses it::

    sketches = sketch_report(document, outline, facts, standard)  # once a version; keep the hashes
    keys = overlap(sketches, stored)  # stored: hash → keys of the reports that hold it
    passages = similar_passages(sketches, sketch_report(*best_other), boilerplate)
    findings = copy_findings("copy.other_office", passages, standard, {"office": …, "year": …})
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import xxhash
from rapidfuzz import fuzz

from .document import Document, Facts, Section, Span
from .results import Finding, Parameter
from .standard import Standard

GRAM = 5
HASHES = 6
BOILERPLATE_ABOVE = 40
CLAUSE_AT_LEAST = 10  # characters after normalising; shorter clauses are only taken along by their neighbours
ALIKE_AT_LEAST = 82  # rapidfuzz ratio of two clauses that say the same
PASSAGE_AT_LEAST = 24  # characters of a passage worth showing

_CLAUSE = re.compile(r"[^，。；！？：\n]+")
_TITLE_OF_TEXT = re.compile(r"《[^》\n]{1,40}》")
_YEAR = re.compile(r"20\d\d年?度?")
_NUMBER = re.compile(r"\d[\d,.]*(?:余|多)?")
_OFFICE_WORDS = re.compile("[我本全]?(?:街道办事处|办事处|街道办|街道|乡镇|镇政府|乡政府|镇党委|乡党委|机关)")
_NUMERAL = "[一二三四五六七八九十]{1,2}"
_ITEM_NUMBER = re.compile(rf"^(?:{_NUMERAL}[是、]|（{_NUMERAL}）|\d{{1,2}}[.、])")
_NOT_WORDS = re.compile(r"[^一-龥A-Za-z#]")

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class SentenceSketch:
    """A clause of a report: the content it stands in, where, its bare words, their smallest hashes.

    ``hashes`` are at most six, fit a signed 64-bit column, and are empty for a
    clause too short to be told from any other. ``section`` is "" outside the contents.
    """

    section: str
    span: Span
    words: str
    hashes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SimilarPassage:
    """A run of clauses two reports share; ``characters`` counts those of the first, marks included."""

    section: str
    span: Span
    other: Span
    characters: int


def sketch_report(
    document: Document, outline: Sequence[Section], facts: Facts, standard: Standard
) -> tuple[SentenceSketch, ...]:
    """The sketches of a report's clauses in reading order; headings are everybody's and left out."""
    bare_words = _BareWords(facts, standard)
    where = [(section.body, section.contents[0]) for section in outline if section.contents]
    headings = [section.heading_span for section in outline]
    sketches = []
    for match in _CLAUSE.finditer(document.text, facts.body.start, facts.body.end or len(document.text)):
        span = Span(*match.span())
        if any(heading.overlaps(span) for heading in headings):
            continue
        words = bare_words.of(match[0])
        hashes = _smallest_hashes(words) if len(words) >= CLAUSE_AT_LEAST else ()
        sketches.append(SentenceSketch(_section_of(span, where), span, words, hashes))
    return tuple(sketches)


def _section_of(span: Span, where: Iterable[tuple[Span, str]]) -> str:
    """The innermost content the clause stands in."""
    inside = [content for body, content in where if body.covers(span)]
    return inside[-1] if inside else ""


class _BareWords:
    """Takes a clause, gives its words without names, years, numbers, titles and common wording."""

    def __init__(self, facts: Facts, standard: Standard) -> None:
        names = {name for name in (facts.office, facts.place) if name}
        names |= {re.sub("(?:街道|镇|乡|区|县|市)$", "", name) for name in names}
        found = sorted((re.escape(name) for name in names if len(name) > 1), key=len, reverse=True)
        self._names = re.compile("|".join(found) or r"(?!)")
        common = standard.signals.get("common_wording")
        self._common = common.any if common else re.compile(r"(?!)")

    def of(self, clause: str) -> str:
        words = _ITEM_NUMBER.sub("", clause)
        for pattern in (_TITLE_OF_TEXT, self._common, self._names, _OFFICE_WORDS, _YEAR):
            words = pattern.sub("", words)
        return _NOT_WORDS.sub("", _NUMBER.sub("#", words))


def _smallest_hashes(words: str) -> tuple[int, ...]:
    grams = {words[at : at + GRAM] for at in range(len(words) - GRAM + 1)}
    return tuple(sorted(xxhash.xxh3_64_intdigest(gram.encode()) >> 1 for gram in grams)[:HASHES])


def hashes_of(sketches: Iterable[SentenceSketch]) -> frozenset[int]:
    """All hashes of a report, to look up in a database."""
    return frozenset(number for sketch in sketches for number in sketch.hashes)


def overlap(
    sketches: Iterable[SentenceSketch],
    stored: Mapping[int, Collection[Key]],
    boilerplate: Collection[int] = frozenset(),
) -> Counter[Key]:
    """How many clauses each stored report shares a hash with, most first by ``most_common()``.

    ``stored`` maps a hash to the keys of the reports that hold it.
    """
    shared: Counter[Key] = Counter()
    for sketch in sketches:
        telling = (number for number in sketch.hashes if number not in boilerplate)
        shared.update({key for number in telling for key in stored.get(number, ())})
    return shared


def boilerplate_in(clause_counts: Mapping[int, int]) -> frozenset[int]:
    """The hashes that are everybody's, from how many stored clauses hold each."""
    return frozenset(number for number, count in clause_counts.items() if count > BOILERPLATE_ABOVE)


def similar_passages(
    sketches: Sequence[SentenceSketch],
    others: Sequence[SentenceSketch],
    boilerplate: Collection[int] = frozenset(),
) -> tuple[SimilarPassage, ...]:
    """What two reports share, content by content, in the order of the first."""
    pairs = dict(_same_clauses(sketches, others, boilerplate))
    _take_along_short_neighbours(pairs, sketches, others)
    passages = (_passage(run, pairs, sketches, others) for run in _runs(pairs, sketches))
    return tuple(passage for passage in passages if passage.characters >= PASSAGE_AT_LEAST)


def _same_clauses(
    sketches: Sequence[SentenceSketch], others: Sequence[SentenceSketch], boilerplate: Collection[int]
) -> Iterator[tuple[int, int]]:
    holders: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for index, other in enumerate(others):
        for number in other.hashes:
            if number not in boilerplate:
                holders[other.section, number].append(index)
    for index, sketch in enumerate(sketches):
        held = (holders.get((sketch.section, number), ()) for number in sketch.hashes)
        candidates = {at for indexes in held for at in indexes}
        scored = [(fuzz.ratio(sketch.words, others[at].words), -at) for at in candidates]
        if scored and max(scored)[0] >= ALIKE_AT_LEAST:
            yield index, -max(scored)[1]


def _take_along_short_neighbours(
    pairs: dict[int, int], sketches: Sequence[SentenceSketch], others: Sequence[SentenceSketch]
) -> None:
    """A short clause counts where it stands next to a shared one in both reports, word for word."""
    for index, at in sorted(pairs.items()):
        for step in (1, -1):
            here, there = index + step, at + step
            if here in pairs or not (0 <= here < len(sketches) and 0 <= there < len(others)):
                continue
            words = sketches[here].words
            if words and not sketches[here].hashes and words == others[there].words:
                pairs[here] = there


def _runs(pairs: Mapping[int, int], sketches: Sequence[SentenceSketch]) -> Iterator[list[int]]:
    run: list[int] = []
    for index in sorted(pairs):
        if run and not (
            index == run[-1] + 1
            and pairs[index] == pairs[run[-1]] + 1
            and sketches[index].section == sketches[run[0]].section
        ):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _passage(
    run: Sequence[int],
    pairs: Mapping[int, int],
    sketches: Sequence[SentenceSketch],
    others: Sequence[SentenceSketch],
) -> SimilarPassage:
    first, last = sketches[run[0]], sketches[run[-1]]
    other = Span(others[pairs[run[0]]].span.start, others[pairs[run[-1]]].span.end)
    span = Span(first.span.start, last.span.end)
    return SimilarPassage(first.section, span, other, span.end - span.start)


def copy_findings(
    rule: str,
    passages: Iterable[SimilarPassage],
    standard: Standard,
    params: Mapping[str, Parameter],
) -> tuple[Finding, ...]:
    """One finding a content whose shared passages reach the standard's ``copy_characters``."""
    by_section: defaultdict[str, list[SimilarPassage]] = defaultdict(list)
    for passage in passages:
        if passage.section:
            by_section[passage.section].append(passage)
    findings = []
    for section, shared in by_section.items():
        characters = sum(passage.characters for passage in shared)
        if characters >= standard.thresholds["copy_characters"]:
            evidence = tuple(passage.span for passage in shared)
            named: dict[str, Parameter] = {"section": f"section.{section}", "characters": characters}
            findings.append(Finding(rule, evidence, {**params, **named}))
    return tuple(findings)
