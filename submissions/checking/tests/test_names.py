from __future__ import annotations

import json

import pytest

from submissions.checking.names import OfficeName, full_form, office_in, place_of_website, same_office
from submissions.checking.simplified import simplified

from .reports import REAL_REPORTS


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("中共澄岩区白芷街道工作委员会", "白芷街道", "澄岩区"),
        ("浙东省云棹市霁川县鹭屿乡人民政府", "鹭屿乡", "霁川县"),
        ("澄岩区人民政府白芷街道办事处", "白芷街道", "澄岩区"),
        ("新川市滨海新区白芷街道", "白芷街道", "滨海新区"),
        ("景山镇市昌河区竹城镇", "竹城镇", "昌河区"),  # a city may be called 镇
        ("新河乡市红岭区文化街街道", "文化街街道", "红岭区"),
        ("云棹市古镇镇", "古镇镇", "云棹市"),
        ("济安市市中区越湖街道", "越湖街道", "市中区"),
        ("石林自治县观海乡", "观海乡", "石林自治县"),
        ("镇湖区招宝街道", "招宝街道", "镇湖区"),
        ("海城市城区街道", "城区街道", "海城市"),
        ("恩平市沐抚办事处", "沐抚办事处", "恩平市"),
        ("2021年里泉鄉法治政府建設", "里泉鄉", ""),
        ("和平街道2024年法治政府建设年度报告", "和平街道", ""),
        ("云棹市全福镇人民政府", "全福镇", "云棹市"),
        ("云棹市红旗农场管理区2024年", "红旗农场管理区", "云棹市"),
        ("和各街道开展联合执法", "", ""),
        ("东岭经济开发区2022年度", "东岭经济开发区", ""),
        ("关于报送寒山镇2023年度", "寒山镇", ""),
        ("海滨街2020年", "海滨街", ""),
        ("滨海高新技术产业开发区管理委员会2023年", "滨海高新技术产业开发区管理委员会", ""),
        ("关于法治政府建设情况的报告", "", ""),
        ("县委、县政府", "", ""),
    ],
)
def test_office_and_place_are_told_apart(text: str, name: str, place: str) -> None:
    found = office_in(text, departments=True)

    assert (found.name, found.place) == (name, place)


def test_a_shorthand_is_marked_and_given_its_full_form() -> None:
    assert office_in("华龙区长乐办2019年") == OfficeName("长乐办", "华龙区", short=True)
    assert full_form("长乐办", "《长乐路街道办事处工作规则》") == "长乐路街道"
    assert full_form("长乐办", "平湖街道") is None


def test_departments_count_only_where_they_are_wanted() -> None:
    assert office_in("清河县水利局2024年度").name == ""
    assert office_in("清河县水利局2024年度", departments=True) == OfficeName("水利局", "清河县")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("长乐办", "长乐路街道", True),
        ("澄岩区白芷街道办事处", "白芷街道", True),
        ("中共杏坞镇委员会", "杏坞镇人民政府", True),
        ("杏坞镇", "杏坞街道", True),
        ("杏坞镇", "苇塘镇", False),
        ("羅塘鎮", "罗塘镇", True),
    ],
)
def test_two_names_of_one_office(one: str, other: str, same: bool) -> None:
    assert same_office(one, other) is same


def test_a_website_tells_the_place() -> None:
    assert place_of_website("揭西人民政府网站") == "揭西"
    assert place_of_website("官方微信") == ""


def test_traditional_characters_fold_one_for_one() -> None:
    text = "一、2022年度推進法治政府建設的亮點工作"

    assert simplified(text) == "一、2022年度推进法治政府建设的亮点工作"
    assert len(simplified("發揮乾淨後備臺灣裡")) == 9


@pytest.mark.skipif(not REAL_REPORTS.exists(), reason="the list of real titles is not at hand")
def test_every_title_real_offices_wrote() -> None:
    titles = json.loads((REAL_REPORTS / "wordings.json").read_text(encoding="utf-8"))["titles"]

    missed = [entry["title"] for entry in titles if office_in(entry["title"]).name != entry["office"]]

    assert missed == []
