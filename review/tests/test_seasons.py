from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from offices.models import Office, Role
from review import rubrics
from submissions.models import AnnualReport, ReportingYear, ReportStatus, StandardVersion
from tests.cast import give_role, person

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def at_desk(client, administrator):
    client.force_login(administrator)
    return client


@pytest.mark.parametrize("who", [None, "officer", "reviewer", "auditor", "stranger"])
def test_only_the_administrator_settles_a_year(client, request, year, report, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    for name, args in (
        ("season", ()),
        ("season_open", (year.bureau_id,)),
        ("season_year", (year.pk,)),
        ("season_office", (report.pk,)),
    ):
        assert client.get(address(name, *args)).status_code == (403 if who else 302), name


def test_another_bureaus_administrator_finds_nothing(client, other_bureau, year, report):
    from_elsewhere = give_role(person("elsewhere", "江管"), Role.BUREAU_ADMIN, other_bureau)
    client.force_login(from_elsewhere)
    assert client.get(address("season_year", year.pk)).status_code == 404
    assert client.get(address("season_office", report.pk)).status_code == 404
    assert client.post(address("season_switch", year.pk), {"close": "1"}).status_code == 404
    assert client.get(address("season_open", year.bureau_id)).status_code == 404


def test_a_year_is_opened_in_one_page(at_desk, year):
    page = at_desk.get(address("season_open", year.bureau_id))
    proposed = page.context["form"].initial
    assert proposed["year"] == 2026
    sent = {"year": 2026, "opens_on": "2026-12-01", "due_on": "2027-01-31", "publish_by": "2027-03-31"}
    sent["legal_basis"] = "县通知"
    shown = at_desk.post(address("season_open", year.bureau_id), sent)
    assert shown.status_code == 200
    assert ReportingYear.objects.count() == 1, "shown first, opened on the second press"
    answer = at_desk.post(address("season_open", year.bureau_id), {**sent, "open": "1"})
    opened = ReportingYear.objects.get(year=2026)
    assert answer.url == address("season_year", opened.pk)
    assert opened.reports.count() == 2


@pytest.mark.parametrize(
    "slip", [{"year": 2025}, {"due_on": "2027-05-01"}, {"due_on": ""}, {"opens_on": "morgen"}]
)
def test_a_slip_in_the_form_is_told_and_opens_nothing(at_desk, year, slip):
    sent = {"year": 2026, "opens_on": "2026-12-01", "due_on": "2027-01-31", "publish_by": "2027-03-31"}
    sent |= {"legal_basis": "县通知", "open": "1", **slip}
    answer = at_desk.post(address("season_open", year.bureau_id), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert ReportingYear.objects.count() == 1


def test_what_a_year_takes_over_stands_beside_last_years(at_desk, year, other_office):
    rubrics.change(
        year, [rubrics.Line("结构", "要素齐全", Decimal(100))], grades=[], comment_below_percent=60, by=None
    )
    ReportingYear.objects.filter(pk=year.pk).update(requires_second_review=True)
    Office.objects.filter(pk=other_office.pk).update(ended_on=date(2026, 6, 1))
    Office.objects.create(bureau=year.bureau, name="柳溪乡", short_name="柳溪乡", kind="township")
    sent = {"year": 2026, "opens_on": "2026-12-01", "due_on": "2027-01-31", "publish_by": "2027-03-31"}
    sent |= {"legal_basis": year.legal_basis, "requires_second_review": "on"}
    page = at_desk.post(address("season_open", year.bureau_id), sent)
    lines = page.context["lines"]
    other = [line for line in lines if line.is_other]
    assert [(line.before[:10], line.after[:10]) for line in other] == [("2026-02-28", "2027-01-31")]
    assert (page.context["come"], page.context["gone"]) == (["柳溪乡"], ["青林街道"])
    at_desk.post(address("season_open", year.bureau_id), {**sent, "open": "1"})
    opened = ReportingYear.objects.get(year=2026)
    assert opened.requires_second_review
    assert [item.title for item in rubrics.current_rubric(opened).criteria.all()] == ["要素齐全"]


def test_what_is_shown_can_be_changed_before_it_acts(at_desk, year):
    sent = {"year": 2026, "opens_on": "2026-12-01", "due_on": "2027-01-31", "publish_by": "2027-03-31"}
    page = at_desk.post(
        address("season_open", year.bureau_id), {**sent, "legal_basis": "县通知", "change": "1"}
    )
    assert page.context["form"]["due_on"].value() == "2027-01-31"
    assert ReportingYear.objects.count() == 1


def test_an_extension_is_taken_back_or_ends_with_a_later_date_for_all(at_desk, report, year):
    where = address("season_office", report.pk)
    more = {"until": "2026-03-09", "reason": "洪涝", "extend": "1"}
    at_desk.post(where, more)
    at_desk.post(where, {"withdraw": "1"})
    report.refresh_from_db()
    assert (report.extended_to, report.extension_reason) == (None, "")
    at_desk.post(where, more)
    dates = {"opens_on": "2025-12-01", "due_on": "2026-03-15", "publish_by": "2026-03-31", "legal_basis": "x"}
    answer = at_desk.post(address("season_year", year.pk), dates, follow=True)
    report.refresh_from_db()
    assert report.extended_to is None
    assert "2026-02-28 → 2026-03-15" in " ".join(map(str, answer.context["messages"]))


def test_closing_says_what_is_left(at_desk, year, handed_in):
    left = at_desk.get(address("season_year", year.pk)).context["left"]
    assert (left.with_offices, left.with_bureau) == (1, 1)


def test_an_office_gets_more_time_with_a_reason(at_desk, report):
    where = address("season_office", report.pk)
    late = {"until": "2026-02-01", "reason": "洪涝", "extend": "1"}
    assert at_desk.post(where, late).status_code == 422
    assert at_desk.post(where, {**late, "until": "2026-03-09"}).status_code == 302
    report.refresh_from_db()
    assert report.due_on == date(2026, 3, 9)


def test_an_office_is_exempt_and_has_to_report_after_all(at_desk, report):
    where = address("season_office", report.pk)
    at_desk.post(where, {"exemption": "已撤并", "exempt": "1"})
    report.refresh_from_db()
    assert report.status == ReportStatus.EXEMPT
    at_desk.post(where, {"reason": "登记有误", "lift": "1"})
    report.refresh_from_db()
    assert report.status == ReportStatus.NOT_STARTED


def test_closing_needs_a_reason_to_be_taken_back(at_desk, year):
    where = address("season_switch", year.pk)
    at_desk.post(where, {"close": "1"})
    year.refresh_from_db()
    assert year.is_closed
    at_desk.post(where, {"reopen": "1", "reason": " "})
    year.refresh_from_db()
    assert year.is_closed
    at_desk.post(where, {"reopen": "1", "reason": "补报"})
    year.refresh_from_db()
    assert not year.is_closed


def test_offices_founded_since_are_added(at_desk, year):
    Office.objects.create(bureau=year.bureau, name="柳溪乡", short_name="柳溪乡", kind="township")
    assert at_desk.get(address("season_year", year.pk)).context["missing"] == 1
    at_desk.post(address("season_switch", year.pk), {"add_rows": "1"})
    assert AnnualReport.objects.filter(year=year).count() == 3


@pytest.mark.parametrize("name", ["season", "season_year"])
def test_queries_do_not_grow_with_the_rows(at_desk, year, name, django_assert_max_num_queries):
    args = (year.pk,) if name == "season_year" else ()
    with django_assert_max_num_queries(20) as few:
        at_desk.get(address(name, *args))
    for number in range(3):
        office = Office.objects.create(bureau=year.bureau, name=f"新{number}乡", kind="township")
        AnnualReport.objects.create(year=year, office=office)
        ReportingYear.objects.create(
            bureau=year.bureau, year=2020 + number, **ReportingYear.default_dates(2020 + number)
        )
    with django_assert_max_num_queries(len(few)):
        at_desk.get(address(name, *args))


def test_what_was_settled_in_another_window_stays(at_desk, year, bureau):
    form = at_desk.get(address("season_year", year.pk)).context["form"]
    shown = {f"initial-{name}": form[name].value() or "" for name in form.fields}
    applied = StandardVersion.objects.create(bureau=bureau, name="2025.1")
    ReportingYear.objects.filter(pk=year.pk).update(standard=applied)
    sent = {name: form[name].value() for name in ("opens_on", "publish_by", "legal_basis")}
    answer = at_desk.post(
        address("season_year", year.pk), {**shown, **sent, "due_on": "2026-03-10", "standard": ""}
    )
    assert answer.status_code == 302
    year.refresh_from_db()
    assert (str(year.due_on), year.standard) == ("2026-03-10", applied)
    assert b'name="initial-standard"' in at_desk.get(address("season_year", year.pk)).content
