from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from offices.models import AuditEvent
from submissions import check_runs, claims, files, purging, uploads, workflow
from submissions.checking.tests.reading.building import pdf_bytes
from submissions.models import (
    AnnualReport,
    Attachment,
    CheckRun,
    CheckRunStatus,
    Finding,
    ReportSketch,
    ReportStatus,
    ReportText,
    ReportVersion,
    StoredFile,
)
from submissions.uploads import IncomingFile, receive

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "checking" / "tests" / "samples"
SAMPLE = (SAMPLES / "baizhi-2024.txt").read_bytes()


def incoming(data: bytes | str = "云溪县白石镇人民政府2025年法治政府建设情况报告", name: str = "报告.txt"):
    return IncomingFile(name, data.encode() if isinstance(data, str) else data)


class TestReceive:
    def test_writes_version_and_check_and_begins_the_draft(self, report, officer):
        version = receive(report, incoming(), by=officer)
        report.refresh_from_db()
        assert (version.number, report.status) == (1, ReportStatus.DRAFT)
        assert report.current_version == version
        assert version.check_runs.get().status == CheckRunStatus.QUEUED

    def test_the_same_file_twice_is_one_version(self, report, officer):
        first = receive(report, incoming(), by=officer)
        assert receive(report, incoming(), by=officer).pk == first.pk
        assert CheckRun.objects.count() == 1

    def test_a_second_file_is_a_second_version(self, report, officer, colleague):
        receive(report, incoming(), by=officer)
        assert receive(report, incoming("另一份报告"), by=colleague).number == 2
        lines = AuditEvent.objects.filter(action="version.received").order_by("pk")
        assert [(line.actor, line.details["version"]) for line in lines] == [(officer, 1), (colleague, 2)]

    def test_a_secrecy_mark_is_refused_before_anything_is_stored(self, report, officer):
        with pytest.raises(uploads.SecrecyMarkError):
            receive(
                report, incoming("机密★一年\n\n云溪县白石镇人民政府2025年法治政府建设情况报告"), by=officer
            )
        assert not StoredFile.objects.exists()
        assert not ReportVersion.objects.exists()
        event = AuditEvent.objects.get(action="upload.secrecy_mark")
        assert set(event.details) == {"sha256"}

    def test_a_law_on_secrets_in_the_text_is_no_mark(self, report, officer):
        text = "云溪县白石镇2025年法治政府建设情况报告\n\n组织学习《中华人民共和国保守国家秘密法》。"
        assert receive(report, incoming(text), by=officer)

    @pytest.mark.parametrize("file", [incoming(b""), incoming(b"PK\x03\x04 not a zip", "a.docx")])
    def test_unfit_files_are_refused_with_a_sentence(self, report, officer, file):
        with pytest.raises(uploads.UploadRefusedError) as refusal:
            receive(report, file, by=officer)
        assert str(refusal.value.message)
        assert not ReportVersion.objects.exists()

    def test_what_is_too_large_is_refused(self, report, officer, settings):
        settings.UPLOAD_MAX_BYTES = 10
        with pytest.raises(uploads.UploadRefusedError):
            receive(report, incoming("一" * 11), by=officer)

    def test_nothing_comes_in_while_the_bureau_has_the_report(self, report, officer):
        AnnualReport.objects.filter(pk=report.pk).update(
            status="submitted", first_submitted_at=timezone.now()
        )
        with pytest.raises(workflow.WrongStatusError):
            receive(report, incoming(), by=officer)

    def test_the_very_file_that_was_sent_back_is_refused(self, report, officer):
        version = receive(report, incoming(), by=officer)
        AnnualReport.objects.filter(pk=report.pk).update(
            status="returned",
            first_submitted_at=timezone.now(),
            returned_at=timezone.now(),
            return_count=1,
            submitted_version=version,
        )
        with pytest.raises(uploads.UnchangedFileError):
            receive(report, incoming(name="改名.txt"), by=officer)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/报告.docx", "报告.docx"),
        ("C:\\公文\\报告.doc", "报告.doc"),
        ("报\u202e告\n.docx", "报告.docx"),
        ("长" * 300 + ".docx", "长" * 195 + ".docx"),
        ("", "report"),
    ],
)
def test_file_names_are_cleaned(name, kept):
    assert uploads.clean_name(name) == kept


class TestCheckRun:
    @pytest.fixture
    def version(self, report, officer):
        return receive(report, incoming(SAMPLE), by=officer)

    def test_keeps_what_the_engine_said(self, version, report):
        check_runs.run(version.check_runs.get().pk)
        run = version.check_runs.get()
        report.refresh_from_db()
        version.refresh_from_db()
        assert run.status == CheckRunStatus.DONE
        assert run.requirements.filter(requirement="section.achievements").exists()
        assert report.latest_run == run
        assert report.title
        assert version.text
        for finding in run.findings.all():
            for start, end in finding.evidence:
                assert 0 <= start <= end <= len(version.text)

    def test_twice_does_no_harm(self, version):
        run = version.check_runs.get()
        check_runs.run(run.pk)
        before = list(run.findings.values_list("pk", flat=True))
        check_runs.run(run.pk)
        assert list(run.findings.values_list("pk", flat=True)) == before

    def test_one_that_is_under_way_is_left_alone(self, version):
        run = version.check_runs.get()
        CheckRun.objects.filter(pk=run.pk).update(status="running", attempts=1)
        check_runs.run(run.pk)
        run.refresh_from_db()
        assert (run.status, run.attempts) == (CheckRunStatus.RUNNING, 1)

    def test_an_abandoned_one_is_taken_up_again(self, version, settings):
        run = version.check_runs.get()
        long_ago = timezone.now() - settings.CHECK_STALE_AFTER - timedelta(seconds=1)
        CheckRun.objects.filter(pk=run.pk).update(status="running", attempts=1, touched_at=long_ago)
        assert run in claims.stale()
        check_runs.run(run.pk)
        run.refresh_from_db()
        assert (run.status, run.attempts) == (CheckRunStatus.DONE, 2)

    def test_one_that_keeps_dying_is_given_up_and_says_so(self, version, settings):
        run = version.check_runs.get()
        CheckRun.objects.filter(pk=run.pk).update(attempts=claims.MAX_ATTEMPTS)
        check_runs.run(run.pk)
        run.refresh_from_db()
        assert (run.status, run.failure) == (CheckRunStatus.FAILED, "gave_up")

    def test_a_file_that_cannot_be_read_says_why_and_harms_no_report(self, report, officer):
        version = receive(report, incoming(b"%PDF-1.4\ngarbage", "a.pdf"), by=officer)
        check_runs.run(version.check_runs.get().pk)
        run = version.check_runs.get()
        report.refresh_from_db()
        assert run.status == CheckRunStatus.FAILED
        assert run.failure
        assert report.status == ReportStatus.DRAFT

    def test_findings_live_across_versions(self, report, officer):
        sample = SAMPLE.decode()
        for addition in ("", "\n加一句。"):
            version = receive(report, incoming(sample + "\n机制逐步完善。。" + addition), by=officer)
            check_runs.run(version.check_runs.get().pk)
        state = version.check_runs.get().findings.get(rule="punctuation.doubled").state
        assert state == "still"


def test_a_mark_that_only_the_worker_sees_leaves_nothing_but_the_hash(
    report, officer, django_capture_on_commit_callbacks
):
    pages = pdf_bytes(("秘密★1年", *SAMPLE.decode().splitlines()))
    version = receive(report, incoming(pages, "报告.pdf"), by=officer)
    with django_capture_on_commit_callbacks(execute=True):
        check_runs.run(version.check_runs.get().pk)
    run = version.check_runs.get()
    version.refresh_from_db()
    assert (run.status, run.failure) == (CheckRunStatus.FAILED, "secrecy_mark")
    assert version.text == ""
    assert version.file.purged_at
    assert not default_storage.exists(version.file.storage_name)
    with pytest.raises(files.DamagedFileError):
        files.read(version.file)
    with pytest.raises(uploads.SecrecyMarkError):
        receive(report, incoming(pages, "再传一次.pdf"), by=officer)


def test_what_an_earlier_check_read_from_a_marked_file_goes_with_it(
    report, officer, django_capture_on_commit_callbacks
):
    """The mark is seen by a later check only: recognition was not installed before, say."""
    version = receive(report, incoming(SAMPLE, "报告.txt"), by=officer)
    check_runs.run(version.check_runs.get().pk)
    version.refresh_from_db()
    assert version.text
    assert ReportText.objects.filter(version=version).exists()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        purging.purge_version(version)
    version.refresh_from_db()
    report.refresh_from_db()
    assert (version.text, version.form_content, report.title) == ("", None, "")
    assert not ReportText.objects.exists()
    assert not ReportSketch.objects.exists()
    assert not Finding.objects.exists()
    run = version.check_runs.get()
    assert (run.status, run.failure, run.facts, run.outline) == ("failed", "secrecy_mark", {}, [])
    assert not default_storage.exists(version.file.storage_name)


def test_a_mark_in_the_leaders_own_report_removes_that_file_too(
    report, officer, django_capture_on_commit_callbacks
):
    pages = pdf_bytes(("秘密★1年", *SAMPLE.decode().splitlines()))
    separate = uploads.IncomingFile("履职报告.pdf", pages, Attachment.Kind.FIRST_RESPONSIBLE)
    version = receive(report, incoming(SAMPLE, "报告.txt"), by=officer, attachments=[separate])
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        purging.purge_version(version)
    assert StoredFile.objects.filter(purged_at=None).count() == 0
    assert AuditEvent.objects.filter(action="upload.secrecy_mark").count() == 2
    assert not default_storage.exists(version.attachments.get().file.storage_name)
