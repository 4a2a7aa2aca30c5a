"""Structures offices really use, in the tests' own words."""

from __future__ import annotations

import time

import pytest

from submissions.checking.document import Document, Look, Paragraph, Section, Span
from submissions.checking.frame import frame_of
from submissions.checking.outline import outline_of, section_contents
from submissions.checking.outline.numbering import Style, marker_of
from submissions.checking.standard import load_standard

from .reports import TEXT, chapters_in, context_of, outline_in, tree_in

TITLE = "柳湾乡2024年法治政府建设情况报告\n"
FOUR = ("achievements", "shortcomings", "first_responsible", "next_plan")


def contents_of(text: str) -> list[tuple[str, ...]]:
    return [chapter[1:] for chapter in chapters_in(text)]


@pytest.mark.parametrize(
    ("text", "style", "number", "value"),
    [
        ("一、主要举措", Style.HAN, "一", 1),
        ("十二、其他", Style.HAN, "十二", 12),
        ("一.主要举措", Style.HAN, "一", 1),
        ("第一部分 主要举措", Style.PART, "一", 1),
        ("第2章 主要举措", Style.CHAPTER, "2", 2),
        ("（一）加强领导", Style.HAN_BRACKETS, "一", 1),
        ("一)加强领导", Style.HAN_BRACKETS, "一", 1),
        ("㈡加强领导", Style.HAN_BRACKETS, "2", 2),
        ("1.加强领导", Style.ARABIC, "1", 1),
        ("1、加强领导", Style.ARABIC, "1", 1),
        ("1．加强领导", Style.ARABIC, "1", 1),
        ("4.2019年工作安排", Style.ARABIC, "4", 4),
        ("（1）加强领导", Style.ARABIC_BRACKETS, "1", 1),
        ("1)加强领导", Style.ARABIC_BRACKETS, "1", 1),
        ("①加强领导", Style.CIRCLED, "1", 1),
        ("1.2加强领导", Style.DECIMAL, "1.2", 2),
    ],
)
def test_numbers_of_every_kind(text: str, style: Style, number: str, value: int) -> None:
    marker = marker_of(text)

    assert marker is not None
    assert (marker.style, marker.number, marker.value) == (style, number, value)


@pytest.mark.parametrize(
    "text",
    [
        "一是加强领导",
        "2024年，我乡",
        "12.4国家宪法日",
        "一、二季度开展活动",
        "二十大精神",
        "加强领导",
        "",
        "100余次",
    ],
)
def test_what_is_no_number(text: str) -> None:
    marker = marker_of(text)

    assert marker is None or marker.style is Style.DECIMAL  # 12.4 counts only under a heading 12


def test_the_usual_structure() -> None:
    text = (
        f"{TITLE}一、主要举措和成效\n（一）加强领导\n{TEXT}\n1.健全机制。{TEXT}\n（二）严格执法\n{TEXT}\n"
        f"二、存在的不足和原因\n{TEXT}"
    )

    assert tree_in(text) == [
        "一、主要举措和成效",
        "  （一）加强领导",
        "    1.健全机制。",
        "  （二）严格执法",
        "二、存在的不足和原因",
    ]


def test_spans_cover_heading_and_text_and_nest() -> None:
    text = f"{TITLE}一、主要举措和成效\n（一）加强领导。{TEXT}\n二、存在的不足和原因\n{TEXT}"
    context = context_of(text)
    first, sub, second = context.outline

    assert first.span.of(context.text).startswith("一、主要")
    assert first.span.of(context.text).endswith("45份。")
    assert first.span.covers(sub.span)
    assert sub.heading_span.of(context.text) == "（一）加强领导。"
    assert sub.body.of(context.text) == TEXT
    assert (sub.parent, second.parent) == (0, None)
    assert second.number == "二"


@pytest.mark.parametrize(
    "numbers",
    [
        ("一、", "二、", "三、", "四、"),
        ("（一）", "（二）", "（三）", "（四）"),
        ("1.", "2.", "3.", "4."),
        ("1、", "2、", "3、", "4、"),
        ("一)", "二)", "三)", "四)"),
        ("第一部分 ", "第二部分 ", "第三部分 ", "第四部分 "),
        ("㈠", "㈡", "㈢", "㈣"),
        ("", "", "", ""),
        ("一、", "二、", "二、", "三、"),
        ("一、", "三、", "四、", "六、"),
    ],
    ids=["han", "brackets", "arabic", "comma", "half", "part", "circled", "none", "restarted", "skipped"],
)
def test_any_numbering_gives_the_same_chapters(numbers: tuple[str, ...]) -> None:
    names = (
        "主要举措和成效",
        "存在的不足和原因",
        "党政主要负责人履行推进法治建设第一责任人职责情况",
        "下一年度主要安排",
    )
    text = TITLE + "\n".join(f"{number}{name}\n{TEXT}" for number, name in zip(numbers, names, strict=True))

    assert contents_of(text) == [(content,) for content in FOUR]


def test_arabic_over_bracketed_numbers_where_the_report_does_so() -> None:
    text = (
        f"{TITLE}1、主要举措和成效\n（一）加强领导\n{TEXT}\n（二）严格执法\n{TEXT}\n"
        f"2、存在的不足和原因\n（一）意识不强\n{TEXT}\n3、下一步打算\n（一）抓学习\n{TEXT}"
    )

    assert tree_in(text)[::3] == ["1、主要举措和成效", "2、存在的不足和原因", "  （一）抓学习"]
    assert contents_of(text) == [("achievements",), ("shortcomings",), ("next_plan",)]


def test_a_level_left_out_is_no_level() -> None:
    text = f"{TITLE}一、主要举措和成效\n1.加强领导\n{TEXT}\n二、存在的不足\n（一）意识不强\n{TEXT}"

    assert [section.level for section in outline_in(text)] == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        (f"一、主要举措和成效。{TEXT}", "一、主要举措和成效。"),
        (f"一、主要举措和成效：{TEXT}", "一、主要举措和成效："),
        (f"一、主要举措和成效  {TEXT}", "一、主要举措和成效"),
        (f"一、主要举措和成效2024年，我乡{TEXT}", "一、主要举措和成效"),
        ("一、主要举措和成效。", "一、主要举措和成效。"),
    ],
)
def test_heading_and_text_on_one_line(line: str, heading: str) -> None:
    assert chapters_in(f"{TITLE}{line}\n{TEXT}\n二、下一步打算\n{TEXT}")[0] == (heading, "achievements")


@pytest.mark.parametrize(
    ("lines", "heading"),
    [
        ("一、党政主要负责人履行推进法治建设第一责任人职责，\n加强法治政府建设的有关情况", "有关情况"),
        ("一、2024年度推进法治政府建设的主要举措\n和成效", "主要举措和成效"),
        ("一、党政主要负责人履行推进法治建设\n第一责任人职责情况", "第一责任人职责情况"),
    ],
)
def test_a_heading_broken_over_lines_is_whole(lines: str, heading: str) -> None:
    first = chapters_in(f"{TITLE}{lines}\n{TEXT}\n二、下一步打算\n{TEXT}")[0]

    assert first[0].endswith(heading)
    assert len(first) == 2


def test_a_short_first_line_of_text_is_no_part_of_the_heading() -> None:
    assert tree_in(f"{TITLE}一、主要举措和成效\n工作扎实有序。\n{TEXT}") == ["一、主要举措和成效"]


def test_one_heading_may_carry_two_contents() -> None:
    headings = ("一、2024年工作情况", "二、存在问题及下一步打算", "三、2025年工作计划和存在的困难")
    text = TITLE + "\n".join(f"{heading}\n{TEXT}" for heading in headings)

    assert contents_of(text)[1] == ("shortcomings", "next_plan")
    assert set(contents_of(text)[2]) == {"shortcomings", "next_plan"}


def test_topics_as_chapters_are_achievements() -> None:
    text = (
        f"{TITLE}一、强化政治引领，筑牢思想根基\n{TEXT}\n二、严格规范执法，提升行政效能\n{TEXT}\n"
        f"三、深化精细治理，扮靓美丽家园\n{TEXT}\n四、下一步打算\n{TEXT}"
    )

    assert contents_of(text) == [("achievements",)] * 3 + [("next_plan",)]


def test_a_chapter_off_the_subject_is_something_other() -> None:
    text = f"{TITLE}一、主要举措和成效\n{TEXT}\n二、深化精细治理，提升宜居品质\n{TEXT}"

    assert contents_of(text)[1] == ("other",)


def test_running_enumerations_are_no_headings() -> None:
    text = (
        f"{TITLE}一、主要举措和成效\n主要做了：1.宣传12次；2.化解30起；3.审查5份。\n1.宣传12次；\n2.化解30起；\n3.审查5份。\n"
        f"一是{TEXT}\n二是{TEXT}\n12.4国家宪法日开展宣传。\n3.15消费者权益日开展宣传。\n二、存在的不足\n{TEXT}"
    )

    assert tree_in(text) == ["一、主要举措和成效", "二、存在的不足"]


def test_sub_headings_inside_the_leaders_chapter_belong_to_it() -> None:
    outline = outline_in(f"{TITLE}一、党政主要负责人履职情况\n（一）强化理论武装，筑牢法治根基。{TEXT}")

    assert outline[1].contents == ()
    assert section_contents(outline, 1) == ("first_responsible",)


def test_a_plan_or_a_shortcoming_about_the_leaders_is_no_account_of_them() -> None:
    text = (
        f"{TITLE}一、存在的不足\n（一）第一责任人职责落实不到位\n{TEXT}\n"
        f"二、2025年主要安排\n（一）压实党政主要负责人第一责任人职责\n{TEXT}"
    )

    assert [section.contents for section in outline_in(text) if section.level == 2] == [(), ()]


def test_what_stands_behind_signature_and_annex_line_is_no_chapter() -> None:
    text = (
        f"{TITLE}一、主要举措和成效\n{TEXT}\n二、下一步打算\n{TEXT}\n柳湾乡人民政府\n2025年1月5日\n"
        "附件：柳湾乡任务清单\n一、组织领导\n二、普法宣传"
    )

    assert tree_in(text) == ["一、主要举措和成效", "二、下一步打算"]


def test_an_account_of_the_leaders_set_apart_as_an_annex_is_a_chapter() -> None:
    annex = f"附：乡党政主要负责人履行推进法治建设第一责任人职责情况\n{TEXT}\n附件：统计表"
    text = f"{TITLE}一、主要举措和成效\n{TEXT}\n{annex}"

    assert chapters_in(text)[1:] == [
        ("附：乡党政主要负责人履行推进法治建设第一责任人职责情况", "first_responsible")
    ]


def test_looks_tell_headings_without_numbers() -> None:
    lines = [
        ("柳湾乡2024年法治政府建设情况报告", Look(bold=True, centred=True)),
        ("主要举措和成效", Look(bold=True)),
        ("健全工作机制", Look(bold=True)),
        (TEXT, Look()),
        ("严格规范执法", Look(bold=True)),
        (TEXT, Look()),
        ("下一步打算", Look(bold=True)),
        (TEXT, Look()),
    ]

    outline = outline_of_lines(lines)

    assert [(section.level, section.heading) for section in outline] == [
        (1, "主要举措和成效"),
        (2, "健全工作机制"),
        (2, "严格规范执法"),
        (1, "下一步打算"),
    ]


def test_bold_lines_that_look_alike_stand_side_by_side() -> None:
    lines = [("柳湾乡2024年法治政府建设情况报告", Look(bold=True, centred=True))]
    for heading in ("总体情况", "坚持党建引领，凝聚合力", "规范执法行为", "不足与展望"):
        lines += [(heading, Look(bold=True)), (TEXT, Look())]

    outline = outline_of_lines(lines)

    assert [section.level for section in outline] == [1, 1, 1, 1]
    assert outline[-1].contents == ("shortcomings", "next_plan")


def outline_of_lines(lines: list[tuple[str, Look]]) -> tuple[Section, ...]:
    paragraphs, at = [], 0
    for text, look in lines:
        paragraphs.append(Paragraph(Span(at, at + len(text)), text, look=look))
        at += len(text) + 1
    document = Document("docx", "\n".join(text for text, _ in lines), tuple(paragraphs))
    return outline_of(document, frame_of(document), load_standard().contents)


def test_a_long_report_is_outlined_in_linear_time() -> None:
    def seconds(copies: int) -> float:
        part = "".join(f"（{n}）加强领导\n{TEXT * 4}\n" for n in "一二三四五六七八九")
        text = TITLE + "".join(f"{n}、规范执法行为\n{part}" for n in ["一", "二", "三", "四"] * copies)
        context = context_of(text)
        started = time.process_time()
        outline_of(context.document, frame_of(context.document), context.standard.contents)
        return time.process_time() - started

    seconds(1)
    assert seconds(8) < 30 * max(seconds(1), 0.002)
