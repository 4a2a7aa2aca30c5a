"""Chapters whose meaning their heading alone does not tell, and counts that begin anew."""

from __future__ import annotations

import pytest

from .reports import TEXT, chapters_in, context_of, tree_in

TITLE = "柳湾乡2024年法治政府建设情况报告\n"
LEADERS = "乡党委书记主持召开党委会研究法治工作4次，带头讲法治课1次；乡长牵头制定任务清单26项，主持学法5次。"


def contents_in(text: str) -> dict[str, list[str]]:
    return {heading: contents for heading, *contents in chapters_in(TITLE + text)}


def test_a_faint_heading_counts_where_no_other_chapter_does() -> None:
    alone = contents_in(f"一、基本情况\n{TEXT}\n二、存在的不足\n{TEXT}")
    beside = contents_in(f"一、基本情况\n{TEXT}\n二、主要做法\n{TEXT}")

    assert alone["一、基本情况"] == ["achievements"]
    assert beside == {"一、基本情况": ["other"], "二、主要做法": ["achievements"]}


def test_the_regulations_own_words_are_a_chapter_without_a_number() -> None:
    heading = "上一年度党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况"
    report = f"上一年度推进法治政府建设的主要举措和成效\n{TEXT}\n{heading}\n{TEXT}\n下一年度主要安排\n{TEXT}"

    assert contents_in(report)[heading] == ["first_responsible"]


@pytest.mark.parametrize("heading", ["二、履职情况", "二、履行职责情况", "二、法治建设责任落实情况"])
def test_the_chapter_on_duty_is_the_leaders(heading: str) -> None:
    report = f"一、主要举措和成效\n{TEXT}\n{heading}\n{LEADERS}\n三、下一步打算\n{TEXT}"
    with_another = report.replace("三、下一步打算", "三、党政主要负责人履行第一责任人职责情况")

    assert contents_in(report)[heading] == ["first_responsible"]
    assert contents_in(with_another)[heading] != ["first_responsible"]


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (LEADERS, "first_responsible"),
        (
            f"党政主要负责人认真履行推进法治建设第一责任人职责，带头落实上级各项部署，推动工作落地见效。{LEADERS}"
            + TEXT[:60],
            "first_responsible",
        ),
        ("成立领导小组，乡党委书记任组长，乡长任副组长，主要领导亲自抓，分管领导具体抓。", "achievements"),
        (f"{LEADERS}{TEXT * 6}", "achievements"),
    ],
)
def test_the_text_under_a_heading_on_leadership_decides(body: str, content: str) -> None:
    report = f"一、加强组织领导，压实工作责任\n{body}\n二、规范行政执法\n{TEXT}"

    assert next(iter(contents_in(report).values())) == [content]


def test_a_count_begun_anew_under_a_chapter_stands_below_it() -> None:
    report = (
        f"一、2024年法治政府建设主要措施\n一、强化领导，夯实基础\n{TEXT}\n二、规范执法，提升水平\n{TEXT}\n"
        f"二、存在的问题\n{TEXT}\n三、2025年工作思路\n{TEXT}"
    )

    assert tree_in(TITLE + report) == [
        "一、2024年法治政府建设主要措施",
        "  一、强化领导，夯实基础",
        "  二、规范执法，提升水平",
        "二、存在的问题",
        "三、2025年工作思路",
    ]


def test_a_chapter_with_text_of_its_own_is_followed_by_no_lower_count() -> None:
    report = f"一、主要举措和成效\n{TEXT}\n一、存在的不足\n{TEXT}\n二、下一步打算\n{TEXT}"

    assert not any(heading.startswith(" ") for heading in tree_in(TITLE + report))


def test_unnumbered_parts_stand_over_chapters_that_count_anew() -> None:
    report = (
        f"2024年法治政府建设工作\n一、坚持依法决策\n{TEXT}\n二、坚持规范执法\n{TEXT}\n"
        f"存在的问题和不足\n{TEXT}\n2025年工作计划\n一、提升普法实效\n{TEXT}\n二、提升队伍素养\n{TEXT}"
    )
    outcomes = {heading: contents for heading, *contents in chapters_in(TITLE + report)}

    assert outcomes == {
        "2024年法治政府建设工作": ["achievements"],
        "存在的问题和不足": ["shortcomings"],
        "2025年工作计划": ["next_plan"],
    }


@pytest.mark.parametrize(
    "line",
    [
        "乡党政主要负责人以上率下，切实担负起推进法治建设第一责任人职责。乡党委书记主持研究4次。",
        "无其他需要报告的情况。",
    ],
)
def test_a_sentence_is_no_heading(line: str) -> None:
    leaders = f"二、党政主要负责人履行第一责任人职责情况\n{line}\n"
    report = f"一、主要举措和成效\n{TEXT}\n{leaders}三、下一步打算\n{TEXT}"

    assert len(tree_in(TITLE + report)) == 3


def test_the_opening_tells_the_year_where_the_title_does_not() -> None:
    opening = "现就2024年法治政府建设工作报告如下：\n"
    context = context_of(f"{opening}一、主要做法\n{TEXT}\n二、2025年工作要点\n{TEXT}")

    assert [section.contents for section in context.outline] == [("achievements",), ("next_plan",)]
    assert context.facts.report_year == 2024


def test_a_signature_among_the_chapters_is_not_the_end() -> None:
    signed = "柳湾乡人民政府\n2025年1月5日\n"
    report = f"一、主要举措和成效\n{TEXT}\n{signed}二、存在的不足\n{TEXT}\n三、下一步打算\n{TEXT}"

    assert list(contents_in(report).values()) == [["achievements"], ["shortcomings"], ["next_plan"]]


@pytest.mark.parametrize(
    ("heading", "content"),
    [
        ("二、书记乡长抓法治工作情况", "first_responsible"),
        ("二、反思与不足", "shortcomings"),
        ("二、不足方面", "shortcomings"),
        ("二、接续奋斗，谋划来年", "next_plan"),
    ],
)
def test_chapters_in_plain_words(heading: str, content: str) -> None:
    report = f"一、主要举措和成效\n{TEXT}\n{heading}\n{TEXT}"

    assert contents_in(report)[heading] == [content]


def test_a_chapter_whose_text_on_its_line_is_a_list() -> None:
    leaders = "二、履行第一责任人职责：书记听取汇报2次；乡长出庭1次。"
    report = f"一、主要成效：{TEXT}\n{leaders}\n三、问题：一是人少；二是路远。"

    assert contents_in(report) == {
        "一、主要成效：": ["achievements"],
        "二、履行第一责任人职责：": ["first_responsible"],
        "三、问题：": ["shortcomings"],
    }
