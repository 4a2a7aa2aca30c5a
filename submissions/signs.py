"""Signs and words that stand on many pages: levels, outcomes, states, times.

Every badge is an icon, a word and then a colour, so that none of them carries the meaning alone. Templates
have them as tags (``{% load site %}``); long tables call them directly.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lucide.templatetags.lucide import lucide

from .models import AnnualReport, CheckRunStatus, Finding, ReportStatus, RequirementOutcome
from .models.reports import HANDED_IN, WITH_OFFICE

SOON_DAYS = 7

LEVELS: Mapping[str, tuple[str, str, Any]] = {
    # level: colour, icon, word
    "must": ("must", "octagon-alert", dict(Finding.LEVELS)["must"]),
    "should": ("should", "triangle-alert", dict(Finding.LEVELS)["should"]),
    "confirm": ("confirm", "circle-question-mark", dict(Finding.LEVELS)["confirm"]),
    "met": ("met", "circle-check", dict(RequirementOutcome.OUTCOMES)["met"]),
}
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "met": ("met", "circle-check"),
    "partial": ("should", "circle-dot"),
    "missing": ("must", "circle-x"),
    "unsure": ("confirm", "circle-question-mark"),
    "not_applicable": ("plain", "circle-minus"),
    "unchecked": ("plain", "circle-dashed"),
}
STATUSES: Mapping[str, tuple[str, str]] = {
    ReportStatus.NOT_STARTED: ("plain", "circle-dashed"),
    ReportStatus.DRAFT: ("plain", "pencil"),
    ReportStatus.SUBMITTED: ("info", "send"),
    ReportStatus.RETURNED: ("should", "undo-2"),
    ReportStatus.RECOMMENDED: ("info", "stamp"),
    ReportStatus.ACCEPTED: ("met", "circle-check"),
    ReportStatus.PUBLISHED: ("met", "globe"),
    ReportStatus.EXEMPT: ("plain", "circle-minus"),
}
RUN_STATUSES: Mapping[str, tuple[str, str]] = {
    CheckRunStatus.QUEUED: ("plain", "clock"),
    CheckRunStatus.RUNNING: ("info", "loader"),
    CheckRunStatus.DONE: ("met", "circle-check"),
    CheckRunStatus.FAILED: ("must", "circle-x"),
}


@lru_cache(maxsize=128)
def icon(name: str, size: int = 16) -> SafeString:
    """An inline SVG that screen readers pass over; a word always stands beside it."""
    return lucide(name, size=size, aria_hidden="true", focusable="false")


def badge(colour: str, sign: str, word: object, count: int | None = None) -> SafeString:
    return _badge(colour, sign, str(word), count)


@lru_cache(maxsize=512)  # a page of a list shows the same few a hundred times
def _badge(colour: str, sign: str, word: str, count: int | None) -> SafeString:
    number = "" if count is None else format_html("<b>{}</b>", count)
    return format_html(
        '<span class="badge is-{}">{}{}{}</span>', colour, icon(sign, 15), capfirst(word), number
    )


def level_badge(level: str, count: int | None = None) -> SafeString:
    """What a finding asks of the person: must, should, confirm; or met."""
    colour, sign, word = LEVELS[level]
    return badge(colour, sign, word, count)


def outcome_badge(outcome: str) -> SafeString:
    """What became of a requirement."""
    colour, sign = OUTCOMES[outcome]
    return badge(colour, sign, dict(RequirementOutcome.OUTCOMES)[outcome])


def status_badge(report: AnnualReport, for_bureau: bool = False) -> SafeString:
    """Where a report is, in the word of the audience."""
    status = report.status_enum
    colour, sign = STATUSES[status]
    return badge(colour, sign, status.bureau_word if for_bureau else status.label)


def run_badge(run: Any) -> SafeString:
    """What the machine is doing with a check."""
    colour, sign = RUN_STATUSES[run.status]
    return badge(colour, sign, run.get_status_display())


def days_left(day: date | None, today: date | None = None) -> SafeString | str:
    """Days until a last good day: "3 days left", "due today", "12 days overdue"; exact day on hover."""
    if day is None:
        return ""
    left = (day - (today or timezone.localdate())).days
    if left < 0:
        tone, word = "late", ngettext("%(n)s day overdue", "%(n)s days overdue", -left) % {"n": -left}
    elif left == 0:
        tone, word = "soon", _("due today")
    else:
        tone = "soon" if left <= SOON_DAYS else "far"
        word = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    return _due(day, tone, word)


def due(report: AnnualReport) -> SafeString | str:
    """The date that matters now: the due date, the revision's date, or how late it came in."""
    if report.status == ReportStatus.RETURNED:
        return days_left(report.revision_due_on)
    if report.status in WITH_OFFICE and report.first_submitted_at is None:  # else its time stands
        return days_left(report.due_on)
    if report.status not in HANDED_IN:
        return ""
    late = report.days_overdue(timezone.localdate())
    if not late:
        return _due(report.due_on, "met", _("handed in on time"))
    return _due(report.due_on, "late", ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late})


def _due(day: date, tone: str, word: str) -> SafeString:
    sign = icon("triangle-alert", 14) if tone == "late" else ""
    return format_html(
        '<time class="due due-{}" datetime="{}" title="{}">{}{}</time>',
        tone,
        day.isoformat(),
        _("Due on %(day)s") % {"day": date_format(day, "DATE_FORMAT")},
        sign,
        word,
    )


def when(moment: datetime | date | None, empty: str = "—", with_clock: bool = False) -> SafeString | str:
    """A time as people say it (14:32, yesterday 14:32, 3 November); exact on hover and in print.
    In a story of many moments a day the clock stands beside every one: ``with_clock``.
    """
    if moment is None:
        return empty
    has_time = isinstance(moment, datetime)
    local = timezone.localtime(moment) if has_time else moment
    day = local.date() if isinstance(local, datetime) else local
    clock = local.strftime("%H:%M") if isinstance(local, datetime) else ""
    exact = date_format(day, "DATE_FORMAT")
    if isinstance(local, datetime):
        exact += local.strftime(" %H:%M:%S")
    return format_html(
        '<time class="when" datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        exact,
        _spoken(day, clock, with_clock),
    )


def _spoken(day: date, clock: str, with_clock: bool) -> str:
    today = timezone.localdate()
    ago = (today - day).days
    if ago == 0:
        return clock or _("today")
    if ago == 1:
        return f"{_('yesterday')} {clock}".strip()
    if day.year == today.year:
        return (
            f"{date_format(day, 'MONTH_DAY_FORMAT')} {clock}".strip()
            if with_clock or ago < SOON_DAYS
            else date_format(day, "MONTH_DAY_FORMAT")
        )
    return f"{date_format(day, 'DATE_FORMAT')} {clock if with_clock else ''}".strip()
