"""The harness itself: a label that is wrong, or a comparison that cannot fail, would make the table lie."""

from __future__ import annotations

import pytest

from ...standard import load_standard
from .labels import Labelled, fold, samples
from .mutations import mutations
from .scoring import score
from .table import tally
from .wrapping import wrapped_lines

SAMPLES = samples()
REWRITTEN = [new for report in SAMPLES for new in mutations(report)]
ONLY_WITH_A_DATABASE = {"copy.other_office", "copy.own_last_year"}

TEXT = "甲乙镇2024年法治政府建设情况报告\n一、主要举措和成效\n调解纠纷20件。\n"
LABEL = {
    "facts": {"report_year": 2024},
    "sections": [["achievements", "一、主要举措和成效"]],
    "outcomes": {"section.achievements": "met", "section.next_plan": "missing"},
    "must_find": [{"rule": "punctuation.doubled", "quotes": ["调解纠纷20件"]}],
    "may_find": [{"rule": "figures.few", "quotes": []}],
    "duties": ["P1"],
    "duties_absent": ["G5"],
}


def _answer(**changes: object) -> dict[str, object]:
    heading = TEXT.index("一、")
    right = {
        "text": TEXT,
        "facts": {"report_year": 2024},
        "outline": [
            {
                "level": 1,
                "heading": "一、主要举措和成效",
                "section": "achievements",
                "start": heading,
                "end": 40,
            }
        ],
        "requirements": [
            {"id": "section.achievements", "outcome": "met", "evidence": [{"start": 0, "end": 2}]},
            {"id": "section.next_plan", "outcome": "missing", "evidence": []},
            {"id": "duty.P1", "outcome": "met", "evidence": [{"start": 0, "end": 2}]},
        ],
        "findings": [_finding("punctuation.doubled", "纠纷20"), _finding("figures.few", "甲乙镇")],
    }
    return {**right, **changes}


def _finding(rule: str, quote: str) -> dict[str, object]:
    start = TEXT.index(quote)
    return {"rule": rule, "level": "should", "evidence": [{"start": start, "end": start + len(quote)}]}


def _missed_and_false(answer: dict[str, object]) -> tuple[int, int]:
    total = tally(score(Labelled("report", TEXT, LABEL), answer))
    return total.missed, total.false


def test_a_right_answer_has_no_fault() -> None:
    assert _missed_and_false(_answer()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"facts": {"report_year": 2023}}, (1, 0)),
        ({"outline": []}, (1, 0)),
        ({"findings": []}, (1, 0)),
        ({"findings": [_finding("punctuation.doubled", "甲乙镇")]}, (1, 1)),
        ({"findings": [_finding("punctuation.doubled", "纠纷20"), _finding("date.late", "2024年")]}, (0, 1)),
        ({"requirements": []}, (2, 1)),
    ],
    ids=["fact", "outline", "finding", "finding at the wrong place", "false finding", "requirements"],
)
def test_a_wrong_answer_is_counted(changes: dict[str, object], expected: tuple[int, int]) -> None:
    assert _missed_and_false(_answer(**changes)) == expected


@pytest.mark.parametrize("report", SAMPLES, ids=lambda report: report.name)
def test_every_quote_of_a_label_stands_in_its_report(report: Labelled) -> None:
    label, text = report.label, fold(report.text)
    quotes = [heading for _content, heading in label["sections"]] + label["must_not_find"]
    quotes += [
        quote for key in ("must_find", "may_find") for entry in label[key] for quote in entry["quotes"]
    ]
    assert [quote for quote in quotes if fold(quote) not in text] == []


@pytest.mark.parametrize("report", REWRITTEN, ids=lambda report: report.name)
def test_a_rewritten_label_fits_the_rewritten_report(report: Labelled) -> None:
    text = fold(report.text)
    quotes = [heading for _content, heading in report.label["sections"]]
    quotes += [quote for entry in report.label["must_find"] for quote in entry["quotes"]]
    assert [quote for quote in quotes if fold(quote) not in text] == []


def test_every_rule_is_shown_by_a_sample() -> None:
    shown = {entry["rule"] for report in SAMPLES for entry in report.label["must_find"]}
    assert set(load_standard().rules) - ONLY_WITH_A_DATABASE - shown == set()


def test_every_duty_is_met_in_a_sample() -> None:
    shown = {f"{duty}" for report in SAMPLES for duty in report.label["duties"]}
    assert set(load_standard().duties) - shown == set()


def test_rewriting_is_deterministic() -> None:
    assert [(new.name, new.text) for report in SAMPLES for new in mutations(report)] == [
        (new.name, new.text) for new in REWRITTEN
    ]


def test_a_line_is_broken_neither_in_a_number_nor_before_a_mark() -> None:
    lines = wrapped_lines("全年调解纠纷12345件，成功率98.5%，《民法典》宣讲20场。", 8)
    assert "".join(lines) == "全年调解纠纷12345件，成功率98.5%，《民法典》宣讲20场。"
    assert not [line for line in lines if line[0] in "，。》" or line[-1] in "《"]
    assert any("12345" in line for line in lines)
