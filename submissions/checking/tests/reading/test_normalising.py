"""One spelling for everything, and the way back to what was written."""

import pytest

from submissions.checking.reading.normalising import normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("全年 开展 12 次活动", "全年开展12次活动"),
        ("清溪镇2024 年度法治政府建设 情况报告", "清溪镇2024年度法治政府建设情况报告"),
        ("　　一、　主要举措", "一、主要举措"),
        ("参训率达到１００％，共３期", "参训率达到100%，共3期"),
        ("使用ＡＰＰ办理", "使用APP办理"),
        ("1. 加强学习", "1.加强学习"),
        ("using two words", "using two words"),
        ("第\n二行", "第二行"),
        ("共发放20\n00册", "共发放2000册"),
    ],
)
def test_blanks_and_widths(written: str, read: str) -> None:
    assert normalise(written)[0] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024年,清溪镇开展普法(含讲座)4场;效果良好!", "2024年，清溪镇开展普法（含讲座）4场；效果良好！"),
        ("《纲要(2021-2025年)》", "《纲要（2021-2025年）》"),
        ("(一)加强领导:落实责任", "（一）加强领导：落实责任"),
        ("(1)加强领导", "（1）加强领导"),
        ("受众1,200人次", "受众1,200人次"),
        ("比例为3:1", "比例为3:1"),
        ("上午9:30开会", "上午9:30开会"),
        ("see (figure 2), then stop", "see (figure 2), then stop"),
        ("[bookmark: _GoBack]情况报告", "[bookmark: _GoBack]情况报告"),
        ("“七五”普法,“12.4”宣传", "“七五”普法，“12.4”宣传"),
    ],
)
def test_half_width_punctuation_inside_chinese(written: str, read: str) -> None:
    assert normalise(written)[0] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("签发人：李明  王小强", "签发人：李明 王小强"),
        ("签发人：李　明　王小强", "签发人：李明 王小强"),
        ("签发人：欧阳　静", "签发人：欧阳静"),
        ("清政文〔2025〕3号      签发人：李明", "清政文〔2025〕3号 签发人：李明"),
        (
            "中共清溪镇委员会  清溪镇人民政府 关于2024年度工作的报告",
            "中共清溪镇委员会 清溪镇人民政府 关于2024年度工作的报告",
        ),
        ("中共清溪镇委员会\n清溪镇人民政府", "中共清溪镇委员会 清溪镇人民政府"),
    ],
)
def test_a_blank_that_separates_names_stays(written: str, read: str) -> None:
    assert normalise(written)[0] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("## 二、存在的不足", "二、存在的不足"),
        ("**（一）权责不清。**基层事务繁多", "（一）权责不清。基层事务繁多"),
        ("工作格局；**二是精准发力**。主持召开会议", "工作格局；二是精准发力。主持召开会议"),
        ("召开会议**次，提升至**%", "召开会议**次，提升至**%"),
        ("开展研讨*次", "开展研讨*次"),
    ],
)
def test_markdown_dress_goes_and_placeholders_stay(written: str, read: str) -> None:
    assert normalise(written)[0] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("法\u200b治\ufeff政\u00ad府", "法治政府"),
        ("\uf0b7加强学习", "加强学习"),
        ("坏\x00字\ud800符", "坏字符"),
        ("⼀、主要举措", "一、主要举措"),  # Kangxi radical, as some PDF fonts hold it
        ("法治政府建設情況", "法治政府建設情況"),
        ("cafe\u0301", "café"),
        ("A\u0301\u0302字", "Á\u0302字"),
    ],
)
def test_invisible_characters_and_look_alikes(written: str, read: str) -> None:
    assert normalise(written)[0] == read


def test_every_character_knows_where_it_came_from() -> None:
    written = "　**一、 2024 年**,工作"
    text, origin = normalise(written)
    assert text == "一、2024年，工作"
    assert len(origin) == len(text)
    assert [written[index] for index in origin] == list("一、2024年,工作")
