"""One file in, everything the engine says about it out.

>>> result = check_report(b"...", name="report.docx")  # doctest: +SKIP
>>> as_json(result, "report.docx", "zh")["requirements"]  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from .checks import ALL_CHECKS, CheckContext, Expectation
from .checks.context import Check
from .checks.figures import check_figures
from .checks.first_responsible import check_first_responsible
from .document import Document, Facts, Span
from .facts import facts_of
from .frame import frame_of
from .outline import outline_of, section_contents
from .reading import UnreadableError, read
from .results import CheckResult, Finding, Level, Outcome, Requirement, Unreadable
from .standard import Standard, load_standard

__all__ = ["STEPS", "Expectation", "as_json", "check_report"]

# What a waiting person is told, in order; each id is reported when the step begins.
STEPS = ("reading", "sections", "first_responsible", "figures", "comparison")

_BEGINS: Mapping[Check, str] = {check_first_responsible: "first_responsible", check_figures: "figures"}
_LEVELS = tuple(Level)


class Reader(Protocol):
    """Anything that reads a file as :func:`submissions.checking.reading.read` does."""

    def __call__(self, data: bytes, *, name: str = "") -> Document: ...


def check_report(
    data: bytes,
    *,
    name: str = "",
    expectation: Expectation | None = None,
    standard: Standard | None = None,
    reader: Reader = read,
    on_step: Callable[[str], None] | None = None,
) -> CheckResult:
    """Read and judge one file. Never raises for what is in the file: see ``unreadable`` of the result.

    ``reader`` lets a worker read in a child process; ``on_step`` is called
    with each id of :data:`STEPS` as it begins. Same bytes, expectation and
    standard give the same result.
    """
    standard = standard or load_standard()
    expectation = expectation or Expectation()
    report_step = on_step or _silent
    report_step("reading")
    try:
        document = reader(data, name=name)
    except UnreadableError as error:
        return _unreadable(error, standard, expectation)
    report_step("sections")
    context = _context(document, standard, expectation)
    requirements, findings = _run(context, report_step)
    report_step("comparison")
    held = standard.for_year(context.year)
    return CheckResult(
        kind=document.kind,
        standard=standard.version,
        document=document,
        facts=context.facts,
        outline=context.outline,
        requirements=_in_order(requirements, held),
        findings=_sorted(findings, held),
    )


def _silent(step: str) -> None:
    """Nobody is waiting."""


def _context(document: Document, standard: Standard, expectation: Expectation) -> CheckContext:
    frame = frame_of(document)
    outline = outline_of(document, frame, standard.contents)
    facts = facts_of(document, frame, outline)
    return CheckContext(document, outline, facts, standard, expectation)


def _run(
    context: CheckContext, report_step: Callable[[str], None]
) -> tuple[list[Requirement], list[Finding]]:
    requirements: list[Requirement] = []
    findings: list[Finding] = []
    for check in ALL_CHECKS:
        if check in _BEGINS:
            report_step(_BEGINS[check])
        for answer in check(context):
            if isinstance(answer, Finding):
                findings.append(answer)
            else:
                requirements.append(answer)
    return requirements, findings


def _unreadable(error: UnreadableError, standard: Standard, expectation: Expectation) -> CheckResult:
    """Nothing was read, so nothing was checked; what was not checked never counts as met."""
    held = standard.for_year(expectation.year)
    return CheckResult(
        kind=str(error.params.get("kind", "")),
        standard=standard.version,
        unreadable=Unreadable(error.reason, dict(error.params)),
        requirements=tuple(Requirement(key, Outcome.UNCHECKED) for key in requirement_ids(held)),
    )


def requirement_ids(standard: Standard) -> tuple[str, ...]:
    """The ids of everything the standard demands, in its order."""
    kinds: Iterable[tuple[str, Mapping[str, Any]]] = (
        ("section.", standard.contents),
        ("duty.", standard.duties),
        ("", standard.requirements),
        ("topic.", standard.topics),
    )
    return tuple(f"{prefix}{key}" for prefix, entries in kinds for key in entries)


def _in_order(requirements: Sequence[Requirement], standard: Standard) -> tuple[Requirement, ...]:
    order = {key: at for at, key in enumerate(requirement_ids(standard))}
    return tuple(sorted(requirements, key=lambda r: (order.get(r.id, len(order)), r.id)))


def _sorted(findings: Iterable[Finding], standard: Standard) -> tuple[Finding, ...]:
    """In reading order, then by level and rule; what is about the whole report stands first.

    A rule the standard does not hold for the year, or has switched off, is silent.
    """
    levelled = [_levelled(finding, standard) for finding in findings if finding.rule in standard.rules]

    def key(finding: Finding) -> tuple[Any, ...]:
        places = [(span.start, span.end) for span in finding.evidence]
        level = _LEVELS.index(finding.level) if finding.level else 0
        return (
            min(places, default=(-1, -1)),
            level,
            finding.rule,
            places,
            sorted(map(str, finding.params.items())),
        )

    return tuple(sorted(levelled, key=key))


def _levelled(finding: Finding, standard: Standard) -> Finding:
    return finding if finding.level else replace(finding, level=standard.rules[finding.rule].level)


def as_json(
    result: CheckResult, file: str, language: str = "zh", standard: Standard | None = None
) -> dict[str, Any]:
    """The result in the shape of the engine's contract (docs/architecture.md), words in ``language``.

    ``standard`` is the one the result was made with, if not the shipped one.
    """
    words = standard or load_standard()
    unreadable = result.unreadable
    return {
        "file": file,
        "kind": result.kind,
        "unreadable": unreadable
        and {
            "reason": unreadable.reason,
            "message": words.render("unreadable", unreadable.reason, unreadable.params, language),
        },
        "standard": result.standard,
        "facts": _facts(result.facts),
        "text": result.document.text if result.document else "",
        "outline": _outline(result),
        "requirements": [_requirement(requirement, words, language) for requirement in result.requirements],
        "findings": [_finding(finding, words, language) for finding in result.findings],
    }


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "title": facts.title,
        "office": facts.office,
        "place": facts.place,
        "report_year": facts.report_year,
        "next_year": facts.next_year,
        "document_number": facts.document_number,
        "signers": list(facts.signers),
        "addressees": list(facts.addressees),
        "signed_by": list(facts.signed_by),
        "signed_on": facts.signed_on,
    }


def _outline(result: CheckResult) -> list[dict[str, Any]]:
    """One entry per heading; a sub-heading that announces nothing belongs to the chapter above it."""
    return [
        {
            "level": section.level,
            "number": section.number,
            "heading": section.heading,
            "section": next(iter(section_contents(result.outline, index)), None),
            "start": section.span.start,
            "end": section.span.end,
        }
        for index, section in enumerate(result.outline)
    ]


def _spans(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": span.start, "end": span.end} for span in spans]


def _requirement(requirement: Requirement, words: Standard, language: str) -> dict[str, Any]:
    note = requirement.note
    return {
        "id": requirement.id,
        "outcome": str(requirement.outcome),
        "evidence": _spans(requirement.evidence),
        "note": words.render("note", note, requirement.params, language) if note else "",
    }


def _finding(finding: Finding, words: Standard, language: str) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": str(finding.level),
        "message": words.render("rule", finding.rule, finding.params, language),
        "params": dict(finding.params),
        "evidence": _spans(finding.evidence),
    }
