"""Worker and scheduler show that they live (:mod:`reportsite.pulse`); imported by Celery with the tasks."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from pathlib import Path

from celery.signals import beat_init, before_task_publish, worker_init, worker_ready, worker_shutting_down
from django.conf import settings

from . import pulse

OWN_SESSION = Path("/proc/self/autogroup")
_running: list[pulse.Pulse] = []


@worker_ready.connect
def worker_lives(sender: object, **_: object) -> None:
    """A thread beside the worker's own gives signs for as long as it runs."""
    thread = pulse.Pulse(f"{pulse.WORKERS}{socket.gethostname()}")
    _running.append(thread)
    thread.start()


@worker_shutting_down.connect
def worker_ends(**_: object) -> None:
    """It takes nothing new any more."""
    for thread in _running:
        thread.stop()


@beat_init.connect
def beat_lives(sender: object, **_: object) -> None:
    """The scheduler sends something every fifteen seconds; what it sends is its sign, so that one that
    stands still is found out.
    """
    last = 0.0

    def on_publish(**_: object) -> None:
        nonlocal last
        if time.monotonic() - last > pulse.EVERY.total_seconds():
            last = time.monotonic()
            pulse.give(pulse.BEAT)

    before_task_publish.connect(on_publish, weak=False)
    pulse.give(pulse.BEAT)


@worker_init.connect
def worker_stands_back(**_: object) -> None:
    """Pages come first: on shared processors checks take what web server and database leave.

    Linux shares processors between sessions before it looks at who is nice within one (sched_autogroup,
    man 7 sched), so a worker that leads a session of its own says it for that session as well.
    """
    os.nice(settings.WORKER_NICE)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):  # another system, or not to be changed
            OWN_SESSION.write_text(str(settings.WORKER_NICE))
