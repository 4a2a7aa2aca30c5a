"""The engine's speed and memory: ``python -m tests.bench.engine_bench [--files N] [--slow] [--strict]``.

Everything runs on one core, in this process, after a warm-up. Per kind of file it prints the bare cost
of the library underneath (unzip and parse, decode, extract), the cost of reading, and the cost of reading
and judging; then the memory of the process over many files, no two alike. ``--slow`` adds the kinds that
need LibreOffice or recognition of characters. ``--strict`` ends with 1 when a budget is missed.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import re
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from lxml import etree

from submissions.checking.engine import check_report
from submissions.checking.reading import read
from submissions.checking.tests.evaluation.labels import SAMPLES
from submissions.checking.tests.files import file_of, has_office, paragraphs_of, scan_of

CHARACTERS = 5_000
DOCX_BUDGET_MS = 15.0
GROWTH_BUDGET_MB = 8.0
FAST_KINDS = ("txt", "txt-gb18030", "docx", "pdf", "ofd")
SLOW_KINDS = ("doc", "scan")
_ROUNDS = {"doc": 3, "scan": 2}


class Cost(NamedTuple):
    """Median milliseconds for one kind of file: CPU time, or wall time where other processes do the work."""

    bare: float
    reading: float
    whole: float

    @property
    def files_a_second(self) -> float:
        """How many files of this kind one core reads and judges in a second."""
        return 1000 / self.whole


def report(characters: int = CHARACTERS) -> tuple[str, ...]:
    """The longest sample, cut in its list of villages to about this many characters."""
    paragraphs = paragraphs_of((SAMPLES / "too-long-2023.txt").read_text("utf-8"))
    while sum(map(len, paragraphs)) > characters:
        villages = [index for index, text in enumerate(paragraphs) if re.match(r"\d+\.", text)]
        paragraphs = tuple(text for index, text in enumerate(paragraphs) if index != villages[-1])
    return paragraphs


def _decode(data: bytes) -> None:
    data.decode("gb18030" if b"\r" in data else "utf-8")


def _unzip_and_parse(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if re.search(r"(word/document|Content)\.xml$", name):
                etree.fromstring(package.read(name))


def _extract(data: bytes) -> None:
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            page.get_textpage().get_text_range()


def _read(data: bytes) -> None:
    read(data)


_BARE: dict[str, Callable[[bytes], None]] = {
    "txt": _decode,
    "txt-gb18030": _decode,
    "docx": _unzip_and_parse,
    "ofd": _unzip_and_parse,
    "pdf": _extract,
    "doc": _read,
    "scan": _read,
}


def _judge(data: bytes) -> None:
    check_report(data)


def _median_ms(work: Callable[[bytes], None], data: bytes, rounds: int, clock: Callable[[], float]) -> float:
    times = []
    for _ in range(rounds):
        start = clock()
        work(data)
        times.append((clock() - start) * 1000)
    return statistics.median(times)


def cost_of(kind: str, paragraphs: tuple[str, ...]) -> Cost:
    """Measure one kind after a warm-up of one whole run."""
    data = scan_of(paragraphs) if kind == "scan" else file_of(paragraphs, kind)
    rounds = _ROUNDS.get(kind, 20)
    clock = time.perf_counter if kind in SLOW_KINDS else time.process_time
    _judge(data)
    return Cost(*(_median_ms(work, data, rounds, clock) for work in (_BARE[kind], _read, _judge)))


def different_files(count: int) -> Iterator[bytes]:
    """Files of the fast kinds in turn, no two texts alike, so that nothing is answered from a cache."""
    paragraphs = report(2_500)
    binary = [
        file_of((*paragraphs[:3], f"第{n}份。", *paragraphs[3:]), kind)
        for n in range(4)
        for kind in ("docx", "pdf", "ofd")
        if kind != "pdf" or has_office()
    ]
    for index, other in zip(range(count), itertools.cycle(binary), strict=False):
        if index % 4:
            yield "\n".join(
                (*paragraphs[:3], f"本年第{index}份材料，共{index * 7}件。", *paragraphs[3:])
            ).encode()
        else:
            yield other


def resident_mb() -> float:
    """Memory of this process that is really in use, in megabytes."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def memory_over(count: int) -> tuple[float, float]:
    """Resident megabytes after the first fifth of ``count`` files and after all."""
    early = 0.0
    for index, data in enumerate(different_files(count)):
        check_report(data)
        if index == count // 5:
            early = resident_mb()
    return early, resident_mb()


def main() -> int:
    """Measure, print, and with ``--strict`` say by the exit code whether the budgets held."""
    parser = argparse.ArgumentParser(prog="engine_bench", description=__doc__)
    parser.add_argument("--files", type=int, default=300, help="files for the memory run (default 300)")
    parser.add_argument("--slow", action="store_true", help="also old Word files and scans")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a budget is missed")
    given = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    paragraphs = report()
    print(f"A report of {sum(map(len, paragraphs))} characters, one core, milliseconds a file (median)")
    print(f"{'kind':14}{'bare':>9}{'read':>9}{'judged':>9}{'files/s':>9}")
    kinds = [k for k in FAST_KINDS if k != "pdf" or has_office()]
    kinds += SLOW_KINDS if given.slow and has_office() else ()
    costs = {}
    for kind in kinds:
        costs[kind] = cost = cost_of(kind, paragraphs)
        print(f"{kind:14}{cost.bare:9.1f}{cost.reading:9.1f}{cost.whole:9.1f}{cost.files_a_second:9.1f}")
    early, late = memory_over(given.files)
    print(f"Memory over {given.files} files: {early:.1f} MB after a fifth, {late:.1f} MB at the end")
    missed = costs["docx"].whole > DOCX_BUDGET_MS or late - early > GROWTH_BUDGET_MB
    budgets = f".docx {DOCX_BUDGET_MS:.0f} ms, growth {GROWTH_BUDGET_MB:.0f} MB"
    print(f"Budgets ({budgets}): {'missed' if missed else 'held'}")
    return int(missed and given.strict)


if __name__ == "__main__":
    sys.exit(main())
