"""The shelves of the queue: named selections with their counts, counted in one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, DecimalField, Exists, F, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from offices.models import Role, User
from offices.permissions import access_of
from submissions.models import ReportStatus
from submissions.models.reports import DECIDED, WITH_BUREAU, AnnualReportQuerySet

from .models import Assignment, Decision, LastLook, Review

TROUBLED_SHOULD = 8  # this many "should be mended" make a report worth looking at first


@dataclass(frozen=True, slots=True)
class Preset:
    """One shelf: its key in the address, its word, and how many reports lie on it."""

    key: str
    label: Any
    count: int = 0


LABELS: Mapping[str, Any] = {
    "mine": _("For me to review"),
    "new": _("Newly handed in"),
    "again": _("Handed in again"),
    "overdue": _("Overdue"),
    "troubled": _("Many findings"),
    "all": _("All"),
}
DEFAULT_PRESET = "mine"
FIRST_IN_FIRST = ("submitted_at",)
ORDERS = {"all": ("-year", "submitted_at")}  # of many years the newest stands first
SETTLED = (*DECIDED, ReportStatus.EXEMPT)


def with_my_marks(reports: AnnualReportQuerySet, user: User) -> AnnualReportQuerySet:
    """Adds what the queue shows about the person: ``looked_at``, ``is_reviewed`` (my review of this
    version is in) and ``is_skipped_until``.
    """
    looks = LastLook.objects.filter(report=OuterRef("pk"), reviewer=user)
    return reports.annotate(
        looked_at=Subquery(looks.values("looked_at")[:1]),
        is_skipped_until=Subquery(looks.values("skipped_until")[:1]),
        is_reviewed=Exists(_my_finished_review(user)),
    )


def with_visible_score(reports: AnnualReportQuerySet, user: User) -> AnnualReportQuerySet:
    """Adds ``visible_score``: others' scores stay hidden until mine is in or the report is decided.

    Costly over all reports; rows of a page know it by :func:`review.tables.sees_score`.
    """
    shown = Q(is_reviewed=True) | Q(status__in=DECIDED)
    return with_my_marks(reports, user).annotate(
        visible_score=Case(
            When(shown, then=F("score")),
            default=None,
            output_field=DecimalField(max_digits=5, decimal_places=1),
        )
    )


def condition(key: str, user: User, today: date) -> Q:
    """What lies on the shelf ``key``; needs ``with_due_date()``. An unknown key is all."""
    if key == "mine":
        return for_me(user)
    if key == "new":
        return Q(status=ReportStatus.SUBMITTED, return_count=0)
    if key == "again":
        return Q(status=ReportStatus.SUBMITTED, return_count__gt=0)
    if key == "overdue":
        return overdue(today)
    if key == "troubled":
        many = Q(must_count__gt=0) | Q(should_count__gte=TROUBLED_SHOULD)
        return Q(status__in=WITH_BUREAU) & many
    return Q()


def for_me(user: User) -> Q:
    """Waiting for this person: given to them or to nobody, not decided, and not already scored by them
    while others still have to; and what was drawn for their second look, decided or not.
    """
    assigned = Assignment.objects.filter(report=OuterRef("pk"))
    to_me = Exists(assigned.filter(reviewer=user))
    to_others = Exists(assigned.exclude(reviewer=user))
    decided = Exists(Decision.objects.pending().filter(report=OuterRef("pk")))
    chief_of = access_of(user).bureaus_with(Role.CHIEF_REVIEWER)
    first_look = Q(status=ReportStatus.SUBMITTED) & (to_me | ~to_others)
    first_look &= ~(to_others & Exists(_my_finished_review(user)))
    second_look = Q(status=ReportStatus.RECOMMENDED, year__bureau__in=chief_of)
    return ((first_look | second_look) & ~decided) | sampled_for(user)


def sampled_for(user: User) -> Q:
    """Decided, drawn for this person's second look, and not scored by them yet."""
    drawn = Assignment.objects.filter(reviewer=user, is_sample=True).values("report")
    return Q(status__in=(ReportStatus.RECOMMENDED, *DECIDED), pk__in=drawn) & ~Exists(
        _my_finished_review(user)
    )


def overdue(today: date) -> Q:
    """Not handed in, or not handed in again, by the date; of a closed year nobody waits for anything."""
    first = Q(
        status__in=(ReportStatus.NOT_STARTED, ReportStatus.DRAFT),
        first_submitted_at__isnull=True,
        effective_due_on__lt=today,
    )
    again = Q(status=ReportStatus.RETURNED, revision_due_on__lt=today)
    return (first | again) & Q(year__closed_at__isnull=True)


def presets_with_counts(reports: AnnualReportQuerySet, user: User, today: date) -> list[Preset]:
    """All shelves with their counts over ``reports``. What is decided lies on no shelf but the last, and
    most of an archive is: it is counted apart, without being looked at.
    """
    narrow = {key: Count("pk", filter=condition(key, user, today)) for key in LABELS if key != "all"}
    counts = reports.exclude(status__in=SETTLED).with_due_date().aggregate(**narrow)
    drawn = Count("pk", filter=sampled_for(user) & Q(status__in=DECIDED))
    archive = reports.aggregate(all=Count("pk"), drawn=drawn)
    counts["mine"] += archive["drawn"]
    counts["all"] = archive["all"]
    return [Preset(key, label, counts[key]) for key, label in LABELS.items()]


def _my_finished_review(user: User) -> Any:
    return Review.objects.filter(
        report=OuterRef("pk"),
        reviewer=user,
        version=OuterRef("submitted_version"),
        finished_at__isnull=False,
    )
