"""Signs and words: each badge has an icon, a word and a colour; times read as people say them."""

from datetime import date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from offices.models import Role
from offices.permissions import Access
from reportsite.templatetags import site
from submissions import signs
from submissions.models import AnnualReport, ReportingYear, ReportStatus, RequirementOutcome


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def report(status: ReportStatus, **fields: object) -> AnnualReport:
    year = ReportingYear(
        year=2025, opens_on=date(2025, 12, 1), due_on=date(2026, 2, 28), publish_by=date(2026, 3, 31)
    )
    return AnnualReport(year=year, status=status, **fields)


@pytest.mark.parametrize("level", ["must", "should", "confirm", "met"])
def test_a_level_has_its_own_sign_word_and_colour(level):
    html = site.level_badge(level, count=2)
    assert f"is-{level}" in html
    assert "<svg" in html
    assert "<b>2</b>" in html
    assert len({signs.LEVELS[name][1] for name in signs.LEVELS}) == 4


def test_every_outcome_and_every_status_has_a_badge():
    for outcome, word in RequirementOutcome.OUTCOMES:
        assert str(word).lower() in site.outcome_badge(outcome).lower()
    for status in ReportStatus:
        assert "<svg" in site.status_badge(report(status))


def test_the_office_and_the_bureau_read_their_own_word():
    handed_in = report(ReportStatus.SUBMITTED)
    assert "Handed in" in site.status_badge(handed_in)
    assert "To review" in site.status_badge(handed_in, for_bureau=True)


def test_badges_carry_no_inline_style():
    assert "style=" not in site.level_badge("must")


@pytest.mark.parametrize(
    ("days", "word", "tone"),
    [
        (40, "40 days left", "due-far"),
        (7, "7 days left", "due-soon"),
        (1, "1 day left", "due-soon"),
        (0, "due today", "due-soon"),
        (-1, "1 day overdue", "due-late"),
        (-12, "12 days overdue", "due-late"),
    ],
)
def test_days_left_are_said_as_people_say_them(days, word, tone):
    today = date(2026, 2, 20)
    html = site.days_left(today + timedelta(days=days), today)
    assert word in html
    assert tone in html
    assert f'datetime="{today + timedelta(days=days)}"' in html


def test_no_date_no_word():
    assert site.days_left(None) == ""
    assert site.when(None) == "—"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.get_default_timezone())


def test_a_report_handed_in_says_whether_it_was_on_time():
    on_time = report(ReportStatus.SUBMITTED, first_submitted_at=at(2026, 2, 28, 23, 59))
    late = report(ReportStatus.ACCEPTED, first_submitted_at=at(2026, 3, 1, 0, 1))
    assert "on time" in site.due(on_time)
    assert "1 day late" in site.due(late)


def test_a_returned_report_counts_to_the_date_of_its_revision():
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "1 day left" in site.due(report(ReportStatus.RETURNED, revision_due_on=tomorrow))
    assert site.due(report(ReportStatus.RETURNED)) == ""


def test_an_exempt_report_has_no_date():
    assert site.due(report(ReportStatus.EXEMPT)) == ""


def test_times_are_exact_on_hover():
    moment = at(2024, 11, 3, 14, 32, 5)
    html = site.when(moment)
    assert 'title="3 November 2024 14:32:05"' in html
    assert ">3 November 2024</time>" in html


def test_today_is_a_clock_and_yesterday_a_word():
    now = timezone.localtime()
    assert f">{now:%H:%M}</time>" in site.when(now)
    assert ">yesterday " in site.when(now - timedelta(days=1))
    assert ">today</time>" in site.when(now.date())


def test_roles_are_named_once_in_their_order():
    access = Access(
        offices={1: frozenset({Role.OFFICER}), 2: frozenset({Role.OFFICER})},
        bureaus={1: frozenset({Role.REVIEWER})},
    )
    assert site.role_words(access) == "officer, reviewer"


def render_item(path: str, name: str) -> str:
    template = Template('{% load site %}{% nav_item name "Word" "/report/" %}')
    return template.render(Context({"request": RequestFactory().get(path), "name": name}))


def test_a_page_that_does_not_exist_is_left_out_of_the_navigation():
    assert render_item("/", "no_such_page").strip() == ""


def test_the_current_page_is_marked_also_below_its_address():
    assert 'aria-current="page"' in render_item("/sign-in/", "sign_in")
    assert 'aria-current="page"' in render_item("/sign-in/again/", "sign_in")
    assert 'aria-current="page"' in render_item("/report/3/", "sign_in")
    assert "aria-current" not in render_item("/gallery/", "sign_in")
    assert "aria-current" not in render_item("/sign-in/", "home")
