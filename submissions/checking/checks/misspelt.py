"""Words with one character wrong, exchanged, left out or doubled.

Source: 《国家通用语言文字法》; 《党政机关公文处理工作条例》 (2012), article 19. The words are data:
fixed words of the field (``standard/data/fixed_words.toml``), all but one of whose characters have to
agree, and usual words of two characters (``usual_words.toml``). A slip beside one of these, or within a
fixed word, is told; one that only stands between marks and particles, or that leaves a word broken off
(普法宣活动), is asked about. What is right as well is listed there, too. Tried on 1.8 million characters of
a newspaper, the length of 460 reports, some twenty-five words were called wrong, two in three only asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..document import Span
from ..like_characters import LikeCharacters
from ..results import Finding, Level, Parameter
from ..standard import Lexicon
from .context import CheckContext
from .phrases import pairs_of

RULE = "wording.typo"
SHORTEST = 3  # no fixed word is shorter
LEFT_OUT_FROM = 6  # characters of a word from which one left out is told from another word
ALONE_FROM = 4  # … where nothing beside it can make another word of what is left
LEFT_OUT_RIGHTLY = "的性化"  # 规范文件, 法治营商环境 are words, too
NAME_AT_MOST = 40  # characters of a name in book marks

_HAN = re.compile("[一-龥]")
_BESIDE_A_WORD = frozenset(
    "为以与于和及将应由有无是并的地得在对向从到被把让各该此其之者所"
)  # may border a shorter word
_PARTICLES = frozenset("，。；：！？、“”《》（）\n的了和与及等在对是不也将要为")  # end a word for certain
_BEFORE_A_WORD = _PARTICLES | frozenset("进到向以由从让把被使")
_AFTER_A_WORD = _PARTICLES | frozenset("性率度化员者")
_WORDS_OF_THEIR_OWN = frozenset(
    "以之中是市会已在为有一但大的到总办出其各不都和与及于使金种我他人上下多少几时一二三四五六七八九十"
    "向由从被把将应需要可能对并而且若如因乃即便又也还就才再只很更最太较"
)
_ADDED_TO_WORDS = frozenset("新正高大小多好强优快严实")
_NAMED = re.compile("社区|小区|街道|[村镇乡县路局所]|公司|学校|广场|书记|主任|律师|同志|法官|某|工作室")


class Slip(NamedTuple):
    """What is written and meant, where its fault is, whether a Chinese character may follow.

    What ``stands_alone`` counts only between marks, particles and usual words.
    """

    wrong: str
    right: str
    fault: int
    may_go_on: bool = True
    is_exchanged: bool = False
    stands_alone: bool = False


class _Found(NamedTuple):
    """A slip in the text; what is only ``asked`` about has nothing beside it that proves it."""

    start: int
    wrong: str
    right: str
    asked: bool = False


@dataclass(frozen=True)
class _Words:
    """Slips of fixed words by the two characters at their fault, slips of usual words, these, all known."""

    fixed: Mapping[str, Sequence[Slip]]
    slips: Mapping[str, str]
    usual: frozenset[str]
    known: frozenset[str]

    @cached_property
    def faults(self) -> frozenset[str]:
        """The pairs of characters that are worth a look."""
        return frozenset(self.fixed) | frozenset(self.slips)


def misspelt_words(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``wording.typo`` about words; only a question where the text was recognised."""
    text = context.plain
    words = _words(tuple(context.standard.lexicons.values()))
    level = Level.CONFIRM if context.document.confidence < 1 else None
    end = 0
    for at in sorted(_places(words.faults & pairs_of(text), text)):
        found = _fixed_at(at, text, words) or _usual_at(at, text, words)
        if found and found.start >= end:
            end = found.start + len(found.wrong)
            span = Span(found.start, end)
            params: dict[str, Parameter] = {"found": span.of(context.text), "right": found.right}
            yield Finding(RULE, (span,), params, Level.CONFIRM if found.asked else level)


def _places(pairs: Iterable[str], text: str) -> Iterator[int]:
    for pair in pairs:
        at = text.find(pair)
        while at >= 0:
            yield at
            at = text.find(pair, at + 1)


def _fixed_at(at: int, text: str, words: _Words) -> _Found | None:
    for slip in words.fixed.get(text[at : at + 2], ()):
        start = at - slip.fault
        if start < 0 or not text.startswith(slip.wrong, start):
            continue
        end = start + len(slip.wrong)
        if slip.stands_alone:
            is_right = len(slip.right) > len(slip.wrong) and text.startswith(slip.right, start)
            if is_right or not _stands_alone(start, end, text, words):
                continue
        if (slip.may_go_on or not _HAN.match(text, end)) and not _in_book_marks(start, text):
            return _Found(start, slip.wrong, slip.right, slip.stands_alone)
    return None


def _stands_alone(start: int, end: int, text: str, words: _Words) -> bool:
    """Whether a word begins and ends there for certain, and none runs across its ends."""
    if text[start - 1 : start + 1] in words.known or text[end - 1 : end + 1] in words.known:
        return False
    return _begins_at(start, text, words) and _ends_at(end, text, words)


def _begins_at(at: int, text: str, words: _Words) -> bool:
    return at == 0 or text[at - 1] in _BEFORE_A_WORD or text[at - 2 : at] in words.usual


def _ends_at(at: int, text: str, words: _Words) -> bool:
    after = text[at : at + 1]
    return not _HAN.match(after) or after in _AFTER_A_WORD or text[at : at + 2] in words.usual


def _usual_at(at: int, text: str, words: _Words) -> _Found | None:
    """A slip between usual words, particles and marks; a question where neither is a usual word."""
    wrong = text[at : at + 2]
    right = words.slips.get(wrong)
    if right is None or at < 2:
        return None
    if text[at - 1 : at + 1] in words.known or text[at + 1 : at + 3] in words.known:
        return None  # 等机关, 报告制度: the end of one word and the beginning of the next
    named = _NAMED.match(text, at + 2) or _NAMED.fullmatch(text, at - 2, at)
    bounded = _begins_at(at, text, words) and _ends_at(at + 2, text, words)
    if named or not bounded or _in_book_marks(at, text):
        return None
    proved = text[at - 2 : at] in words.usual or text[at + 2 : at + 4] in words.usual
    return _Found(at, wrong, right, not proved)


def _in_book_marks(at: int, text: str) -> bool:
    """Whether a name stands there, which is for the citations to judge."""
    start = max(0, at - NAME_AT_MOST)
    return text.rfind("《", start, at) > text.rfind("》", start, at)


@lru_cache(maxsize=4)
def _words(lexicons: tuple[Lexicon, ...]) -> _Words:
    by_use: dict[str, list[str]] = {}
    for lexicon in lexicons:
        by_use.setdefault(lexicon.use, []).extend(lexicon.words)
    like = LikeCharacters(by_use.get("look_alikes", ()))
    right_too = by_use.get("right_too", [])
    usual = frozenset(by_use.get("usual", ()))
    fixed = [word for word in by_use.get("fixed", ()) if len(word) >= SHORTEST]
    known = usual | frozenset(right_too)
    within = {word[at : at + 2] for word in fixed for at in range(len(word) - 1)}  # 治政 in 法治政府
    slips = _fixed_slips(fixed, right_too, usual, like, by_use.get("said_once", ()))
    return _Words(slips, _usual_slips(usual, known | within, like), usual, known)


def _fixed_slips(
    words: Sequence[str],
    right_too: Sequence[str],
    usual: frozenset[str],
    like: LikeCharacters,
    said_once: Sequence[str],
) -> Mapping[str, Sequence[Slip]]:
    right = {run for word in (*words, *right_too) for run in _runs(word)}
    whole = frozenset((*words, *right_too))
    made: dict[str, Slip] = {}
    for word in words:
        for slip in (*_exchanged(word, like), *_left_out(word), *_twice(word)):
            if slip.wrong not in right or _breaks_off(slip, usual, whole):
                made.setdefault(slip.wrong, slip)
    for slip in (slip for word in said_once for slip in _said_again(word)):
        made.setdefault(slip.wrong, slip)
    common = {word[at : at + 2] for word in (*words, *right_too) for at in range(len(word) - 1)}
    by_fault: dict[str, list[Slip]] = {}
    for slip in sorted(made.values(), key=lambda slip: -len(slip.wrong)):
        at = slip.fault
        if slip.wrong[at : at + 2] in common and at + 2 < len(slip.wrong) and slip.is_exchanged:
            at += 1  # the other pair that holds the wrong character
        moved = slip if at == slip.fault else slip._replace(fault=at)
        by_fault.setdefault(slip.wrong[at : at + 2], []).append(moved)
    return by_fault


def _breaks_off(slip: Slip, usual: frozenset[str], whole: frozenset[str]) -> bool:
    """Whether it is a word without its last character, and not by chance a word again (人民调解)."""
    return (
        slip.stands_alone
        and slip.wrong[-2:] not in usual
        and slip.wrong not in whole
        and slip.right.startswith(slip.wrong)
    )


def _usual_slips(usual: frozenset[str], right: frozenset[str], like: LikeCharacters) -> Mapping[str, str]:
    made: dict[str, str] = {}
    for word in sorted(usual):
        for _, other, wrong in like.exchanges(word):
            if wrong not in right and other not in _WORDS_OF_THEIR_OWN:
                made.setdefault(wrong, word)
    return made


def _runs(word: str) -> Iterator[str]:
    """Every part of a word that is long enough to be taken for a slip."""
    for start in range(len(word) - SHORTEST + 1):
        for end in range(start + SHORTEST, len(word) + 1):
            yield word[start:end]


def _exchanged(word: str, like: LikeCharacters) -> Iterator[Slip]:
    """A word with another character in one place, or two neighbours in the wrong order.

    The last character of a short word differs only before a mark, its first one never.
    """
    last, short = len(word) - 1, len(word) == SHORTEST
    for at, other, wrong in like.exchanges(word):
        if not (at in (0, last) and other in _BESIDE_A_WORD) and not (short and at == 0):
            yield Slip(wrong, word, max(0, at - 1), not (short and at == last), at > 0)
    if not short:
        for at in range(last):
            yield Slip(word[:at] + word[at + 1] + word[at] + word[at + 2 :], word, at)


def _left_out(word: str) -> Iterator[Slip]:
    """A long word without one of its inner characters; a shorter one, or one without its last, alone."""
    if len(word) < ALONE_FROM:
        return
    for at in range(1, len(word)):
        if word[at] in LEFT_OUT_RIGHTLY:
            continue
        alone = len(word) < LEFT_OUT_FROM or at == len(word) - 1
        if alone and (at == 1 or (at == 2 and word[-1] in _ADDED_TO_WORDS)):
            continue  # 不断健全 and 不健全, 开拓创新 and 开拓新路
        yield Slip(word[:at] + word[at + 1 :], word, min(at - 1, len(word) - 3), stands_alone=alone)


def _said_again(word: str) -> Iterator[Slip]:
    """坚持坚持; and 召开开 before another word (提高高档 is right)."""
    last = len(word) - 1
    yield Slip(word + word, word, last)
    if word[-1] not in "高大":
        yield Slip(word + word[-1], word, last, stands_alone=True)


def _twice(word: str) -> Iterator[Slip]:
    """A word with an inner character twice, or with its last one twice before a mark."""
    for at in range(1, len(word)):
        if len(word) > SHORTEST or at == len(word) - 1:
            yield Slip(word[: at + 1] + word[at:], word, at, at < len(word) - 1)
