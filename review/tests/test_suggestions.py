from datetime import date
from decimal import Decimal

import pytest

from review.rubrics import default_content
from review.suggestions import RULES, Found, Judged, Known, suggest, working_days_late

DUTIES = [f"duty.{side}{n}" for side in "PG" for n in range(1, 7)]


def known(requirements=None, rules=(), **dates):
    return Known(
        requirements={key: Judged(outcome, [[0, 4]]) for key, outcome in (requirements or {}).items()},
        findings=[Found(rule, [[5, 9]]) for rule in rules],
        **{"due_on": date(2026, 2, 28), "publish_by": date(2026, 3, 31), "today": date(2026, 3, 10), **dates},
    )


def points(rule, worth, params, facts):
    return suggest(rule, Decimal(worth), params, facts).points


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 28), 8),
        (date(2026, 3, 1), 8),  # a Sunday: no working day has passed
        (date(2026, 3, 2), 7),
        (date(2026, 3, 6), 3),
        (date(2026, 6, 1), 0),
    ],
)
def test_every_working_day_late_costs_a_point(day, expected):
    assert points("timeliness", 8, {}, known(first_submitted_on=day)) == expected


def test_a_report_not_handed_in_is_not_judged_for_time():
    assert points("timeliness", 8, {}, known()) is None


def test_working_days_do_not_count_weekends():
    assert working_days_late(date(2026, 2, 27), date(2026, 3, 9)) == 6


@pytest.mark.parametrize(
    ("published", "today", "expected"),
    [
        (date(2026, 3, 31), date(2026, 5, 1), 7),
        (date(2026, 4, 1), date(2026, 5, 1), 0),
        (None, date(2026, 3, 31), 7),
        (None, date(2026, 4, 1), 0),
    ],
)
def test_publication_counts_as_in_time_until_the_date_has_passed(published, today, expected):
    assert points("publication", 7, {}, known(published_on=published, today=today)) == expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("met", 5), ("partial", Decimal("2.5")), ("missing", 0), ("unsure", None), ("unchecked", None)],
)
def test_half_the_points_when_only_a_sub_section(outcome, expected):
    facts = known({"section.next_plan": outcome})
    assert points("requirement", 5, {"requirement": "section.next_plan"}, facts) == expected


@pytest.mark.parametrize(("covered", "expected"), [(0, 0), (3, 2), (7, Decimal("4.5")), (12, 8)])
def test_duties_count_in_proportion(covered, expected):
    outcomes = {duty: "met" if n < covered else "missing" for n, duty in enumerate(DUTIES)}
    facts = known({**outcomes, "duty.X1": "met"})
    assert points("share", 8, {"requirements": ["duty.P", "duty.G"]}, facts) == expected


def test_from_enough_topics_on_all_points_are_given():
    facts = known({f"topic.{n}": "met" if n < 7 else "missing" for n in range(11)})
    assert points("share", 7, {"requirements": ["topic."], "enough": 7}, facts) == 7


def test_findings_of_the_named_rules_cost_points_and_others_do_not():
    facts = known(rules=["wording.typo", "punctuation.mixed", "figures.few"])
    proposal = suggest(
        "findings", Decimal(2), {"rules": ["wording.typo", "punctuation."], "each": 0.5}, facts
    )
    assert proposal.points == 1
    assert proposal.evidence == [[5, 9], [5, 9]]


def test_a_part_that_is_not_there_earns_nothing_for_being_without_faults():
    facts = known({"section.shortcomings": "missing"})
    params = {"rules": ["shortcomings."], "needs": "section.shortcomings"}
    assert points("findings", 6, params, facts) == 0


def test_the_default_rubric_sums_to_100_and_binds_only_known_rules():
    items = default_content()["criterion"]
    assert sum(item["points"] for item in items) == 100
    assert {item["suggestion"] for item in items if "suggestion" in item} <= set(RULES)
    assert all(item["levels"][0][0] == item["points"] for item in items)
