"""What a bulk action will do, in sentences, before it does anything; a fixed number of queries each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from offices.models import Membership
from submissions.models import AnnualReport

from .models import Reminder, Review

RECENTLY = timedelta(days=3)
NAMED = 8  # so many offices are named, the others counted


def consequences_of(action: str, reports: Sequence[AnnualReport]) -> list[str]:
    """Sentences about what would happen to these reports and to their people."""
    say = SAYING.get(action)
    return [sentence for sentence in say(reports) if sentence] if say and reports else []


def _of_assigning(reports: Sequence[AnnualReport]) -> list[str]:
    taken = sum(bool(report.assignments.all()) for report in reports)  # prefetched by the queue
    return [
        ngettext("%(n)s of them has a reviewer already.", "%(n)s of them have a reviewer already.", taken)
        % {"n": taken}
        if taken
        else _("None of them has a reviewer yet."),
        _("Whoever gets a report finds it on their own shelf at once. Nobody gets one of their own office."),
    ]


def _of_sampling(reports: Sequence[AnnualReport]) -> list[str]:
    reviewed = Review.objects.filter(report__in=reports, finished_at__isnull=False)
    n = reviewed.values("report").distinct().count()
    return [
        ngettext("%(n)s of them has a review that is in.", "%(n)s of them have a review that is in.", n)
        % {"n": n},
        _(
            "Chance draws; what was drawn is kept in the trail. Each report drawn goes to one more of the "
            "people chosen, never to one who has it or has reviewed it, and stays where it is meanwhile."
        ),
    ]


def _of_reminding(reports: Sequence[AnnualReport]) -> list[str]:
    people = Membership.objects.filter(
        office__in=[report.office_id for report in reports], user__is_active=True
    )
    reached = set(people.values_list("office", "user"))
    offices = {office for office, _user in reached}
    alone = [report for report in reports if report.office_id not in offices]
    since = Reminder.objects.filter(report__in=reports, sent_at__gt=timezone.now() - RECENTLY)
    reminded = set(since.values_list("report", flat=True))
    lately = [report for report in reports if report.pk in reminded]
    n = len({user for _office, user in reached})
    return [
        ngettext("%(n)s person is told here and by e-mail.", "%(n)s people are told here and by e-mail.", n)
        % {"n": n},
        _("Nobody there has an account, so please call: %(offices)s.") % {"offices": _names(alone)}
        if alone
        else "",
        _("Reminded within the last three days already: %(offices)s.") % {"offices": _names(lately)}
        if lately
        else "",
    ]


def _of_checking(reports: Sequence[AnnualReport]) -> list[str]:
    drafts = [r for r in reports if r.current_version_id != r.submitted_version_id]
    return [
        _(
            "The newest version of each is read again by the rules as they stand now. Points, comments and "
            "what was decided about findings stay; findings the rules no longer make go."
        ),
        _("There the newest version is a draft not handed in yet: %(offices)s.") % {"offices": _names(drafts)}
        if drafts
        else "",
    ]


def _of_listing(reports: Sequence[AnnualReport]) -> list[str]:
    years = sorted({report.year.year for report in reports})
    said = _(", ").join(str(year) for year in years)
    return [
        ngettext(
            "One spreadsheet is made, with exactly these reports (%(years)s).",
            "%(n)s spreadsheets are made, one a year, with exactly these reports (%(years)s).",
            len(years),
        )
        % {"n": len(years), "years": said},
        _("It can be fetched from the page of files; nothing about the reports changes, nobody is told."),
    ]


def _of_returning(reports: Sequence[AnnualReport]) -> list[str]:
    return [
        _(
            "Each of these offices receives this letter and has to hand in again. It goes out after a few "
            "minutes; until then each decision can be taken back on its desk."
        ),
        _("The letter holds only what is written here, not the findings and comments of each report."),
    ]


SAYING: Mapping[str, Callable[[Sequence[AnnualReport]], list[str]]] = {
    "assign": _of_assigning,
    "sample": _of_sampling,
    "remind": _of_reminding,
    "recheck": _of_checking,
    "export": _of_listing,
    "return": _of_returning,
}


def _names(reports: Sequence[AnnualReport]) -> str:
    named = _(", ").join(str(report.office) for report in reports[:NAMED])
    return named + (" …" if len(reports) > NAMED else "")
