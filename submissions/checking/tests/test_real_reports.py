"""The five real reports, read as a careful reviewer read them (where they are at hand)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from submissions.checking.engine import as_json, check_report

from .evaluation.places import FoldedText
from .reports import REAL_REPORTS, expected_of_real_reports

EXPECTED = expected_of_real_reports()
NAMES = sorted(EXPECTED)

pytestmark = pytest.mark.skipif(not EXPECTED, reason="the real reports are not at hand")


def read(name: str) -> dict[str, Any]:
    return as_json(check_report((REAL_REPORTS / name).read_bytes(), name=name), name)


def folded(text: str) -> str:
    bare = re.sub(r"[\s*#]", "", text)
    return bare.translate(str.maketrans(",():;", "，（）：；"))


@pytest.mark.parametrize("name", NAMES)
def test_facts(name: str) -> None:
    facts = read(name)["facts"]

    assert {key: facts[key] for key in EXPECTED[name]["facts"]} == EXPECTED[name]["facts"]


@pytest.mark.parametrize("name", NAMES)
def test_chapters_in_order(name: str) -> None:
    chapters = [[e["section"], folded(e["heading"])] for e in read(name)["outline"] if e["level"] == 1]

    assert chapters == [[section, folded(heading)] for section, heading in EXPECTED[name]["sections"]]


@pytest.mark.parametrize("name", NAMES)
def test_contents_under_another_chapter(name: str) -> None:
    outline = read(name)["outline"]
    nested = []
    for entry in outline:
        over = next(c for c in outline if c["level"] == 1 and c["start"] <= entry["start"] < c["end"])
        if entry["section"] != over["section"]:
            nested.append([entry["section"], folded(entry["heading"]), over["section"]])

    assert nested == [[s, folded(heading), over] for s, heading, over in EXPECTED[name]["nested"]]


@pytest.mark.parametrize("name", NAMES)
def test_all_four_chapters_are_met(name: str) -> None:
    outcomes = {r["id"]: r["outcome"] for r in read(name)["requirements"] if r["id"].startswith("section.")}

    assert outcomes.pop("section.other") == "not_applicable"
    assert set(outcomes.values()) == {"met"}


@pytest.mark.parametrize("name", NAMES)
def test_signature_date_year_and_name(name: str) -> None:
    topics = ("signature.", "date.", "period.", "office.", "text.")
    result = read(name)
    found = {f["rule"]: f for f in result["findings"] if f["rule"].startswith(topics)}
    wanted = {f["rule"]: f["quotes"] for f in EXPECTED[name]["must_find"] if f["rule"].startswith(topics)}

    assert set(found) == set(wanted)
    for rule, quotes in wanted.items():
        passages = [folded(result["text"][e["start"] : e["end"]]) for e in found[rule]["evidence"]]
        assert all(folded(quote) in passages for quote in quotes)


@pytest.mark.parametrize("name", NAMES)
def test_duties_shown_and_not_shown(name: str) -> None:
    outcomes = {r["id"]: r["outcome"] for r in read(name)["requirements"]}
    shown = {duty for duty in EXPECTED[name]["duties"] if outcomes[f"duty.{duty}"] == "met"}
    too_much = {duty for duty in EXPECTED[name]["duties_absent"] if outcomes[f"duty.{duty}"] == "met"}

    assert shown == set(EXPECTED[name]["duties"])
    assert not too_much


@pytest.mark.parametrize("name", NAMES)
def test_posts_spoken_of(name: str) -> None:
    result = check_report((REAL_REPORTS / name).read_bytes(), name=name)
    both = next(r for r in result.requirements if r.id == "duty.X3")
    missing = both.params.get("missing", [])
    posts = {post: f"term.post_{post}" not in missing for post in ("party", "office")}

    assert posts == EXPECTED[name]["posts"]


@pytest.mark.parametrize("name", NAMES)
def test_every_proof_stands_in_the_account_of_the_leaders(name: str) -> None:
    result = read(name)
    account = [(e["start"], e["end"]) for e in result["outline"] if e["section"] == "first_responsible"]
    proofs = [
        (r["id"], e["start"], e["end"])
        for r in result["requirements"]
        if r["id"].startswith("duty.") and r["outcome"] == "met"
        for e in r["evidence"]
    ]

    assert proofs
    for duty, start, end in proofs:
        assert any(first <= start and end <= last for first, last in account), duty


@pytest.mark.parametrize("name", NAMES)
def test_every_defect_is_found_at_its_quote(name: str) -> None:
    result = read(name)
    text = FoldedText(result["text"])
    for entry in EXPECTED[name]["must_find"]:
        evidence = [e for f in result["findings"] if f["rule"] == entry["rule"] for e in f["evidence"]]

        assert any(f["rule"] == entry["rule"] for f in result["findings"]), entry
        assert all(text.touches(quote, evidence) for quote in entry["quotes"]), entry


@pytest.mark.parametrize("name", NAMES)
def test_correct_passages_raise_nothing(name: str) -> None:
    result = read(name)
    text = FoldedText(result["text"])
    for quote in EXPECTED[name]["must_not_find"]:
        raised = [f["rule"] for f in result["findings"] if text.touches(quote, f["evidence"])]

        assert not raised, (quote, raised)
