"""One activity told twice with different numbers, also across chapters.

Source: 《党政机关公文处理工作条例》 (2012), article 19. Two sentences speak of one activity when two figures
agree, or one figure and the activity's own name; then a third figure of the same unit, said in like words,
has to agree, too. Where one figure agrees in its very words, a third is asked about.

Silent where the sentences name different months, half-years, places or days of the calendar, or compare with
another year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product

from rapidfuzz import fuzz

from ..document import Span
from ..results import Finding, Level
from .amounts import Amount, contradiction
from .context import CheckContext

COMPANIONS = 2  # figures that must agree before a third that differs is a contradiction
LIKE_WORDS = 60  # rapidfuzz ratio of the words before two figures that speak of one thing
SAME_WORDS = 75  # … where a single companion and the activity's name tell that it is the same
TELLING_WORDS = 5  # characters before a figure that tell, where both say them, that it is the same one
ODD_FROM = 100  # 412 is the same by chance less often than 400
TELLING_FROM = 10  # a smaller figure may be the same by chance
TELLING_AT_MOST = 25  # a figure told in more sentences than this (100%) does not tell two of them alike
PAIRS_AT_MOST = 200  # alike sentences looked at; a report of real length has a handful

PARTITION = re.compile("上半年|下半年|季度|月份|同比|环比|上年|去年|往年|其中|增长|增加|减少|下降|较|含")
_NO_WORD = re.compile("[^一-龥]")
_MONTH = re.compile(r"\d{1,2}月(?!底|末|份以来)")
_DAY = re.compile(r"\d{1,2}[·.．•]\d{1,2}(?![\d%万])|[一-龥]{2,4}节(?!点|约|能|目)")
_PLACE = re.compile(
    "(?:在|到|赴|于|走进|深入|进入)(?P<place>[一-龥]{2,4}?(?:村|社区|小学|中学|学校|企业|广场))"
)
_QUOTED = re.compile("“(?P<name>[^“”]{2,14})”")
_EVENT = re.compile("宣传[周月日]|活动[周月日]|服务[周月日]|大讲堂|赶集")
_EVENT_WORDS = 4  # characters before such a word that make it a name: 国家宪法宣传周
Told = Sequence[tuple[Span, list[Amount]]]


def check_repeated(told: Told, context: CheckContext) -> Iterator[Finding]:
    """Contradictions between sentences."""
    yield from _told_twice(told, context.plain)


def _told_twice(told: Told, text: str) -> Iterator[Finding]:
    for (first, second), companions in islice(_alike(told), PAIRS_AT_MOST):
        passages = [told[index][0] for index in (first, second)]
        if any(PARTITION.search(span.of(text)) for span in passages) or named_apart(passages, text):
            continue
        if companions >= COMPANIONS:
            yield from _differing(told[first][1], told[second][1], text, LIKE_WORDS)
        elif min(len(told[first][1]), len(told[second][1])) > 1 and _same_activity(passages, text):
            yield from _differing(told[first][1], told[second][1], text, SAME_WORDS)
        elif any(_tells(one, other) for one, other in product(told[first][1], told[second][1])):
            yield from _differing(told[first][1], told[second][1], text, LIKE_WORDS, Level.CONFIRM)


def _tells(one: Amount, other: Amount) -> bool:
    """Whether two equal figures are the same one: 提出法律意见60条 here and there."""
    if (one.value, one.unit) != (other.value, other.unit) or one.unit == "%" or one.value < TELLING_FROM:
        return False
    shorter, longer = sorted((one.words, other.words), key=len)
    is_odd = one.value >= ODD_FROM and one.value % 10 != 0
    return len(shorter) >= TELLING_WORDS - is_odd and longer.endswith(shorter)


def _alike(told: Told) -> Iterator[tuple[tuple[int, int], int]]:
    """Pairs of sentences with figures in common and how many: the most alike first."""
    by_figure: dict[tuple[float, str], list[int]] = {}
    for index, (_, amounts) in enumerate(told):
        for key in {(amount.value, amount.unit) for amount in amounts}:
            by_figure.setdefault(key, []).append(index)
    shared: dict[tuple[int, int], int] = {}
    for indexes in by_figure.values():
        if len(indexes) <= TELLING_AT_MOST:
            for pair in combinations(indexes, 2):
                shared[pair] = shared.get(pair, 0) + 1
    yield from sorted(shared.items(), key=lambda item: (-item[1], item[0]))


def named_apart(passages: Sequence[Span], text: str) -> bool:
    """Whether two sentences name different months, places or days."""
    for pattern in (_MONTH, _PLACE, _DAY):
        first, second = ({match[0] for match in pattern.finditer(span.of(text))} for span in passages)
        if first and second and not first & second:
            return True
    return False


def _same_activity(passages: Sequence[Span], text: str) -> bool:
    first, second = (_activities(span.of(text)) for span in passages)
    return any(one in other or other in one for one in first for other in second)


def _activities(said: str) -> set[str]:
    """The names of activities in a sentence: quoted ones, and weeks and days of something."""
    quoted = {match["name"] for match in _QUOTED.finditer(said)}
    return quoted | {
        said[max(0, match.start() - _EVENT_WORDS) : match.end()] for match in _EVENT.finditer(said)
    }


def _differing(
    first: list[Amount], second: list[Amount], text: str, like: int, level: Level | None = None
) -> Iterator[Finding]:
    """Figures of two like sentences that speak of one thing in one unit and differ."""
    values = {(amount.value, amount.unit) for amount in first} & {
        (amount.value, amount.unit) for amount in second
    }
    for one in first:
        for other in second:
            if one.unit != other.unit or one.value == other.value:
                continue
            if (one.value, one.unit) in values or (other.value, other.unit) in values:
                continue
            if fuzz.ratio(one.words, other.words) >= like or (level and _same_noun(one, other)):
                yield contradiction((one.span, other.span), text, "term.told_twice", level)


def _same_noun(one: Amount, other: Amount) -> bool:
    """审核合同45份 and 审查各类合同54份: what is counted stands last."""
    noun = one.words[-2:]
    return len(noun) > 1 and noun == other.words[-2:]
