"""Numbers of headings and of 一是… 二是… that skip or repeat.

Source: GB/T 9704—2012, 7.3.3: levels are numbered 一、（一）1.（1）. Only a run that begins with one and
then goes wrong is reported, so that text lifted from elsewhere with its own numbers is left in peace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from ..document import Section, Span
from ..numerals import number_of
from ..results import Finding
from .context import CheckContext

_POINT = re.compile(
    r"(?<=[。；：，！\n])(?P<number>[一二三四五六七八九十]{1,2})是(?![否不])|^(?P<first>一)是(?![否不])"
)


def check_numbering(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``numbering.broken``."""
    for siblings in _siblings(context.outline):
        yield from _breaks(
            [(_value(section.number), section.number, section.heading_span) for section in siblings],
            context.text,
        )
    for paragraph in context.document.paragraphs:
        if "一是" not in paragraph.text:
            continue  # no run that begins with one
        points = [
            (_value(match[1] or match[2]), match[0], Span(*match.span()))
            for match in _POINT.finditer(context.text, paragraph.span.start, paragraph.span.end)
        ]
        for run in _runs(points):
            yield from _breaks(run, context.text)


def _siblings(outline: Sequence[Section]) -> Iterator[list[Section]]:
    numbered = [section for section in outline if section.number]

    def family(section: Section) -> tuple[int, int, str]:
        return (-1 if section.parent is None else section.parent, section.level, _style(section))

    for _, group in groupby(sorted(numbered, key=family), key=family):
        yield sorted(group, key=lambda section: section.span.start)


def _style(section: Section) -> str:
    """The marks around a number: "（一）" and "一、" are runs of their own; so are 1. and 一."""
    heading = section.heading.lstrip()
    at = heading.find(section.number)
    return (
        heading[:at] + ("1" if section.number.isdigit() else "一") + heading[at + len(section.number) :][:1]
    )


def _runs(points: Sequence[tuple[int, str, Span]]) -> Iterator[list[tuple[int, str, Span]]]:
    """Points of one enumeration each: 一是 opens one, a number that continues an outer closes the inner."""
    closed: list[list[tuple[int, str, Span]]] = []
    opened: list[list[tuple[int, str, Span]]] = []
    for point in points:
        outer = [run for run in opened if run[-1][0] + 1 == point[0]]
        if point[0] == 1 or not opened:
            opened.append([point])
        elif outer:
            while opened[-1] is not outer[-1]:
                closed.append(opened.pop())
            opened[-1].append(point)
        else:
            opened[-1].append(point)
    yield from (*closed, *opened)


def _breaks(run: Sequence[tuple[int, str, Span]], text: str) -> Iterator[Finding]:
    if len(run) < 2 or run[0][0] != 1:
        return
    for (before, _, first), (after, _, second) in pairwise(run):
        if after == before + 1 or 0 in (before, after):
            continue
        if after == 1:
            return
        params = {"previous": first.of(text)[:12], "found": second.of(text)[:12]}
        yield Finding("numbering.broken", (first, second), {**params})
        return


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    return number_of(number) or 0
