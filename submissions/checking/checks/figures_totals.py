"""Totals of the year and numbers of what there simply is, told with two different numbers.

Source: 《党政机关公文处理工作条例》 (2012), article 19. Two totals of one thing (全年调解矛盾纠纷126件 here,
共调解纠纷136件 there) and two numbers of villages, mediators or legal advisers are asked about; so is a
number of villages above that of all there are, and a law-suit told beside 全年未发生行政诉讼案件.

Silent where a sentence names a month, a place, a day of the calendar, a part, or compares with another year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from ..document import Span
from ..results import Finding, Level
from .amounts import Amount, contradiction
from .context import CheckContext
from .figures_repeated import PARTITION, Told, named_apart
from .sentences import clause_around, sentences

SAME_WORDS_AT_LEAST = 6  # characters before a number that tell what is counted, if one of two is a total
TELLING_AT_LEAST = 4  # … where both are called totals, and words that tell nothing are left out
ROUGHLY = 1.25  # how much more a number may be than what 余 or 多 rounds it to

_NO_WORD = re.compile("[^一-龥]")
_TOTAL = re.compile("共|累计|全年|总计|合计|一年来")
_GRAND_TOTAL = re.compile("(?<!公)共|累计|总计|合计")
_OF_THE_YEAR = re.compile("(?<!公)共(?!同|建|治|享)|累计|全年|总计|合计|一年来|今年以来|年内|本年度")
_TELLS_NOTHING = re.compile(
    "今年以来|本年度|年内|全镇|全乡|全街道|辖区内?|我[镇乡街]道?|街道|各类|各种|各项|有效|成功|及时|组织|举办|开展|召开|进行|活动|群众|社会|已经?|了|的"
)
_ALIKE = (
    ("普法宣传", "法治宣传"),
    ("普法", "法治宣传"),
    ("法制", "法治"),
    ("审核", "审查"),
    ("矛盾纠纷", "纠纷"),
)
_HELD = re.compile("现有|共有|仅有|只有|配有|配备|设有|聘请|聘用")
_UNDER = re.compile("辖|全镇|全乡|全街")
_HOLDINGS = (
    re.compile(
        r"(?:现有|共有|仅有|只有|配有|配备|设有)(?:人民)?(?P<kind>[一-龥]{3,9}?)(?:仅|共|只有|仅有)?(?P<number>\d+)[名人位](?!次)"
    ),
    re.compile(
        r"(?<![一-龥])(?:人民)?(?P<kind>[一-龥]{3,9}?)(?:现有|共有|仅有|只有|仅|共)(?P<number>\d+)[名人位](?!次)"
    ),
    re.compile(
        r"(?:现有|共有|仅有|只有|配有|配备|设有)(?P<number>\d+)[名位]的?(?:人民)?(?P<kind>[一-龥]{3,9}?)(?=[，。；、]|负责|从事|，)"
    ),
    re.compile(  # the second of a list: 现有调解组织17个、调解员68人
        r"(?:现有|共有|配有|配备|设有)[一-龥]{3,9}\d+[个支家][、，和](?:人民)?(?P<kind>[一-龥]{3,6}?)(?P<number>\d+)[名人位](?!次)"
    ),
    re.compile(r"(?:聘请|聘用)了?(?:常年|专业)?(?P<kind>法律顾问)(?P<number>\d+)[名人位]"),
)
_UNDER_IT = re.compile(
    r"(?:下辖|所辖|管辖|辖|全镇|全乡|全街道|全街)(?:共有|共|有)?(?P<number>\d+)个(?P<kind>行政村|自然村|村（社区）|社区（村）|社区|村居|村民小组|居委会)"
)
_SO_MANY = re.compile(
    r"(?<![\d.第])(?P<number>\d+)个(?P<kind>行政村|自然村|村（社区）|社区（村）|社区|村居|村民小组|居委会)(?![一-龥]{0,2}(?:网格|小组|小区))"
)
_LARGER = re.compile("全[县区市省国]|[县区市]级|周边|兄弟|邻近|累计|人次|场次|先后|原有?|合并")
_CHANGING = re.compile(
    "撤|合并|调整|新增|增加|由|试点|首批|力争|计划|达到|补充|拟|将|其中|每|上年|去年|招录|退休|转隶|各村|各社区|村级|社区法律|为\\d+个"
)
_SPEAKS_OF_SUITS = re.compile("行政诉讼|行政应诉|出庭应诉")
_NO_SUIT = re.compile(
    "(?:无|没有|未发生|未出现|未产生|零)(?:一[起件]|任何)?(?:被?行政复议(?:案件)?[、和及或])?行政(?:诉讼|应诉)(?:和行政复议|、行政复议)?(?:案件?)?(?:发生)?(?=[，。；\n])"
    "|(?<![一-龥])(?:全年|本年度)?行政诉讼(?:案件)?(?:数)?(?:为零|0[件起])"
)
_A_SUIT = re.compile(
    r"(?:发生|涉及|办理|共有|新收|产生|承办)(?:的)?行政(?:诉讼|应诉)案?件?[1-9]\d*[件起宗]|行政(?:诉讼|应诉)案件[1-9]\d*[件起宗]|(?:负责人|镇长|乡长|主任|书记|领导)?(?:亲自)?出庭应诉[1-9]\d*[次件人起]"
)
_OTHER_TIME = re.compile(r"[上去往]年|20\d\d年|近[三两五]年|连续|以来|\d月|截至")


def check_totals(told: Told, context: CheckContext) -> Iterator[Finding]:
    """Totals, holdings and law-suits that do not agree across the report."""
    text = context.plain
    yield from _totals_told_twice(told, context)
    for words, patterns in ((_HELD, _HOLDINGS), (_UNDER, (_UNDER_IT,))):
        yield from _held_twice([span for span, _ in told if words.search(span.of(text))], patterns, text)
    yield from _more_than_all([span for span, _ in told], text)
    yield from _suits_and_none(context)


def _totals_told_twice(told: Told, context: CheckContext) -> Iterator[Finding]:
    """Two numbers for one thing in the same words, at least one of them called the year's total."""
    text = context.plain
    planned = context.passages("next_plan")
    by_words: dict[tuple[str, str], list[Amount]] = {}
    by_sense: dict[tuple[str, str], list[tuple[Amount, Span]]] = {}
    for span, amounts in told:
        if PARTITION.search(span.of(text)) or any(passage.covers(span) for passage in planned):
            continue
        for index, amount in enumerate(amounts):
            clause = clause_around(text, amount.span)
            said = _NO_WORD.sub("", text[clause.start : amount.span.start])
            words = _TOTAL.sub("", said)
            if len(words) >= SAME_WORDS_AT_LEAST:
                by_words.setdefault((words, amount.unit), []).append(amount)
            if _OF_THE_YEAR.search(text, clause.start if index else span.start, amount.span.start):
                by_sense.setdefault((_sense(said), amount.counted_in), []).append((amount, span))
    found = set()
    for amounts in by_words.values():
        both = tuple(amount.span for amount in amounts)
        two = len(amounts) == 2 and amounts[0].value != amounts[1].value
        if two and any(_GRAND_TOTAL.search(clause_around(text, span).of(text)) for span in both):
            found.add(both)
    found.update(
        tuple(spans) for (sense, _), pairs in by_sense.items() for spans in _two_totals(sense, pairs, text)
    )
    for spans in sorted(found):
        yield contradiction(spans, text, "term.told_twice", Level.CONFIRM)


def _sense(said: str) -> str:
    """The words before a number without those that tell nothing: 共调解各类矛盾纠纷 → 调解纠纷."""
    said = _TELLS_NOTHING.sub("", _TOTAL.sub("", said))
    for written, meant in _ALIKE:
        said = said.replace(written, meant)
    return said


def _two_totals(sense: str, pairs: Sequence[tuple[Amount, Span]], text: str) -> Iterator[tuple[Span, ...]]:
    if len(sense) < TELLING_AT_LEAST or len(pairs) != 2:
        return
    (one, here), (other, there) = pairs
    if here != there and not _may_be_one(one, other) and not named_apart((here, there), text):
        yield one.span, other.span


def _may_be_one(one: Amount, other: Amount) -> bool:
    """5000余份 may be the 5200份 told elsewhere."""
    is_rough = one.is_rough or other.is_rough
    return one.value == other.value or (
        is_rough and max(one.value, other.value) <= ROUGHLY * min(one.value, other.value)
    )


def _held_twice(
    passages: Sequence[Span], patterns: Sequence[re.Pattern[str]], text: str
) -> Iterator[Finding]:
    """What there is of a kind, said with two different numbers."""
    held: dict[str, dict[int, Span]] = {}
    for pattern, passage in product(patterns, passages):
        for match in pattern.finditer(text, passage.start, passage.end):
            clause = clause_around(text, Span(*match.span()))
            if not _CHANGING.search(clause.of(text)):
                held.setdefault(match["kind"], {}).setdefault(int(match["number"]), Span(*match.span()))
    for numbers in held.values():
        if len(numbers) == 2:
            yield contradiction(sorted(numbers.values()), text, "term.told_twice", Level.CONFIRM)


def _more_than_all(passages: Sequence[Span], text: str) -> Iterator[Finding]:
    """10个社区 where 全街道8个社区 are all there are."""
    alls = [m for span in passages for m in _UNDER_IT.finditer(text, span.start, span.end)]
    for kind in sorted({match["kind"] for match in alls}):
        known = [match for match in alls if match["kind"] == kind]
        if len({match["number"] for match in known}) > 1:
            continue  # told with two numbers: found above
        everything = int(known[0]["number"])
        for span in passages:
            for match in _SO_MANY.finditer(text, span.start, span.end):
                clause = clause_around(text, Span(*match.span()))
                if (
                    match["kind"] == kind
                    and int(match["number"]) > everything
                    and not _LARGER.search(clause.of(text))
                ):
                    spans = sorted((Span(*known[0].span()), Span(*match.span())))
                    yield contradiction(spans, text, "term.told_twice", Level.CONFIRM)
                    break


def _suits_and_none(context: CheckContext) -> Iterator[Finding]:
    """全年未发生行政诉讼案件 beside 出庭应诉2次 or 行政诉讼案件3件."""
    text = context.plain
    elsewhere = (*context.passages("next_plan"), *context.passages("shortcomings"))
    nothing: list[Span] = []
    something: list[Span] = []
    for sentence in sentences(text):
        if not _SPEAKS_OF_SUITS.search(text, sentence.start, sentence.end):
            continue
        if any(passage.covers(sentence) for passage in elsewhere):
            continue
        for pattern, found in ((_NO_SUIT, nothing), (_A_SUIT, something)):
            spans = (Span(*match.span()) for match in pattern.finditer(text, sentence.start, sentence.end))
            found.extend(span for span in spans if _now(span, context))
    if nothing and something:
        yield contradiction(sorted((nothing[0], something[0])), text, "term.told_twice", Level.CONFIRM)


def _now(span: Span, context: CheckContext) -> bool:
    """Whether the clause speaks of the report's year."""
    said = clause_around(context.plain, span).of(context.plain).replace(f"{context.year}年", "")
    return not _OTHER_TIME.search(said)
