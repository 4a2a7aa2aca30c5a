import pytest
from django.urls import reverse

from offices.models import Notification
from submissions import check_runs, uploads

from .conftest import sample_text

pytestmark = pytest.mark.django_db


def test_who_brought_it_in_is_told_once_a_version(checked, officer, colleague):
    notice = Notification.objects.get()
    assert (notice.user, notice.kind) == (officer, "check_done")
    check_runs.run(uploads.queue_check(checked.current_version).pk)
    assert Notification.objects.count() == 1


def test_looking_at_the_result_is_reading_the_notice(checked, officer, as_user):
    notice = Notification.objects.get()
    as_user(officer).get(notice.url)
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_what_the_bureau_took_in_tells_no_office(report, reviewer, bring_in):
    bring_in(report, sample_text(), by=reviewer, source="received")
    assert not Notification.objects.exists()


def test_where_the_lead_signs_the_lead_is_told(report, bring_in, officer, office_lead):
    report.year.requires_office_sign_off = True
    report.year.save()
    bring_in(report)
    assert Notification.objects.get(user=office_lead).kind == "ready_to_sign"


def test_the_lead_is_told_when_the_last_thing_in_the_way_was_a_false_alarm(
    report, bring_in, officer, office_lead, as_user
):
    report.year.requires_office_sign_off = True
    report.year.save()
    bring_in(report, sample_text().replace("2025年", "2024年"))
    blocking = report.latest_run.findings.filter(level="must")
    assert blocking
    assert not Notification.objects.filter(user=office_lead).exists()
    for finding in blocking:
        address = reverse("answer_finding", args=[report.pk, finding.pk])
        as_user(officer).post(address, {"kind": "false_alarm", "reason": "原文如此。"})
    assert Notification.objects.get(user=office_lead).kind == "ready_to_sign"
