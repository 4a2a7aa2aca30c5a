"""Carrying out what was decided, once its time has come. The Decision row is the truth:
whoever gets the conditional UPDATE carries it out, everybody else finds it done.
"""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone

from offices import audit
from offices.notifications import notify
from submissions import workflow

from .models import Decision, DecisionKind

logger = logging.getLogger(__name__)


def send_due() -> int:
    """Carry out every decision whose time has come; returns how many."""
    due = Decision.objects.pending().filter(goes_out_at__lte=timezone.now())
    return sum(_send_apart(pk) for pk in list(due.order_by("goes_out_at").values_list("pk", flat=True)))


def _send_apart(decision_id: int) -> bool:
    """Carry out one; what goes wrong with it must not keep those behind it from going out."""
    try:
        return send(decision_id)
    except (OperationalError, InterfaceError):  # the database went away, and for all of them
        raise
    except Exception:
        logger.exception("decision %s could not be carried out; it is tried again", decision_id)
        return False


def send(decision_id: int) -> bool:
    """Carry out one decision, if it is due and nobody has. A report that moved on meanwhile
    cancels it, and who decided is told.
    """
    try:
        with transaction.atomic():
            return _send(decision_id)
    except workflow.WrongStatusError:
        logger.info("decision %s: the report moved on meanwhile", decision_id)
        _cancel(decision_id)
        return False


def _send(decision_id: int) -> bool:
    now = timezone.now()
    claimed = Decision.objects.pending().filter(pk=decision_id, goes_out_at__lte=now).update(sent_at=now)
    if not claimed:
        return False
    decision = Decision.objects.select_related(
        "decided_by", "report__year", "report__office", "report__submitted_version", "report__latest_run"
    ).get(pk=decision_id)
    report, by = decision.report, decision.decided_by
    if report.submitted_version_id != decision.version_id:
        raise workflow.WrongStatusError(report)
    if decision.kind == DecisionKind.ACCEPT:
        workflow.accept(report, by=by)
    elif decision.kind == DecisionKind.RECOMMEND:
        workflow.recommend(report, by=by)
    else:
        items = [workflow.LetterItem(**item) for item in decision.items]
        workflow.return_for_revision(
            report, by=by, letter=decision.letter, items=items, due_on=decision.due_on
        )
    return True


def _cancel(decision_id: int) -> None:
    cancelled = Decision.objects.pending().filter(pk=decision_id).update(taken_back_at=timezone.now())
    if not cancelled:
        return
    decision = Decision.objects.select_related("decided_by", "report__office", "report__year").get(
        pk=decision_id
    )
    report = decision.report
    audit.record("decision.cancelled", bureau_id=report.year.bureau_id, target=report, was=report.status)
    notify(
        [decision.decided_by],
        "decision_cancelled",
        about=f"decision-{decision.pk}",
        url=reverse("review_desk", args=[report.pk]),
        office=str(report.office),
        year=report.year.year,
    )
