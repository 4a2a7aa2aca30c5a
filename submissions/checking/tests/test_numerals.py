from __future__ import annotations

from datetime import date

import pytest

from submissions.checking.numerals import BLANK_DATE, DATE, date_of, number_of, year_of, years_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿一", 21),
        ("三十一", 31),
        ("一百零五", 105),
        ("12", 12),
        ("１２", 12),
        ("①", 1),
        ("⑳", 20),
        ("㈡", 2),
        ("⒊", 3),
        ("⑷", 4),
        ("贰", 2),
        ("第一", None),
        ("", None),
        ("是", None),
    ],
)
def test_a_numeral_has_a_value(text: str, value: int | None) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2025", 2025),
        ("二〇二五", 2025),
        ("二○一九", 2019),
        ("二O二五", 2025),
        ("1234", None),
        ("二十", None),
    ],
)
def test_a_year_is_written_in_digits_or_characters(text: str, year: int | None) -> None:
    assert year_of(text) == year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020年5月19日", date(2020, 5, 19)),
        ("二〇二〇年五月十九日", date(2020, 5, 19)),
        ("2023年十二月二十二日", date(2023, 12, 22)),
        ("2025.1.10", date(2025, 1, 10)),
        ("2025-01-10", date(2025, 1, 10)),
        ("2025年2月30日", None),
        ("二○二二年十月一日", date(2022, 10, 1)),
    ],
)
def test_a_date_is_read_as_written(text: str, day: date | None) -> None:
    match = DATE.search(text)

    assert match is not None
    assert date_of(match) == day


@pytest.mark.parametrize(
    "text", ["2025年X月X日", "20××年×月×日", "2025年 月 日", "XX年XX月XX日", "2025年*月*日"]
)
def test_a_placeholder_is_no_date(text: str) -> None:
    assert BLANK_DATE.search(text)
    assert not DATE.search(text)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2025年度报告", [2025]),
        ("2025度", [2025]),
        ("二〇二五年", [2025]),
        ("纲要（2021—2025年）", []),
        ("2015-2020年规划", []),
        ("2024年与2025年", [2024, 2025]),
        ("4.2019年工作安排", [2019]),
        ("12025年", []),
        ("2000余份", []),
    ],
)
def test_single_years_are_found_and_spans_of_years_are_not(text: str, years: list[int]) -> None:
    assert [year for year, _, _ in years_in(text)] == years
