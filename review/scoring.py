"""Points as they are given: saved one by one, never overwritten silently, hidden until all are in."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from offices import audit
from offices.models import User
from submissions.models import AnnualReport

from .models import Criterion, Review, Score
from .rubrics import current_rubric, grade_of

OUTLIER_POINTS = Decimal(10)  # this far from the median is worth a talk
LEAST_FOR_OUTLIERS = 3
SHARE_APART = Decimal("0.3")  # of an item's points; so far apart an item is worth a talk
NAMED_APART = 5


class ConflictError(Exception):
    """Somebody saved meanwhile, in another tab; ``review`` is how it stands now."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"review {review.pk} is at revision {review.revision}")
        self.review = review


class NotFinishedError(Exception):
    """The review cannot go in yet: points or comments are missing."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__(", ".join(str(gap.criterion) for gap in gaps))
        self.gaps = gaps


@dataclass(frozen=True, slots=True)
class Gap:
    """One criterion that still needs points, or a comment for its few points."""

    criterion: Criterion
    needs_comment: bool


@dataclass(frozen=True, slots=True)
class ItemApart:
    """One item the reviewers scored far apart."""

    title: str
    worth: Decimal
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Spread:
    """How several reviewers scored one report."""

    reviews: Sequence[Review]
    mean: Decimal
    lowest: Decimal
    highest: Decimal
    outliers: frozenset[int]
    apart: Sequence[ItemApart] = ()

    @property
    def width(self) -> Decimal:
        return self.highest - self.lowest


def review_of(report: AnnualReport, reviewer: User) -> Review | None:
    """The person's review of the report, if they have begun one."""
    return Review.objects.select_related("rubric", "version").filter(report=report, reviewer=reviewer).first()


def begin_review(report: AnnualReport, reviewer: User) -> Review:
    """The person's review, made on first use. A version handed in since reopens it: the
    points stay as a starting point, ``finished_at`` does not.
    """
    review, created = Review.objects.get_or_create(
        report=report,
        reviewer=reviewer,
        defaults={"version": report.submitted_version, "rubric": current_rubric(report.year)},
    )
    return review if created else _for_this_version(review, report)


def begin_again(report: AnnualReport, reviewer: User) -> None:
    """Open the person's review of an earlier version for the one handed in since; its points stay."""
    review = review_of(report, reviewer)
    if review is not None:
        _for_this_version(review, report)


def _for_this_version(review: Review, report: AnnualReport) -> Review:
    if review.version_id != report.submitted_version_id:
        review.version = report.submitted_version
        review.save(update_fields=["version"])
        reopen(review)
    return review


def needs_comment(criterion: Criterion, points: Decimal, below_percent: int) -> bool:
    """Whether so few points want a reason."""
    return points * 100 < criterion.points * below_percent


@transaction.atomic
def save_score(
    review: Review,
    criterion: Criterion,
    *,
    revision: int,
    points: Decimal | None = None,
    comment: str | None = None,
    suggested: Decimal | None = None,
) -> Review:
    """Keep points or comment of one criterion (None leaves what is there) and count the total anew.

    ``revision`` is the one the page was made with. Raises :class:`ConflictError`
    where another tab saved since, and keeps nothing then.
    """
    _take_turn(review, revision)
    score = Score.objects.filter(review=review, criterion=criterion).first()
    score = score or Score(review=review, criterion=criterion)
    if points is not None:
        score.points = max(Decimal(0), min(points, criterion.points))
        score.suggested = suggested if suggested is not None else score.suggested
    if comment is not None:
        score.comment = comment
    score.saved_at = timezone.now()
    score.save()
    return _with_total(review)


@transaction.atomic
def save_note(review: Review, note: str, *, revision: int) -> Review:
    """Keep the internal note. Raises :class:`ConflictError`."""
    _take_turn(review, revision)
    Review.objects.filter(pk=review.pk).update(note=note)
    review.refresh_from_db()
    return review


def _take_turn(review: Review, revision: int) -> None:
    """Count the save; of two tabs with the same revision only one gets through, and none
    while the review is in.
    """
    mine = Review.objects.filter(pk=review.pk, revision=revision, finished_at__isnull=True)
    if not mine.update(revision=F("revision") + 1, saved_at=timezone.now()):
        review.refresh_from_db()
        raise ConflictError(review)


def _with_total(review: Review) -> Review:
    total = review.scores.aggregate(total=Sum("points"))["total"] or Decimal(0)
    Review.objects.filter(pk=review.pk).update(total=total)
    review.refresh_from_db()
    return review


def gaps(review: Review) -> list[Gap]:
    """What is missing before the review can go in, in the order of the rubric."""
    scores = {score.criterion_id: score for score in review.scores.all()}
    missing = []
    for criterion in review.rubric.criteria.all():
        score = scores.get(criterion.pk)
        if score is None or score.points is None:
            missing.append(Gap(criterion, needs_comment=False))
        elif not score.comment.strip() and needs_comment(
            criterion, score.points, review.rubric.comment_below_percent
        ):
            missing.append(Gap(criterion, needs_comment=True))
    return missing


@transaction.atomic
def finish(review: Review) -> Review:
    """The review is in: it counts for the report's score, and the others' become visible.

    Raises :class:`NotFinishedError`. Pressed twice it goes in once.
    """
    held = Review.objects.select_for_update().get(pk=review.pk)  # no point is taken back meanwhile
    if held.finished_at is not None:
        review.finished_at = held.finished_at
        return review
    missing = gaps(review)
    if missing:
        raise NotFinishedError(missing)
    review.finished_at = timezone.now()
    review.save(update_fields=["finished_at"])
    keep_score(review.report)
    audit.record(
        "review.finished",
        actor=review.reviewer,
        bureau_id=review.report.year.bureau_id,
        target=review.report,
        total=str(review.total),
    )
    return review


@transaction.atomic
def reopen(review: Review) -> Review:
    """Take the review back to change it; it counts no more until it is in again. Kept in the trail."""
    if review.finished_at is None:
        return review
    Review.objects.filter(pk=review.pk).update(finished_at=None, revision=F("revision") + 1)
    review.refresh_from_db()
    keep_score(review.report)
    audit.record(
        "review.reopened",
        actor=review.reviewer,
        bureau_id=review.report.year.bureau_id,
        target=review.report,
        total=str(review.total),
    )
    return review


def keep_score(report: AnnualReport) -> None:
    """The mean of all reviews that are in, and its grade, on the report for the lists."""
    finished = list(Review.objects.filter(report=report, finished_at__isnull=False).select_related("rubric"))
    if not finished:
        AnnualReport.objects.filter(pk=report.pk).update(score=None, grade="")
        return
    score = round(sum(review.total for review in finished) / len(finished), 1)
    newest = max(finished, key=lambda review: review.rubric.version).rubric
    AnnualReport.objects.filter(pk=report.pk).update(score=score, grade=grade_of(newest, score))


def spread_for(report: AnnualReport, reader: User, *, may_see_all: bool = False) -> Spread | None:
    """All reviews that are in, once the reader's own is in (or where they only decide); else None."""
    reviews = list(
        Review.objects.filter(report=report, finished_at__isnull=False)
        .select_related("reviewer")
        .order_by("finished_at")
    )
    if not reviews or not (may_see_all or any(review.reviewer_id == reader.pk for review in reviews)):
        return None
    totals = [review.total for review in reviews]
    return Spread(
        reviews=reviews,
        mean=round(sum(totals) / len(totals), 1),
        lowest=min(totals),
        highest=max(totals),
        outliers=_outliers(reviews),
        apart=_items_apart(reviews) if len(reviews) > 1 else (),
    )


def _items_apart(reviews: Sequence[Review]) -> Sequence[ItemApart]:
    """The items on which the reviews differ most, those that differ most first."""
    given: dict[tuple[str, str], list[Score]] = {}
    scores = Score.objects.filter(review__in=reviews, points__isnull=False).select_related("criterion")
    for score in scores.order_by("criterion__position", "pk"):
        given.setdefault((score.criterion.part, score.criterion.title), []).append(score)
    items = [
        ItemApart(
            title,
            max(score.criterion.points for score in members),
            min(score.points for score in members),
            max(score.points for score in members),
        )
        for (_part, title), members in given.items()
    ]
    far = [item for item in items if item.highest - item.lowest >= item.worth * SHARE_APART]
    return sorted(far, key=lambda item: item.lowest - item.highest)[:NAMED_APART]


def _outliers(reviews: Sequence[Review]) -> frozenset[int]:
    """Reviews more than :data:`OUTLIER_POINTS` from the median; of two nobody can say who is off."""
    if len(reviews) < LEAST_FOR_OUTLIERS:
        return frozenset()
    middle = statistics.median(review.total for review in reviews)
    return frozenset(review.pk for review in reviews if abs(review.total - middle) > OUTLIER_POINTS)
