"""Who reviews what: by hand, by kind of place, or shared out evenly. Never one's own office."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q

from offices import audit
from offices.models import Membership, User
from submissions.models import AnnualReport
from submissions.models.reports import WITH_BUREAU

from .models import Assignment, Review


@dataclass(slots=True)
class Plan:
    """Who gets which report; ``left_out`` are reports nobody of the chosen may have, or that keep theirs."""

    given: list[tuple[AnnualReport, User]] = field(default_factory=list)
    left_out: list[AnnualReport] = field(default_factory=list)

    def by_person(self) -> list[tuple[User, int]]:
        """How many each person gets, by name."""
        counts: dict[User, int] = {}
        for _report, person in self.given:
            counts[person] = counts.get(person, 0) + 1
        return sorted(counts.items(), key=lambda item: str(item[0]))


def plan_evenly(reports: Iterable[AnnualReport], people: Sequence[User], *, keep: bool = True) -> Plan:
    """Each report to whoever has the fewest waiting for them, own offices left aside."""
    load = _load_of(people)
    own = _own_offices(people)
    plan = Plan()
    for report in reports:
        able = [person for person in people if report.office_id not in own[person.pk]]
        if not able or (keep and _is_assigned(report)):
            plan.left_out.append(report)
            continue
        person = min(able, key=lambda one: (load[one.pk], one.pk))
        load[person.pk] += 1
        plan.given.append((report, person))
    return plan


def plan_by_kind(reports: Iterable[AnnualReport], people: Mapping[str, User], *, keep: bool = True) -> Plan:
    """Each report to the person of its kind of place."""
    own = _own_offices(list(people.values()))
    plan = Plan()
    for report in reports:
        person = people.get(report.office.kind)
        if person is None or report.office_id in own[person.pk] or (keep and _is_assigned(report)):
            plan.left_out.append(report)
        else:
            plan.given.append((report, person))
    return plan


@transaction.atomic
def carry_out(plan: Plan, *, by: User, keep: bool = True) -> int:
    """Write the assignments; without ``keep`` the former ones go. Returns how many reports were given."""
    if not keep:
        Assignment.objects.filter(report__in=[report.pk for report, _person in plan.given]).delete()
    Assignment.objects.bulk_create(
        [Assignment(report=report, reviewer=person, assigned_by=by) for report, person in plan.given],
        ignore_conflicts=True,
    )
    for bureau_id in {report.year.bureau_id for report, _person in plan.given}:
        of_bureau = [(r.pk, p.pk) for r, p in plan.given if r.year.bureau_id == bureau_id]
        audit.record("reports.assigned", actor=by, bureau_id=bureau_id, pairs=of_bureau[:500])
    return len(plan.given)


@transaction.atomic
def draw_sample(
    reports: Sequence[AnnualReport], people: Sequence[User], percent: int, *, by: User, seed: int
) -> int:
    """Draw ``percent`` of the reports for a second look by somebody who has not reviewed them.

    ``seed`` goes into the trail, so that the draw can be shown to have been fair.
    """
    count = max(1, round(len(reports) * percent / 100)) if reports else 0
    drawn = random.Random(seed).sample(list(reports), count)  # noqa: S311 - a fair draw, not a secret
    own = _own_offices(people)
    load = _load_of(people)
    given = Assignment.objects.filter(report__in=drawn).values_list("report", "reviewer")
    scored = Review.objects.filter(report__in=drawn).values_list("report", "reviewer")
    taken = {*given, *scored}
    rows = []
    for report in drawn:
        able = [
            person
            for person in people
            if report.office_id not in own[person.pk] and (report.pk, person.pk) not in taken
        ]
        if able:
            person = min(able, key=lambda one: (load[one.pk], one.pk))
            load[person.pk] += 1
            rows.append(Assignment(report=report, reviewer=person, assigned_by=by, is_sample=True))
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        bureau_id = drawn[0].year.bureau_id
        audit.record(
            "reports.sampled", actor=by, bureau_id=bureau_id, seed=seed, of=len(reports), drawn=len(rows)
        )
    return len(rows)


def _is_assigned(report: AnnualReport) -> bool:
    return bool(report.assignments.all())  # prefetched by the queue


def _load_of(people: Sequence[User]) -> dict[int, int]:
    """How many reports wait with each person."""
    waiting = Count("assignments", filter=Q(assignments__report__status__in=WITH_BUREAU))
    counted = User.objects.filter(pk__in=[person.pk for person in people]).annotate(waiting=waiting)
    return dict(counted.values_list("pk", "waiting"))


def _own_offices(people: Sequence[User]) -> dict[int, set[int]]:
    """The offices each person belongs to."""
    own: dict[int, set[int]] = {person.pk: set() for person in people}
    rows = Membership.objects.filter(user__in=people, office__isnull=False).values_list(
        "user_id", "office_id"
    )
    for user_id, office_id in rows:
        own[user_id].add(office_id)
    return own
