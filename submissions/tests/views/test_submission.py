from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from offices.models import Notification
from offices.notifications import notify
from submissions.models import AnnualReport, Receipt, ReportingYear, ReportStatus, ReportVersion

from ..conftest import sample_text

pytestmark = pytest.mark.django_db
DECLARATION = {"base": 1, "declared_by": "周正", "declared": "on"}


@pytest.fixture
def address(report):
    return reverse("report_submit", args=[report.pk])


class TestSubmit:
    def test_what_is_missing_is_a_list_of_links(self, as_user, officer, report, address):
        page = as_user(officer).get(address).content.decode()
        assert reverse("report_upload", args=[report.pk]) in page
        assert '<form method="post" class="card' not in page

    def test_the_declaration_leads_to_the_receipt(self, as_user, officer, checked, address):
        answer = as_user(officer).post(address, DECLARATION)
        receipt = Receipt.objects.get()
        assert answer.url == reverse("receipt", args=[receipt.number])
        assert receipt.declared_by == "周正"
        checked.refresh_from_db()
        assert checked.status == ReportStatus.SUBMITTED

    def test_after_the_date_what_was_taken_back_in_time_is_not_called_late(
        self, as_user, officer, checked, address
    ):
        client = as_user(officer)
        client.post(address, DECLARATION)
        client.post(reverse("report_withdraw", args=[checked.pk]))
        yesterday = timezone.localdate() - timedelta(days=1)
        AnnualReport.objects.update(extended_to=yesterday, extension_reason="洪涝")
        ReportVersion.objects.update(submitted_at=timezone.now() - timedelta(days=2))
        assert client.get(address).context["is_late"] is False
        ReportVersion.objects.update(submitted_at=None)
        assert client.get(address).context["is_late"] is True

    def test_without_the_declaration_nothing_goes_out(self, as_user, officer, checked, address):
        answer = as_user(officer).post(address, {"base": 1, "declared_by": "周正"})
        assert answer.status_code == 422
        assert "请勾选确认" in answer.content.decode()
        assert not Receipt.objects.exists()

    def test_a_version_brought_in_meanwhile_is_not_handed_in_unseen(
        self, as_user, officer, checked, colleague, address, bring_in
    ):
        bring_in(checked, sample_text() + "\n补充一段。", by=colleague)
        answer = as_user(officer).post(address, DECLARATION)
        assert answer.status_code == 422
        assert "第 2 稿" in answer.content.decode()
        assert not Receipt.objects.exists()

    def test_a_second_click_shows_the_report(self, as_user, officer, handed_in, address):
        answer = as_user(officer).post(address, DECLARATION)
        assert answer.url == handed_in.get_absolute_url()
        assert Receipt.objects.count() == 1

    def test_where_the_lead_signs_an_officer_cannot(self, as_user, officer, office_lead, checked, address):
        checked.year.requires_office_sign_off = True
        checked.year.save()
        assert "单位负责人（周正）" in as_user(officer).post(address, DECLARATION).content.decode()
        assert not Receipt.objects.exists()
        assert as_user(office_lead).post(address, DECLARATION).status_code == 302

    def test_while_it_waits_for_the_lead_the_officer_is_asked_for_nothing(
        self, as_user, officer, office_lead, checked
    ):
        ReportingYear.objects.update(requires_office_sign_off=True)
        client = as_user(officer)
        assert "已通知周正" in client.get(reverse("office_home")).content.decode()
        page = client.get(reverse("report_result", args=[checked.pk])).content.decode()
        assert "单位负责人（周正）" in page
        assert "btn-primary" not in page

    def test_an_office_without_a_lead_is_told_whom_to_call(self, as_user, officer, checked, address):
        ReportingYear.objects.update(requires_office_sign_off=True)
        assert "请联系司法局开通" in as_user(officer).get(address).content.decode()

    def test_the_page_is_the_answer_to_the_leads_notice(self, as_user, office_lead, checked, address):
        notify([office_lead], "ready_to_sign", about="x", url=address)
        as_user(office_lead).get(address)
        assert not office_lead.notifications.filter(read_at=None).exists()

    def test_handing_in_again_tells_that_the_reviewer_knows(
        self, as_user, officer, reviewer, sent_back, address, bring_in, django_capture_on_commit_callbacks
    ):
        bring_in(sent_back, sample_text() + "\n补充一段。")
        with django_capture_on_commit_callbacks(execute=True):
            answer = as_user(officer).post(address, {**DECLARATION, "base": 2}, follow=True)
        assert "已重新报送，审核人已收到通知" in answer.content.decode()
        assert Notification.objects.filter(user=reviewer, kind="report_submitted").exists()


class TestReceipt:
    def test_says_number_second_hash_and_rules(self, as_user, officer, handed_in):
        receipt = Receipt.objects.get()
        page = as_user(officer).get(reverse("receipt", args=[receipt.number])).content.decode()
        for said in (receipt.number, receipt.sha256, receipt.standard, receipt.token, "<svg"):
            assert said in page
        assert "style=" not in page

    def test_a_reviewer_of_the_bureau_may_see_it_and_a_neighbour_not(
        self, as_user, reviewer, neighbour, handed_in
    ):
        address = reverse("receipt", args=[Receipt.objects.get().number])
        assert as_user(reviewer).get(address).status_code == 200
        assert as_user(neighbour).get(address).status_code == 404

    def test_whoever_holds_the_address_can_verify_it_and_sees_nothing_else(self, client, handed_in):
        receipt = Receipt.objects.get()
        page = client.get(reverse("receipt_verify", args=[receipt.token])).content.decode()
        assert receipt.number in page
        assert receipt.sha256 in page
        assert "周正" not in page
        assert "报告.txt" not in page

    def test_an_invented_address_is_told_so(self, client, db):
        answer = client.get(reverse("receipt_verify", args=["x" * 20]))
        assert answer.status_code == 404
        assert "没有查到" in answer.content.decode()


class TestWithdraw:
    def test_before_the_review_begins_it_goes_back_to_draft(self, as_user, officer, handed_in):
        as_user(officer).post(reverse("report_withdraw", args=[handed_in.pk]))
        handed_in.refresh_from_db()
        assert handed_in.status == ReportStatus.DRAFT

    def test_afterwards_it_stays(self, as_user, officer, handed_in):
        AnnualReport.objects.filter(pk=handed_in.pk).update(review_started_at=handed_in.submitted_at)
        answer = as_user(officer).post(reverse("report_withdraw", args=[handed_in.pk]), follow=True)
        handed_in.refresh_from_db()
        assert handed_in.status == ReportStatus.SUBMITTED
        assert "审核已经开始" in answer.content.decode()
