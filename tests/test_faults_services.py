"""The fault matrix on the whole site, on PostgreSQL and Redis: kill what can be killed while clerks bring in
reports over HTTP, and count afterwards. ``FAULT_UPLOADS=500`` makes the long run (``lost 0 of 500``).
"""

from __future__ import annotations

import contextlib
import http.client
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.clerks import Visitor
from tests.own_services import await_true
from tests.running_site import RunningSite, running_site
from tests.suites import of_the_services

pytestmark = [
    of_the_services,
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group("faults_services"),
]

UPLOADS = int(os.environ.get("FAULT_UPLOADS", "40"))
AT_ONCE = 4  # clerks who press the button at the same moment
SAMPLE = (Path(__file__).parent.parent / "submissions/checking/tests/samples/baizhi-2024.txt").read_bytes()
STORM_SECONDS = max(20.0, UPLOADS / 12)
READING = b"submissions.checking.reading"
MEGABYTE = 1024 * 1024
Clerks = list[dict[str, object]]


@pytest.fixture(scope="module")
def site() -> Iterator[RunningSite]:
    """The running site; a check counts as abandoned after four seconds, and is looked for each two."""
    with running_site(CHECK_STALE_SECONDS="4", SWEEP_SECONDS="2", DECISION_DELAY_SECONDS="0") as one:
        one.start_all()
        yield one


@pytest.fixture(scope="module")
def clerks(site: RunningSite) -> Clerks:
    """A clerk for each upload of the storm, and a dozen for the other tests; who is used is taken away."""
    return site.town(UPLOADS + 12)["clerks"]


Visit = Callable[[dict[str, object]], Visitor]


@pytest.fixture
def visit(site: RunningSite) -> Iterator[Visit]:
    """A function that opens a clerk's browser; closed at the end."""
    with contextlib.ExitStack() as opened:
        yield lambda clerk: opened.enter_context(closing(Visitor(site.address, clerk["cookie"])))


@dataclass
class Storm:
    """Clerks who bring in one report each and press again until the site says it has it."""

    site: RunningSite
    clerks: Clerks
    acknowledged: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    unanswered: int = 0

    def bring_in(self, number: int) -> None:
        """One clerk's evening."""
        report = self.clerks[number]["report"]
        with closing(Visitor(self.site.address, self.clerks[number]["cookie"])) as visitor:
            while report not in self.acknowledged:
                try:
                    self._try(visitor, report, SAMPLE + f"\n第{number}镇".encode())
                except (OSError, http.client.HTTPException):
                    self.unanswered += 1
                    time.sleep(0.3)

    def _try(self, visitor: Visitor, report: int, data: bytes) -> None:
        seen = visitor.open_upload(report)
        self.pages.add(seen.status)
        if seen.status != 200:
            time.sleep(0.3)
            return
        if visitor.base != "0":  # taken, though the answer never came
            self.acknowledged.add(report)
            return
        answer = visitor.upload(report, "报告.txt", data)
        self.pages.add(answer.status)
        if answer.status == 302 and answer.location.endswith("/result/"):
            self.acknowledged.add(report)

    def rage(self, faults: list[Callable[[], None]]) -> None:
        """All clerks, evenly over the storm, while one fault after the other happens."""
        began = time.monotonic()

        def clerk(number: int) -> None:
            due = began + STORM_SECONDS * number / len(self.clerks)
            time.sleep(max(0.0, due - time.monotonic()))
            self.bring_in(number)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            under_way = [pool.submit(clerk, number) for number in range(len(self.clerks))]
            for number, fault in enumerate(faults):
                time.sleep(max(0.0, began + STORM_SECONDS * (number + 0.5) / len(faults) - time.monotonic()))
                fault()
            for clerk_done in under_way:
                clerk_done.result(timeout=300)


def kill_worker(site: RunningSite) -> None:
    site.kill("worker", signal.SIGKILL)
    site.start_worker()


def kill_reading_child(site: RunningSite, spared: set[int]) -> None:
    """Kill a child that reads a file, as the kernel does when memory is short, and spare its parent's next
    one: that reads the same file for the second time.
    """
    for process in processes():
        with contextlib.suppress(OSError):
            if READING in Path(f"/proc/{process}/cmdline").read_bytes():
                parent = parent_of(process)
                if parent not in spared and _is_of(site, parent):
                    os.kill(process, signal.SIGKILL)
                    spared.add(parent)


def processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def parent_of(process: int) -> int:
    """0 where it has ended meanwhile."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return 0


def _is_of(site: RunningSite, process: int) -> bool:
    """Whether the process belongs to this site's worker, and not to another one on the machine."""
    return os.getpgid(process) == site.processes["worker"].pid


def kill_children(site: RunningSite) -> None:
    """A child of each of the worker's two processes, as soon as there is one."""
    spared: set[int] = set()
    until = time.monotonic() + 10
    while len(spared) < 2 and time.monotonic() < until:
        kill_reading_child(site, spared)
        time.sleep(0.05)


def empty_redis(site: RunningSite) -> None:
    site.redis.kill()
    site.redis.empty()
    site.redis.start()


def kill_redis(site: RunningSite) -> None:
    site.redis.kill()
    time.sleep(2)
    site.redis.start()


def crash_postgres(site: RunningSite) -> None:
    site.postgres.crash()
    time.sleep(1)
    site.postgres.start()


def all_checked(site: RunningSite, ids: str) -> Callable[[], bool]:
    return lambda: (
        site.one(
            "SELECT count(*) FROM submissions_checkrun r"
            " JOIN submissions_reportversion v ON v.id = r.version_id"
            f" WHERE v.report_id IN ({ids}) AND r.status NOT IN ('done', 'failed')"
        )
        == 0
    )


def await_checks(site: RunningSite, ids: str, seconds: float = 60) -> None:
    """Wait for the checks of these reports; where they do not end, tell what the machinery said."""
    try:
        await_true("all checks end", all_checked(site, ids), seconds=seconds)
    except RuntimeError:
        rows = site.rows(
            "SELECT id, status, attempts, touched_at, now() FROM submissions_checkrun"
            " WHERE status NOT IN ('done', 'failed')"
        )
        said = "\n".join(f"{name}:\n{site.log(name)[-9000:]}" for name in ("worker", "beat", "web"))
        ended = {name: process.poll() for name, process in site.processes.items()}
        pytest.fail(f"not within {seconds:.0f} s: {rows}; ended: {ended}\n{said}")


def test_nothing_is_lost_whatever_is_killed_during_uploads(site: RunningSite, clerks: Clerks) -> None:
    mine = [clerks.pop() for _ in range(UPLOADS)]
    storm = Storm(site, mine)
    killers = [kill_worker, kill_children, empty_redis, crash_postgres, kill_redis, kill_worker]
    storm.rage([lambda kill=kill: kill(site) for kill in killers])

    ids = ",".join(str(clerk["report"]) for clerk in mine)
    await_checks(site, ids, seconds=120 + UPLOADS * 2)
    versions = "submissions_reportversion v WHERE v.report_id IN (" + ids + ")"
    kept = site.one(f"SELECT count(DISTINCT v.report_id) FROM {versions}")
    done = site.one(
        "SELECT count(DISTINCT v.report_id) FROM submissions_checkrun r, "
        f"{versions} AND r.version_id = v.id AND r.status = 'done'"
    )
    failures = site.rows(
        f"SELECT r.failure, count(*) FROM submissions_checkrun r, {versions} AND r.version_id = v.id"
        " AND r.status = 'failed' GROUP BY 1"
    )
    print(
        f"lost {UPLOADS - done} of {UPLOADS} (pages {sorted(storm.pages)}, unanswered {storm.unanswered}, "
        f"restarted {site.restarts})"
    )
    assert len(storm.acknowledged) == kept == UPLOADS
    assert (done, failures) == (UPLOADS, [])
    assert storm.pages <= {200, 302, 503}
    assert_consistent(site, ids)


def assert_consistent(site: RunningSite, ids: str) -> None:
    """No version twice, no notice twice or missing, no row that contradicts another."""
    nothing_wrong = {
        "a version twice": f"SELECT report_id FROM submissions_reportversion WHERE report_id IN ({ids})"
        " GROUP BY report_id HAVING count(*) <> 1",
        "a check twice": "SELECT version_id FROM submissions_checkrun"
        " GROUP BY version_id HAVING count(*) <> 1",
        "a report that points elsewhere": f"SELECT a.id FROM submissions_annualreport a WHERE a.id IN ({ids})"
        " AND NOT (a.status = 'draft' AND a.latest_run_id = (SELECT r.id FROM submissions_checkrun r"
        " WHERE r.version_id = a.current_version_id))",
        "a requirement twice": "SELECT run_id FROM submissions_requirementoutcome"
        " GROUP BY run_id, requirement HAVING count(*) <> 1",
        "a notice not once": "SELECT v.id FROM submissions_reportversion v LEFT JOIN offices_notification n"
        " ON n.key = 'check_done:version-' || v.id || ':' || v.uploaded_by_id"
        f" WHERE v.report_id IN ({ids}) GROUP BY v.id HAVING count(n.id) <> 1",
        "a result without text": f"SELECT id FROM submissions_reportversion WHERE report_id IN ({ids})"
        " AND text = ''",
    }
    wrong = {what: site.rows(query) for what, query in nothing_wrong.items()}
    assert wrong == {what: [] for what in nothing_wrong}


def test_while_the_database_is_away_pages_say_so_and_come_back(
    site: RunningSite, clerks: Clerks, visit: Visit
) -> None:
    clerk = clerks.pop()
    visitor = visit(clerk)
    assert visitor.open_upload(clerk["report"]).status == 200
    site.postgres.crash()
    try:
        answer = visitor.upload(clerk["report"], "报告.txt", SAMPLE)
    finally:
        site.postgres.start()
    assert answer.status == 503
    assert "数据库" in answer.text
    assert visitor.upload(clerk["report"], "报告.txt", SAMPLE).status == 302


def test_without_a_broker_an_upload_is_taken_at_once_and_checked_later(
    site: RunningSite, clerks: Clerks, visit: Visit
) -> None:
    clerk = clerks.pop()
    visitor = visit(clerk)
    visitor.open_upload(clerk["report"])
    site.redis.kill()
    try:
        answer = visitor.upload(clerk["report"], "报告.txt", SAMPLE + b"\n1")
        page = visitor.ask("GET", answer.location)
    finally:
        site.redis.start()
    assert answer.status == 302
    assert answer.seconds < 5
    assert page.status == 200
    await_checks(site, str(clerk["report"]))


@pytest.mark.parametrize(("megabytes", "status"), [(1.5, 422), (3, 507)], ids=["store", "temporary folder"])
def test_a_full_disk_is_said_and_loses_nothing(
    site: RunningSite, clerks: Clerks, visit: Visit, megabytes: float, status: int
) -> None:
    """A file over 2 MB is written to the temporary folder while it comes in; that may be full as well."""
    clerk = clerks.pop()
    visitor = visit(clerk)
    visitor.open_upload(clerk["report"])
    large = SAMPLE + b"\n" + ("法治宣传。" * int(megabytes * MEGABYTE / 15)).encode()
    with limited_files(site, MEGABYTE):
        answer = visitor.upload(clerk["report"], "报告.txt", large)
    assert answer.status == status
    assert "存储空间已满" in answer.text
    assert not [path for path in site.folder.rglob(".part-*") if path.is_file()]
    report = f"SELECT count(*) FROM submissions_reportversion WHERE report_id = {clerk['report']}"
    assert site.one(report) == 0
    visitor.open_upload(clerk["report"])
    assert visitor.upload(clerk["report"], "报告.txt", large).status == 302
    assert site.one(report) == 1


@contextlib.contextmanager
def limited_files(site: RunningSite, size: int) -> Iterator[None]:
    """No file of the web server may grow beyond ``size``, as though the disk had no more room."""
    family = [site.processes["web"].pid, *children_of(site.processes["web"].pid)]
    hard = resource.prlimit(family[0], resource.RLIMIT_FSIZE)[1]
    for process in family:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        for process in family:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (hard, hard))


def children_of(process: int) -> list[int]:
    return [child for child in processes() if parent_of(child) == process]


def test_two_uploads_of_one_report_at_once_are_two_versions_or_one_is_told(
    site: RunningSite, clerks: Clerks, visit: Visit
) -> None:
    clerk = clerks.pop()
    pair = [visit(clerk) for _ in range(2)]
    for visitor in pair:
        visitor.open_upload(clerk["report"])
    together = threading.Barrier(2)

    def press(number: int) -> int:
        together.wait()
        return pair[number].upload(clerk["report"], "报告.txt", SAMPLE + f"\n甲{number}".encode()).status

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(press, range(2)))
    numbers = site.rows(
        f"SELECT number FROM submissions_reportversion WHERE report_id = {clerk['report']} ORDER BY 1"
    )
    assert told in ([302, 302], [302, 422])
    assert numbers == [(n + 1,) for n in range(told.count(302))]
    await_checks(site, str(clerk["report"]))


@pytest.mark.parametrize("jump", ["- interval '400 days'", "+ interval '3 hours'"], ids=["past", "future"])
def test_a_check_left_by_a_clock_that_jumped_is_taken_up(
    site: RunningSite, clerks: Clerks, visit: Visit, jump: str
) -> None:
    clerk = clerks.pop()
    visitor = visit(clerk)
    visitor.open_upload(clerk["report"])
    visitor.upload(clerk["report"], "报告.txt", SAMPLE + b"\n2")
    await_checks(site, str(clerk["report"]))
    site.execute(
        "UPDATE submissions_checkrun SET status = 'running', finished_at = NULL, attempts = 1,"
        f" touched_at = now() {jump} WHERE version_id IN"
        f" (SELECT id FROM submissions_reportversion WHERE report_id = {clerk['report']})"
    )
    await_checks(site, str(clerk["report"]))
