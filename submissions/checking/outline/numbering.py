"""Numbers at the head of a paragraph: what kind they are and how the kinds nest.

GB/T 9704 orders 一、 over （一） over 1. over （1）, but reports do as they like:
some begin with （一） or with 1、, some put （一） under 1、. The order of a
document is its own wherever its numbers show it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cmp_to_key
from itertools import pairwise

from ..numerals import number_of


class Style(IntEnum):
    """Kinds of numbers in the order of the standard, and headings without one."""

    PART = 0  # 第一部分
    CHAPTER = 1  # 第一章
    ARTICLE = 2  # 第一节
    PLAIN_TOP = 3  # without a number, but announcing a content
    HAN = 4  # 一、
    PLAIN_SUB = 5  # without a number, by its look alone
    HAN_BRACKETS = 6  # （一） or 一）
    ARABIC = 7  # 1.
    DECIMAL = 8  # 1.1
    ARABIC_BRACKETS = 9  # （1） or 1）
    CIRCLED = 10  # ①


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the start of a paragraph: its kind, value, bare numeral, and where the words begin.

    The numeral is as written, except that ①, ㈠ and ⑴ are given as plain digits.
    """

    style: Style
    number: str
    value: int
    end: int


_HAN = "[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}"
_ORDINAL = f"第\\s?({_HAN}|\\d{{1,2}})\\s?"
_MARK = "[、，：:．.\\s]*"
# 一、二季度 and 三、四级 count something else
_NOT_A_COUNT = "(?![一二三四五六七八九十](?:季度|[是级线楼轮期环产类、.．一二三四五六七八九十]))"
_FORMS: tuple[tuple[Style, re.Pattern[str]], ...] = tuple(
    (style, re.compile(form))
    for style, form in (
        (Style.PART, f"{_ORDINAL}(?:大?部分|篇|编){_MARK}"),
        (Style.CHAPTER, f"{_ORDINAL}章{_MARK}"),
        (Style.ARTICLE, f"{_ORDINAL}节{_MARK}"),
        (Style.HAN, f"({_HAN})\\s?[、．.,，:：]{_NOT_A_COUNT}\\s*"),
        (Style.HAN, f"([ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]){_MARK}"),
        (Style.HAN_BRACKETS, f"[（(〔【\\[]\\s?({_HAN})\\s?[）)〕】\\]]{_MARK}"),
        (Style.HAN_BRACKETS, f"({_HAN})[）)]\\s*"),
        (Style.HAN_BRACKETS, f"([㈠-㈩]){_MARK}"),
        (
            Style.DECIMAL,
            f"(\\d{{1,2}}(?:[.．]\\d{{1,2}}){{1,3}}){_MARK}(?![万亿元年月日条件次场个人])(?=[一-龥])",
        ),
        (Style.ARABIC, "(\\d{1,2})\\s?[、．.,，](?!\\d(?!\\d{3}年))\\s*"),
        (Style.ARABIC, "([⒈-⒛])\\s*"),
        (Style.ARABIC_BRACKETS, f"[（(]\\s?(\\d{{1,2}})\\s?[）)]{_MARK}"),
        (Style.ARABIC_BRACKETS, "(\\d{1,2})[）)]\\s*"),
        (Style.ARABIC_BRACKETS, "([⑴-⒇])\\s*"),
        (Style.CIRCLED, "([①-⑳❶-❿➀-➓])\\s*"),
    )
)
_PLAIN = re.compile(f"{_HAN}|[\\d.]+")
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_FIRST = re.compile("[第一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ（(〔【\\[㈠-㈩\\d⒈-⒛⑴-⒇①-⑳❶-❿➀-➓]")


def marker_of(text: str) -> Marker | None:
    """The number a paragraph starts with; 一是 and 2025年 are none."""
    if not _FIRST.match(text):
        return None
    for style, form in _FORMS:
        match = form.match(text)
        if match:
            value = _value(match[1])
            bare = match[1] if _PLAIN.fullmatch(match[1]) else str(value)
            return Marker(style, bare, value, match.end())
    return None


def _value(number: str) -> int:
    if number in _ROMAN:
        return _ROMAN.index(number) + 1
    if "." in number or "．" in number:
        return int(re.split("[.．]", number)[-1])
    if "❶" <= number <= "❿":
        return ord(number) - ord("❶") + 1
    if "➀" <= number <= "➓":
        return (ord(number) - ord("➀")) % 10 + 1
    return number_of(number) or 0


def ranks(headings: Sequence[tuple[Style, int]]) -> dict[Style, int]:
    """The rank of every style used, 0 the highest, from (style, value) in reading order.

    A style stands over another where its count goes on (一、 … 二、) while the
    other starts again at one in between.
    """
    used = sorted({style for style, _ in headings})
    votes = {(upper, lower): _votes(headings, upper, lower) for upper in used for lower in used}

    def compare(one: Style, other: Style) -> int:
        evidence = votes[other, one] - votes[one, other]
        return evidence or one - other

    return {style: rank for rank, style in enumerate(sorted(used, key=cmp_to_key(compare)))}


def _votes(headings: Sequence[tuple[Style, int]], upper: Style, lower: Style) -> int:
    """How often ``lower`` started again at one between two consecutive numbers of ``upper``."""
    if upper is lower or Style.PLAIN_SUB in (upper, lower) or Style.PLAIN_TOP in (upper, lower):
        return 0
    votes, last, restarted = 0, 0, False
    for style, value in headings:
        if style is lower and value == 1:
            restarted = restarted or last > 0
        elif style is upper:
            votes += restarted and value == last + 1
            last, restarted = value, False
    return votes


def levels(
    headings: Sequence[tuple[Style, int]], under: Sequence[bool] = (), named: Sequence[bool] = ()
) -> list[int]:
    """The level of each heading, from 1; a level left out (一、 then 1.) does not count.

    ``under`` marks headings that begin a count of the same kind one level below the
    heading before (一、主要措施 and then again 一、, 二、); ``named`` those that announce a
    content and so go on with the upper count where either may.
    """
    order = ranks(headings)
    if Style.PLAIN_TOP in order:
        order[Style.PLAIN_TOP] = _rank_of_plain_top(headings, order)
    result: list[int] = []
    above: list[tuple[int, int]] = []  # rank and value of every heading the current one may stand under
    for index, (style, value) in enumerate(headings):
        rank = order[style]
        if not (index < len(under) and under[index]):
            _leave(above, rank, value, named=index < len(named) and named[index])
        above.append((rank, value))
        result.append(len(above))
    return result


def _leave(above: list[tuple[int, int]], rank: int, value: int, *, named: bool) -> None:
    """Drop what ends where a heading of this rank and value begins."""
    while above and above[-1][0] > rank:
        above.pop()
    alike = [last for stood, last in above if stood == rank]
    if len(alike) > 1 and value == alike[-2] + 1 and (named or alike[-1] + 1 != value):
        above.pop()  # the lower of two counts of one kind is over
    if above and above[-1][0] == rank:
        above.pop()


def _rank_of_plain_top(headings: Sequence[tuple[Style, int]], order: dict[Style, int]) -> int:
    """An unnumbered heading that announces a content stands beside the numbered chapters, if any.

    Where their count starts again behind it, it stands over them.
    """
    for style in (Style.PART, Style.CHAPTER, Style.HAN):
        if style in order:
            return order[style] - _starts_again(headings, style)
    return -1


def _starts_again(headings: Sequence[tuple[Style, int]], style: Style) -> bool:
    """Whether at least two unnumbered headings are directly followed by the first of a count."""
    pairs = pairwise(headings)
    return sum(one[0] is Style.PLAIN_TOP and other == (style, 1) for one, other in pairs) > 1
