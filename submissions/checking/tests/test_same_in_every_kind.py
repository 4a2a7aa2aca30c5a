"""The same report in every kind of file: the same requirements and the same findings."""

from __future__ import annotations

from typing import Any

import pytest

from ..engine import as_json, check_report
from .evaluation.labels import SAMPLES, fold
from .files import KINDS, NEEDS_OFFICE, file_of, has_office, name_of, paragraphs_of, scan_of

REPORTS = ("baizhi-2024", "taoxun-2024", "wording-2024", "no-causes-2025")
FACTS = ("office", "place", "report_year", "next_year", "addressees", "signed_by", "signed_on")


def _paragraphs(name: str) -> tuple[str, ...]:
    return paragraphs_of((SAMPLES / f"{name}.txt").read_text("utf-8"))


def _answer(data: bytes, name: str) -> dict[str, Any]:
    return as_json(check_report(data, name=name), name, "en")


def _quotes(answer: dict[str, Any], item: dict[str, Any]) -> tuple[str, ...]:
    return tuple(fold(answer["text"][span["start"] : span["end"]]) for span in item["evidence"])


def _judgement(answer: dict[str, Any]) -> dict[str, Any]:
    """What the answer says, without offsets: those differ where lines break differently."""
    return {
        "facts": {name: answer["facts"][name] for name in FACTS},
        "sections": [(e["level"], e["section"], fold(e["heading"])) for e in answer["outline"]],
        "requirements": [(r["id"], r["outcome"], _quotes(answer, r)) for r in answer["requirements"]],
        "findings": sorted((f["rule"], f["level"], _quotes(answer, f)) for f in answer["findings"]),
    }


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "txt"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_kind_of_file_changes_no_judgement(name: str, kind: str) -> None:
    if kind in NEEDS_OFFICE and not has_office():
        pytest.skip("LibreOffice is not installed here, so there is no such file to read")
    paragraphs = _paragraphs(name)
    plain = _judgement(_answer(file_of(paragraphs, "txt"), name_of("txt")))
    assert _judgement(_answer(file_of(paragraphs, kind), name_of(kind))) == plain


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(not has_office(), reason="LibreOffice prints the pages that are then photographed")
def test_a_scan_has_the_same_chapters_and_no_false_must() -> None:
    paragraphs = _paragraphs("xingwu-2023")
    plain, scan = (
        _answer(data, name_of("pdf")) for data in (file_of(paragraphs, "txt"), scan_of(paragraphs))
    )
    assert _chapters(scan) == _chapters(plain)
    assert _sections(scan) == _sections(plain)
    assert [f["rule"] for f in scan["findings"] if f["level"] == "must"] == []


def _chapters(answer: dict[str, Any]) -> list[str]:
    return [entry["section"] for entry in answer["outline"] if entry["level"] == 1]


def _sections(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(r["id"], r["outcome"]) for r in answer["requirements"] if r["id"].startswith("section.")]
