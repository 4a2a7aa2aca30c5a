"""Points the machine proposes for a criterion, with the passages and the reason.

Pure functions from what the check found and from the dates of the report; a
person decides. Every rule takes the criterion's points and its parameters and
gives a :class:`Suggestion`, whose ``points`` is None where the machine cannot tell.

Weights and the working-day deduction: domain rubric (``default_rubric.toml``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from submissions.checking.results import Outcome

SHOWN = (Outcome.MET, Outcome.PARTIAL)
STEP = Decimal("0.5")
ZERO = Decimal(0)
SATURDAY = 5
EVIDENCE_AT_MOST = 6

Spans = Sequence[Sequence[int]]
Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one requirement: outcome and the passages that show it."""

    outcome: str
    evidence: Spans = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One finding that still stands: its rule and passages."""

    rule: str
    evidence: Spans = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a rule may look at."""

    requirements: Mapping[str, Judged]
    findings: Sequence[Found]
    due_on: date
    publish_by: date
    today: date
    first_submitted_on: date | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Proposed points (None: a person has to judge), why, and where to look."""

    points: Decimal | None
    reason: Any
    evidence: Spans = ()


def suggest(rule: str, points: Decimal, params: Params, known: Known) -> Suggestion | None:
    """The proposal of ``rule`` for a criterion worth ``points``; None where no such rule is bound."""
    propose = RULES.get(rule)
    return propose(points, params, known) if propose else None


def working_days_late(due_on: date, day: date) -> int:
    """Mondays to Fridays after ``due_on`` up to and including ``day``; public holidays are not known here."""
    late = (day - due_on).days
    return sum((due_on + timedelta(days=n)).weekday() < SATURDAY for n in range(1, late + 1))


def _timeliness(points: Decimal, params: Params, known: Known) -> Suggestion:
    day = known.first_submitted_on
    if day is None:
        return Suggestion(None, _("Not handed in yet."))
    if day <= known.due_on:
        return Suggestion(points, _("Handed in on time."))
    late = working_days_late(known.due_on, day)
    reason = ngettext("Handed in %(n)s working day late.", "Handed in %(n)s working days late.", late)
    per_day = Decimal(str(params.get("per_working_day", 1)))
    return Suggestion(_rounded(points - late * per_day, points), reason % {"n": late})


def _publication(points: Decimal, params: Params, known: Known) -> Suggestion:
    """A report is published after it is accepted, so while it is scored there is nothing to judge yet: until
    the date has passed it is reckoned as in time, and the reason says so.
    """
    if known.published_on is not None:
        on_time = known.published_on <= known.publish_by
        reason = _("Published on time.") if on_time else _("Published after the date.")
        return Suggestion(points if on_time else ZERO, reason)
    if known.today <= known.publish_by:
        return Suggestion(points, _("The date has not come; reckoned as published in time."))
    return Suggestion(ZERO, _("Not published, and the date has passed."))


def _requirement(points: Decimal, params: Params, known: Known) -> Suggestion:
    """All for met, half for partly met, nothing for missing."""
    judged = known.requirements.get(str(params.get("requirement", "")))
    if judged is None or judged.outcome in (Outcome.UNSURE, Outcome.UNCHECKED):
        return Suggestion(None, _("The machine could not tell."), judged.evidence if judged else ())
    if judged.outcome == Outcome.MET:
        return Suggestion(points, _("Found."), judged.evidence)
    if judged.outcome == Outcome.PARTIAL:
        return Suggestion(_rounded(points / 2, points), _("Found in part; half the points."), judged.evidence)
    if judged.outcome == Outcome.NOT_APPLICABLE:
        return Suggestion(None, _("Does not apply."))
    return Suggestion(ZERO, _("Not found."), judged.evidence)


def _share(points: Decimal, params: Params, known: Known) -> Suggestion:
    """In proportion to how many of the named requirements are shown; all from ``enough`` on."""
    names = _names(params.get("requirements", ()))
    outcomes = SHOWN if params.get("counts_partial") else (Outcome.MET,)
    named = [
        judged
        for key, judged in known.requirements.items()
        if key.startswith(names) and judged.outcome != Outcome.NOT_APPLICABLE
    ]
    if not named:
        return Suggestion(None, _("The machine could not tell."))
    shown = [judged for judged in named if judged.outcome in outcomes]
    of = min(int(params.get("enough") or len(named)), len(named))
    reason = _("%(shown)s of %(all)s found.") % {"shown": len(shown), "all": len(named)}
    earned = points * min(len(shown), of) / of
    return Suggestion(_rounded(earned, points), reason, _spans(judged.evidence[:1] for judged in shown))


def _findings(points: Decimal, params: Params, known: Known) -> Suggestion:
    """``each`` points off for every finding of the named rules; nothing without the part they are about."""
    needed = known.requirements.get(str(params.get("needs", "")))
    if params.get("needs") and (needed is None or needed.outcome == Outcome.MISSING):
        return Suggestion(ZERO, _("The part this is about was not found."))
    names = _names(params.get("rules", ()))
    found = [finding for finding in known.findings if finding.rule.startswith(names)]
    if not found:
        return Suggestion(points, _("The machine found nothing to object to."))
    off = Decimal(str(params.get("each", 1))) * len(found)
    reason = ngettext("%(n)s finding speaks against it.", "%(n)s findings speak against it.", len(found))
    spans = _spans(finding.evidence for finding in found)
    return Suggestion(_rounded(points - off, points), reason % {"n": len(found)}, spans)


RULES: Mapping[str, Callable[[Decimal, Params, Known], Suggestion]] = {
    "timeliness": _timeliness,
    "publication": _publication,
    "requirement": _requirement,
    "share": _share,
    "findings": _findings,
}
RULE_WORDS = (
    ("", _("none, a person judges alone")),
    ("timeliness", _("handed in on time, less for every working day late")),
    ("publication", _("published on time")),
    ("requirement", _("one requirement: all, half or nothing")),
    ("share", _("share of several requirements")),
    ("findings", _("less for every finding of certain rules")),
)


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, (list, tuple)) else (str(value),)


def _spans(groups: Iterable[Spans]) -> Spans:
    return [list(span) for group in groups for span in group][:EVIDENCE_AT_MOST]


def _rounded(points: Decimal, most: Decimal) -> Decimal:
    """Within 0 and ``most``, in steps of half a point."""
    steps = (Decimal(points) / STEP).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return max(ZERO, min(most, steps * STEP))
