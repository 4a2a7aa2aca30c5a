"""Characters taken for one another: of the same sound, or of a like shape.

The readings are pypinyin's, tones aside; only the 3,755 usual characters of GB 2312 are looked at. Which
shapes are alike is data (``standard/data/fixed_words.toml``).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_OTHER_RULES = frozenset({"法治制", "法制治"})  # 法治/法制 is for expression.variant to judge


class LikeCharacters:
    """What may stand for a character by mistake."""

    def __init__(self, groups: Iterable[str]) -> None:
        self._alike: dict[str, frozenset[str]] = {}
        for group in groups:
            for character in group:
                others = frozenset(group) - {character}
                self._alike[character] = self._alike.get(character, frozenset()) | others
        self._others: dict[str, Sequence[str]] = {}

    def exchanges(self, word: str) -> Iterator[tuple[int, str, str]]:
        """Every (place, other character, word with it) of ``word``."""
        for at, character in enumerate(word):
            so_far, rest = word[:at], word[at + 1 :]
            before = so_far[-1:] + character
            for other in self._others_for(character):
                if before + other not in _OTHER_RULES:
                    yield at, other, so_far + other + rest

    def _others_for(self, character: str) -> Sequence[str]:
        """Everything taken for it, in order; kept, for the same characters make up most words."""
        if character not in self._others:
            alike = self._alike.get(character, frozenset())
            self._others[character] = sorted(alike | _same_sound(character))
        return self._others[character]


@cache
def _same_sound(character: str) -> frozenset[str]:
    """The usual characters read like ``character``; its rarer readings do not count."""
    return frozenset(_usual_characters().get(_sound(character), ())) - {character}


@cache
def _usual_characters() -> Mapping[str, Sequence[str]]:
    """The first level of GB 2312 by sound."""
    by_sound: dict[str, list[str]] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            character = bytes((high, low)).decode("gb2312", "ignore")
            if character:
                by_sound.setdefault(_sound(character), []).append(character)
    return by_sound


@cache
def _readings() -> Mapping[str, str]:
    """pypinyin's table by code point, tones and all.

    Read as data: to import the package loads its phrases, too, a quarter of a second and 30 MB of them.
    """
    package = find_spec("pypinyin")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin")
    table = Path(package.submodule_search_locations[0], "pinyin_dict.json")
    readings: dict[str, str] = json.loads(table.read_text("utf-8"))
    return readings


@cache
def _sound(character: str) -> str:
    """The usual reading without its tone; the character itself where none is known."""
    reading = unicodedata.normalize("NFD", _readings().get(f"{ord(character)}", "").split(",")[0])
    return "".join(c for c in reading if "a" <= c <= "z") or character
