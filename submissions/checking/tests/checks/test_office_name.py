from __future__ import annotations

import pytest

from submissions.checking.checks.office_name import check_office_name
from submissions.checking.results import Level

from ..reports import TEXT, context_of


def report(
    own: str = "柳湾街道", sentence: str = "", signer: str = "柳湾街道办事处", leaders: str = "党政主要负责人"
) -> str:
    return (
        f"{own}2024年法治政府建设情况报告\n2024年，{own}扎实工作，现报告如下。\n一、主要举措和成效\n{TEXT}{sentence}\n"
        f"二、{leaders}履职情况\n{TEXT}\n三、下一步打算\n{TEXT}\n{signer}\n2025年1月5日"
    )


def found(text: str, office: str | None = None) -> dict[str, Level | None]:
    context = context_of(text, office=office)
    return {finding.evidence[0].of(context.text): finding.level for finding in check_office_name(context)}


def test_the_offices_own_name_is_silent() -> None:
    assert found(report()) == {}
    assert found(report(), office="澄岩区柳湾街道办事处") == {}


def test_another_office_in_the_signature() -> None:
    assert found(report(signer="杏坞街道办事处")) == {"杏坞街道办事处": None}


def test_another_office_in_a_chapters_heading() -> None:
    assert found(report(leaders="2024年杏坞街道主要负责人")) == {"杏坞街道": None}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("杏坞街道坚持依法行政。", "杏坞街道"),
        ("杏坞街道综治中心整合力量，化解纠纷。", "杏坞街道"),
        ("澄岩区苇塘镇深入开展宣传。", "澄岩区苇塘镇"),
        ("推动法治杏坞街道建设再上新台阶。", "杏坞街道"),
        ("苇塘镇连续三年未发生重大案件。", "苇塘镇"),
        ("杏坞街道持续擦亮调解品牌。", "杏坞街道"),
    ],
)
def test_another_office_as_the_subject_of_a_sentence_is_a_question(sentence: str, name: str) -> None:
    assert found(report(sentence=sentence)) == {name: Level.CONFIRM}


@pytest.mark.parametrize(
    "sentence",
    [
        "联合杏坞街道办事处开展执法。",
        "与杏坞街道、苇塘镇签订协议，杏坞街道党工委共同参与。",
        "赴杏坞街道学习交流。",
        "推动街道党政机关依法行政。",
        "，调整街道党工委领导小组。",
        "成立由街道党工委书记任组长的领导小组。",
        "加快推动街道法治政府建设。",
        "各街道办事处、乡镇人民政府落实责任。",
        "在城镇开展宣传，乡镇机关带头。",
        "公布街道办事处权责清单。",
        "柳湾街道党工委深入学习。",
        "推动法治柳湾街道建设再上新台阶。",
        "建设平安和谐街道，打造美丽宜居乡镇。",
        "创建法治示范街道。",
        "推进平安边界乡镇建设。",
        "助力文明卫生镇建设，迈向幸福新城镇。",
    ],
)
def test_neighbours_and_common_words_are_silent(sentence: str) -> None:
    assert found(report(sentence=sentence)) == {}


def test_a_street_does_not_call_itself_a_town() -> None:
    assert found(report(sentence="我镇持续发力。")) == {"我镇": None}
    assert found(report(sentence="我街道持续发力。")) == {}
    assert found(report(own="柳湾镇", signer="柳湾镇人民政府", sentence="我街道持续发力。")) == {
        "我街道": None
    }


def test_the_office_asked_for_is_held_against_title_and_signature() -> None:
    assert set(found(report(), office="杏坞镇")) >= {"柳湾街道", "柳湾街道办事处"}


@pytest.mark.parametrize("sentence", ["云溪古镇持续升温，游客增多。", "全街道连续三年未发生重大案件。"])
def test_a_place_that_is_no_office_stays_silent(sentence: str) -> None:
    assert found(report(sentence=sentence)) == {}
