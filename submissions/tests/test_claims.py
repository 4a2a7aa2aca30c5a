"""Claims under faults: clocks that jump, databases that go away, files half written."""

import errno
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone

from offices.models import Notification
from submissions import check_runs, claims, file_store, files, uploads
from submissions.models import CheckRun, CheckRunStatus, StoredFile
from submissions.uploads import IncomingFile, receive

pytestmark = pytest.mark.django_db
TEXT = "白石镇人民政府2025年度法治政府建设情况报告\n一、主要举措和成效\n开展普法宣传12场。\n".encode()


@pytest.fixture
def queued(report, officer):
    return receive(report, IncomingFile("报告.txt", TEXT), by=officer).check_runs.get()


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(hours=-3)])
def test_a_running_check_of_another_time_is_taken_up_again(queued, jump):
    """The clock of the machine that ran it stood wrong, or was put right meanwhile."""
    CheckRun.objects.filter(pk=queued.pk).update(
        status="running", attempts=1, touched_at=timezone.now() + jump
    )
    assert queued in claims.stale()
    assert claims.claim(queued.pk).attempts == 2


def test_a_clock_a_little_ahead_is_a_sign_of_life(queued):
    CheckRun.objects.filter(pk=queued.pk).update(
        status="running", touched_at=timezone.now() + timedelta(seconds=5)
    )
    assert claims.claim(queued.pk) is None


def test_only_the_newer_of_two_claims_keeps_its_result(queued):
    old = claims.claim(queued.pk)
    CheckRun.objects.filter(pk=queued.pk).update(touched_at=timezone.now() - timedelta(days=1))
    new = claims.claim(queued.pk)
    assert not claims.mine(old).exists()
    assert claims.mine(new).exists()


def test_a_database_that_goes_away_fails_no_check(queued, monkeypatch):
    def gone(*_):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(claims, "RETRY_AFTER", (0,))
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction lives in it
    with monkeypatch.context() as broken:
        broken.setattr(check_runs, "standard_for", gone)
        assert check_runs.run(queued.pk) is False
    queued.refresh_from_db()
    assert queued.status == CheckRunStatus.QUEUED
    assert check_runs.run(queued.pk) is True
    queued.refresh_from_db()
    assert queued.status == CheckRunStatus.DONE


def test_result_and_notice_are_there_together_or_not_at_all(queued, officer, monkeypatch):
    def die(run_id):
        raise KeyboardInterrupt  # what no handler takes for a failure of the check

    with monkeypatch.context() as broken:
        broken.setattr(check_runs, "tell_uploader", die)
        with pytest.raises(KeyboardInterrupt):
            check_runs.run(queued.pk)
    queued.refresh_from_db()
    assert (queued.status, queued.findings.count()) == (CheckRunStatus.RUNNING, 0)
    CheckRun.objects.filter(pk=queued.pk).update(touched_at=timezone.now() - timedelta(days=1))
    check_runs.run(queued.pk)
    assert Notification.objects.filter(user=officer, kind="check_done").count() == 1


class FullDisk(ContentFile):
    """Ends in the middle, as a write to a full disk does."""

    def chunks(self, chunk_size=None):
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_half_a_file(tmp_path):
    store = file_store.WholeFileStorage(location=tmp_path)
    with pytest.raises(OSError, match="No space"):
        store.save("ab/cd/abcd", FullDisk(b""))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_upload_to_a_full_store_is_refused_in_words(report, officer, monkeypatch):
    def full(name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(uploads.UploadRefusedError) as refusal:
        receive(report, IncomingFile("报告.txt", TEXT + "满".encode()), by=officer)
    assert "存储空间" in str(refusal.value.message)
    assert not StoredFile.objects.exists()
    report.refresh_from_db()
    assert report.current_version is None


def test_half_a_file_of_an_older_fault_is_mended():
    stored = files.keep(TEXT)
    with open(default_storage.path(stored.storage_name), "wb") as file:
        file.write(TEXT[:10])
    assert files.keep(TEXT) == stored
    assert files.read(stored) == TEXT


def test_a_purge_that_was_cut_off_is_finished():
    stored = files.keep(TEXT)
    StoredFile.objects.filter(pk=stored.pk).update(purged_at=timezone.now())
    assert files.finish_purges() == 1
    assert not default_storage.exists(stored.storage_name)
