"""The two code systems of an office, checked by their published rules.

统一社会信用代码: GB 32100-2015, 18 characters with a check character.
区划代码: 12 digits (2+2+2+3+3), no check digit.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))


def credit_check_character(first_17: str) -> str:
    """The 18th character for the first 17 (GB 32100-2015, 4.6)."""
    total = sum(
        CREDIT_ALPHABET.index(character) * weight
        for character, weight in zip(first_17, _WEIGHTS, strict=True)
    )
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def validate_credit_code(value: str) -> None:
    """Refuse what cannot be a unified social credit code, saying which rule it breaks."""
    if len(value) != 18:
        raise ValidationError(_("A unified social credit code has 18 characters."), code="length")
    wrong = sorted(set(value) - set(CREDIT_ALPHABET))
    if wrong:
        raise ValidationError(
            _("A unified social credit code has no %(characters)s."),
            code="alphabet",
            params={"characters": "、".join(wrong)},
        )
    if credit_check_character(value[:17]) != value[17]:
        raise ValidationError(
            _("The check character of this unified social credit code is wrong; please compare it again."),
            code="check",
        )


def validate_region_code(value: str) -> None:
    """Refuse what is not a 12-digit code of administrative division."""
    if not re.fullmatch(r"\d{12}", value):
        raise ValidationError(_("A division code has 12 digits."), code="length")


def kind_by_region_code(value: str) -> str | None:
    """The kind of office that digits 7 to 9 stand for, where they say so."""
    number = int(value[6:9])
    for kind, low, high in (("street", 1, 99), ("town", 100, 199), ("township", 200, 399)):
        if low <= number <= high:
            return kind
    return None
