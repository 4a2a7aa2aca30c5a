"""Filling parameters into the standard's texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..results import Parameter

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_QUOTED = re.compile(r"“\{(\w+)\}”")
_INNER = str.maketrans("“”", "‘’")  # quotes within quotes are single ones (GB/T 15834, 4.8)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _day_in(day: re.Match[str], language: str) -> str:
    year, month, number = int(day[1]), int(day[2]), int(day[3])
    if not 1 <= month <= 12:
        return day[0]
    if language.lower().startswith("en"):
        return f"{number} {_MONTHS[month - 1]} {year}"
    return f"{year}年{month}月{number}日"


class _Shown(dict[str, str]):
    """A parameter that was not given shows as an ellipsis instead of failing."""

    def __missing__(self, key: str) -> str:
        return "…"


def fill_in(
    template: str, params: Mapping[str, Parameter], names: Mapping[str, str], language: str = "zh"
) -> str:
    """The template with its parameters: lists enumerated, ids by name, 2025-03-01 as people write it."""
    comma = ", " if language.lower().startswith("en") else "、"

    def shown(value: Parameter) -> str:
        if isinstance(value, list):
            return comma.join(shown(item) for item in value)
        if isinstance(value, str) and (day := _DAY.fullmatch(value)):
            return _day_in(day, language)
        return names.get(value, value) if isinstance(value, str) else f"{value}"

    words = {key: shown(value) for key, value in params.items()}
    template = _QUOTED.sub(r"“{\1__quoted}”", template)
    words |= {f"{key}__quoted": value.translate(_INNER) for key, value in words.items()}
    return template.format_map(_Shown(words))
