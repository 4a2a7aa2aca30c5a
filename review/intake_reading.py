"""What the worker does with one file of an intake: read it, and find the report it belongs to."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from offices import audit
from submissions import files, purging
from submissions.checking.engine import as_json, check_report
from submissions.checking.names import office_in, same_office
from submissions.checking.results import CheckResult
from submissions.checking.sandbox import read_in_child
from submissions.models import AnnualReport, ReportingYear

from .models import IntakeItem

logger = logging.getLogger(__name__)
STALE_AFTER = timedelta(minutes=2)
SECRECY_RULE = "secrecy.mark"

# Percent. The text names the office in full, by a shorter form; the file's name does; both agree.
IN_FULL, SHORT, BY_FILE_NAME, AGREEING = 95, 85, 60, 5
OTHER_PLACE = 40  # taken off where the text speaks of another county
NO_YEAR = 25  # taken off where the report's year had to be guessed


@dataclass(frozen=True, slots=True)
class Match:
    """The report proposed (None where there is none), how sure, and the key of a problem."""

    report: AnnualReport | None
    confidence: int
    problem: str = ""


def stale() -> QuerySet[IntakeItem]:
    """Files nobody has read for a while: their message got lost, or their worker died."""
    return IntakeItem.objects.filter(is_read=False, batch__brought_at__lt=timezone.now() - STALE_AFTER)


def read_item(item_id: int) -> None:
    """Read one file and keep what it says. Doing it twice does no harm."""
    item = (
        IntakeItem.objects.select_related("file", "batch__bureau").filter(pk=item_id, is_read=False).first()
    )
    if item is None or item.file is None:
        return
    try:
        data = files.read(item.file)
        result = check_report(data, name=item.original_name, reader=read_in_child)
    except Exception:
        # Whatever goes wrong must end in a row a person can read.
        logger.exception("intake item %s failed", item_id)
        _keep(item, problem="internal_error")
        return
    if any(finding.rule == SECRECY_RULE for finding in result.findings):
        _purge(item)
    else:
        _keep(item, **_said(item, result))


def _said(item: IntakeItem, result: CheckResult) -> dict[str, Any]:
    facts = {} if result.unreadable else as_json(result, "", "zh")["facts"]
    match = match_of(item.batch.bureau_id, item.batch.bureau.county, facts, item.original_name)
    return {
        "facts": facts,
        "matched_report": match.report,
        "confidence": match.confidence,
        "problem": "unreadable" if result.unreadable else match.problem,
    }


def _keep(item: IntakeItem, **fields: Any) -> None:
    IntakeItem.objects.filter(pk=item.pk, is_read=False).update(is_read=True, **fields)


def _purge(item: IntakeItem) -> None:
    """A mark only the worker could see, on a scanned page: keep the fact and the hash alone."""
    stored = item.file
    with transaction.atomic():
        audit.record(
            "upload.secrecy_mark",
            actor=item.batch.brought_by,
            bureau_id=item.batch.bureau_id,
            target=item.batch,
            sha256=stored.sha256,
        )
        _keep(item, file=None, problem="secrecy_mark")
        purging.purge(stored)


def match_of(bureau_id: int, county: str, facts: dict[str, Any], file_name: str) -> Match:
    """The report of the bureau a file with these facts most likely is."""
    years = list(ReportingYear.objects.filter(bureau=bureau_id, closed_at=None).order_by("-year"))
    if not years:
        return Match(None, 0, "no_match")
    year = next((year for year in years if year.year == facts.get("report_year")), None)
    penalty = 0 if year else NO_YEAR
    if facts.get("place") and county and facts["place"] not in county and county not in facts["place"]:
        penalty += OTHER_PLACE
    reports = AnnualReport.objects.filter(year=year or years[0]).select_related("office")
    scored = [(score, report) for report in reports if (score := _score(report, facts, file_name))]
    return _best(scored, penalty)


def _best(scored: Iterable[tuple[int, AnnualReport]], penalty: int) -> Match:
    ranked = sorted(scored, key=lambda pair: -pair[0])
    if not ranked:
        return Match(None, 0, "no_match")
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return Match(None, 0, "ambiguous")
    score, report = ranked[0]
    return Match(report, max(1, min(100, score) - penalty))


def _score(report: AnnualReport, facts: dict[str, Any], file_name: str) -> int:
    """How well an office fits, 0 to 100; 0 = not at all."""
    full, short = report.office.name, report.office.short_name or report.office.name
    by_name = _named_by_file(file_name, short, full)
    by_text = _named_by_text(facts.get("office") or "", facts.get("place") or "", short, full)
    if by_text:
        return by_text + (AGREEING if by_name else 0)
    return BY_FILE_NAME if by_name else 0


def _named_by_text(said: str, place: str, short_name: str, full_name: str) -> int:
    """How clearly the report's own words name the office."""
    if not said:
        return 0
    if said in (full_name, short_name) or place + said == full_name:
        return IN_FULL
    if short_name in said or said in full_name:
        return IN_FULL
    return SHORT if same_office(said, short_name) else 0


def _named_by_file(file_name: str, short_name: str, full_name: str) -> bool:
    """Whether the name of the file, or of a folder it lay in, names the office."""
    if short_name in file_name or full_name in file_name:
        return True
    parts = PurePosixPath(file_name.replace("\\", "/")).parts
    return any((named := office_in(part).name) and same_office(named, short_name) for part in parts)
