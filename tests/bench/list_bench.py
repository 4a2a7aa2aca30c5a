"""How long the worker takes for a compliance list of ten thousand rows, and how much memory.

The promise is about the worker's own seconds: on a busy machine the clock also counts its neighbours.
Makes one year with 10,000 offices, each with a checked report, 17 outcomes, a
return letter and its changes of status, then makes the .xlsx and the .csv as
the worker does (:func:`review.export_runs.run`) in a database of its own.

    python -m tests.bench.list_bench [--reports 10000] [--keep]

DATABASE_URL names the server (default postgres://root@127.0.0.1:5432/list_bench). Exits 1 when a
file takes longer than 5 seconds, or when the second half of the rows needs more memory than 20 MB
on top of the first half.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DATABASE_URL", "postgres://root@127.0.0.1:5432/list_bench")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection  # noqa: E402 - after the set-up, all of them
from django.utils import timezone  # noqa: E402

from offices.models import Bureau, Office, User  # noqa: E402
from review import export_runs  # noqa: E402
from review.compliance import DUTIES, SECTIONS  # noqa: E402
from review.models import Export, ExportKind, ExportStatus  # noqa: E402
from submissions.models import (  # noqa: E402
    AnnualReport,
    CheckRun,
    Finding,
    ReportingYear,
    ReportVersion,
    RequirementOutcome,
    ReturnItem,
    ReturnLetter,
    StatusChange,
)
from submissions.models.versions import StoredFile  # noqa: E402

SECONDS, MEGABYTES = 5.0, 20.0
BATCH = 1000
REQUIREMENTS = [*DUTIES, *(f"section.{name}" for name in SECTIONS)]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=10_000)
    options.add_argument("--keep", action="store_true", help="keep the database for the next run")
    chosen = options.parse_args()
    connection.settings_dict["TEST"]["NAME"] = "bench_list"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=chosen.keep)
    try:
        if AnnualReport.objects.count() < chosen.reports:
            make(chosen.reports)
            return _measure_in_a_fresh_process(chosen.reports)
        return measure(chosen.reports)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0, keepdb=chosen.keep)


def make(count: int) -> None:
    """One bureau, one year, ``count`` offices and all that a row shows."""
    began = time.perf_counter()
    bureau = Bureau.objects.create(name="基准县司法局", county="基准县", slug="bench")
    User.objects.create_user("bench", "bench@example.com", "x", full_name="基准")
    year = ReportingYear.objects.create(bureau=bureau, year=2025, **ReportingYear.default_dates(2025))
    file = StoredFile.objects.create(sha256="0" * 64, size=1)
    for start in range(0, count, BATCH):
        _reports(year, file, range(start, min(start + BATCH, count)), random.Random(start))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"{count} reports written in {time.perf_counter() - began:.0f} s", flush=True)


def _measure_in_a_fresh_process(count: int) -> int:
    """The memory that making the rows took would hide what the files take."""
    connection.close()
    again = [sys.executable, "-m", "tests.bench.list_bench", "--keep", "--reports", str(count)]
    return subprocess.run(again, check=False).returncode


def _reports(year: ReportingYear, file: StoredFile, numbers: range, dice: random.Random) -> None:
    person = User.objects.get(username="bench")
    offices = Office.objects.bulk_create(
        Office(
            bureau=year.bureau,
            name=f"基准县第{n}镇人民政府",
            short_name=f"第{n}镇",
            kind="town",
            region_code=f"{n:012d}",
        )
        for n in numbers
    )
    reports = AnnualReport.objects.bulk_create(
        AnnualReport(
            year=year,
            office=office,
            status="accepted",
            first_submitted_at=_day(dice),
            submitted_at=_day(dice),
            accepted_at=_day(dice),
            accepted_by=person,
            must_count=dice.randrange(3),
            should_count=dice.randrange(12),
            score=dice.randrange(50, 100),
            grade="良好",
        )
        for office in offices
    )
    versions = ReportVersion.objects.bulk_create(
        ReportVersion(report=report, number=1, file=file, original_name="报告.docx", text="文" * 3000)
        for report in reports
    )
    runs = CheckRun.objects.bulk_create(
        CheckRun(
            version=version,
            status="done",
            finished_at=timezone.now(),
            length=3000,
            facts={"title": "2025年度法治政府建设情况报告", "signed_on": "2026-01-15", "signers": ["周正"]},
            outline=[{"heading": "主要举措和成效"}] * 20,
            places=[[n, n, 1, 1] for n in range(100)],
        )
        for version in versions
    )
    for report, version, run in zip(reports, versions, runs, strict=True):
        report.submitted_version = report.current_version = version
        report.submitted_run = report.latest_run = run
    AnnualReport.objects.bulk_update(
        reports, ["submitted_version", "current_version", "submitted_run", "latest_run"]
    )
    _results(reports, runs, versions, person, dice)


def _day(dice: random.Random) -> datetime:
    return datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=dice.randrange(900))


def _results(
    reports: list[AnnualReport],
    runs: list[CheckRun],
    versions: list[ReportVersion],
    person: User,
    dice: random.Random,
) -> None:
    RequirementOutcome.objects.bulk_create(
        RequirementOutcome(
            run=run, requirement=name, outcome=dice.choice(["met", "partial", "missing"]), evidence=[[1, 9]]
        )
        for run in runs
        for name in REQUIREMENTS
    )
    Finding.objects.bulk_create(
        Finding(
            run=run,
            rule="copy.other_office",
            level="should",
            params={"similarity": dice.randrange(100), "office": "第1镇"},
            fingerprint="0" * 64,
        )
        for run in runs
    )
    letters = ReturnLetter.objects.bulk_create(
        ReturnLetter(report=report, version=version, body="请补充第一责任人履职情况。" * 20, sent_by=person)
        for report, version in zip(reports, versions, strict=True)
    )
    ReturnItem.objects.bulk_create(
        ReturnItem(letter=letter, position=position, text="请补充第一责任人履职情况。" * 3)
        for letter in letters
        for position in range(5)
    )
    moves = [("draft", "submitted"), ("submitted", "returned"), ("returned", "submitted")]
    StatusChange.objects.bulk_create(
        StatusChange(report=report, old=old, new=new, by=person, reason="请补充。")
        for report in reports
        for old, new in [*moves, ("submitted", "accepted")]
    )


def measure(count: int) -> int:
    """Make both files; print seconds and memory; 1 where a promise is broken."""
    broken = 0
    for kind in (ExportKind.COMPLIANCE_CSV, ExportKind.COMPLIANCE_XLSX):
        _make(kind, "q=第1镇")
        before = _peak()
        wall, worked = _make(kind, "")
        more = _peak() - before
        is_good = worked <= SECONDS and more <= MEGABYTES
        broken += not is_good
        figures = f"worker {worked:.1f} s, in all {wall:.1f} s, {more:.0f} MB more than one row"
        said = f"{kind:16} {count} rows: {figures}"
        print(said if is_good else f"{said}   TOO MUCH")
    return 1 if broken else 0


def _make(kind: str, query: str) -> tuple[float, float]:
    """Seconds by the clock, and seconds the worker's process worked (the database's own time is not in)."""
    export = Export.objects.create(
        year=ReportingYear.objects.get(), kind=kind, query=query, asked_by=User.objects.get()
    )
    began, worked = time.perf_counter(), time.process_time()
    export_runs.run(export.pk)
    seconds = time.perf_counter() - began, time.process_time() - worked
    export.refresh_from_db()
    if export.status != ExportStatus.DONE:
        sys.exit(f"{kind} failed")
    return seconds


def _peak() -> float:
    """The most memory this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
