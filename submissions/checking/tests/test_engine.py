from __future__ import annotations

import json
from datetime import date

import pytest

from submissions.checking.checks import Expectation
from submissions.checking.document import Document
from submissions.checking.engine import STEPS, as_json, check_report, requirement_ids
from submissions.checking.reading import UnreadableError
from submissions.checking.results import Level, Outcome
from submissions.checking.standard import load_standard, standard_from_mapping

from .reports import TEXT

REPORT = (
    "澄岩区柳湾街道2024年法治政府建设情况报告\n区委、区政府：\n2024年，柳湾街道扎实工作，现报告如下。\n"
    f"一、主要举措和成效\n（一）严格执法\n{TEXT}\n二、存在的不足和原因\n{TEXT}\n"
    f"三、党政主要负责人履行推进法治建设第一责任人职责情况\n{TEXT}\n四、2025年主要安排\n{TEXT}\n"
    "柳湾街道办事处\n2025年5月5日"
).encode()

KEYS = ["file", "kind", "unreadable", "standard", "facts", "text", "outline", "requirements", "findings"]


def test_the_answer_has_the_contracts_shape() -> None:
    answer = as_json(check_report(REPORT, name="r.txt"), "r.txt")

    assert list(answer) == KEYS
    assert (answer["file"], answer["kind"], answer["unreadable"]) == ("r.txt", "txt", None)
    assert answer["standard"] == load_standard().version
    assert answer["facts"] == {
        "title": "澄岩区柳湾街道2024年法治政府建设情况报告",
        "office": "柳湾街道",
        "place": "澄岩区",
        "report_year": 2024,
        "next_year": 2025,
        "document_number": None,
        "signers": [],
        "addressees": ["区委", "区政府"],
        "signed_by": ["柳湾街道办事处"],
        "signed_on": "2025-05-05",
    }
    assert list(answer["outline"][0]) == ["level", "number", "heading", "section", "start", "end"]
    assert list(answer["requirements"][0]) == ["id", "outcome", "evidence", "note"]
    assert list(answer["findings"][0]) == ["rule", "level", "message", "params", "evidence"]
    json.dumps(answer)


def test_the_outline_gives_every_heading_its_content() -> None:
    outline = as_json(check_report(REPORT), "r.txt")["outline"]

    assert [(entry["level"], entry["number"], entry["section"]) for entry in outline] == [
        (1, "一", "achievements"),
        (2, "一", "achievements"),
        (1, "二", "shortcomings"),
        (1, "三", "first_responsible"),
        (1, "四", "next_plan"),
    ]


def test_every_span_lies_in_the_text_and_every_verdict_has_its_proof() -> None:
    answer = as_json(check_report(REPORT), "r.txt")
    spans = [e for part in ("requirements", "findings") for entry in answer[part] for e in entry["evidence"]]
    spans += answer["outline"]

    assert all(0 <= span["start"] < span["end"] <= len(answer["text"]) for span in spans)
    assert all(r["evidence"] for r in answer["requirements"] if r["outcome"] in ("met", "partial"))
    assert {r["id"] for r in answer["requirements"]} == set(requirement_ids(load_standard().for_year(2024)))


def test_same_bytes_same_answer() -> None:
    first, second = (as_json(check_report(REPORT), "r.txt") for _ in range(2))

    assert json.dumps(first) == json.dumps(second)


def test_findings_stand_in_reading_order_with_a_level() -> None:
    findings = check_report(REPORT).findings
    starts = [min((span.start for span in finding.evidence), default=-1) for finding in findings]

    assert starts == sorted(starts)
    assert all(isinstance(finding.level, Level) for finding in findings)


def test_messages_speak_the_language_asked_for() -> None:
    result = check_report(REPORT)
    chinese = {f["rule"]: f["message"] for f in as_json(result, "r.txt", "zh")["findings"]}
    english = {f["rule"]: f["message"] for f in as_json(result, "r.txt", "en")["findings"]}

    assert chinese["date.late"] == "成文日期2025年5月5日，晚于2025年3月31日。"
    assert english["date.late"] == "Dated 2025年5月5日, after 31 March 2025."


def test_the_steps_are_told_as_they_begin() -> None:
    told: list[str] = []
    check_report(REPORT, on_step=told.append)

    assert tuple(told) == STEPS


def test_what_the_caller_knows_is_held_against_the_report() -> None:
    expectation = Expectation(year=2025, office="杏坞街道", due_on=date(2025, 1, 31))
    rules = {finding.rule for finding in check_report(REPORT, expectation=expectation).findings}

    assert {"period.wrong_year", "office.other_name", "date.late"} <= rules


def refuse(data: bytes, *, name: str = "") -> Document:
    raise UnreadableError("password")


def test_an_unreadable_file_is_unchecked_never_met() -> None:
    result = check_report(b"", reader=refuse)
    answer = as_json(result, "r.docx")

    assert answer["unreadable"]["reason"] == "password"
    assert "密码" in answer["unreadable"]["message"]
    assert {requirement.outcome for requirement in result.requirements} == {Outcome.UNCHECKED}
    assert (answer["text"], answer["outline"], answer["findings"]) == ("", [], [])


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 50, b"PK\x03\x04rubbish", b"%PDF-1.7 rubbish"])
def test_rubbish_gives_an_answer(data: bytes) -> None:
    assert as_json(check_report(data), "x")["unreadable"]["message"]


def test_a_bureaus_own_standard_counts() -> None:
    standard = standard_from_mapping(
        {
            "version": "county.1",
            "rule": {"date.late": {"level": "must"}},
            "content": {"other": {"required": True}},
        }
    )
    result = check_report(REPORT, standard=standard)

    assert result.standard == "county.1"
    assert next(f.level for f in result.findings if f.rule == "date.late") is Level.MUST
    assert next(r.outcome for r in result.requirements if r.id == "section.other") is Outcome.MISSING


def test_a_rule_that_does_not_hold_for_the_year_is_silent() -> None:
    standard = standard_from_mapping({"version": "county.2", "rule": {"date.late": {"valid_to": 2020}}})

    assert "date.late" not in {finding.rule for finding in check_report(REPORT, standard=standard).findings}
