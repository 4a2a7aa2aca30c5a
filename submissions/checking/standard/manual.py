"""The list of checks for people, made from the standard itself (``docs/checks.md``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from . import Standard
from .model import Demand, Rule

LIMITS = Path(__file__).parent / "limits.md"
LEVELS = {"must": "must · 必须改", "should": "should · 建议改", "confirm": "confirm · 请确认"}


def manual(standard: Standard) -> str:
    """docs/checks.md: every requirement and rule, then the known limits, written by hand."""
    parts = [
        "# What is checked",
        f"Made from the standard {standard.version} by `python -m submissions.checking.standard`; "
        "do not edit. The words are those people see, 中文 first. Levels: **must** (it cannot be handed in "
        "so) · **should** "
        "· **confirm** a person has to look. A bureau may switch rules off, change levels and add words "
        "without code.",
        "## Requirements",
        *_demands("Contents", "section", standard.contents.values()),
        *_demands("Duties and signs of the first responsible persons", "duty", standard.duties.values()),
        *_demands("The account as a whole", "", standard.requirements.values()),
        *_demands("Topics of the outline", "topic", standard.topics.values()),
        "## Rules",
        *(_rule(rule) for rule in standard.rules.values()),
        LIMITS.read_text(encoding="utf-8").rstrip(),
    ]
    return "\n\n".join(parts) + "\n"


def _demands(title: str, prefix: str, demands: Iterable[Demand]) -> Iterator[str]:
    yield f"### {title}"
    yield "\n".join(
        [
            "| id | what | what is expected | basis | years |",
            "| --- | --- | --- | --- | --- |",
            *(_demand_row(f"{prefix}.{demand.id}" if prefix else demand.id, demand) for demand in demands),
        ]
    )


def _demand_row(name: str, demand: Demand) -> str:
    what = f"{demand.name.zh}<br>{demand.name.en}"
    expected = f"{demand.expected.zh}<br>{demand.expected.en}"
    years = f"{demand.valid_from or ''}–{demand.valid_to or ''}".strip("–") or "all"
    if demand.valid_from and not demand.valid_to:
        years = f"{demand.valid_from} on"
    elif demand.valid_to and not demand.valid_from:
        years = f"to {demand.valid_to}"
    return f"| `{name}` | {what} | {expected} | {demand.basis.zh} | {years} |"


def _rule(rule: Rule) -> str:
    lines = [
        f"### `{rule.id}` {rule.name.zh} · {rule.name.en}",
        "",
        f"- level: {LEVELS[rule.level]}",
        f"- says: {rule.message.zh} / {rule.message.en}",
        f"- expected: {rule.expected.zh} / {rule.expected.en}",
        f"- to mend: {rule.mend.zh} / {rule.mend.en}",
        f"- basis: {rule.basis.zh} / {rule.basis.en}",
    ]
    for title, texts in (("raised by", rule.fails[:2]), ("not raised by", rule.passes[:2])):
        lines += [f"- {title}: {_quoted(text)}" for text in texts]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """An example on one line; code marks keep its own marks from being read as Markdown."""
    line = " ⏎ ".join(text.strip().split("\n"))
    fence = "``" if "`" in line else "`"
    return f"{fence}{line}{fence}"
