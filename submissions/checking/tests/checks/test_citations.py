"""Laws and programmes: those that exist stay silent whatever the form, in every year they hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from submissions.checking.standard import load_standard, standard_from_mapping

from .conftest import Judged

Judge = Callable[..., Judged]


def of_year(year: int, text: str, signed: str = "") -> str:
    return f"柳河街道{year}年度法治政府建设情况报告\n{text}\n{signed}"


def test_no_law_in_force_is_unknown_by_its_full_name(judge: Judge) -> None:
    names = [law.id for law in load_standard().laws.values() if law.valid_to is None and not law.misnamed]
    text = "".join(f"学习《中华人民共和国{name}》。\n" for name in names)

    judged = judge(text)

    assert judged.quotes("citation.unknown_law") == []
    assert judged.quotes("citation.outdated_law") == []


def test_the_nearest_name_is_offered(judge: Judge) -> None:
    (finding,) = judge("宣传《中华人民共和国妇女儿童权益保护法》。").of("citation.unknown_law")

    assert finding.params["nearest"] == "妇女权益保障法"


def test_a_law_cited_ten_times_is_one_finding(judge: Judge) -> None:
    assert len(judge("宣传《中华人民共和国行政处法》。\n" * 10).of("citation.unknown_law")) == 1


@pytest.mark.parametrize(
    "name",
    [
        "行政处罚罚法",
        "未成年人保护保法",
        "家庭暴力法",
        "噪音污染防治法",
        "未成年人权益保护法",
        "行政许可发",
        "消防安全法",
    ],
)
def test_a_misspelt_law_without_the_countrys_name_is_found(name: str, judge: Judge) -> None:
    assert judge(f"组织学习《{name}》。").of("citation.unknown_law")


@pytest.mark.parametrize(
    "name",
    [
        "柳河市物业管理办法",
        "街道办事处工作法",
        "枫桥工作法",
        "柳河市优化营商环境条例",
        "一线工作法",
        "十三五规划",
        "村委会组织法",  # a short form leaves out two characters or more
        "房地产管理法",
        "中华人民共和国发票管理办法",
        "中华人民共和国宪法、民法典",
        "中华人民共和国河道管理条例",
        "中华人民共和国刑法修正案（十一）",
    ],
)
def test_local_rules_and_ways_of_working_are_not_asked_about(name: str, judge: Judge) -> None:
    assert judge(f"落实《{name}》。").of("citation.unknown_law") == []


def test_the_countrys_name_in_running_text_is_no_law(judge: Judge) -> None:
    assert judge("庆祝中华人民共和国成立以来的立法。").of("citation.unknown_law") == []


@pytest.mark.parametrize(("year", "outdated"), [(2019, False), (2020, False), (2021, True), (2024, True)])
def test_a_law_may_be_cited_for_the_year_it_ended_in(year: int, outdated: bool, judge: Judge) -> None:
    assert bool(judge(of_year(year, "宣传《婚姻法》。")).of("citation.outdated_law")) is outdated


@pytest.mark.parametrize(
    ("signed", "premature"),
    [("柳河街道办事处\n2020年2月10日", True), ("柳河街道办事处\n2020年6月10日", False)],
)
def test_a_law_passed_after_the_report_was_dated(signed: str, premature: bool, judge: Judge) -> None:
    text = of_year(2019, "一、主要举措\n宣传《中华人民共和国民法典》。", signed)

    assert bool(judge(text).of("citation.premature_law")) is premature


@pytest.mark.parametrize(
    ("year", "text", "found"),
    [
        (2023, "落实《法治政府建设实施纲要（2021－2025年）》。", False),
        (2023, "落实《法治政府建设实施纲要(2021-2025年)》。", False),
        (2023, "落实《法治政府建设实施纲要》（2021—2025年）。", False),
        (2023, "落实《法治政府建设实施纲要》。", False),
        (2023, "落实《法治政府建设实施纲要（2015－2020年）》。", True),
        (2020, "落实《法治政府建设实施纲要（2015－2020年）》。", False),
        (2021, "落实《法治政府建设实施纲要（2015－2020年）》和新纲要。", False),
        (2023, "落实《法治政府建设实施纲要（2022－2025年）》。", True),
        (2023, "落实《法治政府建设实施纲要（20212025年）》。", True),
        (2022, "落实“七五”普法规划。", True),
        (2022, "做好“七五”普法总结。", False),
        (2018, "落实“八五”普法规划。", True),
        (2020, "谋划“八五”普法。", False),
        (2023, "开展“八五”普法中期评估。", False),
        (2021, "制定街道法治宣传教育第八个五年规划（2020—2025年）。", True),
        (2021, "制定街道法治宣传教育第八个五年规划（2021—2025年）。", False),
        (2023, "落实第七个五年普法规划。", True),
        (2018, "贯彻党的十九届四中全会精神。", False),
        (2017, "贯彻党的十九届四中全会精神。", True),
        (2019, "贯彻党的二十大精神。", True),
        (2022, "贯彻党的二十大精神。", False),
    ],
)
def test_programmes_and_meetings(year: int, text: str, found: bool, judge: Judge) -> None:
    assert bool(judge(of_year(year, text)).of("citation.wrong_period")) is found


def test_the_next_set_is_added_without_code(judge: Judge) -> None:
    plan = {
        "pattern": "“?九五”?普法", "name": {"zh": "“九五”普法为2026－2030年", "en": "runs 2026–2030"},
        "first": 2026, "last": 2030,
    }  # fmt: skip
    own = standard_from_mapping({"period": {"publicity_9": plan}})

    assert judge(of_year(2024, "实施“九五”普法规划。"), own).of("citation.wrong_period")
    assert judge(of_year(2027, "实施“九五”普法规划。"), own).of("citation.wrong_period") == []
