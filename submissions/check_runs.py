"""What the worker does with one CheckRun, and what it keeps of the result.

``run`` may be called any number of times for the same row, by any number of
workers: the row is claimed (:mod:`submissions.claims`), only the claim still
valid at the end keeps its result, and result and notice are one transaction.
"""

import hashlib
import logging
import re
from collections.abc import Iterator
from itertools import count

from django.db import transaction
from django.utils import timezone

from . import files, purging, search, sketches
from .check_news import tell_uploader
from .checking.checks.context import Expectation
from .checking.document import Section
from .checking.engine import as_json, check_report
from .checking.results import CheckResult, Level, Outcome
from .claims import LOST_DATABASE, MAX_ATTEMPTS, claim, give_back, heartbeat, mine
from .models import (
    AnnualReport,
    CheckRun,
    CheckRunStatus,
    Finding,
    FindingState,
    RequirementOutcome,
    StandardVersion,
)
from .separate_report import reader_for
from .standards import standard_for, version_in_force

logger = logging.getLogger(__name__)

QUOTE_LENGTH = 400
SECRECY_RULE = "secrecy.mark"


def run(run_id: int) -> bool:
    """Check one version; keep the result, or why there is none. False where the database went away
    meanwhile: the check is queued again and should be sent again.
    """
    claimed = claim(run_id)
    if claimed is None:
        return True
    try:
        if claimed.attempts > MAX_ATTEMPTS:
            _fail(claimed, "gave_up")
            return True
        with heartbeat(claimed):
            judged_by = version_in_force(claimed.version.report.year)
            _keep(claimed, judged_by, _check(claimed))
    except LOST_DATABASE:
        logger.warning("check %s: the database went away", run_id, exc_info=True)
        give_back(claimed)
        return False
    except files.DamagedFileError:
        logger.exception("check %s: the stored file is damaged", run_id)
        _fail(claimed, "stored_file_damaged")
    except Exception:
        # Whatever goes wrong must end in a row a person can read, never in a silent loss.
        logger.exception("check %s failed", run_id)
        _fail(claimed, "internal_error")
    return True


def _check(run: CheckRun) -> CheckResult:
    report = run.version.report

    def on_step(step: str) -> None:
        mine(run).update(step=step, touched_at=timezone.now())

    return check_report(
        files.read(run.version.file),
        name=run.version.original_name,
        expectation=Expectation(year=report.year.year, office=report.office.name, due_on=report.year.due_on),
        standard=standard_for(report.year),
        reader=reader_for(run.version),
        on_step=on_step,
    )


def _fail(run: CheckRun, reason: str, **params: object) -> None:
    with transaction.atomic():
        kept = mine(run).update(
            status=CheckRunStatus.FAILED, failure=reason, failure_params=params, finished_at=timezone.now()
        )
        if kept:
            tell_uploader(run.pk)


def _keep(run: CheckRun, judged_by: StandardVersion, result: CheckResult) -> None:
    """Write the result in one transaction, if this claim still holds."""
    if result.unreadable is not None:
        _fail(run, result.unreadable.reason, **result.unreadable.params)
        return
    if any(finding.rule == SECRECY_RULE for finding in result.findings):
        _purge_marked(run)
        return
    findings = [*_findings(run, result)]
    with transaction.atomic():
        kept = mine(run).update(
            status=CheckRunStatus.DONE,
            finished_at=timezone.now(),
            standard=result.standard,
            judged_by=judged_by,
            **_reading(result),
        )
        if not kept:
            return
        run.requirements.all().delete()
        run.findings.filter(is_manual=False).delete()
        RequirementOutcome.objects.bulk_create(_requirements(run, result))
        Finding.objects.bulk_create(findings)
        _keep_text(run, result)
        _update_report(run, result, findings)
        tell_uploader(run.pk)


def _purge_marked(run: CheckRun) -> None:
    """A mark that only the worker could see, on a scanned page: keep the fact and the hash alone."""
    with transaction.atomic():
        purging.purge_version(run.version)
        _fail(run, purging.FAILURE)


def _reading(result: CheckResult) -> dict[str, object]:
    """Facts, outline and places as JSON; the words stay out, they are made when shown."""
    said = as_json(result, "", "zh")
    places = [
        [paragraph.span.start, place.paragraph, place.page, place.line]
        for paragraph in result.document.paragraphs
        for place in [paragraph.place_of(paragraph.span.start)]
    ]
    return {
        "facts": said["facts"],
        "outline": said["outline"],
        "places": places,
        "notes": list(result.document.notes),
        "length": _length(result.document.text),
        "first_responsible_length": sum(
            _length(section.body.of(result.document.text)) for section in _first_responsible(result)
        ),
    }


def _first_responsible(result: CheckResult) -> Iterator[Section]:
    """The outermost sections on the first responsible persons."""
    last_end = 0
    for section in result.outline:
        if "first_responsible" in section.contents and section.span.start >= last_end:
            last_end = section.span.end
            yield section


def _length(text: str) -> int:
    """Characters without blanks, as offices count them."""
    return len("".join(text.split()))


def _requirements(run: CheckRun, result: CheckResult) -> Iterator[RequirementOutcome]:
    for position, requirement in enumerate(result.requirements):
        yield RequirementOutcome(
            run=run,
            requirement=requirement.id,
            outcome=requirement.outcome.value,
            evidence=[[span.start, span.end] for span in requirement.evidence],
            note=requirement.note,
            params=dict(requirement.params),
            position=position,
        )


def _findings(run: CheckRun, result: CheckResult) -> Iterator[Finding]:
    """The engine's findings and the comparison's, each with its state against earlier versions."""
    text = result.document.text
    seen: dict[str, int] = {}
    before = _earlier_fingerprints(run)
    position = count()
    for finding in [*result.findings, *sketches.compare(run, result)]:
        quote = " … ".join(span.of(text) for span in finding.evidence)[:QUOTE_LENGTH]
        fingerprint = _fingerprint(finding.rule, quote, finding.params, seen)
        yield Finding(
            run=run,
            rule=finding.rule,
            level=finding.level.value,
            params=dict(finding.params),
            evidence=[[span.start, span.end] for span in finding.evidence],
            quote=quote,
            fingerprint=fingerprint,
            state=_state(fingerprint, before),
            position=next(position),
        )


def _fingerprint(rule: str, quote: str, params: object, seen: dict[str, int]) -> str:
    """Rule and normalised passage; the parameters where there is no passage.
    A passage found twice keeps its ordinal, so that both live on.
    """
    passage = re.sub(r"\s+", "", quote) or repr(sorted(dict(params).items()))
    ordinal = seen[rule + passage] = seen.get(rule + passage, -1) + 1
    return hashlib.sha256(f"{rule}\n{passage}\n{ordinal}".encode()).hexdigest()


def _earlier_fingerprints(run: CheckRun) -> list[set[str]]:
    """The fingerprints of each earlier version's latest finished check, newest version first."""
    earlier = CheckRun.objects.filter(
        version__report=run.version.report_id,
        version__number__lt=run.version.number,
        status=CheckRunStatus.DONE,
    ).order_by("id")
    runs = dict(earlier.values_list("version__number", "pk"))  # of several checks the last one counts
    found: dict[int, set[str]] = {pk: set() for pk in runs.values()}
    for pk, fingerprint in Finding.objects.filter(run__in=found).values_list("run", "fingerprint"):
        found[pk].add(fingerprint)
    return [found[runs[number]] for number in sorted(runs, reverse=True)]


def _state(fingerprint: str, before: list[set[str]]) -> FindingState:
    if before and fingerprint in before[0]:
        return FindingState.STILL
    if any(fingerprint in found for found in before[1:]):
        return FindingState.BACK
    return FindingState.NEW


def _keep_text(run: CheckRun, result: CheckResult) -> None:
    version = run.version
    version.text = result.document.text
    version.text_sha256 = hashlib.sha256(version.text.encode()).hexdigest()
    version.kind = result.kind
    version.save(update_fields=["text", "text_sha256", "kind"])
    search.keep(version)
    sketches.keep(run, result)


def _update_report(run: CheckRun, result: CheckResult, findings: list[Finding]) -> None:
    """Copy what lists show to the report, while this version is its current one."""
    AnnualReport.objects.filter(pk=run.version.report_id, submitted_version=run.version_id).update(
        submitted_run=run
    )
    levels = [finding.level for finding in findings]
    AnnualReport.objects.filter(pk=run.version.report_id, current_version=run.version_id).update(
        latest_run=run,
        title=(result.facts.title or "")[:300],
        document_number=(result.facts.document_number or "")[:60],
        must_count=levels.count(Level.MUST),
        should_count=levels.count(Level.SHOULD),
        confirm_count=levels.count(Level.CONFIRM),
        met_count=sum(requirement.outcome is Outcome.MET for requirement in result.requirements),
    )
