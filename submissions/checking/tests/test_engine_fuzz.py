"""What must hold for any file, however broken: thousands of mutated reports, within ``FUZZ_SECONDS`` seconds.

A failure names the kind and the number of the mutation; ``mutated(kind, number)`` makes the same bytes again.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import random
import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..document import Document
from ..engine import as_json, check_report
from ..reading import UnreadableError, read
from ..reading.errors import RecognitionNeededError
from ..results import Level, Outcome
from ..standard import load_standard
from .evaluation.labels import SAMPLES
from .files import file_of, paragraphs_of
from .reading.building import needs_office, rewritten

SECONDS = float(os.environ.get("FUZZ_SECONDS", "5"))
KINDS = ("txt", "txt-gb18030", "docx", "ofd", pytest.param("pdf", marks=needs_office))
_MARKS = "一二三、（）()。，；：“”《》〔〕%*#_-—·.1234567890 \n\t　年月日次份件★\ufeff\u200b\x00"
_WORDS = (
    "第一责任人",
    "党工委书记",
    "存在的不足和原因",
    "2024年",
    "其中",
    "共",
    "《中华人民共和国",
    "秘密★",
    "一、",
    "（一）",
    "\n\n",
)


@cache
def _sample(number: int) -> tuple[str, ...]:
    names = sorted(path for path in SAMPLES.glob("*.txt") if path.stem != "too-long-2023")
    return paragraphs_of(names[number % len(names)].read_text("utf-8"))


def _cut(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.randrange(200) :]


def _doubled(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start : start + chance.randrange(400)] * 2 + text[start:]


def _swapped(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def _sown(text: str, chance: random.Random) -> str:
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(text) + 1)
        seed = chance.choice(_WORDS) if chance.random() < 0.5 else chance.choice(_MARKS)
        text = text[:at] + seed + text[at:]
    return text


def _joined(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join(lines[:at]) + "".join(lines[at : at + 3]) + "\n".join(lines[at + 3 :])


_TEXT_MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (_cut, _doubled, _swapped, _sown, _joined)


def mutated_text(number: int) -> str:
    """A sample's text after one to four mutations, always the same for a number."""
    chance = random.Random(number)
    text = "\n".join(_sample(chance.randrange(1000)))
    for mutate in chance.choices(_TEXT_MUTATIONS, k=chance.randrange(1, 5)):
        text = mutate(text, chance)
    return text


def _damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 30))):
        at = chance.randrange(len(changed))
        if chance.random() < 0.5:
            changed[at] = chance.randrange(256)
        else:
            del changed[at : at + chance.randrange(1, 40)]
    return bytes(changed[: chance.randrange(len(changed))]) if chance.random() < 0.2 else bytes(changed)


def _damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """A zip that opens, with one XML part whose elements were left out, doubled or exchanged."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        name = chance.choice([name for name in package.namelist() if name.endswith((".xml", ".rels"))])
        parts = re.split(b"(?=<)", package.read(name))
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(parts))
        parts[at] = chance.choice(
            (b"", parts[at] * 2, chance.choice(parts), parts[at][: len(parts[at]) // 2])
        )
    return rewritten(data, {name: b"".join(parts)})


def mutated(kind: str, number: int) -> bytes:
    """A damaged file of ``kind``, always the same for a number."""
    if kind == "txt":
        return mutated_text(number).encode("utf-8", "replace")
    chance = random.Random(f"{kind} {number}")
    data = file_of(_sample(number % 3), kind)
    if kind in {"docx", "ofd"} and chance.random() < 0.8:
        return _damaged_inside(data, chance)
    return _damaged(data, chance)


def _read_without_recognition(data: bytes, *, name: str = "") -> Document:
    """Recognition takes seconds a page, and is not what is tried here."""
    try:
        return read(data, name=name, recognise=False)
    except RecognitionNeededError as error:
        raise UnreadableError("no_text") from error


def _answer(data: bytes) -> dict[str, Any]:
    return as_json(check_report(data, reader=_read_without_recognition), "f", "zh")


def _numbers_for(seconds: float) -> Iterator[int]:
    end = time.monotonic() + seconds
    return itertools.takewhile(lambda _number: time.monotonic() < end, itertools.count())


def _assert_sound(answer: dict[str, Any]) -> None:
    """Everything that has to hold of an answer, whatever the file."""
    length, standard = len(answer["text"]), load_standard()
    assert not re.search("[\x00\ud800-\udfff]", answer["text"])
    for item in (*answer["requirements"], *answer["findings"]):
        assert all(0 <= s["start"] < s["end"] <= length for s in item["evidence"]), item
    for requirement in answer["requirements"]:
        assert requirement["outcome"] in set(Outcome)
        shown = any(s["start"] < s["end"] for s in requirement["evidence"])
        assert shown or requirement["outcome"] not in {"met", "partial"}, requirement
    for finding in answer["findings"]:
        assert finding["rule"] in standard.rules
        assert finding["level"] in set(Level)
        assert finding["message"], finding
    _assert_outline_nested(answer)
    if answer["unreadable"]:
        assert {r["outcome"] for r in answer["requirements"]} == {"unchecked"}
        assert answer["unreadable"]["message"]


def _assert_outline_nested(answer: dict[str, Any]) -> None:
    last = 0
    for entry in answer["outline"]:
        assert last <= entry["start"] < entry["end"] <= len(answer["text"])
        under = answer["text"][entry["start"] : entry["end"]]
        assert re.sub(r"\s", "", under).startswith(re.sub(r"\s", "", entry["heading"]))
        last = entry["start"]


@pytest.mark.timeout(SECONDS * 4 + 120)
@pytest.mark.parametrize("kind", KINDS)
def test_every_mutated_file_gets_a_sound_answer(kind: str) -> None:
    for number in _numbers_for(SECONDS / len(KINDS)):
        try:
            _assert_sound(_answer(mutated(kind, number)))
        except Exception as error:
            error.add_note(f"made by mutated({kind!r}, {number})")
            raise


def test_the_same_bytes_get_the_same_answer() -> None:
    for number in range(10):
        data = mutated("txt", number)
        first, second = (json.dumps(_answer(data), ensure_ascii=False) for _ in range(2))
        assert first == second


@settings(
    max_examples=int(SECONDS * 12), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(st.lists(st.sampled_from([*_WORDS, *_MARKS]) | st.text(max_size=40), max_size=60).map("".join))
def test_any_text_at_all_gets_a_sound_answer(text: str) -> None:
    _assert_sound(_answer(text.encode("utf-8", "replace")))


def test_no_chinese_character_is_lost_in_normalising() -> None:
    for number in range(40):
        text = mutated_text(number)
        try:
            document = read(text.encode("utf-8", "replace"))
        except UnreadableError:
            continue
        kept = document.text + "".join(paragraph.text for paragraph in document.margin)
        assert Counter(re.findall("[一-龥]", text)) == Counter(re.findall("[一-龥]", kept)), number
