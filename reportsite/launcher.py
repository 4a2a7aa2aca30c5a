"""``make run``: the whole site on one machine, without a service, ended whole by one Ctrl-C.

Starts the embedded broker (unless REDIS_URL names one), brings the database up
to date, lays in the demo data when it is empty, then runs a Celery worker, beat
and the web server. All are in this process's group; only this process hears
Ctrl-C, and ends the others in order. When one of them dies, all end.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from .broker import BrokerError, embedded_broker, free_port
from .demo_accounts import ACCOUNTS, PASSWORD
from .household import Household, say
from .readiness import Note, digest_of_migrations, half_a_demo, read_note

BASE_DIR = Path(__file__).resolve().parent.parent
FIRST_PORT = 8000
ANSWERS_WITHIN = 60.0
WORKER_OPTIONS = ("--concurrency=2", "--without-gossip", "--without-mingle", "--without-heartbeat")
WEB_OPTIONS = ("--worker-class=gthread", "--workers=1", "--threads=8", "--preload", "--no-control-socket")
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY = """
  已就绪 / Ready:  {address}
{demo}  日志 / Logs:  {logs}
  按 Ctrl-C 结束 / Press Ctrl-C to end.
"""


class LaunchError(RuntimeError):
    """The site cannot run; the message says why and what to do, in Chinese and English."""


class Ended(BaseException):
    """Somebody ended the run."""


signals_heard: list[int] = []


def pause(seconds: float) -> None:
    """Wait that long; Ended where somebody has asked for the end.

    A signal only leaves a word: an exception of its own could come up anywhere, even where Python
    swallows it. So everything that takes its time here is waited for in pauses.
    """
    time.sleep(seconds)
    if signals_heard:
        raise Ended


def prepare_environment() -> int:
    """What the settings read, set before they are read; returns the port of the web server."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reportsite.settings")
    wanted = int(os.environ.get("PORT", FIRST_PORT))
    port = free_port(wanted)
    if port != wanted:
        say(f"端口 {wanted} 已被占用，改用 {port} / Port {wanted} is taken; using {port}.")
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    data_dir = Path(os.environ.get("DATA_DIR", BASE_DIR / "var")).resolve()
    (data_dir / "static").mkdir(parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(data_dir)
    # Local static files come from the packages themselves; the folder only has to be there.
    os.environ.setdefault("STATIC_ROOT", str(data_dir / "static"))
    return port


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder; a second launcher on it would share its broker and its logs."""
    with (data_dir / "launcher.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LaunchError(
                f"系统已在运行 / The site is already running on {data_dir}. "
                "请先结束，或用 DATA_DIR 指定另一个目录 / End it first, or name another folder in DATA_DIR."
            ) from None
        yield


def start_broker(household: Household, data_dir: Path) -> None:
    """The embedded broker, or folders where this platform has none; nothing when REDIS_URL is set."""
    if "REDIS_URL" in os.environ:
        return
    broker = embedded_broker(data_dir)
    if broker is None:
        say("本平台没有内置的消息服务，改用文件夹 / No embedded broker for this platform; using folders.")
        (data_dir / "queue").mkdir(exist_ok=True)
        os.environ["REDIS_URL"] = "filesystem://"
        return
    with household.log_of("broker") as options:
        household.members["broker"] = broker.start(**options)
    os.environ["REDIS_URL"] = broker.url


def prepare_database(household: Household, data_dir: Path) -> bool:
    """All migrations, and the demo data where nobody could sign in yet; whether the demo people are there."""
    known = read_note(data_dir)
    is_local = "DATABASE_URL" not in os.environ and (data_dir / "reports.sqlite3").exists()
    if is_local and known and known.migrations == digest_of_migrations(BASE_DIR):
        return known.has_demo
    say("正在准备数据库 / Preparing the database …")
    return prepared(household, data_dir).has_demo


def prepared(household: Household, data_dir: Path) -> Note:
    """The note of a preparation that ran to its end; after any other, no half of a demo stays."""
    half_a_demo(data_dir).unlink(missing_ok=True)
    try:
        with household.guest("reportsite.preparation", "prepare") as preparation:
            while preparation.poll() is None:
                pause(0.1)
    finally:
        if half_a_demo(data_dir).exists():
            with household.guest("reportsite.preparation", "forget") as forgetting:
                forgetting.wait()
    note = read_note(data_dir)
    if preparation.returncode or note is None:
        raise LaunchError("数据库未能准备好，原因见上 / The database could not be prepared; see above.")
    return note


def start_web(household: Household, port: int) -> None:
    """The web server, with the site loaded once before its worker is forked."""
    household.start(
        "web", "gunicorn", "reportsite.wsgi:application", f"--bind=127.0.0.1:{port}", *WEB_OPTIONS
    )


def start_tasks(household: Household) -> None:
    """The Celery worker and beat."""
    household.start("worker", "celery", "-A", "reportsite", "worker", "--loglevel=INFO", *WORKER_OPTIONS)
    household.start("beat", "celery", "-A", "reportsite", "beat", "--loglevel=INFO", "--pidfile=")


def answers(address: str) -> bool:
    """Whether the web server gives any answer but an error of its own."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def demo_sign_ins() -> str:
    """Who may sign in to the demonstration, for the terminal."""
    rows = [f"    {name:<10}  {chinese} / {english}" for name, chinese, english in ACCOUNTS]
    head = f"\n  演示账号，密码均为 / Demo accounts, password of all:  {PASSWORD}\n\n"
    return head + "\n".join(rows) + "\n"


def run() -> None:
    """Start everything, tell where it is, and stay until a signal comes or a process dies."""
    port = prepare_environment()
    data_dir = Path(os.environ["DATA_DIR"])
    household = Household(data_dir / "logs")
    with only_one(data_dir):
        try:
            start_broker(household, data_dir)
            has_demo = prepare_database(household, data_dir)
            start_web(household, port)
            address = f"http://127.0.0.1:{port}/"
            await_answer(household, address)
            # Only now: on two cores, starting them together would keep the first page waiting.
            start_tasks(household)
            sign_ins = demo_sign_ins() if has_demo else ""
            say(READY.format(address=address, demo=sign_ins, logs=household.logs))
            while True:
                all_live(household)
                pause(0.2)
        finally:
            household.end()


def await_answer(household: Household, address: str) -> None:
    """Wait until the first page answers; LaunchError when a process dies or a minute passes."""
    deadline = time.monotonic() + ANSWERS_WITHIN
    while not answers(address):
        all_live(household)
        if time.monotonic() > deadline:
            raise LaunchError(f"网页没有应答 / No answer from {address}; see {household.logs / 'web.log'}")
        pause(0.1)


def all_live(household: Household) -> None:
    """LaunchError with the obituary of the first process that has ended unasked; Ended where it was asked."""
    pause(0)
    if obituary := household.obituary():
        raise LaunchError(obituary)


def main() -> int:
    """Run until Ctrl-C; the exit status for the shell."""
    for number in ENDING_SIGNALS:
        signal.signal(number, lambda heard, _: signals_heard.append(heard))
    try:
        run()
    except (LaunchError, BrokerError) as error:
        say(f"\n{error}")
        return 1
    except Ended:
        say("已结束 / Ended.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
