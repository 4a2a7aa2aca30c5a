from __future__ import annotations

import pytest

from submissions.checking.checks.period import check_period
from submissions.checking.results import Level

from ..reports import TEXT, context_of


def wrong_years(text: str, year: int | None = None) -> list[str]:
    context = context_of(text, year=year)
    return [finding.evidence[0].of(context.text) for finding in check_period(context)]


def report(
    title: str = "柳湾乡2025年法治政府建设情况报告",
    opening: str = "2025年，柳湾乡扎实工作。现将有关情况报告如下：",
    first: str = "一、2025年推进法治政府建设的主要举措和成效",
    plan: str = "二、2026年主要安排",
    tail: str = "柳湾乡人民政府\n2026年1月5日",
) -> str:
    return f"{title}\n{opening}\n{first}\n{TEXT}\n{plan}\n{TEXT}\n{tail}"


def test_a_report_of_one_year_is_silent() -> None:
    assert wrong_years(report()) == []
    assert wrong_years(report(), year=2025) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"first": "一、2024年推进法治政府建设的主要举措和成效"}, "2024年"),
        ({"plan": "二、2025年主要安排"}, "2025年"),
        ({"opening": "2024年，柳湾乡扎实工作。现将有关情况报告如下："}, "2024年"),
        ({"opening": "柳湾乡扎实工作。现将2024年度情况报告如下："}, "2024年"),
        ({"tail": "柳湾乡人民政府\n2024年1月5日"}, "2024年1月5日"),
    ],
)
def test_a_year_left_over_is_found(changed: dict[str, str], found: str) -> None:
    years = wrong_years(report(**changed))

    assert len(years) == 1
    assert years[0].startswith(found)


def test_a_heading_is_shown_to_the_end_of_its_clause() -> None:
    heading = "一、2024年度推进法治政府建设的主要举措和成效，一是健全制度"
    assert wrong_years(report(first=heading)) == ["2024年度推进法治政府建设的主要举措和成效"]


def test_the_year_asked_for_is_held_against_the_title() -> None:
    assert "2025" in wrong_years(report(), year=2024)[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"opening": "2024年12月，县委部署法治工作。2025年，柳湾乡扎实工作。"},
        {"opening": "2021年以来，柳湾乡扎实工作。现将2025年度情况报告如下："},
        {"opening": "根据《2024年法治建设要点》，柳湾乡扎实工作。"},
        {"opening": "落实《法治政府建设实施纲要（2021—2025年）》，现报告如下："},
        {"first": "一、落实《2024年度要点》的主要举措和成效"},
        {"first": "一、2021—2025年法治政府建设工作情况"},
        {"plan": "二、2025年存在的不足和2026年主要安排"},
        {"plan": "二、下一年度安排"},
        {"title": "柳湾乡2025年法治政府建设总结和2026年计划的报告"},
    ],
)
def test_years_that_belong_there_are_silent(changed: dict[str, str]) -> None:
    assert wrong_years(report(**changed)) == []


def test_without_a_year_in_the_title_the_finding_is_no_must() -> None:
    context = context_of(report(title="柳湾乡法治政府建设情况报告", plan="二、2025年主要安排"))

    assert [finding.level for finding in check_period(context)] == [Level.SHOULD]


def test_title_and_opening_with_the_same_wrong_year_are_one_slip() -> None:
    text = report(
        title="柳湾乡2024年法治政府建设情况报告", opening="2024年，柳湾乡扎实工作。现将有关情况报告如下："
    )
    context = context_of(text, year=2025)

    (finding,) = check_period(context)
    assert [span.of(context.text)[:4] for span in finding.evidence] == ["2024", "2024"]


def test_an_opening_that_announces_next_years_plan_is_no_slip() -> None:
    assert wrong_years(report(opening="现将2025年度工作情况及2026年计划报告如下：")) == []
