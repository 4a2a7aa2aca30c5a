"""The standard's names for filters and desks of this app."""

from __future__ import annotations

from functools import lru_cache

from submissions.checking.standard import Standard, load_standard
from submissions.models import AnnualReport
from submissions.standards import words_language
from submissions.words import rule_name, standard_of

Choice = tuple[str, str]


def standard_of_report(report: AnnualReport) -> Standard:
    """The standard the report's year is judged by."""
    return standard_of(report.year)


def choices_for_filters() -> tuple[list[Choice], list[Choice]]:
    """Requirements and rules by plain name, as the shipped standard names them."""
    return _choices(words_language())


@lru_cache(maxsize=4)
def _choices(language: str) -> tuple[list[Choice], list[Choice]]:
    standard = load_standard()
    demands = [
        *(f"section.{key}" for key in standard.contents),
        *standard.requirements,
        *(f"duty.{key}" for key in standard.duties),
        *(f"topic.{key}" for key in standard.topics),
    ]
    requirements = [(key, standard.render("requirement", key, {}, language, "name")) for key in demands]
    return requirements, [(key, rule_name(standard, key, language)) for key in standard.rules]
