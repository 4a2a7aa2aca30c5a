"""Mechanical rewritings of a labelled report, each with the label that then holds.

A rewriting is what another office's habits, another program or a careless copy would have made of the same
report. All are deterministic: what varies is drawn from a generator seeded with the report's name.
A rewriting that does not suit a report (it has no numbered chapters, say) yields nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from .chapters import NUMERALS, Chapter, Split, join, renumber, split
from .labels import Labelled
from .relabelling import after_deletion, with_allowed, with_finding, with_renamed
from .wrapping import wrapped_lines

Mutation = Callable[[Labelled, random.Random], Iterator[Labelled]]

SYNONYMS = {
    "achievements": (
        "主要工作情况",
        "推进法治政府建设的主要做法及成效",
        "年度法治政府建设工作回顾",
        "工作开展情况和取得的成效",
    ),
    "shortcomings": (
        "存在的问题和原因分析",
        "存在的主要差距及成因",
        "问题不足与原因",
        "工作中的薄弱环节及其原因",
    ),
    "first_responsible": (
        "党政主要负责人履行法治建设第一责任人职责情况",
        "主要负责人履行推进法治政府建设第一责任人职责有关情况",
        "党政主要负责同志法治建设履职情况",
        "落实第一责任人职责情况",
    ),
    "next_plan": ("下一步工作打算", "下一年度工作计划", "下步工作安排", "下一步重点工作"),
    "other": ("其他需要报告的事项", "需要报告的其他情况"),
}
_UNFOLDED = str.maketrans("，（）：；", ",():;")
_COMMA = re.compile(r"(?<=[一-龥])，(?=[一-龥])")
_BETWEEN = re.compile(r"(?<=[一-龥])(?=\d)|(?<=\d)(?=[一-龥])")


def mutations(report: Labelled) -> list[Labelled]:
    """Every rewriting that suits the report, in a fixed order."""
    if not report.label.get("sections"):
        return []
    return [
        new for mutate in ALL for new in mutate(report, random.Random(f"{report.name} {mutate.__name__}"))
    ]


def _named(report: Labelled, kind: str, text: str, label: dict[str, object] | None = None) -> Labelled:
    return Labelled(f"{report.name}--{kind}", text, report.label if label is None else label)


def rewrapped(report: Labelled, chance: random.Random) -> Iterator[Labelled]:
    """Hard line breaks every 20 to 40 characters; paragraphs parted by a blank line or by an indent."""
    if report.label.get("wrapped"):
        return
    width, indent = chance.randint(20, 40), chance.random() < 0.5
    paragraphs = []
    for line in filter(None, (line.strip() for line in report.text.splitlines())):
        shown = f"　　{line}" if indent and len(line) > width else line
        paragraphs.append("\n".join(wrapped_lines(shown, width)))
    yield _named(report, "rewrapped", ("\n" if indent else "\n\n").join(paragraphs) + "\n")


def spaced(report: Labelled, _chance: random.Random) -> Iterator[Labelled]:
    """Blanks between Chinese and digits, as some editors and web pages put them."""
    yield _named(report, "spaced", _BETWEEN.sub(" ", report.text))


def half_width(report: Labelled, _chance: random.Random) -> Iterator[Labelled]:
    """Half-width marks throughout: that is the copy's doing, and nothing is to be disturbed."""
    label = with_allowed(report.label, "punctuation.mixed")
    yield _named(report, "half_width", report.text.translate(_UNFOLDED), label)


def half_width_slips(report: Labelled, chance: random.Random) -> Iterator[Labelled]:
    """Two half-width commas in a report that otherwise uses full-width marks: to be found."""
    commas = [match.start() for match in _COMMA.finditer(report.text)]
    if len(commas) < 20:
        return
    text = list(report.text)
    for at in chance.sample(commas, 2):
        text[at] = ","
    yield _named(report, "half_width_slips", "".join(text), with_finding(report.label, "punctuation.mixed"))


def indented(report: Labelled, _chance: random.Random) -> Iterator[Labelled]:
    """Two ideographic blanks before every line and Windows line ends."""
    if report.label.get("wrapped"):
        return
    lines = [f"　　{line}" if line.strip() else line for line in report.text.splitlines()]
    yield _named(report, "indented", "\r\n".join(lines) + "\r\n")


def renumbered(report: Labelled, _chance: random.Random) -> Iterator[Labelled]:
    """Chapters numbered 第一部分, 1. and （一） instead of 一、; the level below gives way."""
    parts = split(report)
    if parts is None or not parts.plain or _broken(report):
        return
    styles = {
        "第一部分": (lambda i: f"第{NUMERALS[i]}部分 ", None),
        "1.": (lambda i: f"{i + 1}.", "（{arabic}）"),
        "（一）": (lambda i: f"（{NUMERALS[i]}）", "{arabic}."),
    }
    for style, (number, below) in styles.items():
        if below and re.search(r"(?m)^\s*\d+[.、．]", report.text):
            continue  # the style of the level below is already in use for a third one
        changed, renamed = renumber(parts, number, below)
        yield _named(report, f"renumbered-{style}", join(changed), with_renamed(report.label, renamed))


def _broken(report: Labelled) -> bool:
    return any(entry["rule"] == "numbering.broken" for entry in report.label["must_find"])


def _in_order(parts: Split, chapters: list[Chapter]) -> tuple[Split, dict[str, str]]:
    return renumber(parts._replace(chapters=chapters), lambda i: f"{NUMERALS[i]}、", None)


def reordered(report: Labelled, chance: random.Random) -> Iterator[Labelled]:
    """The chapters in another order, numbered anew."""
    parts = split(report)
    if parts is None or not parts.plain or _broken(report):
        return
    turn = chance.randrange(1, len(parts.chapters))
    changed, renamed = _in_order(parts, parts.chapters[turn:] + parts.chapters[:turn])
    yield _named(report, "reordered", join(changed), with_renamed(report.label, renamed))


def deleted(report: Labelled, _chance: random.Random) -> Iterator[Labelled]:
    """One chapter left out, those after it numbered anew: its content is then missing."""
    parts = split(report)
    if parts is None or not parts.plain or _broken(report):
        return
    for chapter in parts.chapters:
        alone = [c for c in parts.chapters if set(c.contents) & set(chapter.contents)] == [chapter]
        if not alone or len(chapter.contents) > 1:
            continue
        rest = [other for other in parts.chapters if other is not chapter]
        changed, renamed = _in_order(parts, rest)
        text = join(changed)
        label = after_deletion(with_renamed(report.label, renamed), chapter, text)
        yield _named(report, f"without-{chapter.contents[0]}", text, label)


def reworded(report: Labelled, chance: random.Random) -> Iterator[Labelled]:
    """Headings in other words that mean the same."""
    parts = split(report)
    if parts is None:
        return
    renamed, chapters = {}, []
    for chapter in parts.chapters:
        if len(chapter.contents) > 1 or chapter.is_theme:
            chapters.append(chapter)
            continue
        stop = "。" if chapter.heading.endswith("。") else ""
        heading = chapter.number + chance.choice(SYNONYMS[chapter.contents[0]]) + stop
        renamed[chapter.heading] = heading
        chapters.append(chapter._replace(heading=heading))
    if renamed:
        label = with_renamed(report.label, renamed, drop_lost=True)
        yield _named(report, "reworded", join(parts._replace(chapters=chapters)), label)


def run_on(report: Labelled, _chance: random.Random) -> Iterator[Labelled]:
    """Heading and first paragraph on one line, where that paragraph is no heading itself."""
    parts = split(report)
    if parts is None or not any(chapter.can_run_on for chapter in parts.chapters):
        return
    chapters = [
        c._replace(lines=[f"{c.rest}。{c.lines[0].strip()}", *c.lines[1:]], rest="", glued=True)
        if c.can_run_on
        else c
        for c in parts.chapters
    ]
    yield _named(report, "run_on", join(parts._replace(chapters=chapters)))


ALL: tuple[Mutation, ...] = (
    rewrapped,
    spaced,
    half_width,
    half_width_slips,
    indented,
    renumbered,
    reordered,
    deleted,
    reworded,
    run_on,
)
