"""How long queue, search and desk take with a county's archive on PostgreSQL.

Makes 10,000 reports × 3 versions × 40 findings in a database of its own, then
asks each page many times through Django's test client (middleware, queries,
templates; no network) and prints median and 95th percentile in milliseconds,
beside plain Django admin's changelist over the same rows. The last column is the web
server's own processor time: on a busy machine the clock also counts its neighbours.

    python -m tests.bench.queue_bench [--reports 10000] [--rounds 30] [--keep]

DATABASE_URL names the server (default postgres://root@127.0.0.1:5432/queue_bench). Exits 1 when a
page of ours takes longer than promised: 300 ms, search 200 ms.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("DATABASE_URL", "postgres://root@127.0.0.1:5432/queue_bench")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")  # else every request is a line

import django

django.setup()

from django.contrib.admin import AdminSite, ModelAdmin  # noqa: E402 - after the set-up, all of them
from django.db import connection  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

from offices.models import Bureau, Membership, Office, Role, User  # noqa: E402
from submissions.models import AnnualReport, CheckRun, ReportingYear, ReportText, ReportVersion  # noqa: E402
from submissions.models.versions import StoredFile  # noqa: E402
from submissions.search import grams_of  # noqa: E402

SAMPLES = Path(__file__).resolve().parents[2] / "submissions" / "checking" / "tests" / "samples"
YEARS = 20
VERSIONS = 3
FINDINGS = 40
BATCH = 500
PAGE_MS, SEARCH_MS = 300, 200
RULES = ["wording.typo", "figures.few", "expression.variant", "date.missing", "first_responsible.thin"]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=30)
    options.add_argument("--keep", action="store_true", help="keep the database for the next run")
    chosen = options.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("This bench measures PostgreSQL; set DATABASE_URL to one.")
    connection.settings_dict["TEST"]["NAME"] = "bench_queue"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=chosen.keep)
    try:
        if AnnualReport.objects.count() < chosen.reports:
            make(chosen.reports)
        return measure(chosen.rounds)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0, keepdb=chosen.keep)


def make(count: int) -> None:
    """One bureau, ``count`` reports over 20 years, three versions each; the last one handed in."""
    began = time.perf_counter()
    bureau = Bureau.objects.create(name="基准县司法局", county="基准县", slug="bench")
    reviewer = User.objects.create_user(
        "bench", "bench@example.com", "x", full_name="基准", is_superuser=True
    )
    reviewer.is_staff = True
    reviewer.save()
    Membership.objects.create(user=reviewer, role=Role.REVIEWER, bureau=bureau)
    offices = Office.objects.bulk_create(
        Office(
            bureau=bureau,
            name=f"基准县第{n}镇人民政府",
            short_name=f"第{n}镇",
            kind="town",
            region_code=f"{n:012d}",
        )
        for n in range(max(1, count // YEARS))
    )
    years = [
        ReportingYear.objects.create(bureau=bureau, year=year, **ReportingYear.default_dates(year))
        for year in range(2026 - YEARS, 2026)
    ]
    file = StoredFile.objects.create(sha256="0" * 64, size=1)
    pairs = [(office, year) for year in years for office in offices][:count]
    for start in range(0, len(pairs), BATCH):
        _reports(pairs[start : start + BATCH], file, random.Random(start))
    print(f"{count} reports written in {time.perf_counter() - began:.0f} s", flush=True)
    _findings()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"all rows after {time.perf_counter() - began:.0f} s", flush=True)


def _reports(pairs: list[tuple[Office, ReportingYear]], file: StoredFile, dice: random.Random) -> None:
    texts = _texts()
    reports = []
    for office, year in pairs:
        day = datetime(year.year + 1, 2, 1, tzinfo=UTC) + timedelta(hours=dice.randrange(900))
        is_last = year.year == 2025
        reports.append(
            AnnualReport(
                year=year,
                office=office,
                status="submitted" if is_last else "accepted",
                first_submitted_at=day,
                submitted_at=day,
                accepted_at=None if is_last else day,
                title=f"{office.name}{year.year}年度法治政府建设情况报告",
                document_number=f"基〔{year.year + 1}〕{dice.randrange(90)}号",
                must_count=dice.randrange(3),
                should_count=dice.randrange(12),
                confirm_count=dice.randrange(4),
                met_count=20,
                score=None if is_last else dice.randrange(50, 100),
            )
        )
    AnnualReport.objects.bulk_create(reports)
    versions = []
    for report in reports:
        own = dice.choice(texts)
        versions += [
            ReportVersion(
                report=report,
                number=number,
                file=file,
                original_name="报告.docx",
                text=f"第{dice.randrange(10**6)}号\n{own}",
                kind="docx",
                submitted_at=report.submitted_at,
            )
            for number in range(1, VERSIONS + 1)
        ]
    ReportVersion.objects.bulk_create(versions)
    now = timezone.now()
    runs = CheckRun.objects.bulk_create(
        CheckRun(version=version, status="done", finished_at=now, standard="2026.1") for version in versions
    )
    for report, version, run in zip(reports, versions[2::VERSIONS], runs[2::VERSIONS], strict=True):
        report.submitted_version = report.current_version = version
        report.submitted_run = report.latest_run = run
    AnnualReport.objects.bulk_update(
        reports, ["submitted_version", "current_version", "submitted_run", "latest_run"]
    )
    ReportText.objects.bulk_create(
        ReportText(version=version, grams=grams_of(version.text)) for version in versions[2::VERSIONS]
    )


def _texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]


def _findings() -> None:
    """Findings and requirement outcomes, made by the database itself."""
    rules = ",".join(f"'{rule}'" for rule in RULES)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO submissions_finding"
            " (run_id, rule, level, params, evidence, quote, fingerprint, state, position, is_manual)"
            f" SELECT r.id, (ARRAY[{rules}])[1 + (r.id + n) % {len(RULES)}],"
            " (ARRAY['must','should','confirm'])[1 + (r.id * 7 + n) % 3], '{}', '[[10, 20]]', '法治政府',"
            " md5(r.id::text || n), 'new', n, false"
            f" FROM submissions_checkrun r, generate_series(1, {FINDINGS}) n"
        )
        cursor.execute(
            "INSERT INTO submissions_requirementoutcome"
            " (run_id, requirement, outcome, evidence, note, params, position)"
            " SELECT r.id, q, (ARRAY['met','partial','missing'])[1 + (r.id + n)::int % 3],"
            " '[[10, 20]]', '', '{}', n FROM submissions_checkrun r,"
            " unnest(ARRAY['section.achievements','section.shortcomings','section.first_responsible',"
            " 'section.next_plan','duty.P1','duty.P2','duty.G1','duty.X3','duty.X4'])"
            " WITH ORDINALITY AS t(q, n)"
        )


def pages() -> Iterator[tuple[str, str, int]]:
    """What is asked: name, address, promised milliseconds."""
    desk = AnnualReport.objects.filter(status="submitted").values_list("pk", flat=True)[:20]
    yield "queue: for me to review", "/review/", PAGE_MS
    yield "queue: all", "/review/?preset=all", PAGE_MS
    yield "queue: all, sorted by findings", "/review/?preset=all&sort=-findings", PAGE_MS
    yield "queue: all, last page", "/review/?preset=all&page=400", PAGE_MS
    yield "queue: by rule and level", "/review/?preset=all&rule=wording.typo&level=must", PAGE_MS
    yield "queue: by requirement", "/review/?preset=all&requirement=duty.P2&outcome=missing", PAGE_MS
    yield "queue: changed for me, not assigned", "/review/?preset=all&changed=on&reviewer=none", PAGE_MS
    yield "search: two characters", "/review/?preset=all&q=普法", SEARCH_MS
    yield "search: five characters", "/review/?preset=all&q=第一责任人", SEARCH_MS
    yield "search: rare words", "/review/?preset=all&q=流动法庭", SEARCH_MS
    yield "search: an office", "/review/?preset=all&q=第77镇", SEARCH_MS
    yield "queue: veto signs to be decided", "/review/?preset=all&veto=open", PAGE_MS
    yield "queue: handed in again", "/review/?preset=again", PAGE_MS
    for pk in desk[:2]:
        yield f"desk: changes of report {pk}", f"/review/{pk}/", PAGE_MS
        yield f"desk: full text of report {pk}", f"/review/{pk}/?view=full", PAGE_MS
    yield "next report", "/review/next/", PAGE_MS


def measure(rounds: int) -> int:
    client = Client()
    client.force_login(
        User.objects.get(username="bench"), backend="django.contrib.auth.backends.ModelBackend"
    )
    print(f"\n{'':44}{'p50':>7}{'p95':>7}{'limit':>7}{'own':>7}  ms")
    slow = 0
    for name, address, limit in pages():
        taken = _timed(lambda address=address: client.get(address), rounds)
        is_slow = taken.p95 > limit
        slow += is_slow
        print(
            f"{name:44}{taken.p50:7.0f}{taken.p95:7.0f}{limit:7}{taken.own:7.0f}{'  TOO SLOW' * is_slow}",
            flush=True,
        )
    for name, address in (("changelist", "/"), ("changelist, search", "/?q=普法")):
        taken = _timed(lambda address=address: _admin(address), rounds)
        print(
            f"plain Django admin: {name:24}{taken.p50:7.0f}{taken.p95:7.0f}{'':7}{taken.own:7.0f}", flush=True
        )
    return 1 if slow else 0


class Taken(NamedTuple):
    """Milliseconds: median and 95th percentile by the clock, median of this process's own work."""

    p50: float
    p95: float
    own: float


def _timed(ask: Callable[[], object], rounds: int) -> Taken:
    ask()  # the first request fills caches of templates and code
    taken, own = [], []
    for _ in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        response = ask()
        taken.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - worked) * 1000)
        assert getattr(response, "status_code", 200) in (200, 302), response
    return Taken(statistics.median(taken), statistics.quantiles(taken, n=20)[-1], statistics.median(own))


class PlainReportAdmin(ModelAdmin):
    """What one writes in five minutes."""

    list_display = ["office", "year", "status", "submitted_at", "must_count", "should_count", "score"]
    list_filter = ["status", "year"]
    list_select_related = ["office", "year__bureau"]
    search_fields = ["office__name", "title", "document_number", "submitted_version__text"]
    list_per_page = 25


def _admin(address: str) -> object:
    request = RequestFactory().get(address)
    request.user = User.objects.get(username="bench")
    with override_settings(ROOT_URLCONF=__name__):
        return PLAIN.get_model_admin(AnnualReport).changelist_view(request).render()


PLAIN = AdminSite()
PLAIN.register(AnnualReport, PlainReportAdmin)
urlpatterns = [path("admin/", PLAIN.urls)]


if __name__ == "__main__":
    sys.exit(main())
