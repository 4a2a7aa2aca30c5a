"""A result as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .document import Document, Span
from .results import CheckResult, Finding, Level, Outcome, Parameter, Requirement
from .standard import Standard

_QUOTED = 60  # characters of a passage that are shown
_RULER = "─" * 72

_COLOURS: Mapping[str, str] = {
    "must": "31;1",
    "should": "33",
    "confirm": "35",
    "met": "32",
    "partial": "33",
    "missing": "31",
    "unsure": "35",
    "quiet": "2",
    "strong": "1",
}
_SIGNS: Mapping[str, str] = {
    "must": "✗",
    "should": "!",
    "confirm": "?",
    "met": "✓",
    "partial": "◐",
    "missing": "✗",
    "unsure": "?",
    "not_applicable": "–",
    "unchecked": "–",
}


_LISTED = ("duty.", "topic.")


def _is_listed(requirement: Requirement) -> bool:
    """Whether a requirement is told in the line of what is missing, not in one of its own."""
    return requirement.outcome is Outcome.MISSING and requirement.id.startswith(_LISTED)


def must_be_mended(result: CheckResult) -> bool:
    """Whether the report cannot be submitted so."""
    return any(finding.level is Level.MUST for finding in result.findings)


@dataclass(frozen=True, slots=True)
class Console:
    """Prints results in one language, with colours or without."""

    standard: Standard
    language: str
    colours: bool

    def term(self, key: str, **params: str | int) -> str:
        """A word of the standard's terms."""
        return self.standard.render("term", key, params, self.language)

    def painted(self, text: str, colour: str) -> str:
        """The text in a colour, where colours are wanted."""
        code = _COLOURS.get(colour) if self.colours else None
        return f"\x1b[{code}m{text}\x1b[0m" if code else text

    def lines(self, result: CheckResult, file: str) -> Iterator[str]:
        """Everything about one file."""
        yield self.painted(_RULER, "quiet")
        yield self.painted(file, "strong")
        if result.unreadable is not None:
            reason = result.unreadable
            message = self.standard.render("unreadable", reason.reason, reason.params, self.language)
            yield f"{self.painted(self.term('report_unreadable'), 'must')} {message}"
            return
        yield from self._head(result)
        yield ""
        yield self.painted(self.term("report_requirements"), "strong")
        for requirement in result.requirements:
            if not _is_listed(requirement):
                yield from self._requirement(requirement, result.document)
        yield from self._lacking(result)
        yield ""
        yield self.painted(self.term("report_findings"), "strong")
        if not result.findings:
            yield f"  {self.term('report_no_findings')}"
        for finding in result.findings:
            yield from self._finding(finding, result.document)

    def overview(self, results: Sequence[tuple[str, CheckResult]]) -> Iterator[str]:
        """A line a file, and what they come to together."""
        yield self.painted(_RULER, "quiet")
        for file, result in results:
            if result.unreadable is not None:
                yield f"{self.painted(self.term('report_unreadable'), 'must')}  {file}"
                continue
            counts = "  ".join(self._count(result, level) for level in Level)
            lacking = [
                self.standard.render("requirement", requirement.id, {}, self.language)
                for requirement in result.requirements
                if requirement.id.startswith("section.") and requirement.outcome is Outcome.MISSING
            ]
            without = f"  {self.term('missing')}{self._colon}{'; '.join(lacking)}" if lacking else ""
            yield f"{counts}  {file}{without}"
        must = sum(must_be_mended(result) for _, result in results)
        unreadable = sum(result.unreadable is not None for _, result in results)
        yield self.term("report_total", files=len(results), must=must, unreadable=unreadable)

    def _count(self, result: CheckResult, level: Level) -> str:
        number = sum(finding.level is level for finding in result.findings)
        return self.painted(f"{self.term(level)} {number:>2}", level if number else "quiet")

    def _head(self, result: CheckResult) -> Iterator[str]:
        facts = result.facts
        year = self.term("report_year", year=facts.report_year) if facts.report_year else ""
        who = " · ".join(part for part in (facts.place, facts.office, year, result.kind) if part)
        yield f"{facts.title or ''}\n{who}" if facts.title else who
        counts = [
            self.painted(f"{self.term(level)} {sum(f.level == level for f in result.findings)}", level)
            for level in Level
        ]
        asked = [r for r in result.requirements if r.outcome is not Outcome.NOT_APPLICABLE]
        met = sum(r.outcome is Outcome.MET for r in asked)
        counts.append(self.painted(f"{self.term('met')} {met}/{len(asked)}", "met"))
        yield " · ".join(counts)
        for note in result.document.notes if result.document else ():
            yield self.painted(self.standard.render("note", note, {}, self.language), "quiet")

    def _lacking(self, result: CheckResult) -> Iterator[str]:
        """The missing duties and the missing topics, a line each, by their short names."""
        for kind in _LISTED:
            listed = [r for r in result.requirements if r.id.startswith(kind) and _is_listed(r)]
            if listed:
                outcome = self.painted(f"{_SIGNS['missing']} {self.term('missing')}", "missing")
                key = f"report_lacking_{kind.rstrip('.')}"
                params: dict[str, Parameter] = {"count": len(listed), "lacking": [r.id for r in listed]}
                yield f"  {outcome}  {self.standard.render('term', key, params, self.language)}"

    def _requirement(self, requirement: Requirement, document: Document | None) -> Iterator[str]:
        outcome = str(requirement.outcome)
        name = self.standard.render("requirement", requirement.id, {}, self.language)
        line = f"  {self.painted(f'{_SIGNS[outcome]} {self.term(outcome)}', outcome)}  {name}"
        yield f"{line}  {self.painted(requirement.id, 'quiet')}"
        if requirement.note and requirement.outcome is not Outcome.NOT_APPLICABLE:
            yield f"      {self.standard.render('note', requirement.note, requirement.params, self.language)}"
        for span in requirement.evidence[:1]:
            yield f"      {self._place(span, document)}"

    def _finding(self, finding: Finding, document: Document | None) -> Iterator[str]:
        level = str(finding.level)
        name = self.standard.render("rule", finding.rule, {}, self.language, "name")
        label = self.painted(f"{_SIGNS[level]} {self.term(level)}", level)
        yield f"  {label}  {name}  {self.painted(finding.rule, 'quiet')}"
        yield f"      {self.standard.render('rule', finding.rule, finding.params, self.language)}"
        for span in finding.evidence:
            yield f"      {self._place(span, document)}"
        for key, field_name in (("report_mend", "mend"), ("report_basis", "basis")):
            words = self.standard.render("rule", finding.rule, finding.params, self.language, field_name)
            if words and words != finding.rule:
                yield self.painted(f"      {self.term(key)}{self._colon}{words}", "quiet")

    @property
    def _colon(self) -> str:
        return ": " if self.language == "en" else "："

    def _place(self, span: Span, document: Document | None) -> str:
        if document is None:
            return ""
        place = document.place_of(span.start)
        parts = [self.term("report_paragraph", paragraph=place.paragraph)]
        if place.page is not None:
            parts.insert(0, self.term("report_page", page=place.page))
        if place.line is not None:
            parts.append(self.term("report_line", line=place.line))
        passage = span.of(document.text).replace("\n", "")
        if len(passage) > _QUOTED:
            passage = f"{passage[: _QUOTED - 1]}…"
        joined = (", " if self.language == "en" else "").join(parts)
        return f"{joined}{self._colon}“{passage}”"
