"""Identity numbers, mobile numbers and bank cards that must not be published.

Source: 《个人信息保护法》; GB 11643 (identity number: 17 digits and an ISO 7064 MOD 11-2 check
character); ISO/IEC 7812 (bank card: Luhn). A number that fails its check is none
unless the words before it call it one (then only to confirm); a masked one (138****1234) never is. What
is shown of a finding is masked, so that the result does not spread what it found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..document import Span
from ..results import Finding, Level, Parameter
from .context import CheckContext

# begun with a digit, before what may not stand in front of it, so that re skips from digit to digit
_DIGITS = re.compile(r"\d(?<![\dA-Za-z*＊.]\d)(?:[ -]?\d){10,18}[Xx]?(?![\dA-Za-z*＊])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_MOBILE = re.compile(r"1[3-9]\d{9}")
_BANK_STARTS = ("62", "4", "51", "52", "53", "54", "55", "95")
_OTHER_CODE = re.compile(
    r"(?:编号|文号|订单|单号|流水|代码|许可证|案号|证号|备案号|统一|ISBN|批号)[^，。；]{0,8}$"
)

_IDENTITY_LABEL = re.compile(r"身份证(?:号码?|件号)?(?:为|是)?[：:（(]?$")
_CARD_LABEL = re.compile(r"(?:银行卡|卡)(?:号码?|号)(?:为|是)?[：:（(]?$")


def check_personal_data(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``personal_data.*``."""
    text = context.text
    for match in _DIGITS.finditer(text):
        number = re.sub("[ -]", "", match[0]).upper()
        before = text[max(0, match.start() - 12) : match.start()]
        kind = _kind_of(number, before)
        labelled = None if kind else _labelled_kind(number, before)
        if kind or labelled:
            level = Level.CONFIRM if labelled else None
            params: dict[str, Parameter] = {"found": masked(number)}
            yield Finding(f"personal_data.{kind or labelled}", (Span(*match.span()),), params, level)


def _kind_of(number: str, before: str) -> str | None:
    if is_identity_number(number):
        return "identity_number"
    if _OTHER_CODE.search(before):
        return None
    if _MOBILE.fullmatch(number):
        return "phone"
    return "bank_card" if is_bank_card(number) else None


def _labelled_kind(number: str, before: str) -> str | None:
    """What the words before call it, though its check digit is wrong: mistyped it is personal, too."""
    if len(number) == 18 and _IDENTITY_LABEL.search(before):
        return "identity_number"
    return "bank_card" if 16 <= len(number) <= 19 and _CARD_LABEL.search(before) else None


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are an identity number: province, birthday and check character are right."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number) or not 11 <= int(number[:2]) <= 83:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return 1880 <= born.year <= 2099 and _CHECK_CHARACTERS[total % 11] == number[17]


def is_bank_card(number: str) -> bool:
    """Whether 16 to 19 digits begin like a bank card and pass the Luhn check."""
    if not 16 <= len(number) <= 19 or not number.isdigit() or not number.startswith(_BANK_STARTS):
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def masked(number: str) -> str:
    """The number with all but its first three and last two characters starred."""
    return number[:3] + "*" * (len(number) - 5) + number[-2:]
