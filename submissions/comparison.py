"""Two texts side by side: paragraphs first, then sentences, then characters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

ALIKE = 45.0  # per cent; below this two paragraphs are another text, not a changed one
CONTEXT = 1  # unchanged paragraphs shown on each side of a change
SHORTEST_KEPT = 2  # characters; a shorter island between two changes reads as part of them

_SENTENCE = re.compile(r"[^。！？；]*[。！？；]?")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a changed paragraph: ``same``, ``removed`` or ``added``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph as it was and as it is: ``same``, ``changed``, ``removed`` or ``added``; or ``skipped``
    unchanged paragraphs in a row.
    """

    kind: str
    old: tuple[Part, ...] = ()
    new: tuple[Part, ...] = ()
    skipped: int = 0

    @property
    def inline(self) -> tuple[Part, ...]:
        """Old and new in one paragraph, what was removed before what was added."""
        merged: list[Part] = []
        new = iter(self.new)
        for part in self.old:
            if part.kind == "removed":
                merged.append(part)
                continue
            for fresh in new:
                merged.append(fresh)
                if fresh.kind == "same":
                    break
        return (*merged, *new)


def compare(old: str, new: str, *, collapse: bool = True) -> list[Row]:
    """The changes from ``old`` to ``new``; long unchanged stretches are collapsed."""
    rows = list(_rows(old.split("\n"), new.split("\n")))
    return list(_collapsed(rows)) if collapse else rows


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            for line in old[i1:i2]:
                yield Row("same", (Part("same", line),), (Part("same", line),))
        else:
            yield from _replaced(old[i1:i2], new[j1:j2])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """Pair paragraphs that are alike, in order; the rest was removed or added."""
    at = 0
    for line in new:
        partner = next((i for i in range(at, len(old)) if fuzz.ratio(old[i], line) >= ALIKE), None)
        if partner is None:
            yield Row("added", new=(Part("added", line),))
            continue
        for gone in old[at:partner]:
            yield Row("removed", old=(Part("removed", gone),))
        yield _changed(old[partner], line)
        at = partner + 1
    for gone in old[at:]:
        yield Row("removed", old=(Part("removed", gone),))


def _changed(old: str, new: str) -> Row:
    left: list[Part] = []
    right: list[Part] = []
    before, after = _sentences(old), _sentences(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        a, b = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            left.append(Part("same", a))
            right.append(Part("same", b))
        elif a and b and fuzz.ratio(a, b) >= ALIKE:
            _characters(a, b, left, right)
        else:
            left += [Part("removed", a)] if a else []
            right += [Part("added", b)] if b else []
    return Row("changed", tuple(left), tuple(right))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]


def _characters(old: str, new: str, left: list[Part], right: list[Part]) -> None:
    """The changed characters; islands too short to read are counted to the change around them."""
    removed = added = ""
    steps = [
        (step.tag, old[step.src_start : step.src_end], new[step.dest_start : step.dest_end])
        for step in Indel.opcodes(old, new)
    ]
    for index, (tag, a, b) in enumerate(steps):
        is_island = tag == "equal" and len(a) < SHORTEST_KEPT and 0 < index < len(steps) - 1
        if tag == "equal" and not is_island:
            _flush(left, right, removed, added)
            removed = added = ""
            left.append(Part("same", a))
            right.append(Part("same", b))
        else:
            removed += a
            added += b
    _flush(left, right, removed, added)


def _flush(left: list[Part], right: list[Part], removed: str, added: str) -> None:
    if removed:
        left.append(Part("removed", removed))
    if added:
        right.append(Part("added", added))


def _collapsed(rows: Sequence[Row]) -> Iterator[Row]:
    near = {
        i + shift
        for i, row in enumerate(rows)
        if row.kind != "same"
        for shift in range(-CONTEXT, CONTEXT + 1)
    }
    skipped = 0
    for index, row in enumerate(rows):
        if index in near:
            if skipped:
                yield Row("skipped", skipped=skipped)
                skipped = 0
            yield row
        else:
            skipped += 1
    if skipped:
        yield Row("skipped", skipped=skipped)
