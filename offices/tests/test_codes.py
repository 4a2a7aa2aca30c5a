import pytest
from django.core.exceptions import ValidationError

from offices.codes import (
    CREDIT_ALPHABET,
    credit_check_character,
    kind_by_region_code,
    validate_credit_code,
    validate_region_code,
)


@pytest.mark.parametrize(
    "code", ["11500229768895163R", "11500230008689762A", "11620300013909010R", "113703060042203934"]
)
def test_published_codes_of_organs_are_valid(code):
    validate_credit_code(code)


def test_every_single_slip_of_the_pen_is_caught():
    code = "11500229768895163R"
    for position, right in enumerate(code):
        for wrong in CREDIT_ALPHABET.replace(right, "")[::7]:
            with pytest.raises(ValidationError):
                validate_credit_code(code[:position] + wrong + code[position + 1 :])


@pytest.mark.parametrize(
    ("code", "reason"),
    [("1150022976889516", "length"), ("11500229768895163I", "alphabet"), ("115002297688951631", "check")],
)
def test_a_refusal_says_which_rule_is_broken(code, reason):
    with pytest.raises(ValidationError) as refusal:
        validate_credit_code(code)
    assert refusal.value.code == reason


def test_the_check_character_may_be_a_letter():
    assert credit_check_character("11500229768895163") == "R"


@pytest.mark.parametrize(
    "code", ["99012310000", "9901231000000", "99012310000A", "９９０１２３１０００００"[:11]]
)
def test_a_division_code_is_twelve_digits(code):
    with pytest.raises(ValidationError):
        validate_region_code(code)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("990123001000", "street"),
        ("990123100000", "town"),
        ("990123200000", "township"),
        ("990123400000", None),
    ],
)
def test_digits_seven_to_nine_tell_the_kind_of_office(code, kind):
    assert kind_by_region_code(code) == kind
