"""The evening of the deadline: ``python -m tests.load [--rate 40] [--seconds 60]``.

Starts a site of its own on PostgreSQL and Redis of its own, as it runs in production, and drives it over
loopback: clerks bring in a report at a steady rate, whether or not the ones before were answered; reviewers
walk their pages; an administrator asks for lists. Printed: for each kind of request how many, the median,
the 95th percentile and the errors; which part used how much of the processors; then what was acknowledged
and is not there (``lost``), and how fast the checks catch up. Ends with 1 when something was lost, a request
failed, or ``--p95`` was missed.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import queue
import sys
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from tests.clerks import TOKEN, Visitor
from tests.processor_time import Usage
from tests.running_site import RunningSite, running_site

SAMPLE = (Path(__file__).parent.parent / "submissions/checking/tests/samples/baizhi-2024.txt").read_bytes()
CLERKS_PER_UPLOAD_A_SECOND = 5  # so that nobody brings in twice within five seconds
THINKING = 1.0  # seconds between two pages of a reviewer
FAILED = (OSError, http.client.HTTPException)


@dataclass
class Measurement:
    """Kind of request → seconds of each; kind → what went wrong. Written by many threads."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, seconds: float, error: str = "") -> None:
        """One request."""
        with self.lock:
            self.times[kind].append(seconds)
            if error:
                self.errors[kind].append(error)

    def p95(self, kind: str) -> float:
        """Milliseconds; 0 where there was none."""
        taken = self.times[kind] or [0.0]
        return (quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]) * 1000

    def table(self) -> str:
        """For a terminal."""
        lines = [f"{'request':24}{'count':>8}{'p50 ms':>10}{'p95 ms':>10}{'errors':>8}"]
        for kind, taken in sorted(self.times.items()):
            wrong = len(self.errors[kind])
            lines.append(
                f"{kind:24}{len(taken):8}{median(taken) * 1000:10.0f}{self.p95(kind):10.0f}{wrong:8}"
            )
        for kind, said in sorted(self.errors.items()):
            lines += [f"  {kind}: {words}" for words in sorted(set(said))[:3]]
        return "\n".join(lines)


class Clerk:
    """One office's clerk, who brings in version after version."""

    def __init__(self, site: RunningSite, who: dict[str, object]) -> None:
        self.report = who["report"]
        self.visitor = Visitor(site.address, who["cookie"])
        self.acknowledged = 0

    def open_page(self) -> None:
        """Look at the page once; afterwards the browser knows its token."""
        if self.visitor.open_upload(self.report).status != 200:
            raise RuntimeError(f"the upload page of report {self.report} does not open")

    def bring_in(self, number: int, due: float, measured: Measurement) -> None:
        """One upload. Its time counts from the moment it was due, not from when a thread was free."""
        self.visitor.base = str(self.acknowledged)
        try:
            answer = self.visitor.upload(self.report, "报告.txt", SAMPLE + f"\n第{number}稿".encode())
        except FAILED as error:
            measured.add("upload", time.monotonic() - due, str(error) or type(error).__name__)
            return
        taken = answer.status == 302 and answer.location.endswith("/result/")
        self.acknowledged += taken
        measured.add("upload", time.monotonic() - due, "" if taken else f"status {answer.status}")


def upload_all(clerks: list[Clerk], rate: float, seconds: float, measured: Measurement) -> None:
    """``rate`` uploads a second for so long, each by the clerk who has rested longest."""
    free: queue.SimpleQueue[Clerk] = queue.SimpleQueue()
    for clerk in clerks:
        free.put(clerk)
    began = time.monotonic()

    def one(number: int, due: float) -> None:
        clerk = free.get()
        clerk.bring_in(number, due, measured)
        free.put(clerk)

    with ThreadPoolExecutor(min(len(clerks), 64)) as pool:
        for number in range(int(rate * seconds)):
            due = began + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            pool.submit(one, number, due)


def read_pages(visitor: Visitor, pages: dict[str, str], ended: threading.Event, to: Measurement) -> None:
    """A reviewer's evening: one page after the other, with a moment to think."""
    with closing(visitor):
        for kind, path in itertools.cycle(pages.items()):
            if ended.wait(THINKING):
                return
            began = time.monotonic()
            try:
                status = visitor.ask("GET", path).status
                to.add(kind, time.monotonic() - began, "" if status == 200 else f"status {status}")
            except FAILED as error:
                to.add(kind, time.monotonic() - began, str(error) or type(error).__name__)


def export_lists(visitor: Visitor, year: object, ended: threading.Event, to: Measurement) -> None:
    """The administrator asks for a list as a file every five seconds."""
    with closing(visitor):
        while not ended.wait(THINKING * 5):
            page = visitor.ask("GET", f"/lists/{year}/")
            token = TOKEN.search(page.text)
            form = urlencode({"csrfmiddlewaretoken": token[1] if token else "", "kind": "compliance_xlsx"})
            began = time.monotonic()
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = visitor.ask("POST", f"/lists/{year}/export/", form.encode(), **kind)
            error = "" if answer.status == 302 else f"status {answer.status}"
            to.add("ask for a list", time.monotonic() - began, error)


def drive(site: RunningSite, rate: float, seconds: float, reviewers: int) -> tuple[Measurement, int, str]:
    """Everybody at once; what was measured, how many uploads were acknowledged, who used the processors."""
    town = site.town(max(10, int(rate * CLERKS_PER_UPLOAD_A_SECOND)), reviewers + 1)
    clerks = [Clerk(site, who) for who in town["clerks"]]
    for clerk in clerks:
        clerk.open_page()
    measured, ended = Measurement(), threading.Event()
    administrator, *others = town["reviewers"]
    year = administrator["year"]
    pages = {"queue": "/review/", "list": f"/lists/{year}/", "overview": f"/overview/{year}/"}
    with ThreadPoolExecutor(reviewers + 1) as pool:
        for who in others:
            mine = {kind: path for kind, path in pages.items() if kind != "overview"}
            pool.submit(read_pages, Visitor(site.address, who["cookie"]), mine, ended, measured)
        pool.submit(export_lists, Visitor(site.address, administrator["cookie"]), year, ended, measured)
        usage = Usage(site)
        try:
            upload_all(clerks, rate, seconds, measured)
        finally:
            used = usage.table(int(rate * seconds))
            ended.set()
    for clerk in clerks:
        clerk.visitor.close()
    return measured, sum(clerk.acknowledged for clerk in clerks), used


def catch_up(site: RunningSite, seconds: float) -> str:
    """How the checks stand, and how fast they go over so many seconds."""

    def unfinished() -> int:
        waiting = "SELECT count(*) FROM submissions_checkrun WHERE status IN ('queued', 'running')"
        return int(str(site.one(waiting)))

    before, began = unfinished(), time.monotonic()
    while unfinished() and time.monotonic() - began < seconds:
        time.sleep(1)
    after, took = unfinished(), max(time.monotonic() - began, 0.001)
    pace = (before - after) / took
    left = f", the rest in about {after / pace:.0f} s" if after and pace else ""
    return f"checks: {before} waited at the end of the uploads, {pace:.1f} a second are caught up{left}"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("--rate", type=float, default=40, help="uploads a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--reviewers", type=int, default=4)
    parser.add_argument("--catch-up", type=float, default=30, help="watch the checks for so many seconds")
    parser.add_argument("--p95", type=float, default=0, help="fail when uploads take longer, in milliseconds")
    given = parser.parse_args()
    with running_site() as site:
        site.start_all()
        measured, acknowledged, used = drive(site, given.rate, given.seconds, given.reviewers)
        kept = site.one(
            "SELECT count(*) FROM submissions_reportversion v WHERE EXISTS"
            " (SELECT 1 FROM submissions_checkrun r WHERE r.version_id = v.id)"
        )
        lost = acknowledged - int(str(kept))
        print(measured.table())
        print(used)
        print(f"lost {max(0, lost)} of {acknowledged}")
        print(catch_up(site, given.catch_up))
    too_slow = bool(given.p95) and measured.p95("upload") > given.p95
    return int(lost > 0 or any(measured.errors.values()) or too_slow)


if __name__ == "__main__":
    sys.exit(main())
