"""From a table of a standard file to an entry, with every problem noted instead of raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

from ..results import Level
from .model import (
    NEVER,
    Content,
    Demand,
    Duty,
    Entry,
    Law,
    Lexicon,
    Meeting,
    Pattern,
    Patterns,
    Period,
    Phrase,
    Rule,
    Signal,
    Topic,
    Words,
)
from .openings import with_plain_openings

Table = Mapping[str, Any]

WITHIN_SENTENCE = "[^。；！？\\n]{0,15}"  # what … in a pattern of the standard stands for
POSTS = ("party", "office", "both")
USES = ("fixed", "usual", "said_once", "look_alikes", "right_too")


class EntryReader:
    """Takes the fields of one table one by one; what is wrong goes to ``problems``, file and field named."""

    def __init__(self, table: Table, where: str, basis: Mapping[str, Words], problems: list[str]) -> None:
        self._left = dict(table)
        self._where = where
        self._basis = basis
        self._problems = problems

    def wrong(self, key: str, what: str) -> None:
        """Note that a field of this entry is wrong."""
        self._problems.append(f"{self._where}: {key}: {what}")

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        value: object = self._left.pop(key, default)
        if not isinstance(value, str):
            self.wrong(key, f"must be a text, not {value!r}")
            return default
        if required and not value:
            self.wrong(key, "is missing")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, "must be a list of texts")
            return ()
        return tuple(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self._left.pop(key, default)
        if not isinstance(value, bool):
            self.wrong(key, f"must be true or false, not {value!r}")
            return default
        return value

    def number(self, key: str, default: float) -> float:
        value = self._left.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(key, f"must be a number, not {value!r}")
            return default
        return value

    def year(self, key: str) -> int | None:
        value = self._left.pop(key, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1949 <= value <= 2199:
            self.wrong(key, f"must be a year like 2026, not {value!r}")
            return None
        return value

    def years(self) -> dict[str, int | None]:
        first, last = self.year("valid_from"), self.year("valid_to")
        if first is not None and last is not None and first > last:
            self.wrong("valid_from", f"{first} is after valid_to {last}")
        return {"valid_from": first, "valid_to": last}

    def month(self, key: str, *, required: bool = True) -> tuple[int, int] | None:
        """A year and month written "2022-10"."""
        text = self.text(key, required=required)
        if not text:
            return None
        match = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if not match or not 1 <= int(match[2]) <= 12:
            self.wrong(key, 'must be a month like "2022-10"')
            return None
        return int(match[1]), int(match[2])

    def spans(self, key: str) -> tuple[tuple[int, int], ...]:
        """A list of texts like "2021-2025"."""
        found = [re.fullmatch(r"(\d{4})-(\d{4})", text) for text in self.texts(key)]
        if not all(found):
            self.wrong(key, 'must be a list of spans like "2021-2025"')
        return tuple((int(match[1]), int(match[2])) for match in found if match)

    def level(self, key: str = "level") -> Level | None:
        value = self._left.pop(key, None)
        if value is None:
            return None
        if value not in tuple(Level):
            self.wrong(key, f"unknown level {value!r}; known are {', '.join(Level)}")
            return None
        return Level(value)

    def words(self, key: str, *, required: bool = False) -> Words:
        """A table with zh and en; ``basis`` may also be the id of a ``[basis.…]`` entry."""
        value = self._left.pop(key, None)
        if value is None:
            if required:
                self.wrong(key, "words are missing")
            return Words()
        if isinstance(value, str) and key == "basis":
            return self._named_basis(value)
        return read_words(value, f"{self._where}: {key}", self._problems)

    def _named_basis(self, name: str) -> Words:
        if name not in self._basis:
            self.wrong("basis", f"no [basis.{name}] is known")
        return self._basis.get(name, Words())

    def pattern(self, key: str, *, required: bool = False) -> Pattern | None:
        text = self.text(key, required=required)
        return self._compiled(key, text) if text else None

    def patterns(self, key: str) -> Patterns:
        compiled = (self._compiled(key, text) for text in self.texts(key))
        return Patterns(pattern for pattern in compiled if pattern is not None)

    def one_of(self, key: str) -> Pattern:
        """A list of patterns as one that finds any of them."""
        return self.patterns(key).any

    def _compiled(self, key: str, text: str) -> Pattern | None:
        try:
            pattern = re.compile(text.replace("…", WITHIN_SENTENCE))
        except re.error as error:
            self.wrong(key, f"{text!r} is no valid pattern: {error}")
            return None
        if pattern.match(""):
            self.wrong(key, f"{text!r} matches the empty text, so it would match everywhere")
            return None
        return pattern

    def finish(self) -> None:
        """Note every field nobody asked for."""
        for key in self._left:
            self.wrong(key, "unknown key")


def read_words(value: object, where: str, problems: list[str]) -> Words:
    """A table ``{zh = "…", en = "…"}``; both languages are required and placeholders must be well formed."""
    if not isinstance(value, Mapping):
        problems.append(f"{where}: must have zh and en")
        return Words()
    for language in ("zh", "en"):
        text = value.get(language)
        if not isinstance(text, str) or not text.strip():
            problems.append(f"{where}.{language}: words are missing")
        elif not _is_template(text):
            problems.append(f"{where}.{language}: a brace is left open or empty in {text!r}")
    unknown = set(value) - {"zh", "en"}
    problems.extend(f"{where}.{key}: unknown key" for key in sorted(unknown))
    return Words(zh=str(value.get("zh", "")), en=str(value.get("en", "")))


def _is_template(text: str) -> bool:
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return False
    return all(name.isidentifier() for name in names)


def literal_hints(pattern: str) -> tuple[str, ...]:
    """Plain Chinese runs of which every match holds at least one; none where that is not certain."""
    bare, previous = pattern, None
    while bare != previous:
        previous, bare = bare, re.sub(r"\\.|\[[^\]]*\]|\([^()]*\)", "\0", bare)
    runs = re.compile(r"[一-龥]+(?![?*{一-龥])|[一-龥]+(?=[一-龥][?*{])")
    hints = tuple(max(runs.findall(part), key=len, default="") for part in bare.split("|"))
    return hints if all(hints) else ()


def _quick(pattern: Pattern) -> Pattern:
    """The pattern as it is found fastest; for those that every text is searched for as a whole."""
    return re.compile(with_plain_openings(pattern), pattern.flags)


def _demand(reader: EntryReader) -> dict[str, Any]:
    return {
        "name": reader.words("name", required=True),
        "short": reader.words("short"),
        "expected": reader.words("expected", required=True),
        "mend": reader.words("mend"),
        "basis": reader.words("basis"),
        "weight": reader.number("weight", 1.0),
        "required": reader.flag("required", True),
        **reader.years(),
    }


def _content(key: str, reader: EntryReader) -> Content:
    return Content(
        id=key,
        headings=reader.patterns("headings"),
        not_headings=reader.patterns("not_headings"),
        faint_headings=reader.patterns("faint_headings"),
        maybe_headings=reader.patterns("maybe_headings"),
        borne_out_by=reader.patterns("borne_out_by"),
        themes=reader.patterns("themes"),
        signals=reader.patterns("signals"),
        **_demand(reader),
    )


def _duty(key: str, reader: EntryReader) -> Duty:
    post = reader.text("post", "both")
    if post not in POSTS:
        reader.wrong("post", f"must be one of {', '.join(POSTS)}, not {post!r}")
    return Duty(
        id=key,
        post=post,
        strong=reader.patterns("strong"),
        weak=reader.patterns("weak"),
        unless=reader.patterns("unless"),
        **_demand(reader),
    )


def _topic(key: str, reader: EntryReader) -> Topic:
    return Topic(id=key, signals=Patterns(map(_quick, reader.patterns("signals"))), **_demand(reader))


def _requirement(key: str, reader: EntryReader) -> Demand:
    return Demand(id=key, **_demand(reader))


def _rule(key: str, reader: EntryReader) -> Rule:
    return Rule(
        id=key,
        level=reader.level() or Level.CONFIRM,
        name=reader.words("name", required=True),
        message=reader.words("message", required=True),
        expected=reader.words("expected"),
        mend=reader.words("mend", required=True),
        basis=reader.words("basis"),
        weight=reader.number("weight", 1.0),
        passes=reader.texts("passes"),
        fails=reader.texts("fails"),
        **reader.years(),
    )


def _phrase(key: str, reader: EntryReader) -> Phrase:
    pattern = reader.pattern("pattern", required=True)
    return Phrase(
        id=key,
        rule=reader.text("rule", required=True),
        pattern=pattern or re.compile(NEVER),
        right=reader.text("right"),
        unless=reader.pattern("unless"),
        hints=reader.texts("hints") or (literal_hints(with_plain_openings(pattern)) if pattern else ()),
        level=reader.level(),
        passes=reader.texts("passes"),
        fails=reader.texts("fails"),
        **reader.years(),
    )


def _period(key: str, reader: EntryReader) -> Period:
    first, last = reader.year("first"), reader.year("last")
    if first is None or last is None or first > last:
        reader.wrong("first", "first and last must be years, the earlier one first")
    return Period(
        id=key,
        pattern=_quick(reader.pattern("pattern", required=True) or re.compile(NEVER)),
        name=reader.words("name", required=True),
        first=first or 0,
        last=last or 0,
        spans=reader.spans("spans"),
        grace=int(reader.number("grace", 0)),
        **reader.years(),
    )


def _meeting(key: str, reader: EntryReader) -> Meeting:
    return Meeting(
        id=key,
        pattern=_quick(reader.pattern("pattern", required=True) or re.compile(NEVER)),
        name=reader.words("name", required=True),
        held=reader.month("held") or (1949, 10),
        congress=reader.flag("congress", False),
        **reader.years(),
    )


def _law(key: str, reader: EntryReader) -> Law:
    return Law(
        id=key,
        instead=reader.text("instead"),
        since=reader.month("since", required=False),
        bare=reader.flag("bare", False),
        misnamed=reader.flag("misnamed", False),
        **reader.years(),
    )


def _signal(key: str, reader: EntryReader) -> Signal:
    return Signal(id=key, any=reader.one_of("any"), **reader.years())


def _lexicon(key: str, reader: EntryReader) -> Lexicon:
    use = reader.text("use", required=True)
    if use and use not in USES:
        reader.wrong("use", f"must be one of {', '.join(USES)}, not {use!r}")
    return Lexicon(id=key, use=use, words=reader.texts("words"), **reader.years())


ENTRY_READERS: Mapping[str, Callable[[str, EntryReader], Entry]] = {
    "content": _content,
    "duty": _duty,
    "topic": _topic,
    "requirement": _requirement,
    "rule": _rule,
    "phrase": _phrase,
    "period": _period,
    "meeting": _meeting,
    "law": _law,
    "signal": _signal,
    "lexicon": _lexicon,
}
