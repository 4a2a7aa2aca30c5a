"""``make run`` from an empty folder to Ctrl-C, as a person meets it."""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from redis import Redis

from reportsite.broker import embedded_broker, free_port
from tests.processes import wait_until
from tests.suites import of_the_embedded

pytestmark = [
    of_the_embedded,
    pytest.mark.slow,
    pytest.mark.timeout(500),
    pytest.mark.xdist_group("launcher"),
]

OF_THE_SITE = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "STATIC_ROOT", "TASK_QUEUE"}


class Launcher:
    """A launcher on a folder of its own; what it says goes to a file."""

    def __init__(self, data_dir: Path, port: int, demo_stage: str = "none") -> None:
        self.data_dir, self.port, self.demo_stage = data_dir, port, demo_stage
        self.output = data_dir / "output.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in OF_THE_SITE}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "reportsite.settings",
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "DEMO_STAGE": self.demo_stage,
        }
        self.output.write_bytes(b"")
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "reportsite.launcher"],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def start_and_wait(self) -> str:
        """Start it; return the address it names once it is ready."""
        self.start()
        wait_until(lambda: "Ready" in self.said() or self.process.poll() is not None, seconds=300)
        ready = re.search(r"Ready:\s+(\S+)", self.said())
        assert ready, self.said()
        return ready[1]

    def ctrl_c(self) -> int:
        """What the terminal does: the signal goes to the whole group. Returns the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(30)

    def is_anyone_left(self) -> bool:
        """Whether any process of its group still runs."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[Launcher]:
    yield from buried(Launcher(tmp_path, free_port()))


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site that has run once, so that a start need not wait for the migrations."""
    one = Launcher(tmp_path_factory.mktemp("first"), free_port())
    for _ in buried(one):
        one.start_and_wait()
        one.ctrl_c()
    return one.data_dir


@pytest.fixture
def second_start(migrated: Path, tmp_path: Path) -> Iterator[Launcher]:
    """A launcher on a copy of that folder."""
    folder = tmp_path / "site"
    shutil.copytree(migrated, folder, ignore=shutil.ignore_patterns("*.sock", "*.lock"))
    yield from buried(Launcher(folder, free_port()))


@pytest.fixture
def without_people(second_start: Launcher) -> Launcher:
    """A launcher that finds an empty database and has to prepare it."""
    (second_start.data_dir / "prepared.json").unlink()
    return second_start


def buried(one: Launcher) -> Iterator[Launcher]:
    """The launcher, and nobody of its group afterwards."""
    yield one
    if one.process is not None and one.is_anyone_left():
        os.killpg(one.process.pid, signal.SIGKILL)
        one.process.wait()


def test_the_site_runs_from_nothing_and_ctrl_c_leaves_nothing_behind(launcher: Launcher) -> None:
    launcher.demo_stage = "empty"

    address = launcher.start_and_wait()

    assert launcher.said().count("jingban1") == 1
    with urllib.request.urlopen(address) as answer:
        assert answer.status == 200
    worker_log = launcher.data_dir / "logs" / "worker.log"
    wait_until(lambda: "ready." in worker_log.read_text(encoding="utf-8"), seconds=120)
    assert launcher.ctrl_c() == 0
    assert not launcher.is_anyone_left()


def test_a_taken_port_and_a_taken_folder_are_said(
    second_start: Launcher, migrated: Path, tmp_path: Path
) -> None:
    address = second_start.start_and_wait()
    neighbour = Launcher(tmp_path / "neighbour", second_start.port)
    shutil.copytree(migrated, neighbour.data_dir, ignore=shutil.ignore_patterns("*.sock", "*.lock"))
    on_the_same_folder = Launcher(second_start.data_dir, second_start.port)
    on_the_same_folder.output = second_start.data_dir / "second.txt"
    on_the_same_folder.start()

    try:
        assert neighbour.start_and_wait() != address
        assert f"Port {second_start.port} is taken" in neighbour.said()
    finally:
        neighbour.ctrl_c()
    assert on_the_same_folder.process.wait(120) == 1
    assert "already running" in on_the_same_folder.said()


def test_ctrl_c_while_it_starts_ends_it_and_leaves_nothing_half_done(without_people: Launcher) -> None:
    launcher = without_people
    launcher.demo_stage = "season"
    launcher.start()
    wait_until(lambda: "demo data" in launcher.said(), seconds=120)

    assert launcher.ctrl_c() == 0
    assert not launcher.is_anyone_left()
    with contextlib.closing(sqlite3.connect(launcher.data_dir / "reports.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM offices_user").fetchone() == (0,)


def test_when_one_process_dies_the_launcher_says_which_and_ends_the_others(second_start: Launcher) -> None:
    launcher = second_start
    launcher.start_and_wait()
    broker = embedded_broker(launcher.data_dir)
    assert broker is not None

    with Redis.from_url(broker.url.replace("redis+socket", "unix")) as connection:
        os.kill(connection.info("server")["process_id"], signal.SIGKILL)

    assert launcher.process.wait(120) == 1
    assert "broker 意外结束" in launcher.said()
    assert not launcher.is_anyone_left()


def test_a_killed_launcher_takes_its_children_with_it(second_start: Launcher) -> None:
    launcher = second_start
    launcher.start_and_wait()

    os.kill(launcher.process.pid, signal.SIGKILL)
    launcher.process.wait()

    wait_until(lambda: not launcher.is_anyone_left(), seconds=30, what="the children to end")


def test_what_keeps_the_demo_from_being_laid_in_is_said_and_nothing_half_done_stays(
    without_people: Launcher,
) -> None:
    launcher = without_people
    launcher.demo_stage = "no-such-stage"
    launcher.start()

    assert launcher.process.wait(120) == 1
    assert "no-such-stage" in launcher.said()
    assert "could not be prepared" in launcher.said()
    assert not (launcher.data_dir / "prepared.json").exists()
