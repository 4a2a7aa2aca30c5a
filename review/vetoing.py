"""Deciding about what may veto a report, and raising it by hand; each keeps person, reason and time."""

from __future__ import annotations

from django.db import transaction

from offices.models import User
from submissions.checking.results import Level
from submissions.models import AnnualReport, Finding

from . import findings
from .vetoes import RAISED, VetoKind, kind_of


@transaction.atomic
def decide(report: AnnualReport, kind: VetoKind, reason: str, *, stands: bool, by: User) -> None:
    """Whether the signs of this kind veto the report, and why; one verdict for all of them."""
    for finding in report.submitted_run.findings.all():
        if kind_of(finding) != kind:
            continue
        if stands:
            findings.confirm(report, finding, by=by, reason=reason)
        else:
            findings.dismiss(report, finding, reason, by=by)


@transaction.atomic
def raise_flag(
    report: AnnualReport,
    kind: VetoKind,
    name: str,
    reason: str,
    span: tuple[int, int] | None,
    *,
    by: User,
) -> Finding:
    """A sign the machine did not see; whoever raises it has decided that it stands."""
    finding = findings.add_by_hand(
        report, name, reason, Level.MUST.value, span, by=by, rule=f"{RAISED}{kind}"
    )
    findings.confirm(report, finding, by=by, reason=reason[:500])
    return finding
