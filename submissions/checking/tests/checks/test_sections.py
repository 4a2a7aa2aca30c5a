from __future__ import annotations

from dataclasses import replace

import pytest

from submissions.checking.checks.sections import check_sections
from submissions.checking.results import Outcome, Requirement

from ..reports import TEXT, context_of

TITLE = "柳湾乡2024年法治政府建设情况报告\n"
CHAPTERS = {
    "achievements": f"主要举措和成效\n{TEXT}",
    "shortcomings": f"存在的不足和原因\n{TEXT}",
    "first_responsible": f"党政主要负责人履行推进法治建设第一责任人职责情况\n{TEXT}",
    "next_plan": f"2025年主要安排\n{TEXT}",
    "other": f"其他需要报告的情况\n{TEXT}",
}


def judged(text: str, confidence: float = 1.0) -> dict[str, Requirement]:
    context = context_of(text)
    context = replace(context, document=replace(context.document, confidence=confidence))
    answers = {answer.id.removeprefix("section."): answer for answer in check_sections(context)}
    for answer in answers.values():
        if answer.outcome in (Outcome.MET, Outcome.PARTIAL):
            assert answer.evidence
        assert all(0 <= span.start < span.end <= len(context.text) for span in answer.evidence)
    return answers


def report(*contents: str) -> str:
    chapters = [
        f"{number}、{CHAPTERS[content]}" for number, content in zip("一二三四五", contents, strict=False)
    ]
    return TITLE + "\n".join(chapters)


def test_a_whole_report_meets_all_five() -> None:
    answers = judged(report(*CHAPTERS))

    assert {answer.outcome for answer in answers.values()} == {Outcome.MET}
    assert [answer.evidence[0].start for answer in answers.values()] == sorted(
        answer.evidence[0].start for answer in answers.values()
    )


@pytest.mark.parametrize("left_out", [content for content in CHAPTERS if content != "other"])
def test_a_chapter_left_out_is_missing(left_out: str) -> None:
    answers = judged(report(*(content for content in CHAPTERS if content != left_out)))

    assert answers[left_out].outcome is Outcome.MISSING
    assert answers[left_out].note == "section_missing"
    assert all(answer.outcome is Outcome.MET for key, answer in answers.items() if key != left_out)


def test_nothing_else_to_report_is_no_lack() -> None:
    answer = judged(report("achievements", "next_plan"))["other"]

    assert (answer.outcome, answer.note) == (Outcome.NOT_APPLICABLE, "section_optional")


def test_a_chapter_off_the_subject_is_no_other_content() -> None:
    answers = judged(f"{report('achievements')}\n二、深化精细治理，提升宜居品质\n{TEXT}")

    assert answers["other"].outcome is Outcome.NOT_APPLICABLE


def test_one_heading_with_two_contents_meets_both() -> None:
    answers = judged(f"{TITLE}一、主要举措和成效\n{TEXT}\n二、存在问题及下一步打算\n{TEXT}")

    assert answers["shortcomings"].outcome is answers["next_plan"].outcome is Outcome.MET
    assert answers["shortcomings"].note == "section_shared"
    assert answers["shortcomings"].params == {"with": ["section.next_plan"]}


def test_a_sub_heading_is_partial_and_says_under_which_chapter() -> None:
    answers = judged(
        f"{TITLE}一、主要举措和成效\n（一）落实党政主要负责人第一责任人职责\n{TEXT}\n二、下一步打算\n{TEXT}"
    )

    assert answers["first_responsible"].outcome is Outcome.PARTIAL
    assert answers["first_responsible"].note == "section_nested"
    assert answers["first_responsible"].params == {"under": "一、主要举措和成效"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("first_responsible", "乡党委书记切实履行推进法治建设第一责任人职责，主持召开会议3次。"),
        ("first_responsible", "党政主要负责人带头学法，听取汇报2次。"),
        ("shortcomings", "我乡法治建设取得一定成效，但仍存在一些不足，执法力量薄弱。"),
        ("next_plan", "下一步，我乡将继续加强法治建设。"),
        ("next_plan", "2025年，我乡将继续加强法治建设。"),
    ],
)
def test_a_mention_in_the_text_is_partial_with_the_sentence(content: str, sentence: str) -> None:
    text = f"{TITLE}一、主要举措和成效\n{TEXT}{sentence}"
    context = context_of(text)
    answer = judged(text)[content]

    assert (answer.outcome, answer.note) == (Outcome.PARTIAL, "section_in_text")
    assert [span.of(context.text) for span in answer.evidence] == [sentence]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("shortcomings", "针对检查中发现的问题及时整改。"),
        ("shortcomings", "着力解决群众反映的困难。"),
        ("next_plan", "2024年将法治建设纳入考核。"),
        ("next_plan", "2024年主要做了三项工作。"),
        ("first_responsible", "落实行政机关负责人出庭应诉制度。"),
        ("first_responsible", "深入学习习近平总书记重要讲话精神。"),
    ],
)
def test_what_is_no_mention(content: str, sentence: str) -> None:
    assert judged(f"{TITLE}一、主要举措和成效\n{TEXT}{sentence}")[content].outcome is Outcome.MISSING


def test_what_the_plan_promises_of_the_leaders_is_not_yet_done() -> None:
    answers = judged(f"{TITLE}一、主要举措和成效\n{TEXT}\n二、2025年安排\n压实党政主要负责人第一责任人职责。")

    assert answers["first_responsible"].outcome is Outcome.MISSING


def test_a_heading_with_nothing_under_it_is_not_met() -> None:
    answers = judged(f"{TITLE}一、主要举措和成效\n{TEXT}\n二、存在的不足和原因\n三、2025年主要安排\n{TEXT}")

    assert (answers["shortcomings"].outcome, answers["shortcomings"].note) == (
        Outcome.MISSING,
        "section_empty",
    )


def test_numbered_sentences_are_text() -> None:
    answers = judged(
        f"{TITLE}一、主要举措和成效\n{TEXT}\n二、2025年主要安排\n（一）每季度开展一次普法宣传培训活动。\n（二）全面落实执法公示制度。"
    )

    assert answers["next_plan"].outcome is Outcome.MET


def test_a_scan_read_badly_leaves_the_question_to_a_person() -> None:
    answers = judged(report("achievements"), confidence=0.6)

    assert answers["shortcomings"].outcome is Outcome.UNSURE
    assert answers["achievements"].outcome is Outcome.MET
