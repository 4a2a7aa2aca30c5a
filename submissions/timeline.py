"""Everything that happened to a report, in one row: versions, checks, changes of status, letters, answers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import AnnualReport, CheckRun, CheckRunStatus, ReportStatus, ReportVersion, ReturnItem
from .models.responses import BUREAU_RESPONSES


@dataclass(frozen=True, slots=True)
class Event:
    """One entry; ``words`` of a person are set apart from what the system says."""

    at: datetime
    title: str
    who: str = ""
    detail: str = ""
    words: str = ""
    icon: str = "circle"
    tone: str = ""
    version: ReportVersion | None = None


STATUS_TITLES = {
    ReportStatus.SUBMITTED: ("send", "info", lambda: _("handed in")),
    ReportStatus.RETURNED: ("undo-2", "must", lambda: _("sent back for revision")),
    ReportStatus.RECOMMENDED: ("stamp", "info", lambda: _("first review done, second review begins")),
    ReportStatus.ACCEPTED: ("check", "met", lambda: _("accepted")),
    ReportStatus.PUBLISHED: ("globe", "met", lambda: _("published")),
    ReportStatus.EXEMPT: ("circle-minus", "", lambda: _("exempted")),
}


Source = Callable[[AnnualReport], Iterable[Event]]
_SOURCES: list[Source] = []


def source(events_of: Source) -> Source:
    """Registers what an app above this one has to tell about a report."""
    _SOURCES.append(events_of)
    return events_of


def timeline_of(report: AnnualReport, versions: Iterable[ReportVersion]) -> list[Event]:
    """All events, newest first."""
    kept = list(versions)
    events = [*_versions(kept), *_checks(report), *_changes(report, kept), *_answers(report)]
    events += [event for events_of in _SOURCES for event in events_of(report)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _versions(versions: Iterable[ReportVersion]) -> Iterator[Event]:
    for version in versions:
        yield Event(
            version.uploaded_at,
            _("version %(number)s brought in") % {"number": version.number},
            who=str(version.uploaded_by or ""),
            detail=version.original_name,
            icon="file",
            version=version,
        )


def _checks(report: AnnualReport) -> Iterator[Event]:
    runs = CheckRun.objects.filter(version__report=report, finished_at__isnull=False)
    for run in runs.select_related("version").annotate(finding_count=Count("findings")):
        if run.status == CheckRunStatus.FAILED:
            title, tone, detail = _("check failed"), "must", ""
        else:
            count = run.finding_count
            title, tone = _("checked"), ""
            detail = ngettext("%(n)s finding", "%(n)s findings", count) % {"n": count}
        yield Event(
            run.finished_at,
            f"{title} · {_('version %(number)s') % {'number': run.version.number}}",
            detail=detail,
            icon="list-checks",
            tone=tone,
        )


def _changes(report: AnnualReport, versions: list[ReportVersion]) -> Iterator[Event]:
    by_id = {version.pk: version for version in versions}
    for change in report.status_changes.select_related("by"):
        icon, tone, title = _title_of(ReportStatus(change.old), ReportStatus(change.new))
        if not title:
            continue
        yield Event(
            change.at,
            title,
            who=str(change.by or ""),
            words=change.reason,
            icon=icon,
            tone=tone,
            version=by_id.get(change.version_id) if change.new == ReportStatus.SUBMITTED else None,
        )


def _title_of(old: ReportStatus, new: ReportStatus) -> tuple[str, str, str]:
    if new == ReportStatus.DRAFT:
        # The first file begins a draft; its own entry says so. Everything else that ends here was taken back.
        return ("undo-2", "", _("taken back")) if old == ReportStatus.SUBMITTED else ("", "", "")
    if new == ReportStatus.SUBMITTED and old in (ReportStatus.RECOMMENDED, ReportStatus.ACCEPTED):
        return "rotate-ccw", "", _("decision taken back")
    if new == ReportStatus.ACCEPTED and old == ReportStatus.PUBLISHED:
        return "rotate-ccw", "", _("publication withdrawn")
    if new == ReportStatus.SUBMITTED and old == ReportStatus.RETURNED:
        return "send", "info", _("Handed in again")
    icon, tone, title = STATUS_TITLES.get(new, ("circle", "", lambda: str(new.label)))
    return icon, tone, title()


def _answers(report: AnnualReport) -> Iterator[Event]:
    """What the office answered; what the bureau said to a finding once the decision it led to is out."""
    decided = report.status_changes.filter(new__in=(ReportStatus.RETURNED, ReportStatus.ACCEPTED))
    told_until = decided.aggregate(latest=Max("at"))["latest"]
    for response in report.responses.select_related("by"):
        if response.kind in BUREAU_RESPONSES and (told_until is None or response.at > told_until):
            continue
        yield Event(
            response.at,
            _("answer to a finding: %(kind)s") % {"kind": response.get_kind_display()},
            who=str(response.by),
            words=response.reason,
            icon="message-square-reply",
        )
    items = ReturnItem.objects.filter(letter__report=report, answered_at__isnull=False)
    for item in items.select_related("answered_by"):
        yield Event(
            item.answered_at,
            _("answer to the letter: %(kind)s") % {"kind": item.get_answer_display()},
            who=str(item.answered_by or ""),
            detail=item.text[:80],
            words=item.answer_text,
            icon="message-square-reply",
        )
