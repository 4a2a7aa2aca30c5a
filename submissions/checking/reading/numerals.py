"""Numbers as Word writes them: 一, 十二, 甲, 壹, ①, ㈠, iv, b. ECMA-376 part 1, 17.18.59."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千", *, lead_one: bool = False) -> str:
    """``number`` (below 10,000) in Chinese: 12 → 十二, 105 → 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    zero = "零"
    written = ""
    pending_zero = False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            pending_zero = bool(written)
            continue
        written += zero if pending_zero else ""
        pending_zero = False
        written += digits[digit] + (units[power - 1] if power else "")
    short_ten = digits[1] + units[0]
    return written[1:] if not lead_one and written.startswith(short_ten) else written


def roman(number: int) -> str:
    """``number`` in small Roman numerals."""
    if not 0 < number < 4_000:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def letters(number: int) -> str:
    """a … z, then aa, bb …, as Word counts."""
    if not 0 < number <= 26 * 30:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from_block(first: str, count: int, otherwise: Callable[[int], str] = str) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= count else otherwise(number)


def _circled(number: int) -> str:
    for start, first in ((1, "①"), (21, "㉑"), (36, "㊱")):
        size = {1: 20, 21: 15, 36: 15}[start]
        if start <= number < start + size:
            return chr(ord(first) + number - start)
    return str(number)


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))


def _cycle(names: str) -> Callable[[int], str]:
    return lambda number: names[(number - 1) % len(names)] if number > 0 else str(number)


def _legal(number: int) -> str:
    return chinese(number, _LEGAL_DIGITS, "拾佰仟", lead_one=True)


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "koreanCounting": chinese,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "japaneseLegal": _legal,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from_block("⑴", 20),
    "decimalEnclosedFullstop": _from_block("⒈", 20),
    "ideographEnclosedCircle": _from_block("㊀", 10, chinese),
}


def format_number(number: int, number_format: str) -> str:
    """``number`` in one of Word's number formats; an unknown format counts in plain digits."""
    return _FORMATS.get(number_format, str)(number)
