from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from offices.models import Bureau, Office, Role
from review import overview
from submissions.models import AnnualReport, ReportingYear
from tests.cast import give_role, open_year, person

pytestmark = pytest.mark.django_db

IN_SEASON = date(2026, 2, 15)


def address(name, *args):
    return reverse(name, args=args)


def handed_in_on(report, day):
    moment = datetime(day.year, day.month, day.day, 23, 59, tzinfo=timezone.get_default_timezone())
    AnnualReport.objects.filter(pk=report.pk).update(status="submitted", first_submitted_at=moment)


@pytest.mark.parametrize("who", [None, "officer", "stranger"])
def test_only_the_bureau_sees_its_overview(client, request, year, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    expected = {None: 302, "officer": 403, "stranger": 404}[who]
    for where in (address("overview_year", year.pk), address("overview_chart", year.pk, "curve")):
        assert client.get(where).status_code == expected


@pytest.mark.parametrize("who", ["reviewer", "chief", "administrator", "auditor"])
def test_each_role_of_the_bureau_reads_it(client, request, year, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(address("overview")).url == address("overview_year", year.pk)
    page = client.get(address("overview_year", year.pk))
    assert page.status_code == 200
    assert page.context["may_settle"] == (who == "administrator")


def test_an_office_that_did_nothing_is_a_row_and_one_that_handed_in_shows_its_outcomes(
    client, reviewer, handed_in, other_office
):
    client.force_login(reviewer)
    rows = client.get(address("overview_year", handed_in.year_id)).context["rows"]
    by_office = {row.report.office_id: row for row in rows}
    assert set(by_office[other_office.pk].outcomes) == {""}
    assert by_office[other_office.pk].duties_covered is None
    assert by_office[handed_in.office_id].outcomes[0] == "met"
    assert by_office[handed_in.office_id].duties_covered > 0


def test_the_pills_narrow_the_matrix(year, handed_in, other_office):
    def shown(key, today=date(2026, 3, 9)):
        reports = overview.narrowed(AnnualReport.objects.filter(year=year), key, today)
        return {report.office_id for report in reports}

    assert shown("nothing") == shown("late") == {other_office.pk}
    assert shown("late", IN_SEASON) == set()
    assert shown("bureau") == shown("lacking") == {handed_in.office_id}
    assert shown("") == shown("no such pill") == {other_office.pk, handed_in.office_id}


def test_the_curve_counts_by_beijing_days_and_sets_last_year_against_its_own_date(year, report, office):
    last = open_year(year.bureau, 2024, due_on=date(2025, 1, 31))
    handed_in_on(AnnualReport.objects.get(year=last, office=office), date(2025, 1, 31))
    handed_in_on(report, date(2026, 2, 21))
    by_day = {point.day: point for point in overview.curve(year, last, date(2026, 2, 23))}
    assert by_day[date(2026, 2, 14)].this_year == 0
    assert by_day[date(2026, 2, 21)].this_year == 1
    assert by_day[date(2026, 2, 21)].last_year == 0
    assert by_day[date(2026, 2, 28)].is_due
    assert by_day[date(2026, 2, 28)].last_year == 1
    assert by_day[date(2026, 3, 14)].this_year is None


def test_waiting_is_told_by_place_with_its_middle_and_longest(year, report):
    now = timezone.now()
    AnnualReport.objects.filter(year=year).update(status_since=now - timedelta(days=3))
    AnnualReport.objects.filter(pk=report.pk).update(status_since=now - timedelta(days=9))
    first = overview.waiting(year, now)[0]
    assert (first.count, first.median_days, first.longest_days) == (2, 6, 9)
    assert sum(place.count for place in overview.waiting(year, now)) == 2


def test_findings_are_counted_by_report_under_their_plain_names(handed_in, more_reports):
    found = overview.frequent_findings(handed_in.year)
    assert found
    assert [finding.offices for finding in found] == sorted((f.offices for f in found), reverse=True)
    assert all(finding.name != finding.rule and finding.offices <= 3 for finding in found)


def test_what_is_counted_once_follows_every_check_handed_in(client, reviewer, handed_in, request):
    def counted():
        page = client.get(address("overview_year", handed_in.year_id)).context
        pills = {choice.key: count for choice, count, _is_on in page["pills"]}
        return pills["lacking"], max(finding.offices for finding in page["findings"])

    client.force_login(reviewer)
    assert counted() == counted() == (1, 1)
    request.getfixturevalue("more_reports")
    assert counted() == (3, 3)


def test_scores_fall_into_their_bands(year, report):
    AnnualReport.objects.filter(pk=report.pk).update(score="89.5")
    assert not any(band.count for band in overview.score_bands(year)), "not accepted yet"
    AnnualReport.objects.filter(pk=report.pk).update(
        status="accepted",
        submitted_at=timezone.now(),
        first_submitted_at=timezone.now(),
        accepted_at=timezone.now(),
    )
    assert {band.label: band.count for band in overview.score_bands(year) if band.count} == {"80–89": 1}


@pytest.mark.parametrize("name", ["curve", "findings", "scores", "parts"])
def test_charts_are_images_without_script_or_foreign_address(client, reviewer, handed_in, name):
    client.force_login(reviewer)
    answer = client.get(address("overview_chart", handed_in.year_id, name))
    assert answer["Content-Type"] == "image/svg+xml"
    root = etree.fromstring(answer.content)
    assert not root.findall(".//{http://www.w3.org/2000/svg}script")
    assert b"@import" not in answer.content
    assert client.get(address("overview_chart", handed_in.year_id, "nonsense")).status_code == 404


def test_a_city_reads_its_counties_and_changes_nothing(client, bureau, year):
    city = Bureau.objects.create(name="安江市司法局", county="安江市", slug="anjiang")
    Bureau.objects.filter(pk=bureau.pk).update(parent=city)
    own = ReportingYear.objects.create(bureau=city, year=2025, **ReportingYear.default_dates(2025))
    client.force_login(give_role(person("city", "安市"), Role.BUREAU_ADMIN, city))
    assert client.get(address("overview")).url == address("overview_year", own.pk)
    counties = client.get(address("overview_year", own.pk)).context["counties"]
    assert {county.pk for county in counties} == {own.pk, year.pk}
    page = client.get(address("overview_year", year.pk))
    assert page.status_code == 200
    assert page.context["may_settle"] is False
    assert f'href="{address("overview_year", own.pk)}"' in page.content.decode()
    assert client.get(address("compliance_list", year.pk)).status_code == 200
    for name in ("remind", "season_year"):
        assert client.get(address(name, year.pk)).status_code == 404
        assert client.post(address(name, year.pk), {"text": "催"}).status_code == 404


def test_queries_do_not_grow_with_the_offices(
    client, reviewer, year, handed_in, django_assert_max_num_queries
):
    client.force_login(reviewer)
    where = address("overview_year", year.pk)
    client.get(where)
    with django_assert_max_num_queries(60) as few:
        client.get(where)
    for number in range(3):
        office = Office.objects.create(bureau=year.bureau, name=f"新{number}乡", kind="township")
        AnnualReport.objects.create(year=year, office=office)
    with django_assert_max_num_queries(len(few)):
        client.get(where)
