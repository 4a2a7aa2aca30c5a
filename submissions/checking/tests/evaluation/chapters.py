"""Taking a labelled report apart at the chapters its label names, and putting it together again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from .labels import Labelled, fold

NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile(
    r"^[#*\s]*(?:第[一二三四五六七八九十]+部分\s*|[一二三四五六七八九十]+[、)）]|（[一二三四五六七八九十]+）|\d+[.、．])?"
)
_DATE = re.compile(r"20\d\d年\d+月\d+日")
_PLAIN = re.compile(r"^[一二三四五六七八九十]、")
_BELOW = re.compile(r"^([#*\s]*)（([一二三四五六七八九十])）")


class Chapter(NamedTuple):
    """A chapter: heading as labelled, what stands on its line besides, the lines under it."""

    heading: str
    contents: tuple[str, ...]
    is_theme: bool
    rest: str
    lines: list[str]
    glued: bool = False

    @property
    def number(self) -> str:
        """The numbering of the heading as written."""
        found = _NUMBER.match(self.heading)
        return found.group() if found else ""

    @property
    def can_run_on(self) -> bool:
        """Whether plain text follows, so that heading and text may share a line."""
        first = self.lines[0].strip() if self.lines else ""
        headed = _NUMBER.match(first)
        enclosed = self.heading.endswith("】")
        return len(first) > 30 and not self.rest and not enclosed and not (headed and headed.group())


class Split(NamedTuple):
    """A report: what stands before the chapters, the chapters, and head and signature around them."""

    head: list[str]
    chapters: list[Chapter]
    tail: list[str]

    @property
    def plain(self) -> bool:
        """Whether every chapter is numbered 一、 and there are at least two."""
        return len(self.chapters) > 1 and all(_PLAIN.match(c.heading) for c in self.chapters)


def split(report: Labelled) -> Split | None:
    """The report taken apart; None where a labelled heading does not begin a line of its own."""
    lines = [line for line in report.text.splitlines() if line.strip()]
    headings: dict[str, list[str]] = {}
    for content, heading in report.label["sections"]:
        headings.setdefault(heading, []).append(content)
    starts = [next((i for i, line in enumerate(lines) if _begins(line, h)), -1) for h in headings]
    if -1 in starts or starts != sorted(starts):
        return None
    themes = sum(content == "achievements" for content, _heading in report.label["sections"]) > 1
    tail = _signature(lines, report)
    chapters = []
    for start, end, (heading, contents) in zip(starts, [*starts[1:], tail], headings.items(), strict=True):
        rest = _after(lines[start], heading)
        is_theme = themes and contents[0] in {"achievements", "first_responsible"}
        chapters.append(Chapter(heading, tuple(contents), is_theme, rest, lines[start + 1 : end]))
    return Split(lines[: starts[0]], chapters, lines[tail:])


def _begins(line: str, heading: str) -> bool:
    return fold(line).startswith(fold(heading))


def _after(line: str, heading: str) -> str:
    """What stands on the heading's line behind it."""
    for end in range(len(line) + 1):
        if fold(line[:end]) == fold(heading):
            return line[end:].strip("* ")
    return ""


def _signature(lines: list[str], report: Labelled) -> int:
    """The line at which the signature or the date begins; the number of lines where there is neither."""
    facts = report.label.get("facts", {})
    names = {fold(name) for name in facts.get("signed_by", [])}
    at = [i for i, line in enumerate(lines) if i > len(lines) // 2 and fold(line) in names]
    if at:
        return at[0] - bool(_DATE.fullmatch(fold(lines[at[0] - 1])))
    return len(lines) - bool(_DATE.fullmatch(fold(lines[-1])))


def join(parts: Split) -> str:
    """The report as text again."""
    lines = list(parts.head)
    for chapter in parts.chapters:
        if chapter.glued:
            lines.append(chapter.heading + chapter.lines[0])
            lines += chapter.lines[1:]
        else:
            lines.append(chapter.heading + chapter.rest)
            lines += chapter.lines
    return "\n".join([*lines, *parts.tail]) + "\n"


def renumber(parts: Split, number: Callable[[int], str], below: str | None) -> tuple[Split, dict[str, str]]:
    """Number the chapters anew, with ``below`` also the （一） under them; and which heading became which."""
    renamed, chapters = {}, []
    for index, chapter in enumerate(parts.chapters):
        heading = number(index) + chapter.heading[len(chapter.number) :]
        renamed[chapter.heading] = heading
        lines = [_lower(line, below) for line in chapter.lines] if below else chapter.lines
        chapters.append(chapter._replace(heading=heading, lines=lines))
    return parts._replace(chapters=chapters), renamed


def _lower(line: str, below: str) -> str:
    return _BELOW.sub(lambda m: m.group(1) + below.format(arabic=NUMERALS.index(m.group(2)) + 1), line)
