"""What the engine answers: requirements, findings and the whole result.

The shapes follow the engine's contract (docs/architecture.md). Nothing here is
a rendered sentence: a finding is a rule id with parameters and passages, and
:mod:`submissions.checking.standard` holds the words in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .document import Document, Facts, Section, Span

Parameter = str | int | float | list[str]


class Level(StrEnum):
    """What the person must do about a finding."""

    MUST = "must"
    SHOULD = "should"
    CONFIRM = "confirm"


class Outcome(StrEnum):
    """What became of a requirement. ``UNCHECKED`` never counts as met."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"
    UNSURE = "unsure"
    NOT_APPLICABLE = "not_applicable"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One required content or duty, with the passages that prove the outcome.

    ``note`` is the id of a note text of the standard ("" without one),
    ``params`` its parameters.
    """

    id: str
    outcome: Outcome
    evidence: tuple[Span, ...] = ()
    note: str = ""
    params: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should look at, with the passages it is about.

    ``level`` is None where the standard's level for the rule holds.
    """

    rule: str
    evidence: tuple[Span, ...] = ()
    params: Mapping[str, Parameter] = field(default_factory=dict)
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file could not be read: a reason id of the standard and its parameters."""

    reason: str
    params: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Everything the engine says about one file."""

    kind: str
    standard: str
    unreadable: Unreadable | None = None
    document: Document | None = None
    facts: Facts = field(default_factory=Facts)
    outline: tuple[Section, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    findings: tuple[Finding, ...] = ()  # level always set, in the order of the report
