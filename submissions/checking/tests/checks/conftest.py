"""Texts judged by every check, without a file on disk."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from submissions.checking.checks import ALL_CHECKS, CheckContext, Expectation
from submissions.checking.document import Document
from submissions.checking.facts import facts_of
from submissions.checking.frame import frame_of
from submissions.checking.outline import outline_of
from submissions.checking.reading import read
from submissions.checking.results import Finding, Requirement
from submissions.checking.standard import Standard, load_standard


def context_of(text: str, standard: Standard | None = None) -> CheckContext:
    """The text as a report the checks can read."""
    document: Document = read(text.encode())
    standard = standard or load_standard()
    frame = frame_of(document)
    outline = outline_of(document, frame, standard.contents)
    facts = facts_of(document, frame, outline)
    return CheckContext(document, outline, facts, standard.for_year(facts.report_year), Expectation())


class Judged:
    """What the checks say about a text, looked up by id."""

    def __init__(self, context: CheckContext) -> None:
        self.text = context.text
        answers = [answer for check in ALL_CHECKS for answer in check(context)]
        self.findings = [answer for answer in answers if isinstance(answer, Finding)]
        self.requirements = {answer.id: answer for answer in answers if isinstance(answer, Requirement)}

    def of(self, rule: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.rule == rule]

    def quotes(self, rule: str) -> list[str]:
        """The passages the findings of a rule are about."""
        return [span.of(self.text) for finding in self.of(rule) for span in finding.evidence]

    def outcome(self, requirement: str) -> str:
        return self.requirements[requirement].outcome

    def proof(self, requirement: str) -> list[str]:
        return [span.of(self.text) for span in self.requirements[requirement].evidence]


@pytest.fixture
def judge() -> Callable[..., Judged]:
    """``judge(text, standard=None)`` runs every check over a text."""
    return lambda text, standard=None: Judged(context_of(text, standard))
