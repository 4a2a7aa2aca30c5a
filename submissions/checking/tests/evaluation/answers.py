"""The engine's answers, in the shape of its contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...engine import as_json, check_report
from ...outline import section_contents
from .labels import Labelled

Answer = dict[str, Any]


def answer_to(data: bytes, name: str) -> Answer:
    """What the engine says about one file; every outline entry also lists all ``contents`` it announces."""
    result = check_report(data, name=name)
    answer = as_json(result, name, "en")
    for index, entry in enumerate(answer["outline"]):
        entry["contents"] = list(section_contents(result.outline, index))
    return answer


def ask_about(reports: Sequence[Labelled]) -> list[Answer]:
    """Answers to reports at hand as text."""
    return [answer_to(report.text.encode(), f"{report.name}.txt") for report in reports]
