"""Headings and titles of real offices, each in the smallest report that can hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .answers import Answer
from .labels import Labelled, fold, wordings
from .scoring import Mark, contents_of, same_heading

_BODY = "全年召开会议4次，开展各项活动26场，参与群众3100人次，各项任务按时完成，工作取得了新的进展。"

# A sub-heading whose words say nothing about the leaders: only the chapter above it made it theirs.
WITHOUT_A_SIGN = (
    "强化理论武装",
    "强化组织领导",
    "强化统筹部署",
    "持续坚持用党的创新理论",
    "强化党组集体学法",
    "抓实走深习近平法治思想",
)


def heading_reports() -> list[Labelled]:
    """One report per heading; a sub-heading stands under a chapter that announces nothing."""
    found = []
    for index, entry in enumerate(wordings()["headings"]):
        above = "一、综合情况\n" if entry["level"] == 2 else ""
        text = f"某某镇法治政府建设情况报告\n现将有关情况报告如下：\n{above}{entry['text']}\n{_BODY}\n"
        found.append(Labelled(f"heading-{index:03}", text, entry))
    return found


def title_reports() -> list[Labelled]:
    """One report per title."""
    return [
        Labelled(
            f"title-{i:03}", f"{entry['title']}\n现将有关情况报告如下：\n一、主要举措和成效\n{_BODY}\n", entry
        )
        for i, entry in enumerate(wordings()["titles"])
    ]


def score_heading(report: Labelled, answer: Answer) -> Iterator[Mark]:
    """Whether the heading was taken for a heading, with its level, and for the right content."""
    entry: dict[str, Any] = report.label
    wanted = entry["section"]
    found = [e for e in answer.get("outline") or [] if same_heading(fold(entry["text"]), fold(e["heading"]))]
    got = [content for e in found for content in contents_of(e)]
    explained = entry["level"] == 2 and any(words in entry["text"] for words in WITHOUT_A_SIGN)
    right = bool(found) if explained else wanted in got or (wanted == "other" and bool(found) and not got)
    yield Mark(report.name, f"heading.{wanted}", True, right, f"{entry['text']} → {got or len(found)}")


def score_title(report: Labelled, answer: Answer) -> Iterator[Mark]:
    """Whether office and year were read from the title."""
    facts = answer.get("facts") or {}
    entry = report.label
    for name, got in (("office", facts.get("office")), ("report_year", facts.get("report_year"))):
        yield Mark(
            report.name,
            f"title.{name}",
            True,
            entry[name] == got,
            f"{entry['title']} → {entry[name]!r} ≠ {got!r}",
        )
