"""What a reviewer says to a finding, findings added by hand, and how often a rule cries wolf."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from offices import audit
from offices.models import User
from submissions.models import (
    AnnualReport,
    CheckRun,
    Finding,
    FindingResponse,
    FindingState,
    ResponseKind,
)
from submissions.models.responses import BUREAU_RESPONSES

from .anchoring import QUOTE_LENGTH

MANUAL_RULE = "reviewer.remark"


def confirm(report: AnnualReport, finding: Finding, *, by: User, reason: str = "") -> FindingResponse:
    """The finding is right."""
    return _respond(report, finding, ResponseKind.CONFIRMED, by=by, reason=reason)


def dismiss(
    report: AnnualReport, finding: Finding, reason: str, *, by: User, until: date | None = None
) -> FindingResponse:
    """This one finding of this report does not count, until a date where one is given."""
    return _respond(report, finding, ResponseKind.DISMISSED, by=by, reason=reason, until=until)


@transaction.atomic
def add_by_hand(
    report: AnnualReport,
    name: str,
    text: str,
    level: str,
    span: tuple[int, int] | None,
    *,
    by: User,
    rule: str = MANUAL_RULE,
) -> Finding:
    """A finding the machine does not make; it lives on under its own fingerprint. Sent twice it stays one."""
    run = report.submitted_run
    CheckRun.objects.select_for_update().get(pk=run.pk)  # of two sent at once, one is kept
    evidence = [list(span)] if span else []
    quote = report.submitted_version.text[span[0] : span[1]][:QUOTE_LENGTH] if span else ""
    mark = hashlib.sha256(f"{rule}\n{name}\n{text}\n{''.join(quote.split())}".encode()).hexdigest()
    for kept in run.findings.filter(is_manual=True, fingerprint=mark):
        if kept.evidence == evidence:
            return kept
    last = run.findings.aggregate(last=Max("position"))["last"]
    finding = Finding.objects.create(
        run=run,
        rule=rule,
        level=level,
        params={"name": name, "text": text},
        evidence=evidence,
        quote=quote,
        fingerprint=mark,
        position=0 if last is None else last + 1,
        is_manual=True,
    )
    audit.record("finding.added", actor=by, bureau_id=report.year.bureau_id, target=report, level=level)
    return finding


def carry_over(report: AnnualReport) -> None:
    """Findings added by hand live on where their passage still stands, in a new check and in a new version;
    the machine does not make them again.
    """
    run, version = report.submitted_run, report.submitted_version
    if run is None or version is None:
        return
    earlier = Finding.objects.filter(is_manual=True, run__version__report=report, run_id__lt=run.pk)
    if not earlier.exists():
        return
    CheckRun.objects.select_for_update().get(pk=run.pk)  # of two who open it at once, one copies
    here = set(run.findings.filter(is_manual=True).values_list("fingerprint", flat=True))
    last = run.findings.aggregate(last=Max("position"))["last"] or 0
    for finding in earlier.exclude(fingerprint__in=here).select_related("run").order_by("run_id", "pk"):
        at = version.text.find(finding.quote)
        if finding.fingerprint in here or at < 0:
            continue
        span = (at, at + len(finding.quote)) if finding.quote else None
        here.add(finding.fingerprint)
        last += 1
        _copy(finding, run, span, last, is_same_version=finding.run.version_id == version.pk)


def _copy(
    finding: Finding, run: CheckRun, span: tuple[int, int] | None, position: int, *, is_same_version: bool
) -> None:
    finding.pk, finding.run, finding.position = None, run, position
    finding.evidence = [list(span)] if span else []
    finding.state = finding.state if is_same_version else FindingState.STILL
    finding._state.adding = True
    finding.save(force_insert=True)


@transaction.atomic
def _respond(
    report: AnnualReport,
    finding: Finding,
    kind: ResponseKind,
    *,
    by: User,
    reason: str = "",
    until: date | None = None,
) -> FindingResponse:
    """Keep it. What a person says twice in a row was pressed twice: it stays one answer and one line."""
    AnnualReport.objects.select_for_update().get(pk=report.pk)  # of two sent at once, one is kept
    said = {"version": report.submitted_version, "kind": kind, "reason": reason, "until": until, "by": by}
    bureau = FindingResponse.objects.filter(
        report=report, fingerprint=finding.fingerprint, kind__in=BUREAU_RESPONSES
    )
    last = bureau.order_by("-id").first()
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return last
    response = FindingResponse.objects.create(
        report=report, fingerprint=finding.fingerprint, rule=finding.rule, **said
    )
    audit.record(
        f"finding.{kind}", actor=by, bureau_id=report.year.bureau_id, target=report, rule=finding.rule
    )
    return response


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """How one rule fared: made so often, dismissed, called a false alarm, confirmed."""

    rule: str
    found: int
    dismissed: int
    false_alarms: int
    confirmed: int

    @property
    def percent_dismissed(self) -> int:
        """Of the findings made, how many a reviewer put aside."""
        return round(100 * self.dismissed / self.found) if self.found else 0


def records_of_rules(reports: QuerySet[AnnualReport]) -> list[RuleRecord]:
    """Every rule that was answered to, those dismissed most often first; three queries."""
    answered = FindingResponse.objects.filter(report__in=reports).values("rule")
    counts = answered.annotate(
        dismissed=Count("pk", filter=Q(kind=ResponseKind.DISMISSED)),
        false_alarms=Count("pk", filter=Q(kind=ResponseKind.FALSE_ALARM)),
        confirmed=Count("pk", filter=Q(kind=ResponseKind.CONFIRMED)),
    ).order_by("-dismissed", "-false_alarms", "rule")
    rows = list(counts)
    found = dict(
        Finding.objects.filter(
            run__in=reports.exclude(submitted_run=None).values("submitted_run"),
            rule__in=[row["rule"] for row in rows],
        )
        .values_list("rule")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return [
        RuleRecord(
            row["rule"], found.get(row["rule"], 0), row["dismissed"], row["false_alarms"], row["confirmed"]
        )
        for row in rows
    ]
