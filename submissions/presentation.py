"""One finished check, ready to be shown: findings and requirements in words, the text with its passages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from .checking.results import Outcome
from .checking.standard import Standard
from .marking import MarkedParagraph, Passage, mark_text
from .models import CheckRun, Finding, FindingResponse, ReportVersion, RequirementOutcome
from .models.responses import OFFICE_RESPONSES
from .words import LEVEL_ORDER, Wording, standard_behind, words_of_finding, words_of_requirement

PROVEN = (Outcome.MET, Outcome.PARTIAL)


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with its number on the page, its words and what was answered to it."""

    finding: Finding
    number: int
    words: Wording
    answer: FindingResponse | None = None  # the office's latest
    verdict: FindingResponse | None = None  # the bureau's latest

    @property
    def key(self) -> str:
        return str(self.finding.pk)

    @property
    def is_settled(self) -> bool:
        """Whether a reviewer has put it aside."""
        return self.verdict is not None and self.verdict.kind == "dismissed"


@dataclass(frozen=True, slots=True)
class ShownRequirement:
    """A requirement's outcome in words; ``key`` names its passages."""

    outcome: RequirementOutcome
    words: Wording

    @property
    def key(self) -> str:
        return f"r{self.outcome.pk}"


@dataclass(frozen=True, slots=True)
class Presentation:
    """Everything a result page or the desk shows of one check."""

    run: CheckRun
    findings: list[ShownFinding]
    requirements: list[ShownRequirement]
    paragraphs: list[MarkedParagraph]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def groups(self) -> list[tuple[str, list[ShownRequirement]]]:
        """Requirements by kind: contents, duties, topics; kinds without any are left out."""
        kinds = {"section": "contents", "duty": "duties", "first_responsible": "duties", "topic": "topics"}
        grouped: dict[str, list[ShownRequirement]] = {"contents": [], "duties": [], "topics": []}
        for shown in self.requirements:
            kind = kinds.get(shown.outcome.requirement.partition(".")[0], "contents")
            grouped[kind].append(shown)
        return [(kind, members) for kind, members in grouped.items() if members]


def present(run: CheckRun, version: ReportVersion, extra: Iterable[Passage] = ()) -> Presentation:
    """Prepare a finished check of ``version`` (with its report and year) for a page; three queries.

    ``extra`` are further passages to mark, e.g. a reviewer's comments.
    """
    standard = standard_behind(run, version.report.year)
    findings = shown_findings(run, version, standard)
    requirements = [
        ShownRequirement(outcome, words_of_requirement(standard, outcome))
        for outcome in run.requirements.all()
    ]
    paragraphs = mark_text(
        version.text,
        [*_passages_of_findings(findings), *_passages_of_requirements(requirements), *extra],
        outline=run.outline,
        places=run.places,
        roles=roles_of_paragraphs(version.text, run.facts),
    )
    return Presentation(run, findings, requirements, paragraphs, counts_of(findings, requirements))


def shown_findings(run: CheckRun, version: ReportVersion, standard: Standard) -> list[ShownFinding]:
    """The check's findings in the order of the report, with the latest answer of each side."""
    office, bureau = latest_responses(version.report.responses.select_related("by"))
    return [
        ShownFinding(
            finding,
            number,
            words_of_finding(standard, finding),
            office.get(finding.fingerprint),
            bureau.get(finding.fingerprint),
        )
        for number, finding in enumerate(run.findings.all(), start=1)
    ]


def latest_responses(
    responses: QuerySet[FindingResponse],
) -> tuple[dict[str, FindingResponse], dict[str, FindingResponse]]:
    """By fingerprint, what the office and what the bureau said last."""
    office: dict[str, FindingResponse] = {}
    bureau: dict[str, FindingResponse] = {}
    for response in responses.order_by("id"):
        side = office if response.kind in OFFICE_RESPONSES else bureau
        side[response.fingerprint] = response
    return office, bureau


def counts_of(findings: Sequence[ShownFinding], requirements: Sequence[ShownRequirement]) -> dict[str, int]:
    """How many must, should, confirm and met."""
    levels = [shown.finding.level for shown in findings]
    counts = {level.value: levels.count(level) for level in LEVEL_ORDER}
    counts["met"] = sum(shown.outcome.outcome == Outcome.MET for shown in requirements)
    return counts


def _passages_of_findings(findings: Iterable[ShownFinding]) -> Iterable[Passage]:
    for shown in findings:
        for start, end in shown.finding.evidence:
            yield Passage(start, end, shown.key, shown.finding.level, shown.words.name, shown.number)


def _passages_of_requirements(requirements: Iterable[ShownRequirement]) -> Iterable[Passage]:
    for shown in requirements:
        if shown.outcome.outcome in PROVEN:
            for start, end in shown.outcome.evidence:
                yield Passage(start, end, shown.key, "met", shown.words.name)


def roles_of_paragraphs(text: str, facts: dict[str, object]) -> dict[int, str]:
    """Which paragraphs are title, document number or signature, by their start, as the facts say."""
    lines = []
    start = 0
    for line in text.split("\n"):
        lines.append((start, _bare(line)))
        start += len(line) + 1
    title = _bare(str(facts.get("title") or ""))
    number = _bare(str(facts.get("document_number") or ""))
    signers = {_bare(name) for name in facts.get("signed_by") or []}
    roles = {start: "title" for start, line in lines[:8] if line and title and line in title}
    roles |= {start: "document-number" for start, line in lines[:8] if number and number in line}
    for start, line in lines[-6:]:
        if line in signers or _DATE_LINE.fullmatch(line):
            roles[start] = "signature"
    return roles


_DATE_LINE = re.compile(r"[（(]?\d{4}年\d{1,2}月\d{1,2}日[）)]?")


def _bare(line: str) -> str:
    return re.sub(r"\s+", "", line)
