"""Processes that live and end together."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ENDS_WITHIN = 15.0
LAST_LINES = 15
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in prctl(2)


def say(words: str) -> None:
    """One line or block to the terminal, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _become_child() -> None:
    """Between fork and exec: Ctrl-C is the launcher's to hear, and no child outlives it (on Linux)."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


@dataclass
class Household:
    """The processes of the site, in the order they were started."""

    logs: Path
    members: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @contextlib.contextmanager
    def log_of(self, name: str) -> Iterator[dict[str, object]]:
        """The options every process is started with: its log, and how it becomes a child."""
        path = self.logs / f"{name}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():  # the run before is kept, so that a restart does not wipe out why it was needed
            path.replace(path.with_suffix(".1.log"))
        with path.open("ab") as log:
            yield {"stdout": log, "stderr": subprocess.STDOUT, "preexec_fn": _become_child}

    def start(self, name: str, *arguments: str) -> None:
        """Start a module of Python under ``name``."""
        with self.log_of(name) as options:
            self.members[name] = _run_module(arguments, options)

    @contextlib.contextmanager
    def guest(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """A module of Python that speaks to the terminal and ends with the block at the latest."""
        process = _run_module(arguments, {"preexec_fn": _become_child})
        try:
            yield process
        finally:
            process.terminate()
            _bury(process, time.monotonic() + ENDS_WITHIN)

    def obituary(self) -> str | None:
        """Who has ended without being asked, how, and the last it said; None while all live."""
        for name, process in self.members.items():
            if process.poll() is not None:
                said = (self.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
                tail = "\n".join(f"  | {line}" for line in said[-LAST_LINES:])
                return f"{name} 意外结束 / ended unexpectedly (exit {process.returncode}):\n{tail}"
        return None

    def end(self) -> None:
        """Ask all to end, the last started first; kill who does not within fifteen seconds."""
        deadline = time.monotonic() + ENDS_WITHIN
        broker = self.members.pop("broker", None)
        for process in reversed(self.members.values()):
            process.terminate()
        for process in self.members.values():
            _bury(process, deadline)
        # The broker goes last: the worker still gives back what it has not begun.
        if broker is not None:
            broker.terminate()
            _bury(broker, deadline + 2)


def _run_module(arguments: tuple[str, ...], options: dict[str, object]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.Popen(command, cwd=Path(__file__).resolve().parent.parent, **options)  # type: ignore[call-overload,no-any-return]


def _bury(process: subprocess.Popen[bytes], deadline: float) -> None:
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
