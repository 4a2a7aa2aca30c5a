"""Totals, holdings and law-suits told in different words in two places of a report."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from submissions.checking.results import Level

from .conftest import Judged

Judge = Callable[..., Judged]
RULE = "figures.contradiction"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("全年共调解各类矛盾纠纷88件。", "司法工作稳步推进，今年以来调解纠纷98件。"),
        ("一年来组织普法活动16场。", "累计举办法治宣传活动26场，现场解答问题70个。"),
        ("共审核合同31份，提出修改意见47条。", "全年把好关口，审查各类合同39份，提出修改意见47条。"),
        (
            "组织用水安全进社区11场，发放手册900册。",
            "普法队走进街巷，用水安全进社区11场，发放读本手册700册。",
        ),
        ("乡里聘请法律顾问1名。", "现有法律顾问3名，参与会议12次。"),
        ("现有调解组织9个、人民调解员41人。", "全乡设有调解员46名。"),
        ("全街道9个社区均建有驿站。", "为11个社区送去法律书籍。"),
        ("全年未发生行政诉讼案件。", "镇长亲自出庭应诉2次。"),
        ("本年度无行政复议、行政诉讼案件。", "共有行政诉讼案件1件，由分管负责人出庭。"),
    ],
)
def test_one_thing_told_in_other_words_is_asked_about(first: str, second: str, judge: Judge) -> None:
    (finding,) = judge(f"{first}\n{second}").of(RULE)

    assert finding.level is Level.CONFIRM
    assert len(finding.evidence) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("全年共调解矛盾纠纷88件。", "行业调委会全年共调解物业纠纷18件。"),
        ("全年共发放资料5000余份。", "一年来累计发放资料5200份。"),
        ("全年开展夜间巡查30次，出动队员90人次。", "全年开展校园周边整治12次，出动队员60人次。"),
        ("“3·15”活动接受法律咨询120人次，发放资料900份。", "“12·4”活动接受法律咨询120人次，发放资料700份。"),
        ("禁毒宣讲进社区11场，发放手册900册。", "防汛宣讲进社区11场，发放手册700册。"),
        ("乡里聘请法律顾问1名。", "为8个村聘请法律顾问3名。"),
        ("全街道9个社区均建有驿站。", "在全区56个社区中排名靠前。"),
        ("全年未发生行政诉讼败诉案件。", "镇长亲自出庭应诉2次。"),
        ("全年无行政复议案件。", "共有行政诉讼案件1件，由镇长出庭。"),
        ("上年未发生行政诉讼案件。", "今年镇长出庭应诉1次。"),
    ],
)
def test_two_things_in_like_words_are_not(first: str, second: str, judge: Judge) -> None:
    assert judge(f"{first}\n{second}").of(RULE) == []


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("开展巡查40次，发现隐患35处，已整改38处。", True),
        ("开展巡查40次，发现隐患35处，已整改35处。", False),
        ("办结诉求410件，按时办结率100%，超期5件。", True),
        ("办结诉求410件，按时办结率100%，无超期件。", False),
        ("发案数比上年的50起减少8起，降至44起。", True),
        ("发案数比上年的50起减少8起，降至42起。", False),
    ],
)
def test_counts_within_a_sentence(text: str, is_wrong: bool, judge: Judge) -> None:
    assert bool(judge(text).of(RULE)) is is_wrong


def test_the_words_of_the_next_paragraph_do_not_excuse_a_sum(judge: Judge) -> None:
    text = "公开信息90条，其中动态40条、公告30条、预算16条。\n主要做法如下。"

    assert len(judge(text).of(RULE)) == 1
