"""Totals and their parts.

Source: 《党政机关公文处理工作条例》 (2012), article 19. Parts announced by 其中, 分别 or a bracket must not
exceed their total; parts that miss it by little were meant to add up (only to confirm, as an office may
leave a small rest unsaid). A total may also stand behind its parts: 上半年3次，下半年4次，全年共7次.

Silent where parts may overlap (党员52人、女干部24人), are rounded, or go on with 等.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from ..document import Span
from ..results import Finding, Level, Parameter
from .amounts import CONTRADICTION, Amount, same_number, shown
from .sentences import clause_around

NEARLY = 0.15  # parts that miss the total by at most this share were meant to add up
NEARLY_OF_TWO = 0.1  # … two parts: an office may name only its largest ones
SUBSET_FROM = 0.9  # a part this large is what became of the total, not a part of it
_REPEATS_AT_MOST = 3  # figures of each part told in turn: 4期120人次，2期90人次

_ANNOUNCED = re.compile("其中|分别[为是]")
_PARTLY = re.compile("等|由|从|降|左右|余|多|主要|部分|重点|不等|以上|人次")
_OVERLAPPING = re.compile(
    "人次|既|同时|兼任|兼有|交叉|重复|党员|岁|学历|本科|大专|专科|硕士|研究生|民族|职称"
)
_SENTENCE_END = re.compile("[。；\n]")
_EACH = re.compile("平均|人均|每|单价|户均")
_PERIODS = (("上半年", "下半年"), ("一季度", "二季度", "三季度", "四季度"))
_COUNTED = r"[^，。；\d]{0,12}?(?P<number>\d+)(?P<unit>[次场件起份期条个人])(?!次)"
_WHOLE_YEAR = re.compile(rf"[，、](?:全年|累计|合计|共计|总计|共){_COUNTED}")
_TOTAL_BEHIND = re.compile("(?:合计|共计|总计)[为达]?$")

Told = Sequence[tuple[Span, list[Amount]]]


def check_sums(told: Told, text: str) -> Iterator[Finding]:
    """A total and parts that do not make it, within a sentence or with the parts in the next one."""
    for span, amounts in told:
        yield from _parts(span, amounts, text)
        yield from _total_behind(amounts, text)
        yield from _periods(span, text)
    for (before, totals), (span, parts) in pairwise(told):
        if span.start - before.end <= 1 and text.startswith("其中", span.start):
            yield from _compare(totals, parts, text, announced=True)


def _periods(sentence: Span, text: str) -> Iterator[Finding]:
    """ "上半年3次，下半年4次，全年共7次": half-years or quarters and the year."""
    said = sentence.of(text)
    for names in _PERIODS:
        if not all(said.count(name) == 1 for name in names):
            continue
        found = [re.search(name + _COUNTED, said) for name in names]
        last = found[-1]
        whole = _WHOLE_YEAR.search(said, last.end()) if last else None
        if whole is None or not all(match and match["unit"] == whole["unit"] for match in found):
            continue
        together = sum(int(match["number"]) for match in found if match)
        if together != int(whole["number"]):
            start = min(match.start() for match in found if match)
            span = Span(sentence.start + start, sentence.start + whole.end())
            yield _finding((span,), int(whole["number"]), together, text, None)


def _parts(span: Span, amounts: list[Amount], text: str) -> Iterator[Finding]:
    announced = _ANNOUNCED.search(text, span.start, span.end)
    if announced:
        marker = announced.start()
        totals = [amount for amount in amounts if amount.span.end <= marker]
        parts = [amount for amount in amounts if amount.span.start > marker]
        yield from _compare(totals, parts, text, announced=True)
        return
    for index, amount in enumerate(amounts):
        if text.startswith("（", amount.span.end):
            close = text.find("）", amount.span.end, span.end)
            inside = [other for other in amounts[index + 1 :] if other.span.end <= close]
            yield from _compare(amounts[: index + 1], inside, text, announced=True)
            return
    if len(amounts) >= 4:
        yield from _compare(amounts[:1], amounts[1:], text, announced=False)


def _compare(totals: list[Amount], parts: list[Amount], text: str, *, announced: bool) -> Iterator[Finding]:
    """Whether ``parts`` make the last of ``totals`` in their unit, or any before it."""
    fitting = [total for total in totals if parts and total.counted_in == parts[0].counted_in]
    if not fitting or (announced and len(totals) > 1 and totals[-1] is not fitting[-1]):
        fitting = _regular(totals, parts)
        parts = [part for part in parts if fitting and part.counted_in == fitting[-1].counted_in]
    else:
        parts = _run_of_unit(parts, fitting[-1].counted_in)
    if not fitting or len(parts) < (2 if announced else 3) or not _may_add(fitting[-1], parts, text):
        return
    yield from _judge(fitting, parts, text, announced=announced)


def _regular(totals: list[Amount], parts: list[Amount]) -> list[Amount]:
    """The total of parts that tell several figures each: 培训240人，其中书记4期120人，调解员2期90人."""
    units = [part.counted_in for part in parts]
    for period in range(2, _REPEATS_AT_MOST + 1):
        in_turn = len(units) >= 2 * period and all(
            unit == units[index % period] for index, unit in enumerate(units)
        )
        if in_turn and len(set(units[:period])) == period:
            return [total for total in totals if total.counted_in in units[:period]][-1:]
    return []


def _may_add(total: Amount, parts: list[Amount], text: str) -> bool:
    """Rates, prices, averages and rounded numbers are nothing to add up."""
    if total.unit == "%" or total.is_rough or any(part.is_rough for part in parts):
        return False
    clause = clause_around(text, total.span)
    priced = any(text.startswith(("/", "／"), amount.span.end) for amount in (total, *parts))
    return not priced and not _EACH.search(text, clause.start, total.span.start)


def _judge(totals: list[Amount], parts: list[Amount], text: str, *, announced: bool) -> Iterator[Finding]:
    largest = max(part.value for part in parts)
    holding = [total for total in totals if total.value >= largest]
    if not holding or (not announced and largest > SUBSET_FROM * holding[-1].value):
        return
    total = holding[-1]
    sums = list(accumulate(part.value for part in parts))
    if any(same_number(either.value, together) for either in totals for together in sums):
        return
    passage = Span(min(total.span.start, parts[0].span.start), parts[-1].span.end)
    tail = _SENTENCE_END.split(text[passage.end : passage.end + 12])[0]
    tail = text[passage.start : passage.end] + tail
    missing = total.value - sums[-1]
    exceeds = announced and missing < 0 and not _OVERLAPPING.search(tail)
    most = NEARLY if len(parts) > 2 else NEARLY_OF_TWO
    nearly = abs(missing) <= most * total.value and not (_PARTLY.search(tail) or _OVERLAPPING.search(tail))
    if exceeds or nearly:
        spans = tuple(amount.span for amount in (total, *parts))
        sure = exceeds and total is totals[-1]
        yield _finding(spans, total.value, sums[-1], text, None if sure else Level.CONFIRM)


def _run_of_unit(parts: list[Amount], unit: str) -> list[Amount]:
    run: list[Amount] = []
    for part in parts:
        if part.counted_in != unit:
            break
        run.append(part)
    return run


def _total_behind(amounts: list[Amount], text: str) -> Iterator[Finding]:
    """ "线上受理210件，线下受理165件，合计375件": the total is the last of a run."""
    for index, total in enumerate(amounts):
        if index < 2 or not _TOTAL_BEHIND.search(total.before):
            continue
        before = amounts[:index]
        parts = _run_of_unit(before[::-1], total.counted_in)[::-1]
        if len(parts) < 2 or total.unit == "个" or not _may_add(total, parts, text):
            continue
        sums = [sum(part.value for part in parts[at:]) for at in range(len(parts) - 1)]
        if not any(same_number(total.value, together) for together in sums):
            spans = tuple(amount.span for amount in (*parts, total))
            yield _finding(spans, total.value, sums[0], text, Level.CONFIRM)


def _finding(spans: Sequence[Span], total: float, together: float, text: str, level: Level | None) -> Finding:
    numbers: dict[str, Parameter] = {"total": shown(total), "sum": shown(together)}
    evidence = tuple(sorted({clause_around(text, span) for span in spans}))
    return Finding(CONTRADICTION, evidence, {"what": "term.parts_do_not_add_up", **numbers}, level)
