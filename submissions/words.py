"""The words of findings and requirements, made from the standard in the reader's language.

A finding keeps a rule id and parameters; only here, when somebody looks at
it, does it become sentences.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .checking.results import Level
from .checking.standard import Standard
from .models import CheckRun, Finding, ReportingYear, RequirementOutcome
from .standards import standard_for, standard_used, words_language

# What went wrong around the engine, of which no standard speaks.
FAILURES = {
    "internal_error": _("The machine met an error of its own. The check can be tried again."),
    "gave_up": _("The check was begun several times and never came to its end. It can be tried again."),
    "stored_file_damaged": _("The stored file is missing or damaged. Please bring it in again."),
    "secrecy_mark": _("The file bears a secrecy mark. It was removed; only the fact is recorded."),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything said about one finding or requirement; an empty text where the standard says nothing."""

    name: str
    message: str
    expected: str = ""
    mend: str = ""
    basis: str = ""


def standard_of(year: ReportingYear) -> Standard:
    """The standard of a reporting year, with the entries that hold for its report year."""
    return standard_for(year).for_year(year.year)


def standard_behind(run: CheckRun, year: ReportingYear) -> Standard:
    """The standard a result was made with, with the entries that hold for the report year."""
    return standard_used(run, year).for_year(year.year)


def words_of_finding(standard: Standard, finding: Finding, language: str | None = None) -> Wording:
    """The sentences of a finding. One a reviewer added by hand brings its own text in ``params``."""
    if finding.is_manual:
        return Wording(
            name=str(finding.params.get("name", "")) or finding.rule, message=finding.params.get("text", "")
        )
    return Wording(**_rendered(standard, "rule", finding.rule, finding.params, language))


def words_of_requirement(
    standard: Standard, requirement: RequirementOutcome, language: str | None = None
) -> Wording:
    """The sentences of a requirement; ``message`` is the note on how its outcome came about."""
    spoken = language or words_language()
    said = _rendered(standard, "requirement", requirement.requirement, requirement.params, spoken)
    said["message"] = (
        standard.render("note", requirement.note, requirement.params, spoken) if requirement.note else ""
    )
    return Wording(**said)


def rule_name(standard: Standard, rule: str, language: str | None = None) -> str:
    """The plain name of a rule or requirement id; the id itself where the standard has none."""
    spoken = language or words_language()
    if rule in standard.rules:
        return standard.render("rule", rule, {}, spoken, "name")
    return standard.render("requirement", rule, {}, spoken, "name")


def words_of_failure(standard: Standard, run: CheckRun) -> str:
    """Why a file could not be read, or the machine gave up, and what to do."""
    if run.failure in FAILURES:
        return str(FAILURES[run.failure])
    return standard.render("unreadable", run.failure, run.failure_params, words_language())


def _rendered(
    standard: Standard, kind: str, key: str, params: Mapping[str, Any], language: str | None
) -> dict[str, str]:
    spoken = language or words_language()
    said = {}
    for field in ("name", "message", "expected", "mend", "basis"):
        text = standard.render(kind, key, params, spoken, field)
        # A text the standard does not hold reads as the bare id; only the name may stay so.
        said[field] = "" if text == key and field != "name" else text
    return said


LEVEL_ORDER = (Level.MUST, Level.SHOULD, Level.CONFIRM)
