"""A pattern written so that :mod:`re` finds it fast: each of its alternatives begins with a plain character.

Where all alternatives do, ``re`` skips to the next character that can begin a match; where one begins with
a group it tries all of them at every character, which takes ten times as long. So a group at the beginning
is multiplied out: ``(?:甲|乙)丙`` becomes ``甲丙|乙丙``, and ``(?:甲)?丙`` becomes ``甲丙|丙``. The order of
the alternatives stays, so that every match is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MOST = 200  # alternatives; a pattern that would have more stays as it is
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)  # an escape, a set or a character
_PLAIN = "一-龥0-9“”‘’《》"
_SET = re.compile(rf"\[([{_PLAIN}]{{1,12}})\](?![*+{{])|([{_PLAIN}])(?=\?)")  # also 甲?, a set of one


def with_plain_openings(pattern: re.Pattern[str]) -> str:
    """``pattern`` as text with its groups at the beginning multiplied out, to be joined with others by ``|``.

    A pattern with capturing groups or flags of its own stays as it is.
    """
    kept = f"(?:{pattern.pattern})"
    if pattern.groups or pattern.flags != re.UNICODE:
        return kept
    found: list[str] = []
    for alternative in _opened(pattern.pattern):
        found.append(alternative)
        if len(found) > _MOST:
            return kept
    return "|".join(found)


def _opened(text: str) -> Iterator[str]:
    """The alternatives of ``text``, each begun with a plain character where that can be done."""
    for alternative in _alternatives(text):
        if alternative.startswith("(?:"):
            yield from _multiplied(alternative)
        elif plain := _SET.match(alternative):
            choices = "|".join(plain[1] or plain[2])
            yield from _multiplied(f"(?:{choices}){alternative[plain.end() :]}")
        else:
            yield alternative


def _multiplied(alternative: str) -> Iterator[str]:
    """``(?:甲|乙)丙`` as ``甲丙`` and ``乙丙``; as it is where the group may be repeated."""
    end = _end_of_group(alternative)
    inside, rest = alternative[len("(?:") : end - 1], alternative[end:]
    optional = rest.startswith("?") and not rest.startswith(("??", "?+"))
    if rest.startswith(("*", "+", "{", "?")) and not optional:
        yield alternative
        return
    rest = rest[1:] if optional else rest
    for choice in _alternatives(inside):
        yield from _opened(choice + rest)
    if optional:
        yield from _opened(rest)


def _alternatives(text: str) -> Iterator[str]:
    """``text`` cut at each ``|`` that stands in no group."""
    depth = start = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] == "(") - (token[0] == ")")
        if token[0] == "|" and not depth:
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]


def _end_of_group(text: str) -> int:
    """The offset behind the bracket that closes the group ``text`` begins with."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] == "(") - (token[0] == ")")
        if not depth:
            return token.end()
    raise ValueError(text)  # no pattern that compiles
