"""The word lists of a standard: expressions, slips of the pen, template residue, meetings, programmes, laws.

Each list is one kind of entry of the standard, phrases by the rule they belong to. A
bureau searches, switches, changes and adds to them in the draft of a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.checking.standard import Phrase, load_standard
from submissions.checking.standard.samples import samples_of
from submissions.standards import words_language

from .standard_editing import Content, built


@dataclass(frozen=True, slots=True)
class WordList:
    """One list as the pages name it; ``rule`` is the rule its phrases raise."""

    id: str
    kind: str
    name: str | Promise
    about: str | Promise
    rule: str = ""

    def holds(self, table: Mapping[str, Any]) -> bool:
        """Whether an entry of the kind stands in this list."""
        return not self.rule or table.get("rule") == self.rule


LISTS = (
    WordList(
        "expressions",
        "phrase",
        gettext_lazy("Fixed expressions"),
        gettext_lazy("Set phrases that reports get wrong, and how they read."),
        "expression.variant",
    ),
    WordList(
        "outdated",
        "phrase",
        gettext_lazy("Outdated expressions"),
        gettext_lazy("What was said in earlier years, and what is said now."),
        "expression.outdated",
    ),
    WordList(
        "powers",
        "phrase",
        gettext_lazy("Beyond an office's powers"),
        gettext_lazy("What a street or township office cannot have done."),
        "wording.beyond_powers",
    ),
    WordList(
        "residue",
        "phrase",
        gettext_lazy("Left over from templates"),
        gettext_lazy("Placeholders and instructions nobody filled in or removed."),
        "template.residue",
    ),
    WordList(
        "typos",
        "phrase",
        gettext_lazy("Slips of the pen"),
        gettext_lazy("Wrong characters, and what is probably meant."),
        "wording.typo",
    ),
    WordList(
        "meetings",
        "meeting",
        gettext_lazy("Meetings"),
        gettext_lazy("Party congresses and plenums with their month: none may be cited before it was held."),
    ),
    WordList(
        "programmes",
        "period",
        gettext_lazy("Programmes"),
        gettext_lazy("Outlines and publicity plans with the report years they run."),
    ),
    WordList(
        "laws",
        "law",
        gettext_lazy("Laws and regulations"),
        gettext_lazy("National laws a report may cite; one that is not here is asked about."),
    ),
)
LISTS_BY_ID = {word_list.id: word_list for word_list in LISTS}


@dataclass(frozen=True, slots=True)
class Word:
    """One entry of a list, as the page shows it."""

    word_list: WordList
    key: str
    table: Mapping[str, Any]
    is_changed: bool
    is_own: bool

    @property
    def is_on(self) -> bool:
        return self.table.get("enabled", True) is not False

    @property
    def name(self) -> str:
        """What a person calls it: a law's or meeting's name, a phrase's samples."""
        said = self.table.get("name")
        if isinstance(said, Mapping):
            return str(said.get(words_language()) or said.get("zh", ""))
        if self.word_list.kind == "law":
            return f"《{self.key}》"
        return "　".join(self.samples) or self.pattern

    @property
    def pattern(self) -> str:
        return str(self.table.get("pattern", ""))

    @property
    def samples(self) -> tuple[str, ...]:
        """Texts it finds: the ones kept with it, else made from the pattern."""
        return tuple(self.table.get("fails", ())[:3]) or samples_of(self.pattern)

    @property
    def right(self) -> str:
        """What should stand there instead."""
        return str(self.table.get("right") or self.table.get("instead") or "")

    @property
    def note(self) -> str:
        """Dates of its own: when held, passed, or how long it runs."""
        table = self.table
        if self.word_list.kind == "period":
            return f"{table.get('first')}–{table.get('last')}"
        if self.word_list.kind == "law" and table.get("valid_to"):
            return _("in force up to report year %(year)s") % {"year": table["valid_to"]}
        return str(table.get("held") or table.get("since") or "")

    def says(self, wanted: str) -> bool:
        """Whether the words looked for stand anywhere in it."""
        said = (self.key, self.name, self.pattern, self.right, *self.samples)
        return any(wanted.lower() in text.lower() for text in said)


class WordLists:
    """The lists of one content, built once."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.standard = built(content)

    def words(self, word_list: WordList) -> Iterator[Word]:
        """All entries of a list, those switched off included; the bureau's own first."""
        own = self.content.get(word_list.kind, {})
        shipped = load_standard().source[word_list.kind]
        tables = self.standard.source[word_list.kind]
        for key in sorted(tables, key=lambda key: (key in shipped, key not in own)):
            if word_list.holds(tables[key]):
                yield Word(word_list, key, tables[key], key in own, key not in shipped)

    def word(self, word_list: WordList, key: str) -> Word | None:
        """One entry; None where the list has none."""
        return next((word for word in self.words(word_list) if word.key == key), None)

    def found(self, lists: Iterable[WordList], wanted: str, *, only_own: bool) -> list[Word]:
        """The entries of some lists that say what is looked for."""
        return [
            word
            for word_list in lists
            for word in self.words(word_list)
            if (not wanted or word.says(wanted)) and (word.is_changed or not only_own)
        ]

    def counts(self) -> dict[str, int]:
        """How many entries each list has in use."""
        return {each.id: sum(word.is_on for word in self.words(each)) for each in LISTS}

    def new_key(self, word_list: WordList) -> str:
        """An id no entry has yet."""
        taken = self.standard.source[word_list.kind]
        return next(key for number in count(1) if (key := f"own_{word_list.id}_{number}") not in taken)

    def wrong_examples(self, key: str) -> list[str]:
        """Examples of a phrase that do not do what they should, in words."""
        phrase = self.standard.phrases.get(key)
        if phrase is None:  # switched off, or no phrase
            return []
        missed = [_("“%s” is not found.") % text for text in phrase.fails if not finds(phrase, text)]
        caught = [text for text in phrase.passes if finds(phrase, text)]
        return missed + [_("“%s” is found, and should be left alone.") % text for text in caught]


def finds(phrase: Phrase, text: str) -> bool:
    """Whether the phrase raises its rule in one sentence."""
    return bool(phrase.pattern.search(text)) and not (phrase.unless and phrase.unless.search(text))
