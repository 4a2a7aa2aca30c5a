"""Numbers that name a person: check digits decide, masks and other codes are left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from submissions.checking.checks.personal_data import is_bank_card, is_identity_number, masked

from .conftest import Judged


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("11010519491231002X", True),
        ("440524188001010014", True),
        ("110105194912310021", False),  # wrong check character
        ("11010519491331002X", False),  # a thirteenth month
        ("00010519491231002X", False),  # no such province
        ("1101051949123100", False),
    ],
)
def test_identity_numbers(number: str, valid: bool) -> None:
    assert is_identity_number(number) is valid


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("6222021234567890128", True),
        ("4111111111111111", True),
        ("6222021234567890129", False),
        ("1234567890123452", False),  # passes Luhn, begins like no card
        ("622202123456", False),
    ],
)
def test_bank_cards(number: str, valid: bool) -> None:
    assert is_bank_card(number) is valid


def test_what_is_shown_is_masked() -> None:
    assert masked("13812345678") == "138******78"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("身份证号11010519491231002X。", "identity_number"),
        ("身份证号11010519491231002x。", "identity_number"),
        ("身份证号码：110105194912310021。", "identity_number"),  # mistyped, but called so
        ("联系人手机138 1234 5678。", "phone"),
        ("联系人手机138-1234-5678。", "phone"),
        ("账号6222 0212 3456 7890 128。", "bank_card"),
    ],
)
def test_a_number_is_found_where_it_stands(text: str, rule: str, judge: Callable[..., Judged]) -> None:
    judged = judge(text)

    (finding,) = judged.of(f"personal_data.{rule}")
    assert finding.evidence[0].of(judged.text).strip() in text
    assert "*" in str(finding.params["found"])
    assert len([f for f in judged.findings if f.rule.startswith("personal_data")]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "联系电话138****5678，身份证号110105********002X。",
        "办公电话0393-4412345，监督电话12388。",
        "统一社会信用代码91110000600037341L，案号11010519491231002。",
        "合同编号6222021234567890128，许可证号13812345678。",
        "投入资金13812345678901234567元。",
    ],
)
def test_other_numbers_are_left_alone(text: str, judge: Callable[..., Judged]) -> None:
    assert not [f for f in judge(text).findings if f.rule.startswith("personal_data")]
