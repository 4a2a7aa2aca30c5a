"""Mutated files of every kind, and what holds of whatever could be read.

``FUZZ_SECONDS`` (default 5) is shared by the kinds; the seed is fixed, so a
longer run continues where a shorter one stopped.
"""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.checking.document import Document
from submissions.checking.reading import UnreadableError, read
from submissions.checking.reading.assembling import assemble
from submissions.checking.reading.errors import RecognitionNeededError
from submissions.checking.reading.legacy import _read_pieces, _streams
from submissions.checking.reading.normalising import normalise
from submissions.checking.reading.wire import dump_document, load
from submissions.checking.tests.reading import building

SECONDS = float(os.environ.get("FUZZ_SECONDS", "5"))
SLOWEST = 5.0  # seconds a single small file may take

Reader = Callable[[bytes], Document]


def _read(data: bytes) -> Document:
    return read(data, recognise=False)


def _read_binary(data: bytes) -> Document:
    """The old format without LibreOffice, which would take two seconds a file."""
    return assemble(_read_pieces(*_streams(data)))


KINDS: dict[str, tuple[Callable[[], bytes], Reader]] = {
    "docx": (building.docx_bytes, _read),
    "pdf": (building.pdf_bytes, _read),
    "ofd": (building.ofd_bytes, _read),
    "txt": (lambda: "\n".join(building.PARAGRAPHS).encode("gb18030"), _read),
    "html": (lambda: "".join(f"<p>{line}</p>" for line in building.PARAGRAPHS).encode(), _read),
    "image": (lambda: building.image_bytes(building.page_image()), _read),
    "doc": (lambda: building.converted("doc"), _read_binary),
}
MARKED = [pytest.param(kind, marks=building.needs_office) if kind == "doc" else kind for kind in KINDS]


@pytest.mark.parametrize("kind", MARKED)
def test_mutations_end_in_a_document_or_a_reason(kind: str) -> None:
    build, reader = KINDS[kind]
    data, chance = build(), random.Random(7)
    until = time.monotonic() + SECONDS / len(KINDS)
    count = 0
    while count < 3 or time.monotonic() < until:
        mutated = mutate(data, chance)
        started = time.monotonic()
        with suppress(UnreadableError, RecognitionNeededError):
            hold(reader(mutated))
        assert time.monotonic() - started < SLOWEST
        count += 1


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Single bytes, cut ends, doubled or lost stretches; inside a zip often the entries themselves."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        return mutate_entry(data, chance)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(changed))
        kind = chance.randrange(5)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            changed[at : at + chance.randint(1, 64)] = b""
        elif kind == 2:
            changed[at:at] = changed[at : at + chance.randint(1, 256)]
        elif kind == 3:
            changed[at : at + 4] = chance.choice(
                [b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\x7f"]
            )
        elif chance.random() < 0.2:
            del changed[max(1, at) :]
        if not changed:
            return b"\x00"
    return bytes(changed)


def mutate_entry(data: bytes, chance: random.Random) -> bytes:
    """One entry of a zip mutated, the zip itself whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    name = chance.choice([name for name in entries if entries[name]])
    entries[name] = mutate(b"<" + entries[name][1:], chance)
    return building.zipped(entries)


def hold(document: Document) -> None:
    """What is true of every document, however it came about."""
    assert document.text == "\n".join(paragraph.text for paragraph in document.paragraphs)
    at = 0
    for paragraph in document.paragraphs:
        assert paragraph.text
        assert paragraph.span.start == at
        assert paragraph.span.of(document.text) == paragraph.text
        at = paragraph.span.end + 1
        assert len(paragraph.origin) == len(paragraph.text)
        assert list(paragraph.origin) == sorted(paragraph.origin)
        assert not paragraph.origin or paragraph.origin[-1] < len(paragraph.original)
        indices = [index for index, _ in paragraph.places]
        assert indices == sorted(indices)
    assert "\x00" not in document.text
    document.text.encode("utf-8")  # no lone surrogate
    assert load(dump_document(document)) == document


MARKS = "一二三、，。（）()《》“”:;,.!?#*-— \u3000\t\n\r法治政府建设2024年abc%[]\u200b\x00\ue000\ud800①１Ａ"


@given(st.text(alphabet=st.one_of(st.sampled_from(MARKS), st.characters()), max_size=200))
@settings(deadline=None, max_examples=200)
def test_normalising_loses_no_word_and_maps_back(written: str) -> None:
    text, origin = normalise(written)
    assert len(text) == len(origin)
    assert list(origin) == sorted(origin)
    assert [c for c in text if "一" <= c <= "龥"] == [c for c in written if "一" <= c <= "龥"] or any(
        "\u2e80" <= c <= "\u2fdf" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000" for c in written
    )
    for character, index in zip(text, origin, strict=True):
        if "一" <= character <= "龥" and "一" <= written[index] <= "龥":
            assert written[index] == character
    again, _ = normalise(text)
    assert again == text or any(mark in written for mark in "#*") or not again.strip()


@given(
    st.lists(st.text(alphabet=MARKS.replace("\ud800", ""), min_size=1, max_size=60), min_size=1, max_size=12)
)
@settings(deadline=None, max_examples=100)
def test_the_same_bytes_give_the_same_document(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    first, second = outcome(data), outcome(data)
    assert first == second
    if isinstance(first, Document):
        hold(first)


def outcome(data: bytes) -> Document | str:
    """The document, or the reason there is none."""
    try:
        return read(data)
    except UnreadableError as refused:
        return refused.reason
