"""Programmes and meetings cited with the wrong years, or in a year they do not belong to.

Source: 《法治政府建设实施纲要》 2015－2020 and 2021－2025, the five-year plans of legal publicity (七五
2016－2020, 八五 2021－2025), party congresses and plenums with the month they were held. All of it is
data (``standard/data/programmes.toml``); the next set is added there.

A report is written in the year after its own, so what came in that year is not taken for premature;
a meeting is, when it came later still. An older programme may be summed up (总结, 验收, 先进) at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Span
from ..results import Finding
from ..standard import Meeting, Period
from .context import CheckContext
from .sentences import sentence_at

_YEARS = re.compile(r"[（(]?(20\d\d)年?\s?([-－—–―~～至到一]{0,3})\s?(20\d\d)年?[）)]?")
LOCAL = tuple("省市区县州")  # 《某市法治政府建设实施纲要》 has years of its own
_SUMMED_UP = re.compile(
    "总结|验收|评估|收官|先进|优秀|表彰|荣获|获评|被评|期间|以来|圆满|终期|完成|基础上|回顾|衔接|接续"
)
_AHEAD = re.compile(
    "谋划|筹备|准备|编制|即将|迎接|喜迎|召开前|做好.{0,6}(?:衔接|开局)|起草|启动|下一|明年|献礼|胜利召开"
)


def check_programmes(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``citation.wrong_period``."""
    for period in context.standard.periods.values():
        for match in period.pattern.finditer(context.plain):
            yield from _judge_period(period, match, context)
    if context.year is not None:
        for meeting in context.standard.meetings.values():
            yield from _judge_meeting(meeting, context.year, context)


def _judge_period(period: Period, match: re.Match[str], context: CheckContext) -> Iterator[Finding]:
    years = _YEARS.match(context.plain, match.end())
    if period.spans and years:
        yield from _judge_span(period, match, years, context)
        return
    if years and not period.spans and (int(years[1]), int(years[3])) != (period.first, period.last):
        yield _finding(Span(match.start(), years.end()), context, f"term.period_{period.id}")
        return
    if period.spans or context.year is None:
        return
    if not _fits(period, context.year) and not _is_excused(period, match, context):
        yield _finding(Span(*match.span()), context, f"term.period_{period.id}")


def _judge_span(
    period: Period, match: re.Match[str], years: re.Match[str], context: CheckContext
) -> Iterator[Finding]:
    """A programme with its years behind the name: the years must be right and be those of the report."""
    cited = (int(years[1]), int(years[3]))
    passage = Span(match.start(), years.end())
    dash_lost = not years[2]
    if not dash_lost and context.plain[match.start() - 1 : match.start()] in LOCAL:
        return
    if cited not in period.spans or dash_lost:
        yield _finding(passage, context, f"term.period_{period.id}")
        return
    in_force = context.year is None or cited[0] - 1 <= context.year <= cited[1] + period.grace
    if not in_force and not _is_excused(period, match, context):
        yield _finding(passage, context, f"term.period_{period.id}")


def _fits(period: Period, year: int) -> bool:
    first, last = period.spans[0] if period.spans else (period.first, period.last)
    return first <= year <= last + period.grace


def _is_excused(period: Period, match: re.Match[str], context: CheckContext) -> bool:
    sentence = sentence_at(context.plain, match.start())
    said = context.plain[sentence.start : sentence.end]
    plans = context.passages("next_plan")
    if any(plan.start <= match.start() < plan.end for plan in plans):
        return bool(context.year and context.year + 1 >= period.first)
    early = context.year is not None and context.year < period.first
    return bool((_AHEAD if early else _SUMMED_UP).search(said))


def _judge_meeting(meeting: Meeting, year: int, context: CheckContext) -> Iterator[Finding]:
    """A meeting held after the report was dated, or later than the year after its own, is premature."""
    if meeting.held[0] <= year:
        return
    written = context.facts.signed_on
    possible = meeting.held[0] == year + 1 and (written is None or written >= _first_day(meeting))
    if possible:
        return
    match = meeting.pattern.search(context.plain)
    if match is None:
        return
    sentence = sentence_at(context.plain, match.start())
    if not _AHEAD.search(context.plain, sentence.start, sentence.end):
        yield _finding(Span(*match.span()), context, f"term.meeting_{meeting.id}")


def _first_day(meeting: Meeting) -> str:
    return f"{meeting.held[0]:04d}-{meeting.held[1]:02d}-01"


def _finding(passage: Span, context: CheckContext, right: str) -> Finding:
    return Finding("citation.wrong_period", (passage,), {"found": passage.of(context.text), "right": right})
