"""Figures: contradictions with their passages; sums and rates that are right stay silent."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from submissions.checking.checks.amounts import amounts_in
from submissions.checking.document import Span
from submissions.checking.results import Level

from .conftest import Judged

Judge = Callable[..., Judged]
RULE = "figures.contradiction"


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("发放宣传页20000余份", [(20000, "份", "发放宣传页", True)]),
        ("发放资料1.2万份", [(12000, "份", "发放资料", False)]),
        ("接待群众1,200人次", [(1200, "人次", "接待群众", False)]),
        ("投入经费17万元", [(170000, "元", "投入经费", False)]),
        ("满意率97.5%", [(97.5, "%", "满意率", False)]),
        ("第3次会议，3.15宣传，2023年5月召开", []),
        ("历时3个月，在10个工作日内办结", []),
    ],
)
def test_counted_things_of_a_sentence(text: str, amounts: list[tuple[float, str, str, bool]]) -> None:
    found = amounts_in(text, Span(0, len(text)))

    assert [(a.value, a.unit, a.words, a.is_rough) for a in found] == amounts


def test_an_activity_told_twice_shows_both_numbers(judge: Judge) -> None:
    text = (
        "全年开展送法下乡8场，服务群众600余人次，发放手册3000份。\n"
        "为丰富活动，组织送法下乡8场，服务群众600余人次，发放手册1500份。"
    )

    assert judge(text).quotes(RULE) == ["发放手册3000份", "发放手册1500份"]


@pytest.mark.parametrize(
    "second",
    [
        "组织送法下乡8场，服务群众600余人次，发放手册3000份。",  # told twice, alike
        "组织送法进校8场，服务师生450人次，发放手册1500份。",  # another activity, one figure alike by chance
        "下半年送法下乡8场，服务群众600余人次，发放手册1500份。",  # another half-year
    ],
)
def test_other_activities_are_not_compared(second: str, judge: Judge) -> None:
    first = "全年开展送法下乡8场，服务群众600余人次，发放手册3000份。"

    assert judge(f"{first}\n{second}").of(RULE) == []


def test_the_name_of_the_activity_and_one_figure_tell_that_it_is_the_same(judge: Judge) -> None:
    first = "组织“法律进万家”宣讲9场，发放折页2600份。"
    text = f"{first}\n开展“法律进万家”宣讲9场，发放折页6200份。"

    assert judge(text).quotes(RULE) == ["发放折页2600份", "发放折页6200份"]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("现有专职调解员12名。", "全镇仅有专职调解员8名，力量不足。", True),
        ("现有专职调解员12名。", "计划新增专职调解员8名。", False),
        ("街道下辖14个社区。", "在全街道16个社区推行坐班制。", True),
        ("街道下辖14个社区。", "在全街道14个社区推行坐班制。", False),
        (
            "3月开展宣讲12场，咨询80人次，发放手册500份。",
            "6月开展宣讲12场，咨询80人次，发放手册700份。",
            False,
        ),
        ("在东山村宣讲2场，到场50人，发放手册100份。", "在西坪村宣讲2场，到场50人，发放手册120份。", False),
    ],
)
def test_what_there_is_and_what_happened_elsewhere(
    first: str, second: str, found: bool, judge: Judge
) -> None:
    assert bool(judge(f"{first}\n{second}").of(RULE)) is found


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("全年受理案件50件，其中简易程序32件，普通程序24件。", None),
        ("全年检查共90次，分别为安全40次、环保28次、市场32次。", None),
        ("主动公开信息346条。其中，工作情况250条，政策文件12条，其他信息104条。", None),
        ("排查隐患120处，其中消防60处、用电40处、燃气15处。", Level.CONFIRM),
        ("共有调解员58名，其中专职8名、兼职52名。", None),
        ("审查合同35份（工程类18份，租赁类12份，采购类7份）。", None),
        ("上半年召开会议3次，下半年召开会议4次，全年共召开会议8次。", None),
        ("线上受理210件，线下受理165件，合计385件。", Level.CONFIRM),
        ("培训干部150人，其中书记4期90人，调解员2期70人。", None),
    ],
)
def test_parts_that_do_not_add_up(text: str, level: Level | None, judge: Judge) -> None:
    findings = judge(text).of(RULE)

    assert [finding.level for finding in findings] == [level]


@pytest.mark.parametrize(
    "text",
    [
        "调解纠纷119件，其中生产经营52件、邻里关系40件、婚姻家庭27件，成功118件。",
        "办理案件84件，发出文书61件，移送2件，结案80件。",
        "排查矛盾133件，化解130件，积案由9件下降到3件。",
        "开展检查200余次，其中节日检查120次、夜间检查90次。",
        "调解纠纷387件，其中婚姻家庭120件、邻里98件等。",
        "培训干部90人次，其中镇干部60人次、村干部55人次。",
        "收到意见12条，采纳5条，其中涉及交通3条、环境2条。",
        "现有干部68人，其中党员52人、女干部24人、35岁以下31人。",
        "上半年召开会议3次，下半年召开会议4次，全年共召开会议7次。",
        "线上受理210件，线下受理165件，合计375件。",
        "培训干部160人，其中书记4期90人，调解员2期70人。",
        "投入经费1.91万元，其中展板1.3万元、折页0.61万元。",
        "召开党委会3次、镇长办公会4次，全年共召开会议20次。",
        "合格率56.8%，其中国产52.9%、进口70%。",
    ],
)
def test_sums_that_are_right_or_open_stay_silent(text: str, judge: Judge) -> None:
    assert judge(text).of(RULE) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("干部学法考试合格率105%。", True),
        ("干部学法考试合格率100%。", False),
        ("受理案件50件，办结40件，办结率95%。", True),
        ("受理案件50件，办结40件，办结率80%。", False),
        ("受理案件119件，办结118件，办结率99.2%。", False),
        ("普法覆盖率较上年增长120%。", False),
        ("任务完成率120%。", False),
        ("持证人员16人，占执法人员总数20人的75%。", True),
        ("持证人员16人，占执法人员总数20人的80%。", False),
        ("调处纠纷140件，成功133件，成功率为98%。", True),
        ("现有执法人员20名，其中持证16名，持证率达到95%。", True),
        ("现有执法人员20名，其中持证16名，持证率达到80%。", False),
        ("收到意见85条，采纳70条，采纳率为92%。", True),
        ("调处纠纷186件，其中成功180件，未成功6件，成功率96.8%。", False),
        ("信访量由上年的120件下降至90件，降幅达35%。", True),
        ("排查隐患320处，当场整改286处，限期整改34处，整改率100%。", False),
        ("受理诉求560件，办结550件，按期办结率100%。", False),
        ("受理诉求560件，办结550件，群众满意率99.8%。", False),
        ("受理来信来访64件，已全部办结，办结率96%。", True),
        ("受理来信来访64件，已全部办结，办结率100%。", False),
        ("受理援助案件32件，其中讨薪12件，占50%。", True),
        ("受理援助案件32件，其中讨薪12件，占37.5%。", False),
        ("培育示范村3个，累计达到8个，占行政村总数的66.7%。", False),
        ("调解纠纷152件，较上年的130件下降16.9%。", True),
        ("调解纠纷152件，较上年的130件增长16.9%。", False),
        ("复议案件由上年的8件下降到4件，同比下降25%。", True),
        ("复议案件由上年的8件下降到4件，同比下降50%。", False),
        ("2022年调解纠纷180件，2023年调解纠纷165件，同比下降8.3%。", False),
        ("受理纠纷45件，比去年的38件增加9件。", True),
        ("接收12345热线工单560件，办结578件。", True),
        ("化解信访积案7件，受理信访事项23件，办结25件。", False),
        ("分别于3月、6月、9月召开了4次会议。", True),
        ("召开会议3次，分别于3月、6月、9月举行。", False),
    ],
)
def test_rates(text: str, found: bool, judge: Judge) -> None:
    assert bool(judge(text).of(RULE)) is found


def test_a_chapter_without_figures_is_asked_about(judge: Judge) -> None:
    chapter = "街道高度重视法治建设工作，加强组织领导，完善工作制度，规范行政执法，开展法治宣传，成效明显。"
    few = judge(f"一、主要举措和成效\n{chapter}\n二、存在的不足和原因\n由于人少，力量不足，需要加强。").of(
        "figures.few"
    )

    assert [finding.params["count"] for finding in few] == [0]


def test_a_chapter_with_figures_is_not(judge: Judge) -> None:
    chapter = "召开会议4次，学法6次，审查合同18份，培训30人，调解纠纷87件，宣讲12场。"

    assert (
        judge(f"一、主要举措和成效\n{chapter * 12}\n二、存在的不足和原因\n由于人少。").of("figures.few") == []
    )


def test_thousands_of_alike_sentences_are_judged_in_a_moment(judge: Judge) -> None:
    same = "开展普法宣传活动12场，发放资料500份，接待群众咨询80人次。\n" * 8000

    began = process_time()
    judged = judge(f"一、主要举措和成效\n{same}{'13907251234' * 2000}")

    assert judged.of(RULE) == []
    assert process_time() - began < 10
