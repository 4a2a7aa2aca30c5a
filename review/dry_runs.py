"""What a changed standard would say otherwise, on a text or over all the reports a bureau keeps.

Both standards read the same text with the same engine, so that only the standard
makes a difference. Copied passages are not compared: they depend on the other reports.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from submissions.checking.checks.context import Expectation
from submissions.checking.engine import check_report
from submissions.checking.results import CheckResult
from submissions.checking.standard import Standard, standard_from_mapping
from submissions.models import AnnualReport
from submissions.standards import standard_for

from .models import DryRun, DryRunChange, DryRunStatus

logger = logging.getLogger(__name__)
STALE_AFTER = timedelta(minutes=2)
PROGRESS_EVERY = 5  # reports
QUOTE_LENGTH = 60
Change = dict[str, Any]


def stale() -> models.QuerySet[DryRun]:
    """Unfinished dry runs no worker has given a sign of life for."""
    unfinished = DryRun.objects.filter(status__in=(DryRunStatus.QUEUED, DryRunStatus.RUNNING))
    return unfinished.filter(touched_at__lt=timezone.now() - STALE_AFTER)


def run(dry_run_id: int) -> None:
    """Try every report and keep the differences. Running it twice does no harm."""
    claimed = _claim(dry_run_id)
    if claimed is None:
        return
    try:
        _try_all(claimed)
    except Exception:
        # Whatever goes wrong must end in a row a person can read.
        logger.exception("dry run %s failed", dry_run_id)
        _end(claimed, DryRunStatus.FAILED)
    else:
        _end(claimed, DryRunStatus.DONE)


def _claim(dry_run_id: int) -> DryRun | None:
    now = timezone.now()
    waiting = Q(status=DryRunStatus.QUEUED) | Q(status=DryRunStatus.RUNNING, touched_at__lt=now - STALE_AFTER)
    claimed = DryRun.objects.filter(waiting, pk=dry_run_id).update(
        status=DryRunStatus.RUNNING, touched_at=now, done=0
    )
    if not claimed:
        return None
    DryRunChange.objects.filter(dry_run=dry_run_id).delete()
    return DryRun.objects.select_related("year__bureau", "year__standard").get(pk=dry_run_id)


def _end(dry_run: DryRun, status: str) -> None:
    DryRun.objects.filter(pk=dry_run.pk, status=DryRunStatus.RUNNING).update(
        status=status, finished_at=timezone.now()
    )


def reports_to_try(dry_run: DryRun) -> models.QuerySet[AnnualReport]:
    """Every report of the bureau with a text that was handed in, of all years."""
    return (
        AnnualReport.objects.filter(year__bureau=dry_run.year.bureau_id, submitted_version__isnull=False)
        .exclude(submitted_version__text="")
        .select_related("year", "office", "submitted_version")
        .order_by("pk")
    )


def _try_all(dry_run: DryRun) -> None:
    reports = reports_to_try(dry_run)
    before, after = standard_for(dry_run.year), standard_from_mapping(dry_run.content)
    DryRun.objects.filter(pk=dry_run.pk).update(total=reports.count())
    done = 0
    for report in reports.iterator(chunk_size=50):
        old, new = both(report.submitted_version.text, before, after, expectation_of(report))
        changes = differences(old, new)
        if changes:
            DryRunChange.objects.update_or_create(
                dry_run=dry_run,
                report=report,
                defaults={"changes": changes, "must_before": _musts(old), "must_after": _musts(new)},
            )
        done += 1
        if done % PROGRESS_EVERY == 0:
            DryRun.objects.filter(pk=dry_run.pk).update(done=done, touched_at=timezone.now())
    DryRun.objects.filter(pk=dry_run.pk).update(done=done)


def expectation_of(report: AnnualReport) -> Expectation:
    """What is known about a report before it is read."""
    return Expectation(year=report.year.year, office=report.office.name, due_on=report.year.due_on)


def both(
    text: str, before: Standard, after: Standard, expectation: Expectation
) -> tuple[CheckResult, CheckResult]:
    """One text under two standards."""
    data = text.encode()
    old = check_report(data, name="report.txt", expectation=expectation, standard=before)
    return old, check_report(data, name="report.txt", expectation=expectation, standard=after)


def differences(old: CheckResult, new: CheckResult) -> list[Change]:
    """What the second result says otherwise, requirements first; see :class:`DryRunChange` for the shape."""
    return [*_requirement_changes(old, new), *_finding_changes(old, new)]


def _requirement_changes(old: CheckResult, new: CheckResult) -> Iterator[Change]:
    before = {requirement.id: str(requirement.outcome) for requirement in old.requirements}
    after = {requirement.id: str(requirement.outcome) for requirement in new.requirements}
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield _change("requirement", name, before.get(name, ""), after.get(name, ""), 1, "")


def _finding_changes(old: CheckResult, new: CheckResult) -> Iterator[Change]:
    before, after = _counted(old), _counted(new)
    for rule, quote in dict.fromkeys([*before, *after]):
        was, would_be = before.get((rule, quote)), after.get((rule, quote))
        if was != would_be:
            counts = sum((was or would_be or Counter()).values())
            yield _change("finding", rule, _levels(was), _levels(would_be), counts, quote)


def _counted(result: CheckResult) -> dict[tuple[str, str], Counter[str]]:
    """Rule and passage → how many findings of which level."""
    text = result.document.text if result.document else ""
    found: dict[tuple[str, str], Counter[str]] = {}
    for finding in result.findings:
        quote = " … ".join(span.of(text) for span in finding.evidence[:2])[:QUOTE_LENGTH]
        found.setdefault((finding.rule, quote), Counter())[str(finding.level)] += 1
    return found


def _levels(counted: Counter[str] | None) -> str:
    return next(iter(counted)) if counted else ""


def _change(kind: str, name: str, before: str, after: str, count: int, quote: str) -> Change:
    return {"kind": kind, "id": name, "before": before, "after": after, "count": count, "quote": quote}


def _musts(result: CheckResult) -> int:
    return sum(str(finding.level) == "must" for finding in result.findings)
