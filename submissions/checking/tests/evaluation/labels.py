"""Labelled reports: a text and what a careful county reviewer reads in it.

A label is a dictionary of the shape described in ``../shared/reports/expected.json``, with ``outcomes``
(requirement id → outcome, alternatives separated by ``|``) besides. An entry of ``must_find`` may name other
rules under which the same defect may rightly be reported (``or``); ``wrapped`` says that the text already
has hard line breaks.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent.parent / "samples"
PROJECT = Path(__file__).parents[4]
REAL_REPORTS = PROJECT.parent / "shared" / "reports"

_WIDTHS = str.maketrans(",():;．", "，（）：；.")
_IGNORED = re.compile(r"[\s*#]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One report with its label; ``name`` is unique in its set."""

    name: str
    text: str
    label: dict[str, Any]


def fold(text: str) -> str:
    """The text as quotes are compared: without white space, ``*`` and ``#``, half-width marks widened."""
    return _IGNORED.sub("", text).translate(_WIDTHS)


def samples() -> list[Labelled]:
    """The repository's own labelled reports, by name."""
    return [
        Labelled(path.stem, path.read_text("utf-8"), json.loads(path.with_suffix(".json").read_text("utf-8")))
        for path in sorted(SAMPLES.glob("*.txt"))
    ]


def real_reports() -> list[Labelled]:
    """The five real reports, where they lie beside the project; an empty list elsewhere."""
    expected = REAL_REPORTS / "expected.json"
    if not expected.exists():
        return []
    labels = json.loads(expected.read_text("utf-8"))
    return [
        Labelled(Path(name).stem, (REAL_REPORTS / name).read_text("utf-8"), _with_outcomes(label))
        for name, label in labels.items()
        if name.endswith(".txt")
    ]


def _with_outcomes(label: dict[str, Any]) -> dict[str, Any]:
    """Outcomes follow from the chapters where a label does not spell them out."""
    outcomes = {f"section.{content}": "met" for content, _heading in label["sections"]}
    return {**label, "outcomes": outcomes | label.get("outcomes", {})}


def wordings() -> dict[str, Any]:
    """Headings and titles as offices wrote them; empty where the file is not at hand."""
    path = REAL_REPORTS / "wordings.json"
    if not path.exists():
        return {"headings": [], "titles": []}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
