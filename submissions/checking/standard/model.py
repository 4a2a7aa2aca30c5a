"""The shapes of the standard: what a report must contain and how it must be worded.

Every entry is data with an id, words in Chinese and English, a legal source and
the report years it holds for. Nothing here judges; the checks do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from ..results import Level
from .openings import with_plain_openings

Pattern = re.Pattern[str]
NEVER = r"(?!)"


class Patterns(tuple[Pattern, ...]):
    """Several patterns, to be had as one as well, which is made when first asked for."""

    @cached_property
    def any(self) -> Pattern:
        """A pattern that finds whatever one of them finds; nothing where there are none."""
        return re.compile("|".join(map(with_plain_openings, self)) or NEVER)


NO_PATTERNS = Patterns()


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages; placeholders stand in braces: ``{number}``."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh)

    def in_language(self, language: str) -> str:
        """The text for a language code ("zh-hans", "en-gb" …); Chinese unless English is asked for."""
        return self.en if language.lower().startswith("en") and self.en else self.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry has: its id and the report years it holds for (both inclusive)."""

    id: str
    valid_from: int | None = None
    valid_to: int | None = None

    def holds_in(self, year: int | None) -> bool:
        """Whether the entry holds for a report year; with no year known everything holds."""
        if year is None:
            return True
        return (self.valid_from or 0) <= year <= (self.valid_to or 9999)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Entry):
    """Something a report has to show; becomes a requirement of the result.

    ``required`` False means that its absence is no lack (其他需要报告的情况);
    ``short`` is the name within an enumeration.
    """

    name: Words
    short: Words = Words()
    expected: Words = Words()
    mend: Words = Words()
    basis: Words = Words()
    weight: float = 1.0
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(Demand):
    """A content the report must have as a chapter; ``section.<id>``.

    ``faint_headings`` announce it where no other chapter does, ``maybe_headings``
    where the text under them has all of ``borne_out_by``. ``themes`` are the
    topics of chapters that report it without naming it.
    """

    headings: Patterns = NO_PATTERNS
    not_headings: Patterns = NO_PATTERNS
    faint_headings: Patterns = NO_PATTERNS
    maybe_headings: Patterns = NO_PATTERNS
    borne_out_by: Patterns = NO_PATTERNS
    themes: Patterns = NO_PATTERNS
    signals: Patterns = NO_PATTERNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Demand):
    """A duty or sign of the first responsible person; ``duty.<id>``.

    ``post`` is "party", "office" or "both". A sentence that matches ``strong``
    proves the duty, one that matches ``weak`` only points to it; what matches
    ``unless`` in the same clause does not count.
    """

    post: str = "both"
    strong: Patterns = NO_PATTERNS
    weak: Patterns = NO_PATTERNS
    unless: Patterns = NO_PATTERNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Demand):
    """A task of the national outline the year's report should touch; ``topic.<id>``."""

    signals: Patterns = NO_PATTERNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Entry):
    """A rule whose breach is a finding; ``passes`` and ``fails`` are texts a test runs through the engine."""

    level: Level
    name: Words
    message: Words
    expected: Words = Words()
    mend: Words = Words()
    basis: Words = Words()
    weight: float = 1.0
    passes: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase(Entry):
    """A wording a rule of :class:`Rule` watches for.

    ``right`` is what should stand there (may use ``\\1`` groups), ``unless`` a
    pattern that excuses the sentence. Every match holds one of ``hints``, if there
    are any (a quick way to see that there is no match). ``fails`` are texts it must find,
    ``passes`` texts it must leave alone.
    """

    rule: str
    pattern: Pattern
    right: str = ""
    unless: Pattern | None = None
    hints: tuple[str, ...] = ()
    level: Level | None = None
    passes: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Entry):
    """A programme and the years it runs (八五普法, an outline); citing it for another year is a slip.

    ``spans`` are the year spans that may stand behind its name; without any the
    name alone tells the programme. ``grace`` report years after ``last`` it may
    still be named.
    """

    pattern: Pattern
    name: Words
    first: int
    last: int
    spans: tuple[tuple[int, int], ...] = ()
    grace: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Entry):
    """A party meeting held in a year and month; ``congress`` marks a national congress."""

    pattern: Pattern
    name: Words
    held: tuple[int, int]
    congress: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Law(Entry):
    """A national law or regulation by its name without 中华人民共和国.

    Reports up to ``valid_to`` may cite it, later ones cite ``instead``; ``since``
    is the year and month it was passed. ``bare`` names are looked for without 《》, too. A ``misnamed`` one
    never was: ``instead`` is what people mean by it.
    """

    instead: str = ""
    since: tuple[int, int] | None = None
    bare: bool = False
    misnamed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal(Entry):
    """A named word list a check looks for (words of negation, of causes, of leaders' acts …)."""

    any: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon(Entry):
    """A list of words by their ``use``: "fixed" ones that leave no choice of characters, "usual" ones of two
    characters, those "said_once" and never twice running, groups of "look_alikes", and what is "right_too"
    beside one of them.
    """

    use: str
    words: tuple[str, ...]
