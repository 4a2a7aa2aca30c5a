"""What comes next, what was put off, and how far today's work is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.utils import timezone

from offices.models import User
from offices.permissions import REVIEWING, access_of
from submissions.models import AnnualReport, ReportStatus
from submissions.models.reports import WITH_BUREAU

from . import findings
from .models import Assignment, Decision, LastLook, Review
from .permissions import may_review, reports_on_queue
from .presets import for_me, sampled_for, with_my_marks
from .scoring import begin_again

SKIP_FOR = timedelta(hours=20)  # gone for today, back tomorrow morning


@dataclass(frozen=True, slots=True)
class Progress:
    """Reports the person scored or decided today, of those and the ones still waiting."""

    done: int
    waiting: int

    @property
    def all(self) -> int:
        return self.done + self.waiting


def look_at(report: AnnualReport, reader: User) -> None:
    """Remember that the person opened the report; the first reviewer of a version begins the
    review, after which the office can no longer take it back.
    """
    now = timezone.now()
    with transaction.atomic():
        LastLook.objects.update_or_create(
            report=report,
            reviewer=reader,
            defaults={"version": report.submitted_version, "looked_at": now, "skipped_until": None},
        )
        if may_review(reader, report):
            begin_again(report, reader)
            findings.carry_over(report)
            AnnualReport.objects.filter(
                pk=report.pk, status=ReportStatus.SUBMITTED, review_started_at__isnull=True
            ).update(review_started_at=now)


def skip(report: AnnualReport, reader: User) -> None:
    """Put the report off until tomorrow; it stays on the queue."""
    LastLook.objects.update_or_create(
        report=report, reviewer=reader, defaults={"skipped_until": timezone.now() + SKIP_FOR}
    )


def next_report(reader: User, after: AnnualReport | None = None) -> AnnualReport | None:
    """The next to review: given to me, then overdue for the bureau longest, then fewest
    reviews; what was opened today and left comes round last. Never of an own office, never
    one put off or already scored by me.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    given = Assignment.objects.filter(report=OuterRef("pk"), reviewer=reader)
    reviewable = reports_on_queue(reader).filter(year__bureau__in=access_of(reader).bureaus_with(*REVIEWING))
    waiting = (
        with_my_marks(reviewable, reader)
        .filter(for_me(reader), is_reviewed=False)
        .filter(Q(is_skipped_until__isnull=True) | Q(is_skipped_until__lte=timezone.now()))
        .with_due_date()
        .annotate(
            is_mine=Exists(given),
            was_open_today=Case(
                When(Q(looked_at__gte=midnight) & Q(looked_at__gte=F("submitted_at")), then=F("looked_at"))
            ),
            review_count=Count("reviews", filter=Q(reviews__finished_at__isnull=False)),
        )
    )
    if after is not None:
        waiting = waiting.exclude(pk=after.pk)
    return waiting.order_by(
        F("was_open_today").asc(nulls_first=True),
        "-is_mine",
        F("effective_due_on").asc(),
        "review_count",
        "submitted_at",
        "pk",
    ).first()


def progress_of_today(reader: User) -> Progress:
    """今天已审 12 / 45."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    scored = Review.objects.filter(reviewer=reader, finished_at__gte=today).values("report")
    decided = Decision.objects.filter(
        decided_by=reader, decided_at__gte=today, taken_back_at__isnull=True
    ).values("report")
    done = Q(pk__in=scored) | Q(pk__in=decided)
    counts = (
        reports_on_queue(reader)
        .filter(Q(status__in=WITH_BUREAU) | done | sampled_for(reader))
        .aggregate(done=Count("pk", filter=done), waiting=Count("pk", filter=for_me(reader) & ~done))
    )
    return Progress(**counts)
