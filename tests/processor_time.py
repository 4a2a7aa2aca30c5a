"""How much of the processors each part of a running site has used: unlike the time of an answer, the same on
a quiet machine and on a busy one.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from tests.running_site import RunningSite

TICKS = os.sysconf("SC_CLK_TCK")
USED = slice(11, 15)  # utime, stime, cutime, cstime in /proc/PID/stat, counted behind the name
SESSION = 3


def of_sessions() -> dict[int, float]:
    """Seconds by session: a part of the site, with its children, is one."""
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # it ended just now; its parent has its seconds
                words = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                session = int(words[SESSION])
                used[session] = used.get(session, 0) + sum(map(int, words[USED])) / TICKS
    return used


@dataclass
class Usage:
    """Seconds of each part since it was made."""

    site: RunningSite

    def __post_init__(self) -> None:
        self.began, self.before = time.monotonic(), self._now()

    def _now(self) -> dict[str, float]:
        parts = {
            **self.site.processes,
            "postgres": self.site.postgres.process,
            "redis": self.site.redis.process,
        }
        used = of_sessions()
        seconds = {name: used.get(process.pid, 0.0) for name, process in parts.items() if process}
        return seconds | {"load itself": time.process_time()}

    def table(self, uploads: int) -> str:
        """Each part's share of one processor, and its milliseconds for each upload."""
        took, now = time.monotonic() - self.began, self._now()
        lines = [f"{'part':24}{'processors':>12}{'ms/upload':>12}"]
        for name, seconds in now.items():
            used = seconds - self.before.get(name, 0.0)
            lines.append(f"{name:24}{used / took:12.2f}{used * 1000 / max(uploads, 1):12.1f}")
        waiting = " ".join(f"{load:.1f}" for load in os.getloadavg())
        return "\n".join([*lines, f"load average {waiting} on {os.cpu_count()} processors"])
