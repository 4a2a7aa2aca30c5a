"""What can be done to many reports at once. Each action first says what it would do.

:func:`fitting` splits the chosen reports into those the action is for and those it
leaves alone; the page shows both before anything happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from offices import audit
from offices.models import User
from submissions.models import AnnualReport, CheckRun, ReportStatus
from submissions.models.reports import WITH_BUREAU, WITH_OFFICE
from submissions.permissions import may_decide
from submissions.uploads import queue_check

from . import decisions
from .models import Decision, DecisionKind
from .permissions import may_assign, may_review
from .reminders import remind_once


@dataclass(frozen=True, slots=True)
class Action:
    """One bulk action: key in the form, word on the button, and what it is not for."""

    key: str
    label: Any
    not_for: Any


ACTIONS: Mapping[str, Action] = {
    action.key: action
    for action in (
        Action("assign", _("Assign"), _("exempt, or you may not assign these")),
        Action(
            "sample", _("Draw a sample for a second look"), _("not handed in, or you may not assign these")
        ),
        Action("remind", _("Remind"), _("not with the office now")),
        Action("recheck", _("Check again"), _("no file yet")),
        Action(
            "return",
            _("Return with one letter"),
            _("not to review now, decided already, or not yours to decide"),
        ),
        Action("export", _("Make a list"), _("cannot be listed")),
    )
}


def fitting(
    action: str, reports: Iterable[AnnualReport], user: User
) -> tuple[list[AnnualReport], list[AnnualReport]]:
    """The reports the action is for, and the others."""
    fit: list[AnnualReport] = []
    unfit: list[AnnualReport] = []
    reports = list(reports)
    decided = Decision.objects.pending().filter(report__in=reports).values_list("report", flat=True)
    waiting = frozenset(decided) if action == "return" else frozenset()
    for report in reports:
        (fit if report.pk not in waiting and _fits(action, report, user) else unfit).append(report)
    return fit, unfit


def _fits(action: str, report: AnnualReport, user: User) -> bool:
    if action == "assign":
        return may_assign(user, report.year.bureau_id) and report.status != ReportStatus.EXEMPT
    if action == "sample":
        return may_assign(user, report.year.bureau_id) and report.submitted_version_id is not None
    if action == "remind":
        return report.status in WITH_OFFICE and not report.year.is_closed
    if action == "recheck":
        return report.current_version_id is not None and may_review(user, report)
    if action == "return":
        return report.status in WITH_BUREAU and may_decide(user, report)
    return True


def remind(reports: Sequence[AnnualReport], text: str, *, key: str, by: User) -> int:
    """Tell the people of each office, and keep who was reminded when. ``key`` names this letter: sent twice,
    it reminds nobody again. Returns how many offices were told.
    """
    return sum(remind_once(report, text, key, by=by) for report in reports)


def recheck(reports: Sequence[AnnualReport], *, by: User) -> int:
    """Queue a new check of the newest version of each, but where one waits already; returns how many."""
    waiting = set(
        CheckRun.objects.unfinished()
        .filter(version__in=[report.current_version_id for report in reports])
        .values_list("version_id", flat=True)
    )
    chosen = [report for report in reports if report.current_version_id not in waiting]
    for report in chosen:
        queue_check(report.current_version)
        audit.record("report.rechecked", actor=by, bureau_id=report.year.bureau_id, target=report)
    return len(chosen)


def return_together(reports: Sequence[AnnualReport], letter: str, due_on: date, *, by: User) -> int:
    """Decide to return each with the same letter; they go out after the usual delay."""
    done = 0
    for report in reports:
        try:
            decisions.decide(report, DecisionKind.RETURN, by=by, letter=letter, due_on=due_on)
        except decisions.NotPossibleError:
            continue  # somebody decided meanwhile; the page says how many went
        done += 1
    return done
