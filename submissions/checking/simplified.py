"""Traditional characters as simplified ones, one for one, so that offsets stay.

Some offices' pages reach us through a converter (推進法治政府建設). Headings and
names are compared in simplified characters; the report itself is not changed.
"""

from __future__ import annotations

from opencc import OpenCC


class _Characters(dict[int, str]):
    """OpenCC's table asked once per character; a phrase table could change the length."""

    def __init__(self) -> None:
        super().__init__()
        self._convert = OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self._convert(character) if code > 0x2E7F else character
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_CHARACTERS = _Characters()


def simplified(text: str) -> str:
    """``text`` with its traditional characters folded; same length, so every offset holds."""
    return text if text.isascii() else text.translate(_CHARACTERS)
