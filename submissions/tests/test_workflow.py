from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from offices.models import AuditEvent, Notification
from submissions import files, workflow
from submissions.models import (
    AnnualReport,
    CheckRun,
    CheckRunStatus,
    Finding,
    FindingResponse,
    ReportStatus,
    ReportVersion,
    ResponseKind,
    StatusChange,
)

pytestmark = pytest.mark.django_db


def checked_version(report, by, data=b"text", **counts):
    """A version with a finished check, as the worker leaves it."""
    number = report.versions.count() + 1
    version = ReportVersion.objects.create(
        report=report, number=number, file=files.keep(data), original_name="报告.docx", uploaded_by=by
    )
    run = CheckRun.objects.create(
        version=version,
        status=CheckRunStatus.DONE,
        standard="2026.1",
        finished_at=timezone.now(),
    )
    AnnualReport.objects.filter(pk=report.pk).update(current_version=version, latest_run=run, **counts)
    report.refresh_from_db()
    workflow.begin_draft(report, by=by, version=version)
    return version


def must_finding(version):
    return Finding.objects.create(
        run=version.check_runs.get(), rule="period.wrong_year", level="must", fingerprint="f" * 64
    )


def answer(finding, version, by, kind, reason=""):
    FindingResponse.objects.create(
        report=version.report,
        version=version,
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        kind=kind,
        reason=reason,
        by=by,
    )


@pytest.fixture
def handed_in(report, officer):
    checked_version(report, officer)
    workflow.submit(report, by=officer, declared_by="周正")
    return report


def ids(actions):
    return [action.id for action in actions]


class TestSubmit:
    def test_gives_a_receipt_to_the_second(self, report, officer):
        version = checked_version(report, officer)
        receipt = workflow.submit(report, by=officer, declared_by="周正")
        assert report.status == ReportStatus.SUBMITTED
        assert receipt.sha256 == version.file.sha256
        assert receipt.submitted_at == report.first_submitted_at == report.submitted_at
        assert receipt.standard == "2026.1"
        assert receipt.declared_by == "周正"

    def test_leaves_a_line_of_history_and_one_in_the_trail(self, handed_in, officer):
        change = StatusChange.objects.latest("id")
        assert (change.old, change.new, change.by) == ("draft", "submitted", officer)
        assert AuditEvent.objects.filter(action="report.submitted", object_id=handed_in.pk).count() == 1

    def test_is_refused_without_a_file(self, report, officer):
        with pytest.raises(workflow.NotReadyError) as refusal:
            workflow.submit(report, by=officer, declared_by="周正")
        assert ids(refusal.value.missing) == ["no_file"]
        assert report.status == ReportStatus.NOT_STARTED

    def test_is_refused_while_something_must_be_mended(self, report, officer):
        version = checked_version(report, officer, must_count=1)
        must_finding(version)
        assert ids(workflow.missing_actions_to_submit(report, officer)) == ["must_findings"]

    def test_a_false_alarm_does_not_keep_anybody_from_a_duty(self, report, officer):
        version = checked_version(report, officer, must_count=1)
        finding = must_finding(version)
        answer(finding, version, officer, ResponseKind.CHANGED)
        assert ids(workflow.missing_actions_to_submit(report, officer)) == ["must_findings"]
        answer(finding, version, officer, ResponseKind.FALSE_ALARM, reason="这是上一年度的对比数据")
        assert workflow.submit(report, by=officer, declared_by="周正")

    def test_is_left_to_the_lead_where_the_bureau_asks_for_it(self, report, officer, office_lead):
        report.year.requires_office_sign_off = True
        report.year.save()
        checked_version(report, officer)
        assert ids(workflow.missing_actions_to_submit(report, officer)) == ["not_lead"]
        assert workflow.submit(report, by=office_lead, declared_by="周正")

    def test_a_second_click_loses_politely(self, report, officer):
        checked_version(report, officer)
        same = AnnualReport.objects.get(pk=report.pk)
        workflow.submit(report, by=officer, declared_by="周正")
        with pytest.raises(workflow.WrongStatusError):
            workflow.submit(same, by=officer, declared_by="周正")
        assert StatusChange.objects.filter(new="submitted").count() == 1

    def test_a_version_brought_in_meanwhile_is_not_passed_over(self, report, officer, colleague):
        checked_version(report, officer)
        seen = AnnualReport.objects.get(pk=report.pk)
        checked_version(report, colleague)
        with pytest.raises(workflow.WrongStatusError):
            workflow.submit(seen, by=officer, declared_by="周正")
        report.refresh_from_db()
        assert report.status == ReportStatus.DRAFT

    def test_late_is_possible_and_marked(self, report, officer):
        report.year.opens_on = report.year.due_on = timezone.localdate() - timedelta(days=3)
        report.year.publish_by = timezone.localdate()
        report.year.save()
        checked_version(report, officer)
        receipt = workflow.submit(report, by=officer, declared_by="周正")
        assert not receipt.was_on_time
        assert report.days_overdue(timezone.localdate()) == 3

    def test_tells_each_reviewer_once(
        self, report, officer, reviewer, chief, stranger, django_capture_on_commit_callbacks
    ):
        checked_version(report, officer)
        with django_capture_on_commit_callbacks(execute=True):
            workflow.submit(report, by=officer, declared_by="周正")
        told = Notification.objects.filter(kind="report_submitted").values_list("user", flat=True)
        assert set(told) == {reviewer.pk, chief.pk}


class TestReturn:
    def test_carries_letter_and_items(self, handed_in, reviewer):
        letter = workflow.return_for_revision(
            handed_in,
            by=reviewer,
            letter="请补充原因分析。",
            items=[workflow.LetterItem(text="写明原因", quote="存在不足", rule="shortcomings.no_causes")],
        )
        assert handed_in.status == ReportStatus.RETURNED
        assert handed_in.return_count == 1
        assert letter.items.get().rule == "shortcomings.no_causes"
        assert StatusChange.objects.latest("id").reason == "请补充原因分析。"

    def test_without_a_reason_is_refused_by_the_database(self, handed_in, reviewer):
        with pytest.raises(IntegrityError), transaction.atomic():
            workflow.return_for_revision(handed_in, by=reviewer, letter="")
        handed_in.refresh_from_db()
        assert handed_in.status == ReportStatus.SUBMITTED

    def test_then_wants_a_new_file(self, handed_in, reviewer, officer):
        workflow.return_for_revision(handed_in, by=reviewer, letter="请修改。")
        assert ids(workflow.missing_actions_to_submit(handed_in, officer)) == ["unchanged"]
        first = handed_in.first_submitted_at
        checked_version(handed_in, officer, b"revised")
        workflow.submit(handed_in, by=officer, declared_by="周正")
        assert handed_in.first_submitted_at == first
        assert handed_in.receipts.count() == 2


class TestOtherMoves:
    def test_withdraw_only_before_anyone_has_begun(self, handed_in, officer):
        AnnualReport.objects.filter(pk=handed_in.pk).update(review_started_at=timezone.now())
        handed_in.refresh_from_db()
        with pytest.raises(workflow.WrongStatusError):
            workflow.withdraw(handed_in, by=officer)
        AnnualReport.objects.filter(pk=handed_in.pk).update(review_started_at=None)
        handed_in.refresh_from_db()
        workflow.withdraw(handed_in, by=officer)
        assert handed_in.status == ReportStatus.DRAFT

    def test_a_review_begun_in_the_same_moment_wins(self, handed_in, officer):
        seen = AnnualReport.objects.get(pk=handed_in.pk)
        AnnualReport.objects.filter(pk=handed_in.pk).update(review_started_at=timezone.now())
        with pytest.raises(workflow.WrongStatusError):
            workflow.withdraw(seen, by=officer)
        handed_in.refresh_from_db()
        assert handed_in.status == ReportStatus.SUBMITTED

    def test_withdrawn_and_handed_in_again_keeps_the_first_time(self, handed_in, officer):
        first = handed_in.first_submitted_at
        workflow.withdraw(handed_in, by=officer)
        assert (handed_in.first_submitted_at, handed_in.handed_in_on_time) == (None, None)
        assert handed_in not in AnnualReport.objects.handed_in()
        assert handed_in in AnnualReport.objects.overdue(handed_in.due_on + timedelta(days=1))
        for _time in range(2):
            workflow.submit(handed_in, by=officer, declared_by="周正")
            assert handed_in.first_submitted_at == first
            workflow.withdraw(handed_in, by=officer)
        assert handed_in.receipts.count() == 1

    def test_accept_publish_and_retract(self, handed_in, reviewer, officer):
        workflow.accept(handed_in, by=reviewer)
        workflow.publish(handed_in, by=officer, on=timezone.localdate(), here=True)
        assert handed_in.status == ReportStatus.PUBLISHED
        workflow.retract_publication(handed_in, by=officer, reason="网址有误")
        assert (handed_in.status, handed_in.published_on) == (ReportStatus.ACCEPTED, None)

    def test_exempt_and_back(self, report, administrator):
        workflow.exempt(report, by=administrator, reason="已并入青林街道")
        assert report.days_overdue(report.year.due_on + timedelta(days=9)) == 0
        workflow.lift_exemption(report, by=administrator, reason="登记有误")
        assert report.status == ReportStatus.NOT_STARTED

    @pytest.mark.parametrize("step", ["accept", "recommend"])
    def test_nothing_is_decided_on_what_was_not_handed_in(self, report, reviewer, step):
        with pytest.raises(workflow.WrongStatusError):
            getattr(workflow, step)(report, by=reviewer)


def test_every_status_is_reached_and_left_by_some_move():
    assert set(workflow.ALLOWED) == set(ReportStatus)
    left = {old for olds in workflow.ALLOWED.values() for old in olds}
    assert left == set(ReportStatus)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"status": "submitted"},
        {"status": "returned"},
        {"status": "accepted"},
        {"status": "published"},
        {"status": "exempt"},
        {"extended_to": "2026-03-09"},
    ],
)
def test_the_database_refuses_nonsense(report, nonsense):
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReport.objects.filter(pk=report.pk).update(**nonsense)


def test_one_report_an_office_and_year(report):
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReport.objects.create(year=report.year, office=report.office)
