"""The whole site as it runs in production - web server, worker, beat - on a test's own services."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from reportsite.broker import free_port
from tests.own_services import OwnPostgres, OwnRedis, await_true

ROOT = Path(__file__).resolve().parent.parent
WEB = ("gunicorn", "reportsite.wsgi:application", "--worker-class=gthread", "--workers=2", "--threads=8")
WORKER = ("celery", "-A", "reportsite", "worker", "--loglevel=INFO", "--concurrency=2", "--without-gossip")
BEAT = ("celery", "-A", "reportsite", "beat", "--loglevel=INFO", "--pidfile=")


@dataclass
class RunningSite:
    """Processes by name, each with its log in ``folder/logs``."""

    folder: Path
    postgres: OwnPostgres
    redis: OwnRedis
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ended: threading.Event = field(default_factory=threading.Event)
    restarts: int = 0  # of processes that ended unasked

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What every process of the site is started with."""
        own = {
            "DJANGO_SETTINGS_MODULE": "reportsite.settings",
            "DATABASE_URL": self.postgres.url("site"),
            "REDIS_URL": self.redis.url,
            "DATA_DIR": str(self.folder / "data"),
            "STATIC_ROOT": str(self.folder / "static"),
            "SITE_URL": self.address,
            "TASK_QUEUE": "site",
            "UPLOADS_PER_MINUTE": "0",
            "LOG_LEVEL": "WARNING",
        }
        return {**os.environ, **own, **self.settings}

    def prepare(self) -> None:
        """Folders, services and an empty database with all migrations."""
        for name in ("logs", "static", "data"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.postgres.start()
        self.redis.start()
        self.postgres.create("site")
        self.run("manage.py", "migrate", "--verbosity=0")

    def run(self, *arguments: str) -> str:
        """Run Python with ``arguments`` under the site's environment; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-4000:]}")
        return done.stdout

    def town(self, offices: int, reviewers: int = 2) -> dict[str, list[dict[str, object]]]:
        """Offices, clerks and reviewers, signed in."""
        made = self.run("-m", "tests.town", "--offices", str(offices), "--reviewers", str(reviewers))
        return json.loads(made)

    def start(self, name: str, *module: str, **more: str) -> None:
        """Start a module of Python as ``name``, in a process group of its own."""
        with (self.folder / "logs" / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env={**self.environment, **more},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_web(self) -> None:
        """The web server; returns when it answers."""
        self.start("web", *WEB, f"--bind=127.0.0.1:{self.port}", "--preload", "--no-control-socket")
        await_true("the web server answers", lambda: self.status("/health/") == 200)

    def start_worker(self) -> None:
        """A worker with two processes."""
        self.start("worker", *WORKER, "--without-mingle", "--without-heartbeat")

    def start_all(self) -> None:
        """Web server, worker and beat; who ends unasked is started again, as containers are."""
        self.start_web()
        self.start_worker()
        self.start("beat", *BEAT)
        threading.Thread(target=self._restart_who_ended, daemon=True).start()

    def _restart_who_ended(self) -> None:
        """``restart: unless-stopped``. A Celery worker may end with 1 when its broker goes away: kombu trips
        over its own connection while closing it.
        """
        again = {"worker": self.start_worker, "beat": lambda: self.start("beat", *BEAT)}
        while not self.ended.wait(0.5):
            for name, start in again.items():
                process = self.processes.get(name)
                if process is not None and process.poll() is not None:
                    self.restarts += 1
                    start()

    def status(self, path: str) -> int:
        """The status of a page for anybody; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send ``number`` to the whole group of the process."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):  # it ended by itself just before
            os.killpg(process.pid, number)
        process.wait(30)

    def log(self, name: str) -> str:
        """What the process has said."""
        return (self.folder / "logs" / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The answer of the database, asked past the site."""
        with (
            closing(psycopg2.connect(self.postgres.url("site"))) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(query)
            return cursor.fetchall()

    def execute(self, statement: str) -> None:
        """Change rows past the site."""
        with closing(psycopg2.connect(self.postgres.url("site"))) as line, line, line.cursor() as cursor:
            cursor.execute(statement)

    def one(self, query: str) -> object:
        """The one value of the one row."""
        return self.rows(query)[0][0]

    def end(self) -> None:
        """Kill everything."""
        self.ended.set()
        for name in list(self.processes):
            self.kill(name)
        self.redis.kill()
        self.postgres.crash()


@contextmanager
def running_site(**settings: str) -> Iterator[RunningSite]:
    """A site with its services, prepared and not yet started; ended whatever happens."""
    with tempfile.TemporaryDirectory(prefix="site-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        folder.chmod(0o755)  # PostgreSQL runs as a person of its own where we are root
        site = RunningSite(folder, OwnPostgres(folder / "postgres"), OwnRedis(folder / "redis"), settings)
        try:
            site.prepare()
            yield site
        finally:
            site.end()
