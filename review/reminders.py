"""Reminding exactly those offices that have done nothing or are late.

Who is reminded is decided when the letter goes, not when the page was opened: an
office that has handed in meanwhile is left alone. The key of the form stands in
every row, so that a second click reminds nobody twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from offices import audit
from offices.models import OFFICE_ROLES, Membership, User
from offices.notifications import notify, people_of_office
from submissions.models import AnnualReport, ReportingYear, ReportStatus
from submissions.models.reports import AnnualReportQuerySet

from .compliance import in_list_order
from .models import Reminder

SHOWN_LETTERS = 20  # on the page of reminders, newest first
KEY_LENGTH = 60  # characters; the row's key holds 80
NOTICE = "reminder"  # the kind of notice an office receives


@dataclass(frozen=True, slots=True)
class Audience:
    """A choice of whom to remind: key in the address and the word for it."""

    key: str
    label: Any


AUDIENCES = (
    Audience("idle", _("have done nothing, or are late")),
    Audience("nothing", _("have done nothing")),
    Audience("late", _("are late")),
    Audience("revision", _("are late with their revision")),
)


@dataclass(frozen=True, slots=True)
class SentLetter:
    """One letter that went out: when, by whom, with which words, to which offices."""

    sent_at: datetime
    sent_by: str
    text: str
    offices: Sequence[str]


@dataclass(frozen=True, slots=True)
class Addressee:
    """One office: its report, how many people of it have an account, when it was last reminded."""

    report: AnnualReport
    people: int
    reminded_at: Any
    reminded_times: int


def audience_or_default(key: str) -> str:
    """The key of an audience; the widest sensible one for anything unknown."""
    return key if key in {audience.key for audience in AUDIENCES} else AUDIENCES[0].key


def reports_of(year: ReportingYear, audience: str, today: date) -> AnnualReportQuerySet:
    """The reports of the offices an audience stands for. Exempt offices and those that
    have handed in never belong to one, those sent back only to ``revision``.
    """
    reports = AnnualReport.objects.filter(year=year)
    if audience == "revision":
        return reports.filter(status=ReportStatus.RETURNED, revision_due_on__lt=today)
    nothing = reports.filter(status=ReportStatus.NOT_STARTED, first_submitted_at__isnull=True)
    if audience == "nothing":
        return nothing
    late = reports.overdue(today)
    if audience == "late":
        return late
    return reports.filter(pk__in=nothing.values("pk")) | reports.filter(pk__in=late.values("pk"))


def addressees(reports: AnnualReportQuerySet) -> list[Addressee]:
    """The offices with their people and their last reminder; three queries for any number."""
    found = list(in_list_order(reports.select_related("office", "year")))
    people = Counter(
        office
        for office, _person in Membership.objects.filter(
            office__in=[report.office_id for report in found], role__in=OFFICE_ROLES, user__is_active=True
        )
        .values_list("office", "user")
        .distinct()
    )
    kept = Reminder.objects.filter(report__in=found).values_list("report", "sent_at")
    times = Counter(pk for pk, _at in kept)
    last = dict(
        Reminder.objects.filter(report__in=found).order_by().values_list("report").annotate(Max("sent_at"))
    )
    return [
        Addressee(report, people[report.office_id], last.get(report.pk), times[report.pk]) for report in found
    ]


def sent_letters(year: ReportingYear) -> list[SentLetter]:
    """The last letters of a year, newest first; two queries for any number."""
    sent = Reminder.objects.filter(report__year=year).order_by()
    newest = list(sent.values_list("key").annotate(at=Max("sent_at")).order_by("-at")[:SHOWN_LETTERS])
    rows = sent.filter(key__in=[key for key, _at in newest]).order_by("report__office__region_code", "pk")
    named = rows.select_related("report__office", "sent_by")
    found: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in named.only(*_LETTER_FIELDS):
        found[reminder.key].append(reminder)
    return [
        SentLetter(at, str(first.sent_by or ""), first.text, [str(r.report.office) for r in found[key]])
        for key, at in newest
        for first in found[key][:1]
    ]


_LETTER_FIELDS = (
    "key",
    "text",
    "sent_by__full_name",
    "sent_by__username",
    "report__office__name",
    "report__office__short_name",
)


def proposed_text(year: ReportingYear, audience: str) -> str:
    """The words to begin with; a person changes them before they go."""
    if audience == "revision":
        return gettext(
            "The date for your revised report of %(year)s has passed. Please mend what the letter asks for "
            "and hand it in again soon. If something stands in the way, please call us."
        ) % {"year": year.year}
    return gettext(
        "Your annual report on rule-of-law government for %(year)s has not reached us yet. It is due on "
        "%(date)s. Please hand it in soon. If something stands in the way, please call us."
    ) % {"year": year.year, "date": date_format(year.due_on, "DATE_FORMAT")}


def send(
    year: ReportingYear,
    audience: str,
    chosen: Iterable[int],
    text: str,
    *,
    key: str,
    by: User,
) -> list[AnnualReport]:
    """Remind the chosen offices that still belong to the audience; returns their reports.

    ``key`` names this letter: sent again, e.g. by a double click, it reminds nobody.
    """
    still = reports_of(year, audience, timezone.localdate()).filter(pk__in=[*chosen])
    return [
        report
        for report in still.select_related("office", "year")
        if remind_once(report, text, key[:KEY_LENGTH], by=by)
    ]


@transaction.atomic
def remind_once(report: AnnualReport, text: str, key: str, *, by: User) -> bool:
    """Keep the reminder and tell the office's people, once for each key."""
    kept, is_new = Reminder.objects.get_or_create(
        report=report, key=key, defaults={"text": text, "sent_by": by, "sent_at": timezone.now()}
    )
    if not is_new:
        return False
    notify(
        people_of_office(report.office_id),
        NOTICE,
        about=f"reminder-{kept.pk}",
        url=reverse("report_home", args=[report.pk]),
        office=str(report.office),
        year=report.year.year,
        text=text,
    )
    audit.record("report.reminded", actor=by, bureau_id=report.year.bureau_id, target=report)
    return True


def without_account(found: Sequence[Addressee]) -> list[Addressee]:
    """Offices nobody can be told of here: they have to be called."""
    return [addressee for addressee in found if not addressee.people]
