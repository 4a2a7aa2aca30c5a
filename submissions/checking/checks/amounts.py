"""Counted things in a sentence: "发放宣传页20000余份" is 20000 份, roughly, of 发放宣传页."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..document import Span
from ..results import Finding, Level, Parameter
from .sentences import clause_around

CONTRADICTION = "figures.contradiction"

_AMOUNT = re.compile(
    # begun with a digit, before what may not stand in front of it, so that re skips from digit to digit
    r"(?P<number>\d(?<![\d.．·A-Za-z第]\d)\d*(?:,\d{3})*(?:\.\d+)?)(?P<rough>余|多|几)?(?P<scale>万|亿|千)?(?P<more>余|多)?"
    r"(?P<unit>人次|件次|场次|车次|家次|户次|批次|平方米|公里|小时|个小区|次|场|期|件|起|个|项|份|人|名|条|批|户|家|宗|篇|块|册|处|支|部|辆|万元|亿元|元|亩|%"
    r"|本(?![年级地区镇乡街市县人次身职报])|卷|张|幅|台|笔|例|套|栋|座|节)"
    r"(?!以上学历)"
)
_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1000}
_CLAUSE_MARK = re.compile("[，。；、：]")
_NO_WORD = re.compile("[^一-龥]")
_WORDS_BEFORE, _LOOKED_BACK = 10, 40
_SAME_UNIT = {"起": "件", "宗": "件", "名": "人", "场次": "场"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, what stands before it, and whether it is rounded (余, 多)."""

    value: float
    unit: str
    before: str
    is_rough: bool
    span: Span

    @property
    def words(self) -> str:
        """The last Chinese characters before it within its clause."""
        return _NO_WORD.sub("", _CLAUSE_MARK.split(self.before)[-1])[-_WORDS_BEFORE:]

    @property
    def counted_in(self) -> str:
        """The unit with 起 and 宗 read as 件, 名 as 人: what one may add."""
        return _SAME_UNIT.get(self.unit, self.unit)


def amounts_in(text: str, sentence: Span) -> list[Amount]:
    """The counted things of a sentence in order; dates, clauses of laws and telephone numbers are none."""
    found = []
    for match in _AMOUNT.finditer(text, sentence.start, sentence.end):
        if match["unit"] == "个" and text.startswith(("月", "工作日"), match.end()):
            continue
        value = float(match["number"].replace(",", "")) * _SCALES.get(match["scale"] or "", 1)
        found.append(
            Amount(
                value=value,
                unit=match["unit"],
                before=text[max(sentence.start, match.start() - _LOOKED_BACK) : match.start()],
                is_rough=bool(match["rough"] or match["more"]),
                span=Span(*match.span()),
            )
        )
    return found


def same_number(one: float, other: float) -> bool:
    """Whether two numbers are equal but for how a machine adds decimals."""
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def shown(value: float) -> str:
    """A number as a report writes it, without a machine's decimals."""
    return f"{round(value, 6):g}" if value < 1e6 else f"{value:.0f}"


def contradiction(spans: Iterable[Span], text: str, what: str, level: Level | None = None) -> Finding:
    """A finding about these passages, each widened to its clause; ``what`` is a term of the standard."""
    evidence = tuple(dict.fromkeys(clause_around(text, span) for span in spans))
    found: Parameter = [span.of(text) for span in evidence]
    return Finding(CONTRADICTION, evidence, {"what": what, "found": found}, level)
