"""The pages monitors ask: alive, ready, metrics."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from offices.models import User
from reportsite import maintenance, pulse
from reportsite.celery import app
from review.models import SignOfLife
from submissions import check_runs
from submissions.models import AnnualReport, CheckRun
from submissions.uploads import IncomingFile, receive
from tests.processes import Broker, Worker, wait_until

pytestmark = pytest.mark.django_db
SAMPLE = (Path(__file__).parent.parent / "submissions/checking/tests/samples/baizhi-2024.txt").read_bytes()


def refuse(*_: object) -> None:
    """What a database that is gone does to every statement."""
    raise DatabaseError


@pytest.fixture
def both_live() -> None:
    """Worker and scheduler were just seen."""
    for part in (pulse.WORKERS + "here", pulse.BEAT):
        SignOfLife.objects.create(part=part)


class TestAlive:
    def test_it_answers_whatever_is_broken_behind_it(self, client: Client) -> None:
        with connection.execute_wrapper(refuse):
            answer = client.get("/health/")
        assert (answer.status_code, answer.json()) == (200, {"alive": True})

    def test_nothing_is_changed_by_asking(self, client: Client) -> None:
        assert client.post("/health/").status_code == 405


class TestReady:
    def test_all_is_well(self, client: Client, broker: Broker, both_live: None) -> None:
        answer = client.get("/ready/")
        parts = answer.json()["parts"]
        assert (answer.status_code, answer.json()["ready"]) == (200, True)
        assert {name: part["ok"] for name, part in parts.items()} == dict.fromkeys(
            ["database", "migrations", "file_store", "broker", "worker", "beat"], True
        )
        assert all(part["words"] for part in parts.values())
        assert parts["worker"]["seconds_since"] < 60

    def test_a_missing_broker_or_worker_is_told_and_pages_go_on(
        self, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(app.conf, "broker_write_url", f"redis+socket://{tmp_path}/nobody.sock")
        SignOfLife.objects.create(part=pulse.BEAT, at=timezone.now() - timedelta(hours=1))
        answer = client.get("/ready/")
        parts = answer.json()["parts"]
        assert answer.status_code == 200
        assert [parts[name]["ok"] for name in ("broker", "worker", "beat")] == [False, False, False]

    def test_a_missing_database_is_a_failure(self, client: Client, broker: Broker) -> None:
        with connection.execute_wrapper(refuse):
            answer = client.get("/ready/")
        assert (answer.status_code, answer.json()["parts"]["database"]["ok"]) == (503, False)

    def test_a_store_that_takes_nothing_is_a_failure(
        self, client: Client, broker: Broker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError("No space left on device")

        monkeypatch.setattr(default_storage, "save", full)
        answer = client.get("/ready/")
        assert (answer.status_code, answer.json()["parts"]["file_store"]["ok"]) == (503, False)

    def test_missing_migrations_are_a_failure(
        self, client: Client, broker: Broker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("submissions", "9999")])
        answer = client.get("/ready/")
        assert (answer.status_code, answer.json()["parts"]["migrations"]["ok"]) == (503, False)

    def test_during_maintenance_it_is_not_ready(self, client: Client, broker: Broker) -> None:
        maintenance.plan(maintenance.Maintenance(timezone.now()))
        try:
            answer = client.get("/ready/")
        finally:
            maintenance.end()
        assert (answer.status_code, answer.json()["maintenance"]) == (503, True)

    def test_it_leaves_nothing_in_the_store(self, client: Client, broker: Broker) -> None:
        client.get("/ready/")
        assert not [name for name in default_storage.listdir("")[1] if name.startswith(".ready")]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_signs_of_life(worker: Worker) -> None:
    wait_until(
        lambda: SignOfLife.objects.filter(part__startswith=pulse.WORKERS).exists(),
        what=f"a sign of life; the worker said {worker.said()}",
    )


def test_signs_of_machines_long_gone_are_forgotten() -> None:
    SignOfLife.objects.create(part=pulse.WORKERS + "gone", at=timezone.now() - timedelta(days=9))
    # Not give() itself: it closes the connection, on which the test's own transaction lives.
    assert pulse.forget() == 1


class TestMetrics:
    def values(self, client: Client) -> dict[str, float]:
        text = client.get("/metrics").content.decode()
        return {
            sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def test_they_are_counted_from_the_rows(
        self, client: Client, report: AnnualReport, officer: User
    ) -> None:
        run = receive(report, IncomingFile("报告.txt", SAMPLE), by=officer).check_runs.get()
        CheckRun.objects.update(queued_at=timezone.now() - timedelta(minutes=5))
        waiting = self.values(client)
        assert waiting["reports_checks{queued}"] == 1
        assert 299 < waiting["reports_check_queue_age_seconds"] < 400
        check_runs.run(run.pk)
        found = self.values(client)
        assert (found["reports_checks{queued}"], found["reports_checks{done}"]) == (0, 1)
        assert found["reports_check_queue_age_seconds"] == 0
        assert found["reports_check_duration_seconds_count"] == 1
        assert found["reports_check_duration_seconds_bucket{+Inf}"] == 1
        assert found["reports_uploads_total"] == 1
        assert found["reports_stored_bytes"] == len(SAMPLE)

    def test_a_failure_is_counted_by_its_reason(
        self, client: Client, report: AnnualReport, officer: User
    ) -> None:
        run = receive(report, IncomingFile("a.pdf", b"%PDF-1.4\ngarbage"), by=officer).check_runs.get()
        check_runs.run(run.pk)
        run.refresh_from_db()
        assert self.values(client)[f"reports_checks_failed_total{{{run.failure}}}"] == 1

    def test_the_number_of_queries_does_not_grow(
        self, client: Client, report: AnnualReport, officer: User, django_assert_max_num_queries: object
    ) -> None:
        for number in range(3):
            receive(report, IncomingFile("报告.txt", SAMPLE + str(number).encode()), by=officer)
        with django_assert_max_num_queries(14):
            client.get("/metrics")

    def test_only_this_machine_or_the_token_may_ask(self, client: Client, settings: object) -> None:
        assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
        assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200
        settings.METRICS_TOKEN = "t" * 40
        assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 404
        bearer = {"Authorization": "Bearer " + "t" * 40}
        assert client.get("/metrics", REMOTE_ADDR="192.0.2.7", headers=bearer).status_code == 200
        assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404

    def test_behind_the_proxy_everybody_comes_from_elsewhere(self, client: Client, settings: object) -> None:
        settings.BEHIND_TLS = True
        assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1, 192.0.2.7"}).status_code == 404
