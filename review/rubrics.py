"""The rubric of a year: made from the default, copied, changed by making the next version."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Sum

from offices import audit
from offices.models import User
from submissions.models import ReportingYear

from .models import Criterion, Review, Rubric

DEFAULT_FILE = Path(__file__).with_name("default_rubric.toml")
FULL = Decimal(100)
COPIED = ("part", "title", "guidance", "points", "levels", "suggestion", "suggestion_params", "position")


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as the editor hands it over; ``points`` above 0, ``was`` the criterion it was before."""

    part: str
    title: str
    points: Decimal
    guidance: str = ""
    levels: Sequence[Sequence[Any]] = ()
    suggestion: str = ""
    suggestion_params: dict[str, Any] | None = None
    was: int | None = None


def line_of(item: Criterion) -> Line:
    """A criterion as a line of the editor."""
    return Line(
        part=item.part,
        title=item.title,
        points=item.points,
        guidance=item.guidance,
        levels=item.levels,
        suggestion=item.suggestion,
        suggestion_params=item.suggestion_params,
        was=item.pk,
    )


@lru_cache(maxsize=1)
def default_content() -> dict[str, Any]:
    """The shipped rubric as it stands in ``default_rubric.toml``."""
    return tomllib.loads(DEFAULT_FILE.read_text(encoding="utf-8"))


def current_rubric(year: ReportingYear) -> Rubric:
    """The rubric in use; the default one is written down on first use."""
    rubric = Rubric.objects.filter(year=year, is_current=True).first()
    if rubric is not None:
        return rubric
    content = default_content()
    lines = [
        Line(
            part=item["part"],
            title=item["title"],
            points=Decimal(str(item["points"])),
            guidance=item.get("guidance", ""),
            levels=item.get("levels", []),
            suggestion=item.get("suggestion", ""),
            suggestion_params=item.get("params", {}),
        )
        for item in content["criterion"]
    ]
    return _write(year, lines, content["grades"], content["comment_below_percent"], by=None)


def is_frozen(rubric: Rubric) -> bool:
    """Whether somebody has given points by it; then a change makes the next version."""
    return rubric.reviews.filter(scores__isnull=False).exists()


def touched_by_change(rubric: Rubric) -> dict[str, int]:
    """What a change of a frozen rubric touches: reviews under way move on, finished ones stay."""
    reviews = Review.objects.filter(rubric=rubric)
    finished = reviews.filter(finished_at__isnull=False).count()
    return {"finished": finished, "open": reviews.filter(finished_at__isnull=True).count()}


def total_points(rubric: Rubric) -> Decimal:
    """The sum of all criteria; 100 where the rubric is complete."""
    return rubric.criteria.aggregate(total=Sum("points"))["total"] or Decimal(0)


@transaction.atomic
def change(
    year: ReportingYear,
    lines: Iterable[Line],
    *,
    grades: Sequence[Sequence[Any]],
    comment_below_percent: int,
    by: User,
) -> Rubric:
    """Write the rubric anew. Without scores it replaces the current one, with scores
    it becomes the next version; reviews not finished move to it with what fits.
    """
    old = Rubric.objects.select_for_update().filter(year=year, is_current=True).first()
    if old is not None and not old.reviews.exists():
        old.delete()
        old = None
    lines = list(lines)
    new = _write(year, lines, grades, comment_below_percent, by=by)
    if old is not None:
        _move_open_reviews(old, new, lines)
    audit.record(
        "rubric.changed", actor=by, bureau_id=year.bureau_id, target=new, criteria=new.criteria.count()
    )
    return new


def copy_from(source: Rubric, year: ReportingYear, *, by: User) -> Rubric:
    """The criteria of another year's rubric for this year."""
    lines = lines_to_copy(source, current_rubric(year))
    return change(
        year, lines, grades=source.grades, comment_below_percent=source.comment_below_percent, by=by
    )


def lines_to_copy(source: Rubric, target: Rubric) -> list[Line]:
    """The lines of another year's rubric; those of the same part and title go on with the item here."""
    here = {(item.part, item.title): item.pk for item in target.criteria.all()}
    lines = (line_of(item) for item in source.criteria.all())
    return [replace(line, was=here.get((line.part, line.title))) for line in lines]


def rubric_of_last_year(year: ReportingYear) -> Rubric | None:
    """The rubric in use of the year before, in the same bureau."""
    return (
        Rubric.objects.filter(year__bureau=year.bureau_id, year__year__lt=year.year, is_current=True)
        .order_by("-year__year")
        .first()
    )


def grade_of(rubric: Rubric, total: Decimal) -> str:
    """The name of the grade ``total`` falls into; "" where the rubric names none."""
    for lowest, name in sorted(rubric.grades, key=lambda grade: -Decimal(str(grade[0]))):
        if total >= Decimal(str(lowest)):
            return str(name)
    return ""


def _write(
    year: ReportingYear,
    lines: Sequence[Line],
    grades: Sequence[Sequence[Any]],
    comment_below_percent: int,
    by: User | None,
) -> Rubric:
    with transaction.atomic():
        # The year's row is the lock: two first visitors write one default rubric, not two.
        ReportingYear.objects.select_for_update().get(pk=year.pk)
        made_meanwhile = Rubric.objects.filter(year=year, is_current=True).first()
        if by is None and made_meanwhile is not None:
            return made_meanwhile
        newest = Rubric.objects.filter(year=year).aggregate(newest=Max("version"))["newest"] or 0
        Rubric.objects.filter(year=year, is_current=True).update(is_current=False)
        rubric = Rubric.objects.create(
            year=year,
            version=newest + 1,
            grades=[list(grade) for grade in grades],
            comment_below_percent=comment_below_percent,
            created_by=by,
        )
        Criterion.objects.bulk_create(
            Criterion(
                rubric=rubric,
                part=line.part,
                title=line.title,
                guidance=line.guidance,
                points=line.points,
                levels=[list(level) for level in line.levels],
                suggestion=line.suggestion,
                suggestion_params=line.suggestion_params or {},
                position=position,
            )
            for position, line in enumerate(lines)
        )
    return rubric


def _move_open_reviews(old: Rubric, new: Rubric, lines: Sequence[Line]) -> None:
    """Reviews under way go on with the new version: points of items that live on, under whatever
    name, stay (at most the new maximum), the others are to be given again.
    """
    items = list(new.criteria.all())
    follows = {line.was: item for line, item in zip(lines, items, strict=True) if line.was}
    taken = {item.pk for item in follows.values()}
    by_name = {(item.part, item.title): item for item in items if item.pk not in taken}
    for review in old.reviews.filter(finished_at__isnull=True).prefetch_related("scores__criterion"):
        total = Decimal(0)
        for score in review.scores.all():
            item = follows.get(score.criterion_id) or by_name.get(
                (score.criterion.part, score.criterion.title)
            )
            if item is None:
                score.delete()
                continue
            score.criterion = item
            if score.points is not None:  # None: a comment stands there, the points are still to come
                score.points = min(score.points, item.points)
                total += score.points
            score.save(update_fields=["criterion", "points"])
        Review.objects.filter(pk=review.pk).update(rubric=new, total=total, revision=F("revision") + 1)
