"""The test's own footing: a task goes through a real broker to a real worker, and its row is seen here."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from reportsite.celery import app
from submissions.claims import MAX_ATTEMPTS
from submissions.models import AnnualReport, CheckRun, ReportVersion, StoredFile
from submissions.tasks import messages_in_queue, sweep_checks
from tests.processes import Broker, Worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def exhausted_run(transactional_db: None, report: AnnualReport) -> CheckRun:
    """A queued check whose attempts are used up, so that the worker's only word on it is that it gave up."""
    stored = StoredFile.objects.create(sha256="0" * 64, size=1)
    version = ReportVersion.objects.create(report=report, file=stored, number=1, original_name="报告.txt")
    return CheckRun.objects.create(version=version, attempts=MAX_ATTEMPTS)


@pytest.fixture
def forgotten_run(exhausted_run: CheckRun) -> CheckRun:
    """The same, an hour old and never sent."""
    CheckRun.objects.filter(pk=exhausted_run.pk).update(touched_at=timezone.now() - timedelta(hours=1))
    return exhausted_run


@pytest.mark.usefixtures("broker")
def test_what_the_queue_still_holds_is_not_sent_again(forgotten_run: CheckRun) -> None:
    def an_hour_later() -> int:
        CheckRun.objects.update(touched_at=timezone.now() - timedelta(hours=1))
        return sweep_checks()

    def empty() -> None:
        with app.connection_for_write() as connection:
            connection.default_channel.queue_purge(settings.CELERY_TASK_DEFAULT_QUEUE)

    empty()
    assert an_hour_later() == 1
    assert messages_in_queue() == 1
    assert an_hour_later() == 0
    empty()
    assert an_hour_later() == 1
    CheckRun.objects.update(status="running", attempts=1, started_at=timezone.now())
    assert an_hour_later() == 1  # somebody had taken it from the queue, and has gone
    empty()


def is_finished(run: CheckRun) -> bool:
    run.refresh_from_db()
    return run.is_finished


def test_a_task_reaches_the_worker_and_its_row_is_seen(exhausted_run: CheckRun, worker: Worker) -> None:
    app.send_task("submissions.tasks.run_check", [exhausted_run.pk])

    wait_until(lambda: is_finished(exhausted_run), what=worker.story)
    assert exhausted_run.failure == "gave_up"


def test_the_worker_sweeps_when_it_starts(forgotten_run: CheckRun, worker: Worker) -> None:
    wait_until(lambda: is_finished(forgotten_run), what=worker.story)

    assert forgotten_run.attempts == MAX_ATTEMPTS + 1


def test_a_killed_worker_is_replaced_by_another(exhausted_run: CheckRun, worker: Worker) -> None:
    worker.kill()
    assert worker.is_dead()

    worker.start()
    app.send_task("submissions.tasks.run_check", [exhausted_run.pk])

    wait_until(lambda: is_finished(exhausted_run), what=worker.story)


def test_a_broker_restarted_empty_is_used_again(
    exhausted_run: CheckRun, broker: Broker, worker: Worker
) -> None:
    wait_until(lambda: "succeeded" in worker.said(), what="the first sweep")
    broker.restart_empty()
    wait_until(lambda: worker.is_dead() or worker.said().count("Connected to") > 1, what=worker.story)
    if worker.is_dead():
        # kombu gives up when the broker goes in the middle of an acknowledgement; whoever runs the
        # worker (the launcher, the container's restart policy) starts it again.
        worker.start()

    app.send_task("submissions.tasks.run_check", [exhausted_run.pk], retry=True)

    wait_until(lambda: is_finished(exhausted_run), what=worker.story)


def test_the_worker_stands_back_behind_pages(worker: Worker) -> None:
    """Linux first shares processors between sessions: being nice inside one is nothing to others."""
    pid = worker.process.pid
    assert os.getpriority(os.PRIO_PROCESS, pid) == settings.WORKER_NICE
    session = Path(f"/proc/{pid}/autogroup")
    if session.exists():
        assert session.read_text().split()[-1] == str(settings.WORKER_NICE)
