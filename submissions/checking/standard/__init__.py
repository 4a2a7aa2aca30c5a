"""What a report must contain and how it must be worded: data with years, legal source and version.

>>> standard = load_standard()
>>> standard.for_year(2023).rules["figures.few"].level
<Level.SHOULD: 'should'>

A bureau's own standard is a TOML or JSON file, or a mapping kept in a
database, laid over the shipped one (see :mod:`.loading` for how entries merge).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ..results import Level, Parameter
from .loading import (
    Origins,
    Raw,
    StandardError,
    combined_source,
    order_of,
    read_entries,
    read_file,
    shipped_source,
)
from .model import Content, Demand, Duty, Law, Lexicon, Meeting, Period, Phrase, Rule, Signal, Topic, Words
from .wording import fill_in

__all__ = [
    "Content",
    "Demand",
    "Duty",
    "Law",
    "Level",
    "Lexicon",
    "Meeting",
    "Period",
    "Phrase",
    "Rule",
    "Signal",
    "Standard",
    "StandardError",
    "Topic",
    "Words",
    "load_standard",
    "standard_as_mapping",
    "standard_from_mapping",
]

# Laws are not filtered: one no longer in force must stay known, to be told from one that never was.
YEARLY = (
    "contents",
    "duties",
    "topics",
    "requirements",
    "rules",
    "phrases",
    "periods",
    "meetings",
    "signals",
    "lexicons",
)


@dataclass(frozen=True, eq=False)
class Standard:
    """One version of the standard; all mappings are keyed by id, in the order of the files."""

    version: str
    contents: Mapping[str, Content]
    duties: Mapping[str, Duty]
    topics: Mapping[str, Topic]
    requirements: Mapping[str, Demand]
    rules: Mapping[str, Rule]
    phrases: Mapping[str, Phrase]
    periods: Mapping[str, Period]
    meetings: Mapping[str, Meeting]
    laws: Mapping[str, Law]
    signals: Mapping[str, Signal]
    lexicons: Mapping[str, Lexicon]
    notes: Mapping[str, Words]
    unreadable: Mapping[str, Words]
    terms: Mapping[str, Words]
    thresholds: Mapping[str, float]
    source: Mapping[str, Any] = field(repr=False)

    def for_year(self, year: int | None) -> Standard:
        """The entries that hold for a report year; all of them where it is not known. Memoised."""
        return self if year is None else _for_year(self, year)

    def demand(self, requirement_id: str) -> Demand:
        """The words of a requirement: ``section.*``, ``duty.*``, ``topic.*`` or one by its own id.

        Raises KeyError where the standard does not hold it.
        """
        kind, _, key = requirement_id.partition(".")
        of_kind: Mapping[str, Mapping[str, Demand]] = {
            "section": self.contents,
            "duty": self.duties,
            "topic": self.topics,
        }
        return of_kind.get(kind, {}).get(key) or self.requirements[requirement_id]

    def render(
        self,
        kind: str,
        key: str,
        params: Mapping[str, Parameter] | None = None,
        language: str = "zh",
        field_name: str = "message",
    ) -> str:
        """A text of the standard with its parameters filled in.

        ``kind`` is "rule", "requirement", "note", "unreadable" or "term"; for a
        rule ``field_name`` is name, message, expected, mend or basis, for a
        requirement name, expected, mend or basis. An id the standard does not
        hold (a result kept from another version) gives the id itself.
        """
        words = self._words(kind, key, field_name)
        if words is None:
            return key
        return fill_in(words.in_language(language), params or {}, self._names_in(language), language)

    def _words(self, kind: str, key: str, field_name: str) -> Words | None:
        try:
            if kind == "rule":
                words = getattr(self.rules[key], field_name)
            elif kind == "requirement":
                words = getattr(self.demand(key), field_name if field_name != "message" else "name")
            else:
                words = {"note": self.notes, "unreadable": self.unreadable, "term": self.terms}[kind][key]
        except KeyError:
            return None
        return words if isinstance(words, Words) else None

    def _names_in(self, language: str) -> Mapping[str, str]:
        return _names(self, "en" if language.lower().startswith("en") else "zh")


@lru_cache(maxsize=64)
def _for_year(standard: Standard, year: int) -> Standard:
    kept: dict[str, Any] = {
        kind: {key: entry for key, entry in getattr(standard, kind).items() if entry.holds_in(year)}
        for kind in YEARLY
    }
    return replace(standard, **kept)


@lru_cache(maxsize=64)
def _names(standard: Standard, language: str) -> dict[str, str]:
    """What a parameter that is an id reads as: ``duty.P3``, ``section.achievements``, ``term.party``."""
    names = {f"term.{key}": words for key, words in standard.terms.items()}
    for prefix, demands in (
        ("section", standard.contents),
        ("duty", standard.duties),
        ("topic", standard.topics),
    ):
        names |= {f"{prefix}.{key}": demand.short or demand.name for key, demand in demands.items()}
    names |= {f"term.period_{key}": period.name for key, period in standard.periods.items()}
    names |= {f"term.meeting_{key}": meeting.name for key, meeting in standard.meetings.items()}
    return {key: words.in_language(language) for key, words in names.items()}


def load_standard(path: Path | None = None) -> Standard:
    """The shipped standard, or the shipped one with a bureau's own TOML or JSON file laid over it.

    Raises StandardError, which lists everything wrong in the file.
    """
    if path is None:
        return _shipped()
    return _build(*combined_source(read_file(path), path.name))


def standard_from_mapping(mapping: Mapping[str, Any], name: str = "standard") -> Standard:
    """The shipped standard with ``mapping`` laid over it; the whole of it where it says ``complete``."""
    return _build(*combined_source(mapping, name))


def standard_as_mapping(standard: Standard) -> dict[str, Any]:
    """The whole standard as JSON-able data, from which :func:`standard_from_mapping` makes it again."""
    source = copy.deepcopy(dict(standard.source))
    return {**source, "complete": True, "order": order_of(source)}


@cache
def _shipped() -> Standard:
    return _build(*shipped_source())


def _build(raw: Raw, origins: Origins) -> Standard:
    made, problems = read_entries(raw, origins)
    if not raw["version"]:
        problems.append("version: is missing")
    if problems:
        raise StandardError(problems)
    return Standard(
        version=raw["version"],
        contents=made["content"],
        duties=made["duty"],
        topics=made["topic"],
        requirements=made["requirement"],
        rules=made["rule"],
        phrases=made["phrase"],
        periods=made["period"],
        meetings=made["meeting"],
        laws=made["law"],
        signals=made["signal"],
        lexicons=made["lexicon"],
        notes=made["note"],
        unreadable=made["unreadable"],
        terms=made["term"],
        thresholds=made["threshold"],
        source=raw,
    )
