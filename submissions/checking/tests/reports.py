"""Short reports for the tests, and what the engine's storeys make of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from submissions.checking.checks import CheckContext, Expectation
from submissions.checking.document import Facts, Section
from submissions.checking.facts import facts_of
from submissions.checking.frame import frame_of
from submissions.checking.outline import outline_of
from submissions.checking.reading import read
from submissions.checking.standard import load_standard

# The five real reports are the bureau's and stay outside the repository; without them their tests skip.
REAL_REPORTS = Path(__file__).resolve().parents[4] / "shared" / "reports"

TEXT = "坚持以习近平法治思想为指导，全年开展普法宣传活动12次，化解矛盾纠纷30起，审查合同45份。"


def context_of(
    text: str, *, year: int | None = None, office: str | None = None, due_on: date | None = None
) -> CheckContext:
    """A text as the checks get it."""
    document = read(text.encode())
    standard = load_standard()
    frame = frame_of(document)
    outline = outline_of(document, frame, standard.contents)
    facts = facts_of(document, frame, outline)
    return CheckContext(document, outline, facts, standard, Expectation(year, office, due_on))


def outline_in(text: str) -> tuple[Section, ...]:
    return context_of(text).outline


def facts_in(text: str) -> Facts:
    return context_of(text).facts


def chapters_in(text: str) -> list[tuple[str, ...]]:
    """The chapters as (heading, content, content…)."""
    return [(section.heading, *section.contents) for section in outline_in(text) if section.level == 1]


def tree_in(text: str) -> list[str]:
    """The headings, two blanks of indent a level below the first."""
    return ["  " * (section.level - 1) + section.heading for section in outline_in(text)]


def expected_of_real_reports() -> dict[str, Any]:
    """What a careful reviewer reads in the real reports; empty where they are not at hand."""
    file = REAL_REPORTS / "expected.json"
    if not file.exists():
        return {}
    loaded = json.loads(file.read_text(encoding="utf-8"))
    return {name: labels for name, labels in loaded.items() if name.endswith(".txt")}
