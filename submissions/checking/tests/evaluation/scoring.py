"""Comparing an answer with a label: what was expected, found, missed, and raised without cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .answers import Answer
from .labels import Labelled, fold
from .places import FoldedText

LISTS = ("signers", "addressees", "signed_by")
FACTS = ("office", "place", "report_year", "next_year", "document_number", *LISTS, "signed_on")
POSITIVE = {"met", "partial"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing compared. ``expected`` and ``found`` say whether label and answer have it."""

    report: str
    topic: str
    expected: bool
    found: bool
    detail: str = ""
    level: str = ""

    @property
    def missed(self) -> bool:
        """Expected and not found."""
        return self.expected and not self.found

    @property
    def false(self) -> bool:
        """Found and not expected."""
        return self.found and not self.expected


def score(report: Labelled, answer: Answer) -> list[Mark]:
    """Everything the label speaks about, compared with the answer."""
    return [
        *_facts(report, answer),
        *_outline(report, answer),
        *_requirements(report, answer),
        *_findings(report, answer),
    ]


def _facts(report: Labelled, answer: Answer) -> Iterator[Mark]:
    given = answer.get("facts") or {}
    for name in FACTS:
        if name not in report.label.get("facts", {}):
            continue
        wanted, got = report.label["facts"][name], given.get(name)
        detail = f"{wanted!r} ≠ {got!r}"
        if wanted:
            yield Mark(report.name, f"facts.{name}", True, same_fact(name, wanted, got), detail)
        elif got:
            yield Mark(report.name, f"facts.{name}", False, True, detail)


def same_fact(name: str, wanted: Any, got: Any) -> bool:
    """Whether a fact says the same; lists without order, a place with or without 县, 区 or 市."""
    if name in LISTS:
        return sorted(map(fold, wanted)) == sorted(map(fold, got or []))
    if name == "place":
        return bool(got) and (wanted in got or got in wanted)
    return bool(wanted == got)


def _outline(report: Labelled, answer: Answer) -> Iterator[Mark]:
    wanted = [(content, fold(heading)) for content, heading in report.label.get("sections", [])]
    top = [entry for entry in answer.get("outline") or [] if entry["level"] == 1]
    got = [(content, fold(entry["heading"])) for entry in top for content in contents_of(entry)]
    for content, heading in wanted:
        match = next((g for g in got if g[0] == content and same_heading(heading, g[1])), None)
        if match:
            got.remove(match)
        yield Mark(report.name, f"outline.{content}", True, bool(match), heading)
    if wanted:
        for content, heading in got:
            yield Mark(report.name, f"outline.{content}", False, True, heading)
    lower = [entry for entry in answer.get("outline") or [] if entry["level"] > 1]
    for content, heading, _parent in report.label.get("nested", []):
        found = any(
            content in contents_of(e) and _is_sub_heading(fold(heading), fold(e["heading"])) for e in lower
        )
        yield Mark(report.name, f"outline.nested.{content}", True, found, heading)


def contents_of(entry: dict[str, Any]) -> list[str]:
    """All contents an outline entry announces."""
    several = entry.get("contents")
    if several:
        return list(several)
    return [entry["section"]] if entry.get("section") else []


def same_heading(wanted: str, got: str) -> bool:
    """Headings match when one is the beginning of the other (where a heading ends is a matter of taste)."""
    return got.startswith(wanted) or (len(got) >= 4 and wanted.startswith(got))


def _is_sub_heading(wanted: str, got: str) -> bool:
    return same_heading(wanted, got) or wanted in got  # a rewriting may have changed its number


def _requirements(report: Labelled, answer: Answer) -> Iterator[Mark]:
    outcomes = {r["id"]: r["outcome"] for r in answer.get("requirements") or []}
    for name, wanted in report.label.get("outcomes", {}).items():
        allowed, got = wanted.split("|"), outcomes.get(name, "absent")
        expected = bool(POSITIVE & set(allowed)) and "missing" not in allowed
        found = got in allowed if expected else got not in allowed
        yield Mark(report.name, name, expected, found, f"{wanted} ≠ {got}")
    for duty in report.label.get("duties", []):
        yield Mark(report.name, f"duty.{duty}", True, outcomes.get(f"duty.{duty}") == "met", "in the section")
    for duty in report.label.get("duties_absent", []):
        if outcomes.get(f"duty.{duty}") == "met":
            yield Mark(report.name, f"duty.{duty}", False, True, _proof(answer, f"duty.{duty}"))


def _proof(answer: Answer, name: str) -> str:
    spans = [s for r in answer["requirements"] if r["id"] == name for s in r["evidence"]]
    return " / ".join(answer["text"][span["start"] : span["end"]] for span in spans)


def _findings(report: Labelled, answer: Answer) -> Iterator[Mark]:
    text = FoldedText(answer.get("text") or "")
    findings, explained = _all_findings(answer), set()
    for entry in report.label.get("must_find", []):
        fitting = [i for i, finding in enumerate(findings) if _fits(entry, finding, text)]
        explained.update(fitting)
        yield Mark(report.name, entry["rule"], True, _proven(entry, fitting, findings, text), _quotes(entry))
    for index, finding in enumerate(findings):
        allowed = any(_fits(entry, finding, text) for entry in report.label.get("may_find", []))
        if index not in explained and not allowed:
            quote = " / ".join(text.passage(span) for span in finding["evidence"])[:120]
            yield Mark(report.name, finding["rule"], False, True, quote, finding["level"])


def _all_findings(answer: Answer) -> list[dict[str, Any]]:
    """The findings; a file that could not be read counts as the finding that says so."""
    findings = list(answer.get("findings") or [])
    if answer.get("unreadable") and not any(f["rule"] == "text.unreadable" for f in findings):
        findings.append({"rule": "text.unreadable", "level": "must", "evidence": []})
    return findings


def _quotes(entry: dict[str, Any]) -> str:
    return " / ".join(entry["quotes"]) or "(somewhere)"


def _fits(entry: dict[str, Any], finding: dict[str, Any], text: FoldedText) -> bool:
    """Whether a finding speaks of what the entry describes: its rule, at one of its quotes."""
    if finding["rule"] not in {entry["rule"], *entry.get("or", [])} and entry["rule"] != "*":
        return False
    return not entry["quotes"] or any(text.touches(quote, finding["evidence"]) for quote in entry["quotes"])


def _proven(
    entry: dict[str, Any], fitting: list[int], findings: list[dict[str, Any]], text: FoldedText
) -> bool:
    """Whether every quote of the entry is touched by the evidence of fitting findings."""
    evidence = [span for index in fitting for span in findings[index]["evidence"]]
    return bool(fitting) and all(text.touches(quote, evidence) for quote in entry["quotes"])
