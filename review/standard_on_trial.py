"""A text read under two standards, by a child that can be ended: patterns of a draft may run for hours."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

from submissions.checking.checks.context import Expectation
from submissions.checking.results import CheckResult
from submissions.checking.standard import Standard, standard_as_mapping

SECONDS = 20  # of processor time; two standards are made and a text is read in two or three
PATIENCE = 90  # seconds by the clock, on a machine that is busy otherwise
_ROOT = Path(__file__).resolve().parents[1]
_READ = """
import pickle, resource, sys
root, seconds = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
sys.path.insert(0, root)
from submissions.checking.engine import check_report
from submissions.checking.standard import standard_from_mapping
data, expectation, mappings = pickle.load(sys.stdin.buffer)
results = tuple(
    check_report(data, name="report.txt", expectation=expectation, standard=standard_from_mapping(mapping))
    for mapping in mappings
)
pickle.dump(results, sys.stdout.buffer)
"""


class NotReadInTimeError(Exception):
    """The reading was ended; most likely a pattern of the draft leads astray."""


def both_in_child(
    text: str, before: Standard, after: Standard, expectation: Expectation
) -> tuple[CheckResult, CheckResult]:
    """The same as :func:`review.dry_runs.both`, within limits. Raises :class:`NotReadInTimeError`."""
    mappings = [standard_as_mapping(standard) for standard in (before, after)]
    asked = pickle.dumps((text.encode(), expectation, mappings))
    command = [sys.executable, "-I", "-c", _READ, str(_ROOT), str(SECONDS)]
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotReadInTimeError from error
    if done.returncode < 0:  # ended by its limit
        raise NotReadInTimeError
    done.check_returncode()
    before_result, after_result = pickle.loads(done.stdout)  # noqa: S301 - what our own child wrote
    return before_result, after_result
