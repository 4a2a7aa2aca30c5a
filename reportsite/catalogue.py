"""The catalogue of everything a person reads: kept in ``locale/``, compiled and checked.

Pure Python with Babel, because GNU gettext is not on a bare machine. The same
messages give the same bytes: entries are sorted and carry no dates and no line
numbers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from .texts import Harvest, Message, harvest

LOCALE = "zh_Hans"
_PLACEHOLDER = re.compile(r"%%|%\((\w+)\)[-#0-9. +]*[a-zA-Z]|%[-#0-9. +]*[srdif]|\{(\w*)(?:[!:][^{}]*)?\}")


class DatelessCatalogue(Catalog):
    """A catalogue whose header does not change from one run to the next."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The headers gettext needs, and no dates or names of people."""
        return [
            ("Language", LOCALE),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def folder(root: Path) -> Path:
    """Where the catalogue lives."""
    return root / "locale" / LOCALE / "LC_MESSAGES"


def translations(root: Path) -> dict[tuple[str, str], str]:
    """(context, text) → Chinese, as kept in the catalogue; an empty one when there is none yet."""
    path = folder(root) / "django.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=LOCALE)
    return {_key(entry.context, entry.id): _first(entry.string) for entry in catalogue if entry.id}


def _key(context: str | None, text: str | Iterable[str]) -> tuple[str, str]:
    return context or "", _first(text)


def _first(text: str | Iterable[str]) -> str:
    return text if isinstance(text, str) else next(iter(text), "")


def fill(known: dict[tuple[str, str], str], given: Mapping[str, str], found: Harvest) -> list[str]:
    """Put ``{text: Chinese}`` (or ``{"context|text": Chinese}``) into ``known``; return what nothing uses."""
    unused = set(given)
    for message in found.places:
        for name in (f"{message.context}|{message.text}", message.text):
            if name in given:
                known[message.key] = given[name]
                unused.discard(name)
                break
    return sorted(unused)


def build(found: Harvest, known: Mapping[tuple[str, str], str]) -> Catalog:
    """The catalogue of ``found`` with the Chinese of ``known``; nothing guessed, nothing obsolete kept.

    Where two calls share a text and only one gives a plural, the plural wins, as gettext does it.
    """
    comment = "# Every text of the site; how to translate is in CONTRIBUTING.md."
    catalogue = DatelessCatalogue(locale=LOCALE, header_comment=comment, fuzzy=False)
    by_key: dict[tuple[str, str], Message] = {}
    for message in sorted(found.places):
        by_key[message.key] = message
    for key, message in sorted(by_key.items()):
        files = sorted({name for other, names in found.places.items() if other.key == key for name in names})
        chinese = known.get(key, "")
        catalogue.add(
            (message.text, message.plural) if message.plural else message.text,
            (chinese,) if message.plural else chinese,
            locations=[(name, None) for name in files],
            context=message.context or None,
        )
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, include_lineno=False)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as a compiled .mo file; untranslated texts are left out and show in English."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def keep(root: Path, catalogue: Catalog) -> None:
    """Write both files, each in one step, so that a running server never reads half a catalogue."""
    target = folder(root)
    target.mkdir(parents=True, exist_ok=True)
    for name, content in (("django.po", po_bytes(catalogue)), ("django.mo", mo_bytes(catalogue))):
        unfinished = target / f".{name}.new"
        unfinished.write_bytes(content)
        unfinished.replace(target / name)


def placeholders(text: str) -> set[str]:
    """The places of a text that are filled in later: ``%(name)s`` and ``{name}`` alike."""
    return {match[0] for match in _PLACEHOLDER.finditer(text) if match[0] != "%%"}


def untranslated(found: Harvest, known: Mapping[tuple[str, str], str]) -> dict[str, set[str]]:
    """Text → the files it stands in, for all that has no Chinese yet."""
    return {
        message.text: names for message, names in sorted(found.places.items()) if not known.get(message.key)
    }


def mismatches(found: Harvest, known: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """A sentence for every Chinese text whose places to fill differ from the English."""
    for message in sorted(found.places):
        chinese = known.get(message.key)
        wanted = placeholders(message.plural or message.text)
        if chinese and placeholders(chinese) != wanted:
            yield f"{message.text!r} has {sorted(wanted)}, its Chinese {sorted(placeholders(chinese))}"


def complaints(root: Path) -> list[str]:
    """What ``--check`` refuses: one sentence each, none when all is well."""
    found, known = harvest(root), translations(root)
    said = [f"{name} could not be read: {why}" for name, why in found.skipped.items()]
    said += [
        f"untranslated: {text!r} ({', '.join(sorted(names))})"
        for text, names in untranslated(found, known).items()
    ]
    said += [f"placeholders differ: {sentence}" for sentence in mismatches(found, known)]
    wanted = build(found, known)
    for name, content in (("django.po", po_bytes(wanted)), ("django.mo", mo_bytes(wanted))):
        path = folder(root) / name
        if not path.exists() or path.read_bytes() != content:
            said.append(f"{path.relative_to(root)} is stale: run `make messages` and commit it.")
    return said


class Update(NamedTuple):
    """What an update met: the texts, their Chinese, and the given texts that nothing uses."""

    found: Harvest
    known: dict[tuple[str, str], str]
    unused: list[str]


def update(root: Path, given: Mapping[str, str] | None = None) -> Update:
    """Bring the catalogue up to date, with the new Chinese of ``given``.

    While a file cannot be read (someone is writing it), nothing is dropped: its texts may still be in use.
    """
    found, known = harvest(root), translations(root)
    unused = fill(known, given or {}, found)
    kept = Harvest(dict(found.places), found.skipped)
    if found.skipped:
        present = {message.key for message in found.places}
        kept.places |= {Message(context, text): set() for context, text in known.keys() - present}
    keep(root, build(kept, known))
    return Update(found, known, unused)
