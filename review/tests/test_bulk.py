"""Actions on many reports: nothing happens before it was shown and confirmed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from offices.models import Notification
from review import assigning, decisions, scoring
from review.consequences import consequences_of
from review.list_filters import filtered_reports
from review.models import Assignment, Export, Reminder
from review.views import queue_actions
from review.views.queue import queue_reports
from submissions.models import AnnualReport, CheckRun, ReportingYear

pytestmark = pytest.mark.django_db


def act(client, action, reports, **more):
    data = {"action": action, "ids": [report.pk for report in reports], "query": "preset=all", **more}
    return client.post(reverse("queue_bulk"), data)


def test_reminding_shows_first_and_acts_when_confirmed(client, reviewer, report, officer):
    client.force_login(reviewer)
    shown = act(client, "remind", [report])
    assert (shown.status_code, Reminder.objects.count()) == (200, 0)
    act(client, "remind", [report], confirmed="1", text="请尽快报送。")
    assert Reminder.objects.get().text == "请尽快报送。"
    assert Notification.objects.filter(user=officer, kind="reminder").exists()


def test_a_version_that_waits_for_its_check_gets_no_second_one(client, reviewer, handed_in):
    client.force_login(reviewer)
    for _ in range(2):
        act(client, "recheck", [handed_in], confirmed="1")
    assert CheckRun.objects.filter(version=handed_in.current_version, status="queued").count() == 1


def test_a_thousand_reports_are_chosen_in_one_field(client, reviewer, year, settings):
    """Django refuses a form of more than a thousand fields with a bare 400."""
    client.force_login(reviewer)
    reports = list(AnnualReport.objects.filter(year=year))
    page = act(client, "remind", reports)
    assert page.content.count(b'name="ids"') == 1
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    sent = {"action": "remind", "ids": page.context["ids"], "confirmed": "1", "text": "请尽快报送。"}
    assert client.post(reverse("queue_bulk"), sent).status_code == 302
    assert Reminder.objects.count() == len(reports) == 2
    assert client.post(reverse("queue_bulk"), {**sent, "ids": "9" * 40}).status_code == 302


def test_that_only_the_first_are_taken_is_said(client, reviewer, handed_in, more_reports, monkeypatch):
    monkeypatch.setattr(queue_actions, "MOST", 2)
    client.force_login(reviewer)
    shown = client.post(reverse("queue_bulk"), {"action": "recheck", "scope": "all", "query": "preset=all"})
    assert len(shown.context["fit"]) == 2
    assert "前2份" in shown.content.decode()


def test_who_cannot_be_reached_and_who_was_reminded_lately_is_said_before(
    client, reviewer, report, officer, other_office
):
    Reminder.objects.create(report=report, text="请报送")
    alone = AnnualReport.objects.get(office=other_office)
    client.force_login(reviewer)
    said = act(client, "remind", [report, alone]).context["consequences"]
    assert said == [
        "将通过站内通知和电子邮件告知1人。",
        "以下单位没有账号，请电话催办：青林街道。",
        "近三天内已催办过：白石镇。",
    ]


def test_what_is_decided_already_is_not_returned_again(client, reviewer, handed_in, settings):
    settings.DECISION_DELAY = timedelta(minutes=3)
    decisions.decide(handed_in, "accept", by=reviewer)
    client.force_login(reviewer)
    assert act(client, "return", [handed_in]).context["unfit"] == [handed_in]


@pytest.mark.parametrize("action", ["assign", "sample", "remind", "recheck", "return", "export"])
def test_consequences_take_the_same_queries_for_one_and_for_three(year, chief, handed_in, action, request):
    reports = list(queue_reports(chief))
    with CaptureQueriesContext(connection) as one:
        assert consequences_of(action, reports[:1])
    request.getfixturevalue("more_reports")
    reports = list(queue_reports(chief))
    with CaptureQueriesContext(connection) as three:
        consequences_of(action, reports)
    assert len(one) == len(three)


def test_a_reminder_sent_twice_reminds_once(client, reviewer, report, officer):
    client.force_login(reviewer)
    key = act(client, "remind", [report]).context["form"]["key"].value()
    for _ in range(2):
        act(client, "remind", [report], confirmed="1", text="请尽快报送。", key=key)
    assert Reminder.objects.count() == Notification.objects.filter(kind="reminder").count() == 1
    ReportingYear.objects.update(closed_at=timezone.now())
    act(client, "remind", [report], confirmed="1", text="请尽快报送。")
    assert Reminder.objects.count() == 1


def test_an_action_leaves_alone_what_it_does_not_fit(client, reviewer, handed_in):
    client.force_login(reviewer)
    act(client, "remind", [handed_in], confirmed="1", text="x")
    assert not Reminder.objects.exists()


def test_reports_of_others_cannot_be_acted_on(client, stranger, report):
    client.force_login(stranger)
    act(client, "remind", [report], confirmed="1", text="x")
    assert not Reminder.objects.exists()


def test_a_reviewer_cannot_assign_but_the_chief_can_evenly(client, reviewer, chief, handed_in, more_reports):
    reports = [handed_in, *more_reports]
    data = {"how": "balanced", "reviewers": [reviewer.pk, chief.pk], "confirmed": "1"}
    client.force_login(reviewer)
    act(client, "assign", reports, **data)
    assert not Assignment.objects.exists()
    client.force_login(chief)
    act(client, "assign", reports, **data)
    shares = sorted(Assignment.objects.filter(reviewer=who).count() for who in (reviewer, chief))
    assert shares == [1, 2]


def test_who_would_get_how_many_is_shown_before(client, chief, reviewer, handed_in, more_reports):
    client.force_login(chief)
    shown = act(
        client, "assign", [handed_in, *more_reports], how="balanced", reviewers=[reviewer.pk], preview="1"
    )
    assert shown.context["plan"].by_person() == [(reviewer, 3)]
    assert "沈审：" in shown.content.decode()
    assert not Assignment.objects.exists()


def test_nobody_is_assigned_a_report_of_their_own_office(client, chief, rater, handed_in, more_reports):
    client.force_login(chief)
    act(client, "assign", [handed_in, *more_reports], how="by_hand", reviewers=[rater.pk], confirmed="1")
    assert set(Assignment.objects.values_list("report", flat=True)) == {report.pk for report in more_reports}


def test_assigning_by_kind_of_place(client, chief, reviewer, handed_in, more_reports):
    client.force_login(chief)
    act(client, "assign", [handed_in, *more_reports], how="by_kind", kind_street=reviewer.pk, confirmed="1")
    assert Assignment.objects.get().report.office.short_name == "青林街道"


def test_a_sample_goes_to_somebody_who_has_not_reviewed_it(client, chief, reviewer, handed_in):
    Assignment.objects.create(report=handed_in, reviewer=reviewer)
    client.force_login(chief)
    people = [reviewer.pk, chief.pk]
    act(client, "sample", [handed_in], percent=100, reviewers=people, confirmed="1")
    assert Assignment.objects.get(is_sample=True).reviewer == chief


def test_who_has_reviewed_without_being_asked_is_not_drawn(chief, reviewer, handed_in):
    scoring.begin_review(handed_in, reviewer)
    assert assigning.draw_sample([handed_in], [reviewer], 100, by=chief, seed=1) == 0


def test_the_list_holds_exactly_the_chosen_reports(client, reviewer, handed_in, more_reports):
    client.force_login(reviewer)
    act(client, "export", [handed_in, more_reports[0]], confirmed="1")
    export = Export.objects.get()
    chosen = filtered_reports(export.year, QueryDict(export.query))
    assert {report.pk for report in chosen} == {handed_in.pk, more_reports[0].pk}


def test_checking_again_queues_a_run(client, reviewer, handed_in):
    client.force_login(reviewer)
    act(client, "recheck", [handed_in], confirmed="1")
    assert CheckRun.objects.filter(status="queued", version=handed_in.current_version).count() == 1


def test_returning_together_needs_a_letter_and_a_date(client, reviewer, handed_in, more_reports):
    client.force_login(reviewer)
    assert act(client, "return", [handed_in], confirmed="1").status_code == 422
    due = timezone.localdate() + timedelta(days=7)
    act(client, "return", [handed_in, *more_reports], confirmed="1", letter="请补充数据。", due_on=due)
    assert AnnualReport.objects.filter(status="returned").count() == 3
    handed_in.refresh_from_db()
    assert handed_in.revision_due_on == due


def test_all_that_the_filter_shows_can_be_chosen(client, reviewer, handed_in, more_reports):
    client.force_login(reviewer)
    shown = client.post(
        reverse("queue_bulk"), {"action": "recheck", "scope": "all", "query": "preset=all&kind=street"}
    )
    assert [str(report.office) for report in shown.context["fit"]] == ["青林街道"]
