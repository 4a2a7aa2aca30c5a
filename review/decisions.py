"""Accept, return, recommend: what a reviewer decides, held back for a few minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices import audit
from offices.models import User
from submissions.models import AnnualReport, ReportStatus, StatusChange
from submissions.permissions import may_decide
from submissions.workflow import LetterItem

from . import dispatch, vetoes
from .models import Decision, DecisionKind
from .permissions import may_review


class NotPossibleError(Exception):
    """This decision cannot be made now; ``message`` says why and what to do."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


def kinds_open_to(user: User, report: AnnualReport) -> list[DecisionKind]:
    """What this person may decide about this report now.

    With second review on, the first look ends in a recommendation, and whoever
    recommended does not also accept.
    """
    if not may_review(user, report):
        return []
    decides = may_decide(user, report)
    if report.status == ReportStatus.SUBMITTED:
        first = DecisionKind.RECOMMEND if report.year.requires_second_review else DecisionKind.ACCEPT
        return [first, DecisionKind.RETURN] if decides else [first]
    if report.status == ReportStatus.RECOMMENDED and decides:
        is_own = _recommended_by(report) == user.pk
        return [DecisionKind.RETURN] if is_own else [DecisionKind.ACCEPT, DecisionKind.RETURN]
    if report.status == ReportStatus.ACCEPTED and decides:
        return [DecisionKind.RETURN]
    return []


def _recommended_by(report: AnnualReport) -> int | None:
    change = recommendation_of(report)
    return change.by_id if change else None


def recommendation_of(report: AnnualReport) -> StatusChange | None:
    """Who recommended the report that waits for a second look, and when; None for any other report."""
    if report.status != ReportStatus.RECOMMENDED:
        return None
    changes = StatusChange.objects.filter(report=report, new=ReportStatus.RECOMMENDED)
    return changes.select_related("by").order_by("-pk").first()


def pending_decision(report: AnnualReport) -> Decision | None:
    """The decision still held back, if there is one."""
    return Decision.objects.pending().filter(report=report).select_related("decided_by").first()


def obstacle(report: AnnualReport, kind: str) -> Any:
    """What on the report itself is to be settled before this decision; "" for nothing."""
    if kind == DecisionKind.RETURN and report.year.is_closed:
        return _("The year is closed: the office could not hand in again. The administrator can open it.")
    if kind != DecisionKind.RETURN and vetoes.undecided(report):
        return _("Something may veto this report. Decide on it first; it stands on top of the findings.")
    return ""


def decide(
    report: AnnualReport,
    kind: str,
    *,
    by: User,
    letter: str = "",
    items: Sequence[LetterItem] = (),
    due_on: date | None = None,
) -> Decision:
    """Write the decision down; it goes out after ``DECISION_DELAY``, with a delay of 0 at once.

    Raises :class:`NotPossibleError`.
    """
    if kind not in kinds_open_to(by, report):
        raise NotPossibleError(_("This decision is not open to you now. Please load the page again."))
    if kind == DecisionKind.RETURN and not letter.strip():
        raise NotPossibleError(_("A return needs a letter that says what to mend."))
    if reason := obstacle(report, kind):
        raise NotPossibleError(reason)
    now = timezone.now()
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                report=report,
                version=report.submitted_version,
                kind=kind,
                letter=letter.replace("\r\n", "\n").strip(),  # as browsers send it
                items=[_as_json(item) for item in items],
                due_on=due_on,
                decided_by=by,
                decided_at=now,
                goes_out_at=now + settings.DECISION_DELAY,
            )
    except IntegrityError as error:  # the one pending decision a report may have
        raise NotPossibleError(_("Somebody has just decided about this report.")) from error
    audit.record(f"decision.{kind}", actor=by, bureau_id=report.year.bureau_id, target=report)
    if not settings.DECISION_DELAY:
        dispatch.send(decision.pk)
    return decision


def take_back(decision: Decision, *, by: User) -> bool:
    """Undo a decision before it goes out; False when it has gone already."""
    taken = Decision.objects.pending().filter(pk=decision.pk).update(taken_back_at=timezone.now())
    if taken:
        report = decision.report
        audit.record("decision.taken_back", actor=by, bureau_id=report.year.bureau_id, target=report)
    return bool(taken)


def _as_json(item: LetterItem) -> dict[str, Any]:
    return {
        "text": item.text,
        "quote": item.quote,
        "rule": item.rule,
        "fingerprint": item.fingerprint,
        "evidence": [list(span) for span in item.evidence],
    }
