"""Patterns with their first groups multiplied out find what they found before."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from submissions.checking.standard import Standard, load_standard
from submissions.checking.standard.openings import with_plain_openings
from submissions.checking.tests.evaluation.labels import samples


@pytest.mark.parametrize(
    ("pattern", "opened"),
    [
        ("(?:甲|乙)丙", "甲丙|乙丙"),
        ("(?:甲|乙)?丙", "甲丙|乙丙|丙"),
        ("(?:(?:甲|乙)丁|戊)丙|己", "甲丁丙|乙丁丙|戊丙|己"),
        ("[甲乙]丙", "甲丙|乙丙"),
        ("“?[甲乙]丙", "“[甲乙]丙|甲丙|乙丙"),
        ("[“‘]?丙", "“丙|‘丙|丙"),
        (r"(?:[|)\]]|\|)丙", r"[|)\]]丙|\|丙"),
        ("甲|", "甲|"),
    ],
)
def test_groups_at_the_beginning_are_multiplied_out(pattern: str, opened: str) -> None:
    assert with_plain_openings(re.compile(pattern)) == opened


@pytest.mark.parametrize(
    "pattern", ["(?:甲|乙)+丙", "(?:甲|乙)??丙", "[甲乙]{2}丙", "[^甲]丙", "(?<!甲)乙", "[一-二]丙"]
)
def test_what_cannot_be_multiplied_out_stays(pattern: str) -> None:
    assert with_plain_openings(re.compile(pattern)) == pattern


@pytest.mark.parametrize("pattern", ["(?:甲|乙)(丙)", "(?i)(?:app|乙)丙", f"(?:{'|'.join('甲' * 201)})丙"])
def test_capturing_groups_flags_and_too_many_alternatives_stay(pattern: str) -> None:
    assert with_plain_openings(re.compile(pattern)) == f"(?:{pattern})"


def choices(standard: Standard) -> Iterator[tuple[re.Pattern[str], ...]]:
    for duty in standard.duties.values():
        yield from (duty.strong, duty.weak)
    for content in standard.contents.values():
        yield from (content.signals, content.headings)


def test_the_standards_patterns_find_what_they_found_before() -> None:
    texts = [sample.text for sample in samples()]
    for patterns in choices(load_standard()):
        before = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns) or "(?!)")
        after = re.compile("|".join(map(with_plain_openings, patterns)) or "(?!)")
        for text in texts:
            assert [m.span() for m in after.finditer(text)] == [m.span() for m in before.finditer(text)]
