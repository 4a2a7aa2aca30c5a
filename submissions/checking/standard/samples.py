"""What a pattern finds, as short texts a person can read.

>>> samples_of("权利(?=的?(?:制约|运行)|关进)")
('权利制约', '权利运行', '权利关进')

Only what the pattern itself is seen to match is given; a pattern too clever for
this gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

AT_MOST = 3
TRIED = 60  # texts built before giving up
LONGEST_RUN = 50  # times a part is repeated; 某{999999999} would fill the memory
SPACE = {"d": "2", "w": "某", "s": " ", "S": "某", "D": "某", "b": "", "B": "", "A": "", "Z": ""}
QUANTIFIER = re.compile(r"\{(\d*),?\d*\}\??|[?*+]\??")
GROUP = re.compile(r"\?(?:P<\w+>|<?[=!]|:)?")


def samples_of(pattern: str, at_most: int = AT_MOST) -> tuple[str, ...]:
    """Up to ``at_most`` different texts the pattern matches, in the order of the pattern."""
    try:
        compiled = re.compile(pattern.replace("…", ""))
        built = islice(_Reader(pattern).alternatives(), TRIED)
        found = dict.fromkeys(text for text in built if compiled.search(text.replace("…", "")))
    except (re.error, IndexError, RecursionError):
        return ()
    return tuple(islice(found, at_most))


class _Reader:
    """Walks a pattern once, each part giving the texts it may stand for."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def alternatives(self) -> Iterator[str]:
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        for texts in branches:
            yield from texts

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _branch(self) -> list[str]:
        parts: list[list[str]] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified(self._part()))
        return ["".join(pieces) for pieces in islice(product(*parts), TRIED)]

    def _quantified(self, texts: list[str]) -> list[str]:
        match = QUANTIFIER.match(self._text, self._at)
        if match is None:
            return texts
        self._at = match.end()
        if match[1]:
            return [text * min(int(match[1]), LONGEST_RUN) for text in texts]
        if match[0][0] == "+":
            return texts
        return ["", *(text for text in texts if re.search(r"\w", text))]  # no lone quotation mark

    def _part(self) -> list[str]:
        sign = self._peek()
        self._at += 1
        if sign == "(":
            return self._group()
        if sign == "[":
            return [self._one_of()]
        if sign == "\\":
            return [self._escaped()]
        if sign in "^$":
            return [""]
        return ["某"] if sign == "." else [sign]

    def _escaped(self) -> str:
        sign = self._text[self._at]
        self._at += 1
        return SPACE.get(sign, "" if sign.isdigit() else sign)

    def _group(self) -> list[str]:
        kind = GROUP.match(self._text, self._at)
        if kind:
            self._at = kind.end()
        texts = list(islice(self.alternatives(), TRIED))
        self._at += 1  # the bracket that closes it
        return [""] if kind and kind[0].endswith("!") else texts

    def _one_of(self) -> str:
        start = self._at
        end = self._text.index("]", start + (2 if self._text[start] == "^" else 1))
        self._at = end + 1
        inside = self._text[start:end]
        if inside.startswith("^") or "一-" in inside:
            return "某"
        return SPACE.get(inside[1], inside[1]) if inside.startswith("\\") else inside[0]
