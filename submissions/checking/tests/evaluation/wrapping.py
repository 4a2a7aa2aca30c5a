"""Hard line breaks as a typesetter or a text copied from one leaves them."""

from __future__ import annotations

import re

# What is never torn apart: a run of digits and letters with its sign, and marks with what they cling to.
_UNIT = re.compile(r"[“‘（《〔]*(?:[0-9A-Za-z.%*/+-]+|.)[”’）》〕，。、；：！？%…]*", re.S)


def wrapped_lines(text: str, width: int) -> list[str]:
    """The text in lines of at most about ``width`` Chinese characters; digits and letters count half."""
    lines, line, filled = [], "", 0.0
    for unit in _UNIT.findall(text):
        size = sum(0.5 if character.isascii() else 1.0 for character in unit)
        if line and filled + size > width:
            lines.append(line)
            line, filled = "", 0.0
        line, filled = line + unit, filled + size
    return [*lines, line] if line else lines
