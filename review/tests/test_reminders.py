from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from offices.models import Notification, Office, Role
from review import bulk, reminders
from review.models import Reminder
from submissions.models import AnnualReport, ReportingYear
from tests.cast import give_role, person

pytestmark = pytest.mark.django_db

LATE = date(2026, 3, 9)


@pytest.fixture
def at_desk(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def where(year):
    """Past the date, so that who did nothing is late as well."""
    ReportingYear.objects.filter(pk=year.pk).update(
        opens_on=date(2026, 1, 1),
        due_on=timezone.localdate() - timedelta(days=1),
        publish_by=date(2027, 3, 31),
    )
    return reverse("remind", args=[year.pk])


def letter(page, **changes):
    form = page.context["form"]
    return {
        "text": form["text"].value(),
        "key": form["key"].value(),
        "reports": [str(pk) for pk in form.ticked],
        **changes,
    }


@pytest.mark.parametrize("who", [None, "officer", "reviewer", "auditor", "stranger"])
def test_only_the_administrator_reminds(client, request, where, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get(where).status_code == (403 if who else 302)
    assert client.post(where, {"text": "催"}).status_code == (403 if who else 302)
    assert not Reminder.objects.exists()


def test_another_bureaus_administrator_finds_nothing(client, other_bureau, where):
    client.force_login(give_role(person("elsewhere", "江管"), Role.BUREAU_ADMIN, other_bureau))
    assert client.get(where).status_code == 404


def test_exactly_those_in_the_state_are_meant(year, report, other_office):
    other = AnnualReport.objects.get(year=year, office=other_office)
    AnnualReport.objects.filter(pk=report.pk).update(status="draft")

    def meant(audience, today=LATE):
        return {report.pk for report in reminders.reports_of(year, audience, today)}

    assert meant("nothing") == {other.pk}
    assert meant("late") == meant("idle") == {report.pk, other.pk}
    assert meant("late", date(2026, 2, 28)) == set()
    assert meant("idle", date(2026, 2, 28)) == {other.pk}
    AnnualReport.objects.filter(pk=other.pk).update(status="exempt", exemption_reason="撤并")
    assert meant("nothing") == set()
    assert meant("idle") == {report.pk}


def test_an_extension_is_respected(year, report):
    AnnualReport.objects.filter(pk=report.pk).update(
        status="draft", extended_to=LATE, extension_reason="洪涝"
    )
    assert report.pk not in {r.pk for r in reminders.reports_of(year, "late", LATE)}
    assert report.pk in {r.pk for r in reminders.reports_of(year, "late", LATE + timedelta(days=1))}


def test_the_page_says_whom_it_reaches_before_it_goes(at_desk, where, officer, colleague, other_office):
    page = at_desk.get(where)
    assert page.context["people"] == 2
    assert [a.report.office for a in page.context["without_account"]] == [other_office]
    assert not Reminder.objects.exists()


def test_the_letter_goes_once_with_the_words_as_changed(at_desk, where, officer, colleague):
    said = letter(at_desk.get(where), text="请于本周五前报送。")
    assert at_desk.post(where, said).status_code == 302
    assert at_desk.post(where, said).status_code == 302  # a double click
    assert {kept.text for kept in Reminder.objects.all()} == {"请于本周五前报送。"}
    assert Reminder.objects.count() == 2
    told = Notification.objects.filter(kind="reminder")
    assert {notice.user for notice in told} == {officer, colleague}
    assert told[0].params["text"] == "请于本周五前报送。"


def test_the_page_keeps_who_was_reminded_when(at_desk, where, report, administrator):
    at_desk.post(where, letter(at_desk.get(where), text="请于本周五前报送。"))
    bulk.remind([report], "请尽快报送。", key="another", by=administrator)
    last, first = at_desk.get(where).context["letters"]
    assert (last.text, list(last.offices)) == ("请尽快报送。", ["白石镇"])
    assert (first.text, sorted(first.offices)) == ("请于本周五前报送。", ["白石镇", "青林街道"])
    assert first.sent_by == "关立"
    office_page = at_desk.get(reverse("season_office", args=[report.pk]))
    assert [kept.text for kept in office_page.context["reminders"]] == ["请尽快报送。", "请于本周五前报送。"]


def test_who_handed_in_meanwhile_is_left_alone(at_desk, where, report, officer):
    said = letter(at_desk.get(where))
    AnnualReport.objects.filter(pk=report.pk).update(status="submitted", first_submitted_at=timezone.now())
    at_desk.post(where, said)
    assert not Reminder.objects.filter(report=report).exists()
    assert Reminder.objects.count() == 1


def test_reports_of_others_cannot_be_slipped_in(at_desk, where, other_bureau):
    office = Office.objects.create(bureau=other_bureau, name="江口县大河镇人民政府", kind="town")
    other_year = ReportingYear.objects.create(
        bureau=other_bureau, year=2025, **ReportingYear.default_dates(2025)
    )
    foreign = AnnualReport.objects.create(year=other_year, office=office)
    at_desk.post(where, letter(at_desk.get(where), reports=[str(foreign.pk)]))
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("slip", [{"text": " "}, {"reports": []}])
def test_a_slip_sends_nothing_and_keeps_what_was_typed(at_desk, where, slip):
    answer = at_desk.post(where, letter(at_desk.get(where), **slip))
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Reminder.objects.exists()


def test_a_closed_year_reminds_nobody(at_desk, where, year):
    said = letter(at_desk.get(where))
    ReportingYear.objects.filter(pk=year.pk).update(closed_at=timezone.now())
    at_desk.post(where, said)
    assert not Reminder.objects.exists()


def test_queries_do_not_grow_with_the_offices(at_desk, where, year, django_assert_max_num_queries):
    with django_assert_max_num_queries(25) as few:
        at_desk.get(where)
    for number in range(3):
        office = Office.objects.create(bureau=year.bureau, name=f"新{number}乡", kind="township")
        AnnualReport.objects.create(year=year, office=office)
    with django_assert_max_num_queries(len(few)):
        at_desk.get(where)
