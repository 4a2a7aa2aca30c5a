"""The examples every rule carries in the standard: what must raise it, and what must not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from submissions.checking.standard import load_standard

from .conftest import Judged


def examples(kind: str) -> Iterator[object]:
    for rule in load_standard().rules.values():
        for number, text in enumerate(getattr(rule, kind), start=1):
            yield pytest.param(rule.id, text, id=f"{rule.id}-{number}")


@pytest.mark.parametrize(("rule", "text"), list(examples("fails")))
def test_a_failing_example_raises_its_rule(rule: str, text: str, judge: Callable[[str], Judged]) -> None:
    judged = judge(text)

    assert judged.of(rule)
    assert all(0 <= span.start < span.end <= len(judged.text) for f in judged.of(rule) for span in f.evidence)


@pytest.mark.parametrize(("rule", "text"), list(examples("passes")))
def test_a_passing_example_does_not_raise_its_rule(
    rule: str, text: str, judge: Callable[[str], Judged]
) -> None:
    assert judge(text).quotes(rule) == []
