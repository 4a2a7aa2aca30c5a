"""Whether the patterns a bureau writes come to an end, tried where they can be stopped.

A search cannot be interrupted and holds up every other page of its process, so it is tried in a child under
a limit of processor time, on texts that lead a careless repetition astray. What passes goes into the draft;
a whole report under a draft is read in a child as well (:mod:`review.standard_on_trial`).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from submissions.checking.standard import Standard, load_standard
from submissions.checking.standard.model import Patterns
from submissions.checking.standard.samples import samples_of

SECONDS = 2  # of processor time, for all patterns of a draft; a good one takes a thousandth
PATIENCE = 20  # seconds by the clock, on a machine that is busy otherwise
MEGABYTES = 512
LENGTH = 1000  # characters of a text tried; twice as many make a bad pattern a thousand times slower
PIECES = 24
RUN = re.compile(r"[一-龥A-Za-z0-9]+")
KINDS = {
    "content": "contents",
    "duty": "duties",
    "topic": "topics",
    "phrase": "phrases",
    "period": "periods",
    "meeting": "meetings",
    "signal": "signals",
    "lexicon": "lexicons",
}
_SEARCH = """
import json, re, resource, sys
seconds, megabytes = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
for line in sys.stdin:
    pattern, texts = json.loads(line)
    search = re.compile(pattern).search
    for text in texts:
        search(text)
    print(flush=True)
"""


def too_slow(standard: Standard, texts: Iterable[str] = ()) -> list[str]:
    """What is wrong with the first of the standard's own patterns that does not come to its end, in words;
    [] where all do. ``texts`` are tried besides.
    """
    own = dict.fromkeys(text for text in patterns_of(standard) if text not in _shipped())
    if not own:
        return []
    tried = _tried([(pattern, [*texts, *_astray(pattern)]) for pattern in own])
    if tried == len(own):
        return []
    return [
        _(
            "“%(pattern)s” takes too long on some texts and would hold up every check. "
            "Write it without a repetition inside a repetition, such as (…+)+."
        )
        % {"pattern": list(own)[tried]}
    ]


def patterns_of(standard: Standard) -> Iterator[str]:
    """Every pattern of the entries in use, as it is searched for."""
    for name in KINDS.values():
        for entry in getattr(standard, name).values():
            for field in fields(entry):
                yield from _texts_of(getattr(entry, field.name))


def _texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, re.Pattern):
        yield value.pattern
    elif isinstance(value, Patterns):
        yield from (pattern.pattern for pattern in value)


@lru_cache(maxsize=1)
def _shipped() -> frozenset[str]:
    """The shipped patterns have tests of their own."""
    return frozenset(patterns_of(load_standard()))


def _astray(pattern: str) -> Iterator[str]:
    """Texts that repeat what the pattern is made of and break off: there a bad one tries every division."""
    signs = dict.fromkeys(sign for run in RUN.findall(pattern) for sign in run)
    samples = samples_of(pattern)
    pieces = [*samples, *(sample[:-1] for sample in samples), *RUN.findall(pattern), *signs, "某", "1", " "]
    for piece in list(dict.fromkeys(filter(None, pieces)))[:PIECES]:
        yield (piece * (LENGTH // len(piece) + 1))[:LENGTH] + "¤"


def _tried(searches: list[tuple[str, list[str]]]) -> int:
    """How many of the searches came to their end, in their order."""
    command = [sys.executable, "-I", "-S", "-c", _SEARCH, str(SECONDS), str(MEGABYTES)]
    lines = "\n".join(json.dumps(search) for search in searches)
    try:
        done = subprocess.run(
            command, input=lines.encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        return (error.stdout or b"").count(b"\n")
    return done.stdout.count(b"\n")
