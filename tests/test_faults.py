"""What breaks must not lose a check: the row is the truth, the queue a hint."""

import time
from pathlib import Path

import pytest
from celery.exceptions import OperationalError
from django.conf import settings

from offices.models import Office, User
from reportsite.celery import app
from submissions.models import AnnualReport, CheckRun, CheckRunStatus, ReportingYear
from submissions.uploads import IncomingFile, receive
from tests.processes import Broker, Worker, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OFFICES = 12
SAMPLE = (Path(settings.BASE_DIR) / "submissions/checking/tests/samples/baizhi-2024.txt").read_bytes()
STALE_SECONDS = 2


@pytest.fixture
def worker(broker: Broker, transactional_db: None) -> Worker:
    """A worker that takes a check for abandoned after two seconds instead of two minutes."""
    one = Worker(Path(settings.DATA_DIR) / "worker.log", {"CHECK_STALE_SECONDS": str(STALE_SECONDS)})
    yield one
    one.kill()


@pytest.fixture
def queued(year: ReportingYear, officer: User) -> list[CheckRun]:
    """A dozen reports just brought in, each with a queued check."""
    for number in range(OFFICES):
        office = Office.objects.create(
            bureau=year.bureau, name=f"第{number}镇", short_name=f"第{number}镇", kind="town"
        )
        report = AnnualReport.objects.create(year=year, office=office)
        receive(report, IncomingFile("报告.txt", SAMPLE + f"\n{number}".encode()), by=officer)
    return list(CheckRun.objects.all())


def finished() -> int:
    return CheckRun.objects.filter(status__in=(CheckRunStatus.DONE, CheckRunStatus.FAILED)).count()


def sweep() -> None:
    """What beat does every minute."""
    app.send_task("submissions.tasks.sweep_checks", retry=True)


def swept_until_all_end(worker: Worker) -> None:
    """Sweep again and again, as beat does, until every check has ended."""

    def ended() -> bool:
        sweep()
        return finished() == OFFICES

    wait_until(ended, seconds=60, what=f"all checks; the worker said:\n{worker.said()}")


def test_a_worker_killed_in_the_middle_loses_no_check(queued: list[CheckRun], worker: Worker) -> None:
    worker.start()
    wait_until(
        lambda: CheckRun.objects.filter(status=CheckRunStatus.RUNNING).exists(), what="a running check"
    )
    worker.kill()
    assert finished() < OFFICES, "the worker was killed too late to show anything"

    worker.start()
    swept_until_all_end(worker)
    assert CheckRun.objects.count() == OFFICES
    assert CheckRun.objects.filter(status=CheckRunStatus.DONE).count() == OFFICES


def test_a_broker_restarted_empty_loses_no_check(
    queued: list[CheckRun], broker: Broker, worker: Worker
) -> None:
    broker.restart_empty()
    worker.start()
    swept_until_all_end(worker)
    assert (
        CheckRun.objects.filter(status=CheckRunStatus.DONE).count() >= OFFICES - 3
    )  # some samples are unreadable on purpose


def test_an_upload_without_a_broker_is_kept_and_checked_later(
    year: ReportingYear, report: AnnualReport, officer: User, broker: Broker, worker: Worker
) -> None:
    if broker.embedded is None:
        pytest.skip("REDIS_URL names a service, which a test must not stop; the embedded run shows this.")
    broker.stop()
    started = time.monotonic()
    version = receive(report, IncomingFile("报告.txt", SAMPLE), by=officer)
    assert time.monotonic() - started < 4  # nobody waits before the page for a broker that is away
    run = version.check_runs.get()
    assert run.status == CheckRunStatus.QUEUED
    with pytest.raises(OperationalError):
        app.send_task("submissions.tasks.sweep_checks", retry=False)

    broker.start()
    worker.start()

    def ended() -> bool:
        sweep()
        run.refresh_from_db()
        return run.is_finished

    wait_until(ended, seconds=30, what="the check")
    assert run.status == CheckRunStatus.DONE
