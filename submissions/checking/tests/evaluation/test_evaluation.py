"""The evaluation table as a test: floors under what is found, ceilings over false alarms, set by set.

Raise a floor when the engine gets better; never lower one to make a change pass.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from .sets import ALL
from .table import faults, table, tally


class Floor(NamedTuple):
    """Least share of the expected found; most false alarms a report, in all and of level ``must``."""

    recall: float
    false_a_report: float
    false_must: int = 0
    false_should_a_report: float = 1.0


FLOORS = {
    "real": Floor(recall=1.0, false_a_report=1.5, false_should_a_report=0.2),
    "wording": Floor(recall=1.0, false_a_report=0),
    "sample": Floor(recall=0.999, false_a_report=0.02, false_should_a_report=0.01),
    "rewritten": Floor(recall=0.999, false_a_report=0.02, false_should_a_report=0.01),
}


@pytest.mark.parametrize("name", list(FLOORS))
def test_the_engine_stays_above_its_floor(name: str) -> None:
    measured, floor = ALL[name](), FLOORS[name]
    if not measured.reports:
        pytest.skip("the real reports are not beside the project")
    total = tally(measured.marks)
    shown = f"{table(measured.title, measured.marks, measured.reports)}\n{faults(measured.marks)}"
    assert total.recall >= floor.recall, shown
    assert total.false <= floor.false_a_report * measured.reports, shown
    assert total.false_must <= floor.false_must, shown
    assert total.false_should <= floor.false_should_a_report * measured.reports, shown
