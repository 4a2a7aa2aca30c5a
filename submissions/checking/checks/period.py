"""Does every part speak of the report's own year?

Source: 《法治政府建设与责任落实督察工作规定》 (2019): the report is about the year before
(上一年度), its plan about the next. A year left over from last year's text or from a template
stands in the title, in a chapter's heading or in the opening sentence; a year compared with, a
document's name and a programme's span (2021—2025年) are no slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Section, Span
from ..numerals import years_in
from ..results import Finding, Level
from .context import CheckContext

RULE = "period.wrong_year"

_NAMED_DOCUMENT = re.compile("《[^》]*》|“[^”]*”")
_PLANNED = re.compile("安排|打算|计划|目标|思路|下一年|下一步|部署|任务|展望|重点")
_CLAUSE = re.compile("[，。：；]")  # a heading may go on into its first sentence
_REPORTED = re.compile("将[^。；]{0,40}?(?:报告|汇报|总结)")
_COMPARED = re.compile("(?:与|较|比|同|相比|对比|截至|自|从|起|以来|上年|去年)$")


def check_period(context: CheckContext) -> Iterator[Finding]:
    """Years in title, chapter headings, opening and date that are not the report's."""
    year = context.year
    if year is None:
        return
    level = None if _is_sure(context) else Level.SHOULD
    head = [*_in_title(context, year), *_in_opening(context, year)]
    groups = [*_by_year(head, context.text), *((span,) for span in _in_headings(context, year))]
    for spans in dict.fromkeys(groups):
        yield Finding(RULE, spans, {"found": spans[0].of(context.text), "year": year}, level)
    yield from _signed_too_early(context, year)


def _by_year(spans: list[Span], text: str) -> Iterator[tuple[Span, ...]]:
    """Title and opening that say the same wrong year are one slip."""
    groups: dict[int | None, list[Span]] = {}
    for span in spans:
        year = next((named for named, _, _ in years_in(f"{span.of(text)}年")), None)
        groups.setdefault(year, []).append(span)
    yield from map(tuple, groups.values())


def _is_sure(context: CheckContext) -> bool:
    """Whether the report's year is told by the caller or by the title, not by a majority of mentions."""
    title = context.facts.title or ""
    return context.expectation.year is not None or any(True for _ in years_in(title))


def _in_title(context: CheckContext, year: int) -> Iterator[Span]:
    where = context.facts.title_span
    if where is None:
        return
    title = where.of(context.text)
    found = list(years_in(title))
    if any(named == year for named, _, _ in found):
        return
    yield from (Span(where.start + start, where.start + end) for _, start, end in found)


def _in_headings(context: CheckContext, year: int) -> Iterator[Span]:
    for section in context.outline:
        if section.level == 1 and section.contents:
            yield from _in_heading(section, context, year)


def _in_heading(section: Section, context: CheckContext, year: int) -> Iterator[Span]:
    heading = _NAMED_DOCUMENT.sub(_blanks, section.heading_span.of(context.text))
    good = {year} if section.contents != ("next_plan",) else {year + 1}
    if {"next_plan", "other"} & set(section.contents) or _PLANNED.search(heading):
        good.add(year + 1)
    for named, start, end in years_in(heading):
        if named not in good:
            stop = end + len(_CLAUSE.split(heading[end:], maxsplit=1)[0])
            yield Span(section.heading_span.start + start, section.heading_span.start + stop)


def _in_opening(context: CheckContext, year: int) -> Iterator[Span]:
    """The year the first sentence starts with, and the one whose work is said to be reported."""
    start = context.facts.body.start
    end = context.text.find("\n", start)
    end = len(context.text) if end < 0 else end
    if any(section.heading_span.start == start for section in context.outline):
        return
    opening = _NAMED_DOCUMENT.sub(_blanks, context.text[start:end])
    announced = _REPORTED.search(opening)
    for named, first, last in years_in(opening):
        leads = first == 0 and not _is_background(opening, last, named, year)
        reported = announced and announced.start() <= first < announced.end()
        ahead = named == year + 1 and _PLANNED.match(
            re.sub("^年?度?(?:的|工作|主要|重点)*", "", opening[last:])
        )
        if named != year and (leads or reported) and not ahead and not _COMPARED.search(opening[:first]):
            yield Span(start + first, start + last + 1)


def _is_background(opening: str, end: int, named: int, year: int) -> bool:
    """2024年12月，中央… or 2021年以来 speak of a day or a span, not of the year reported."""
    return named < year - 1 or bool(
        re.match("年?(?:以来|\\d|初|底|末|[一二三四五六七八九十]+月)", opening[end:])
    )


def _signed_too_early(context: CheckContext, year: int) -> Iterator[Finding]:
    signed, where = context.facts.signed_on, context.facts.signed_on_span
    if signed and where and int(signed[:4]) < year:
        yield Finding(RULE, (where,), {"found": where.of(context.text), "year": year}, Level.SHOULD)


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())
