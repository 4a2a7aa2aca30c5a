"""What a careful reviewer saw copied between the real reports, where those are at hand."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import pytest

from submissions.checking.copies import similar_passages, sketch_report

from .checks.conftest import context_of
from .evaluation.labels import REAL_REPORTS

pytestmark = pytest.mark.skipif(not REAL_REPORTS.is_dir(), reason="the real reports are not at hand")


def folded(text: str) -> str:
    """As the labels compare quotes: without blanks and marks, half-width punctuation made full."""
    return re.sub(r"[\s*#]", "", text).translate(str.maketrans(",():;", "，（）：；"))


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    labels: dict[str, Any] = json.loads((REAL_REPORTS / "expected.json").read_text(encoding="utf-8"))
    return labels


@pytest.fixture(scope="module")
def shared() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Content and words of every passage two reports share, by the names of the two."""
    contexts = {
        path.name: context_of(path.read_text(encoding="utf-8")) for path in REAL_REPORTS.glob("*.txt")
    }
    sketches = {
        name: sketch_report(c.document, c.outline, c.facts, c.standard) for name, c in contexts.items()
    }
    return {
        (one, other): [
            (passage.section, folded(passage.span.of(contexts[one].text)))
            for passage in similar_passages(sketches[one], sketches[other])
        ]
        for one, other in combinations(sorted(contexts), 2)
    }


def test_every_copied_passage_is_found(
    expected: dict[str, Any], shared: dict[tuple[str, str], list[tuple[str, str]]]
) -> None:
    for copied in expected["copied"]:
        one, other = sorted(copied["reports"])
        found = [text for section, text in shared[one, other] if section == copied["section"]]

        assert sum(map(len, found)) >= copied["at_least"], copied
        assert any(folded(copied["quote"]) in text for text in found), copied


def test_nothing_else_is_called_copied(
    expected: dict[str, Any], shared: dict[tuple[str, str], list[tuple[str, str]]]
) -> None:
    copied = {tuple(sorted(entry["reports"])) for entry in expected["copied"]}

    assert {pair for pair, passages in shared.items() if passages} == copied
    for passages in shared.values():
        for _, text in passages:
            assert not any(folded(quote) in text for quote in expected["not_copied"])
