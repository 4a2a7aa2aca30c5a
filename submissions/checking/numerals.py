"""Chinese numerals, years and dates as reports write them.

Own code because the libraries are wrong for the field: one turns 第一责任人
into 第1责任人, another reads 2023年十二月 as the twenty-second.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

_DIGITS = {character: value for value, characters in enumerate(
    ("〇零○Ｏ", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for character in characters}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "廿": 20, "卅": 30, "百": 100}

_HAN_DIGIT = "〇零○Ｏ一二三四五六七八九"
_YEAR = f"(?:(?:19|20)\\d{{2}}|[一二][{_HAN_DIGIT}O0]{{3}})"
_NUMBER = f"(?:\\d{{1,2}}|[{_HAN_DIGIT}十廿卅]{{1,3}}|元(?=\\s*月))"
BLANK_MARK = "XxＸｘ×✕╳*＊_＿?？〇○\\s\u3000"  # what stands in a template where a figure belongs

DATE = re.compile(f"({_YEAR})\\s*[年./．-]\\s*({_NUMBER})\\s*[月./．-]\\s*({_NUMBER})(?:\\s*日)?(?!\\d)")
BLANK_DATE = re.compile(
    f"(?:20[\\d{BLANK_MARK}]{{0,4}}|[{BLANK_MARK}]{{1,4}})\\s*年\\s*[\\d{BLANK_MARK}]{{0,4}}月\\s*[\\d{BLANK_MARK}]{{0,4}}日"
    f"|{_YEAR}\\s*年\\s*{_NUMBER}\\s*月$"  # month without a day, at the end of its line
)
YEAR = re.compile(f"(?<!\\d)({_YEAR})\\s*(?=年|度)")
_RANGE = re.compile(f"{_YEAR}\\s*年?\\s*[-—–－~～至到]+\\s*{_YEAR}\\s*年?度?")


def number_of(text: str) -> int | None:
    """The value of an Arabic or Chinese numeral up to 199 ("12", "十二", "廿一", "①", "㈡"); None if none."""
    folded = unicodedata.normalize("NFKC", text).strip("()（）. ")
    if folded.isascii() and folded.isdigit():
        return int(folded)
    if not folded or any(c not in _DIGITS and c not in _UNITS for c in folded):
        return None
    if not any(c in _UNITS for c in folded):
        return int("".join(str(_DIGITS[c]) for c in folded))
    total, pending = 0, None
    for character in folded:
        if character in _UNITS:
            unit = _UNITS[character]
            total += unit * (1 if pending is None or unit in (20, 30) else pending)
            pending = None
        else:
            pending = _DIGITS[character]
    return total + (pending or 0)


def year_of(text: str) -> int | None:
    """The year four characters stand for ("2025", "二〇二五", "二○一九"); None outside 1949 to 2199."""
    digits = "".join(str(_DIGITS.get(c, 0 if c in "O0" else c)) for c in text.strip())
    year = int(digits) if len(digits) == 4 and digits.isdigit() else 0
    return year if 1949 <= year <= 2199 else None


def date_of(match: re.Match[str]) -> date | None:
    """The day a match of :data:`DATE` names; None where there is no such day."""
    year, month, day = year_of(match[1]), number_of(match[2].replace("元", "一")), number_of(match[3])
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def years_in(text: str) -> Iterator[tuple[int, int, int]]:
    """Every single year named in ``text`` as (year, start, end); ranges (2021—2025年) are no single year."""
    ranges = [match.span() for match in _RANGE.finditer(text)]
    for match in YEAR.finditer(text):
        year = year_of(match[1])
        inside = any(start <= match.start() < end for start, end in ranges)
        if year is not None and not inside:
            yield year, match.start(), match.end()
