"""Rates and comparisons beside the counts they are made of.

Source: 《党政机关公文处理工作条例》 (2012), article 19. A rate above 100 %; a rate that none of the counts
before it gives; 全部办结 beside a rate below 100 %; more done than came in; a change against last year that
the two numbers do not give; months listed that are not as many as the meetings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..document import Span
from ..results import Finding
from .amounts import Amount, contradiction
from .sentences import clause_around

RATE_TOLERANCE = 1.5  # percentage points between a stated rate and the counts
NEAR = 30  # characters between a count and the rate that speaks of it
_DONE = "办结|化解|整改|答复|回复|办复|调处|处置|完成|履行|采纳|销号|兑现|查处|查办"
_CASES = "件|起|宗|条|个|处|项|份"

_RATE = re.compile(
    r"(?P<name>[一-龥]{0,8})(?P<kind>率|满意度|占比)(?:均|分别)?(?:高?达到?了?|约?为|保持在?|是|提升至|提高到)?(?P<rate>\d+(?:\.\d+)?)%"
)
_NOT_DONE = re.compile("(?:未能?|不|没有)[一-龥]{2}")  # 未成功6件 is none of what succeeded
_SAID_OTHERWISE = {"参考": ("实考",), "参训": ("实训", "实到"), "参会": ("实到", "到会"), "参加": ("实到",)}
_MAY_EXCEED = re.compile("增|升|长|胀|回报|收益|利用|覆盖|完成|负荷")
_IN_TIME = re.compile("按期|按时|及时|限期|当场|当日|首次|一次|群众|同比|提[高升]|上年|去年|较|比")
_SHARE = re.compile(
    r"(?<!抢)占(?:比|总数|总量|全部|总人数|案件总数|其中)?的?(?:约|达到?|为|近)?(?P<rate>\d+(?:\.\d+)?)%"
)
_SHARE_OF = re.compile(
    r"(?<!\d)(?P<done>\d{1,9})(?P<unit>[人名件起个户])，(?:约)?占[^，。；\d]{0,12}(?P<all>\d{1,9})(?P=unit)的(?P<rate>\d+(?:\.\d+)?)%"
)
_ALL_DONE = re.compile(
    rf"(?:全部|均已?|悉数)[^，。；\d]{{0,4}}(?P<done>{_DONE})[^，。；\d]{{0,4}}，(?P=done)率(?:均)?(?:达到?|为)?(?P<rate>\d+(?:\.\d+)?)%"
)
_ALL_TOOK_PART = re.compile(
    r"全部(?:按时)?(?:参加|参与)[^，。；]{0,14}，(?:参考|参训|参加|参与|参学)率(?:达到?|为)?(?P<rate>\d+(?:\.\d+)?)%"
)
_MORE_DONE = re.compile(
    rf"(?:受理|接收|收到|接到|承接|排查|摸排|接办|交办|发现)[^。，；\d]{{0,14}}(?:\d{{5}}[^。，；\d]{{0,10}})?(?<!\d)(?P<all>\d{{1,9}})(?P<unit>{_CASES})，"
    rf"[^，。；\d]{{0,6}}(?:{_DONE})[^，。；\d]{{0,4}}(?P<done>\d{{1,9}})(?P=unit)"
)
_CARRIED_OVER = re.compile("积案|结转|历史|上年|去年|往年|遗留|存量|累计|含|旧|其中")
_NOT_THE_SAME = re.compile("余|次")  # 发现问题80余处; 整改92处次
_UP = "增幅|涨幅|增加|增长|上升|提高|增|升|多"
_DOWN = "降幅|减少|下降|降低|下滑|压降|降|减|少"
_CHANGE = rf"(?P<way>{_UP}|{_DOWN})了?(?:约|近|达|为)?"
_COUNT = r"(?P<{}>\d+(?:\.\d+)?)"
_COMPARED = tuple(
    re.compile(pattern)
    for pattern in (
        # 152件，较上年的130件下降16.9% · 45件，比去年的38件增加9件
        rf"(?<![\d.]){_COUNT.format('new')}(?P<unit>{_CASES}|人|名|次|场)，(?:同比)?(?:较|比)[^，。；\d]{{0,4}}(?:20\d\d年|[上去]年|同期)[^，。；\d]{{0,6}}"
        rf"{_COUNT.format('old')}(?P=unit)(?:相?比)?，?{_CHANGE}(?P<by>\d+(?:\.\d+)?)(?P<of>%|(?P=unit))",
        # 由上年的8件下降到4件，同比下降25%
        rf"[由从](?:[^，。；\d]{{0,8}}|20\d\d年[^，。；\d]{{0,4}}){_COUNT.format('old')}(?P<unit>{_CASES}|人|名|次|场)(?:[增上提下减压降][加长升高降少至]?)+[到至为]?"
        rf"(?:20\d\d年的)?{_COUNT.format('new')}(?P=unit)，[^，。；\d]{{0,4}}?{_CHANGE}(?P<by>\d+(?:\.\d+)?)(?P<of>%|(?P=unit))",
        # 较上年的80件增加20件，达到110件
        rf"(?:较|比)[^，。；\d]{{0,4}}(?:20\d\d年|[上去]年|同期)[^，。；\d]{{0,6}}{_COUNT.format('old')}(?P<unit>{_CASES}|人|名|次|场)(?:相?比)?，?{_CHANGE}"
        rf"(?P<by>\d+(?:\.\d+)?)(?P<of>%|(?P=unit))，?(?:[降升增减]?[达至到为])+了?{_COUNT.format('new')}(?P=unit)",
        # 2022年调解纠纷180件，2023年调解纠纷165件，同比下降8.3%
        rf"(?P<before>20\d\d)年[^，。；\d]{{0,12}}{_COUNT.format('old')}(?P<unit>{_CASES}|人|名|次|场)，(?P<after>20\d\d)年[^，。；\d]{{0,12}}"
        rf"{_COUNT.format('new')}(?P=unit)，(?:同比)?{_CHANGE}(?P<by>\d+(?:\.\d+)?)(?P<of>%|(?P=unit))",
    )
)
_LATE_THOUGH_NONE = re.compile(
    r"(?:按[时期]|及时)[一-龥]{0,4}率(?:均|达到?|为)*100%[^。；]{0,12}(?:逾期|超期|超时)(?:未?[一-龥]{0,3})?(?P<late>[1-9]\d*)[件起个份]"
)
_MONTHS = r"(?P<months>(?:\d{1,2}月份?[、，和及]?){2,})"
_MEETINGS = (
    re.compile(
        rf"分别[于在]{_MONTHS}[^，。；\d]{{0,8}}(?:召开|举办|组织|开展)了?(?P<count>\d{{1,2}})[次场期](?!以上)"
    ),
    re.compile(rf"(?P<count>\d{{1,2}})[次场期][^。；\d]{{0,16}}分别[于在是为]{_MONTHS}(?!\d)"),
)


def check_rates(told: Sequence[tuple[Span, list[Amount]]], text: str) -> Iterator[Finding]:
    """Rates, shares and changes that the counts before them do not give."""
    rated = [span for span, amounts in told if any(amount.unit == "%" for amount in amounts)]
    for match in (match for span in rated for match in _RATE.finditer(text, span.start, span.end)):
        exempt = match["kind"] == "率" and _MAY_EXCEED.search(match["name"])
        if float(match["rate"]) > 100 and not exempt:
            yield contradiction([Span(*match.span())], text, "term.rate_over_100")
    for span, amounts in told:
        if any(amount.unit == "%" for amount in amounts):
            yield from _rates_of(span, amounts, text)
            yield from _shares_of(span, amounts, text)
    for span, amounts in told:
        if len(amounts) > 1 or "月" in span.of(text):
            yield from _plain_patterns(span, text)
            yield from _counts(span, text)
            yield from _changes(span, text)


def _rates_of(sentence: Span, amounts: list[Amount], text: str) -> Iterator[Finding]:
    """ "排查218件，化解201件，化解率98.6%": the count the rate names, and all larger ones before it."""
    for match in _RATE.finditer(text, sentence.start, sentence.end):
        named = match["name"][-2:]
        if match["kind"] != "率" or len(named) < 2 or _IN_TIME.search(match["name"]):
            continue
        before = [amount for amount in amounts if amount.span.end <= match.start()]
        if not before:  # "成功率98%，共调解150件，成功135件"
            before = [amount for amount in amounts if amount.span.start >= match.end()]
        counts = [
            amount for amount in before if amount.unit != "%" and abs(match.start() - amount.span.end) < NEAR
        ]
        done = [amount for amount in counts if _speaks_of(named, amount, text)]
        if done:
            yield from _misfit(done, before, float(match["rate"]), Span(*match.span()), text)


def _shares_of(sentence: Span, amounts: list[Amount], text: str) -> Iterator[Finding]:
    """ "案件32件，其中讨薪12件，占40%": the share of what stands right before it."""
    for match in _SHARE.finditer(text, sentence.start, sentence.end):
        before = [amount for amount in amounts if amount.span.end <= match.start()]
        if (
            before
            and before[-1].unit != "%"
            and text[before[-1].span.end : match.start()] in ("", "，", "（")
        ):
            yield from _misfit(before[-1:], before, float(match["rate"]), Span(*match.span()), text)


def _speaks_of(named: str, amount: Amount, text: str) -> bool:
    clause = clause_around(text, amount.span)
    said = _NOT_DONE.sub("", clause.of(text))
    return (
        any(word in said for word in (named, *_SAID_OTHERWISE.get(named, ())))
        and "率" not in text[clause.start : amount.span.start]
    )


def _misfit(done: list[Amount], before: list[Amount], rate: float, at: Span, text: str) -> Iterator[Finding]:
    """``done`` are the counts the rate may speak of: the last of them, or all together."""
    last = done[-1]
    like = [amount for amount in before if amount.counted_in == last.counted_in]
    wholes = [amount for amount in like if amount.value >= last.value and amount is not last]
    if not wholes or any(amount.is_rough for amount in like) or not last.value:
        return
    counts = (last.value, sum(amount.value for amount in done if amount.counted_in == last.counted_in))
    if not any(
        abs(count / whole.value * 100 - rate) <= RATE_TOLERANCE for count in counts for whole in wholes
    ):
        yield contradiction((wholes[-1].span, last.span, at), text, "term.rate_not_given_by_counts")


def _plain_patterns(at: Span, text: str) -> Iterator[Finding]:
    said = at.of(text)
    for match in _SHARE_OF.finditer(text, at.start, at.end) if "占" in said else ():
        everything, part, rate = int(match["all"]), int(match["done"]), float(match["rate"])
        if 0 < part <= everything and abs(part / everything * 100 - rate) > RATE_TOLERANCE:
            yield contradiction([Span(*match.span())], text, "term.rate_not_given_by_counts")
    for match in _LATE_THOUGH_NONE.finditer(text, at.start, at.end):
        yield contradiction([Span(*match.span())], text, "term.rate_not_given_by_counts")
    for pattern in (_ALL_DONE, _ALL_TOOK_PART):
        for match in pattern.finditer(text, at.start, at.end) if "率" in said else ():
            if float(match["rate"]) < 100 - RATE_TOLERANCE / 3:
                yield contradiction([Span(*match.span())], text, "term.rate_not_given_by_counts")


def _counts(at: Span, text: str) -> Iterator[Finding]:
    """More settled than came in; months listed beside another number of meetings."""
    for match in _MORE_DONE.finditer(text, at.start, at.end):
        carried = _CARRIED_OVER.search(text, at.start, match.end() + 1)
        carried = carried or _NOT_THE_SAME.search(text, match.start(), match.end() + 1)
        if int(match["done"]) > int(match["all"]) and not carried:
            yield contradiction([Span(*match.span())], text, "term.more_done_than_came_in")
    for pattern in _MEETINGS:
        for match in pattern.finditer(text, at.start, at.end) if "分别" in at.of(text) else ():
            if int(match["count"]) != match["months"].count("月"):
                yield contradiction([Span(*match.span())], text, "term.months_not_as_many")


def _changes(at: Span, text: str) -> Iterator[Finding]:
    for pattern in _COMPARED:
        for match in pattern.finditer(text, at.start, at.end):
            old, new, by = float(match["old"]), float(match["new"]), float(match["by"])
            if "before" in pattern.groupindex and int(match["before"]) >= int(match["after"]):
                continue
            change = new - old if re.fullmatch(_UP, match["way"]) else old - new
            stated = by if match["of"] != "%" else by * old / 100
            allowed = 0 if match["of"] != "%" else max(RATE_TOLERANCE, 0.03 * by) * old / 100
            if old and abs(change - stated) > allowed:
                yield contradiction([Span(*match.span())], text, "term.change_not_given_by_counts")
