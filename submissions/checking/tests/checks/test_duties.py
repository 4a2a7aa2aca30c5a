"""Each duty of the first responsible persons: sentences that show it, and sentences that only seem to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Judged

Judge = Callable[..., Judged]

REPORT = """柳河街道2023年度法治政府建设情况报告
2023年，街道扎实推进依法行政。现将有关情况报告如下：
一、主要举措和成效
{elsewhere}
二、存在的不足和原因
一是执法力量薄弱，主要原因是编制少。
三、党政主要负责人履行推进法治建设第一责任人职责情况
{account}
四、2024年主要安排
{plan}
柳河街道办事处
2024年1月20日
"""


def report(account: str, elsewhere: str = "街道开展活动12次。", plan: str = "加强培训。") -> str:
    return REPORT.format(account=account, elsewhere=elsewhere, plan=plan)


SHOWN = [
    ("P1", "街道党工委每季度听取一次法治建设工作汇报。"),
    ("P1", "将法治建设纳入街道经济社会发展总体规划和年度工作计划。"),
    ("P1", "将法治建设列为党委会固定议题，全年研究10次。"),
    ("P1", "坚持法治工作与经济工作同部署、同推进、同考核。"),
    ("P1", "党工委会议专题研究依法治街工作。"),
    ("P1", "及时研究解决征地拆迁中的重大法律问题。"),
    ("P2", "坚持依规治党，组织学习新修订的党内法规。"),
    ("P2", "落实全面从严治党主体责任。"),
    ("P2", "严格执行《中国共产党重大事项请示报告条例》。"),
    ("P3", "重大决策前一律听取法律顾问意见。"),
    ("P3", "严格依法依规决策，凡重大事项集体讨论决定。"),
    ("P3", "落实合法性审核机制，审核合同18份。"),
    ("P4", "督促领导班子成员在分管领域依法履职。"),
    ("P4", "支持法院、检察院依法独立行使职权。"),
    ("P4", "严格遵守防止干预司法规定，从不插手具体案件。"),
    ("P5", "把法治素养和依法履职情况作为干部考核任用的重要依据。"),
    ("P5", "推荐2名法律专业干部担任中层正职。"),
    ("P5", "选拔懂法干部3名担任站所负责人。"),
    ("P5", "将干部遵守法律、依法办事情况作为考察干部的重要内容。"),
    ("P5", "充实基层执法力量，新招录法律专业人员2名。"),
    ("P5", "加强法治工作队伍建设，选派骨干参加轮训。"),
    ("P6", "党工委书记带头学法，为全体干部讲授法治专题党课。"),
    ("P6", "理论学习中心组专题学习宪法。"),
    ("G1", "调整充实法治政府建设领导小组，由主任任组长。"),
    ("G1", "制定年度法治政府建设工作方案，把任务分解到部门、落实到个人。"),
    ("G1", "将普法经费列入财政预算，保障工作经费。"),
    ("G2", "严格执行重大行政决策程序，落实公众参与、专家论证、风险评估。"),
    ("G2", "做好规范性文件备案和清理工作。"),
    ("G2", "推进政务公开，主动接受群众监督。"),
    ("G3", "全面落实行政执法责任制和行政执法“三项制度”。"),
    ("G3", "推动综合行政执法改革，做到严格规范公正文明执法。"),
    ("G4", "带队开展依法行政专项督查，纠正不作为、乱作为。"),
    ("G4", "督促各科室依法履职，对超期事项限期整改。"),
    ("G5", "主任作为行政机关负责人出庭应诉2次。"),
    ("G5", "自觉履行人民法院生效判决。"),
    ("G5", "对检察建议逐条整改回复。"),
    ("G6", "落实“谁执法谁普法”责任制，开展“八五”普法。"),
    ("G6", "组织机关干部参加学法用法考试。"),
    ("P1", "党工委书记先后7次主持召开会议研究部署扫黑除恶、信访维稳、平安建设等法治工作。"),
    ("P1", "党工委书记认真履行职责，主持召开法治建设领导小组会议2次。"),
    ("P4", "支持派出法庭依法办案。"),
    ("G1", "主任主持办事处办公会研究依法行政议题8个。"),
    ("G1", "印发《2023年法治政府建设任务分工》。"),
    ("G2", "严格执行“三重一大”事项集体决策制度。"),
    ("G3", "主任带队检查行政执法工作4次。"),
    ("G4", "对进度迟缓的3个科室负责人进行提醒谈话。"),
    ("X1", "对重要工作亲自部署、重大问题亲自过问、重点环节亲自协调、重要任务亲自督办。"),
    ("X1", "落实“四个亲自”要求。"),
    ("X2", "主要负责人在年终述职时专题述法。"),
    ("X4", "党工委书记主持召开专题会议4次。"),
    ("X4", "9月12日，主任到司法所调研人民调解工作。"),
    # in words of their own
    ("P1", "党工委书记每个季度到司法所听法治工作的进展，当面商量对策。"),
    ("P1", "书记把法治建设列为书记项目，年年抓、季季问。"),
    ("P1", "坚持法治工作与民生工作一起谋划、一起落实。"),
    ("P3", "书记坚持末位表态，先请律师出具意见再上会。"),
    ("P3", "未经司法所审查的议题一律退回。"),
    ("P4", "带头落实“三个规定”，对在办案件从不打听。"),
    ("P4", "为法庭巡回审理提供保障，支持法官进村开庭。"),
    ("P5", "坚持凡提必考，任前先过法律知识关。"),
    ("P5", "书记为司法所增加编制1名，选派2人充实执法一线。"),
    ("P6", "书记每月领学一部法律，到村里讲民法典3次。"),
    ("G1", "主任绘制全年法治工作路线图，定期对账。"),
    ("G1", "主任把普法经费足额列进预算。"),
    ("G2", "主任把惠民资金、工程招标的结果晒在公示栏里。"),
    ("G2", "拟出台的文件先送司法所审，再向区里报备。"),
    ("G3", "主任要求队员亮证执法、说理执法。"),
    ("G4", "主任责令推诿群众的2名干部限时改正。"),
    ("G4", "主任对窗口依法履职情况明察暗访3次。"),
    ("G5", "主任坚持告官见官，1起案件亲自到庭。"),
    ("G5", "对法院发来的2份建议书按期回复。"),
    ("G6", "主任督促各科室落实谁主管谁普法。"),
    ("X1", "做到大事亲自定、难事亲自解、要事亲自盯。"),
]


@pytest.mark.parametrize(("duty", "sentence"), SHOWN)
def test_a_sentence_of_the_account_proves_the_duty(duty: str, sentence: str, judge: Judge) -> None:
    judged = judge(report(f"党工委书记、办事处主任认真履行职责。{sentence}"))

    assert judged.outcome(f"duty.{duty}") == "met"
    assert all(proof in judged.text for proof in judged.proof(f"duty.{duty}"))
    assert any(proof in sentence for proof in judged.proof(f"duty.{duty}"))


NOT_SHOWN = [
    ("P1", "下一步，将定期听取法治建设工作汇报。"),
    ("P3", "法律顾问制度尚未建立。"),
    ("P2", "充分发挥党内民主，强化党内监督。"),
    ("G3", "书记听取执法改革专题汇报。"),
    ("G3", "街道执法责任制有待落实。"),
    ("G5", "行政机关负责人未出庭应诉。"),
    ("X1", "形成主要领导负责抓、分管领导具体抓的格局。"),
    ("X2", "办事处主任向大会作工作报告。"),
    ("X4", "先后多次召开会议，听取情况汇报。"),
    ("X4", "参加第一次全体会议，学习“3.15”有关知识。"),
    ("G6", "党工委会议了解法治进展，分析短板。"),
    ("G5", "组织学习行政复议法、行政诉讼法。"),
    ("P6", "要求班子成员在法律框架内带头办事。"),
    ("P5", "司法所人员随书记走访困难群众。"),
    ("G1", "主任每周调度项目建设进度，把物资分到各村。"),
    ("G4", "主任向区直部门通报防汛情况。"),
    ("G3", "书记先后4次听综合执法队负责人讲进展。"),
]


@pytest.mark.parametrize(("duty", "sentence"), NOT_SHOWN)
def test_a_plan_a_lack_or_a_likeness_proves_nothing(duty: str, sentence: str, judge: Judge) -> None:
    assert judge(report(sentence)).outcome(f"duty.{duty}") == "missing"


def test_what_only_another_chapter_tells_is_missing_with_its_place(judge: Judge) -> None:
    judged = judge(report("书记、主任高度重视。", elsewhere="全面落实行政执法责任制。街道开展活动12次。"))

    duty = judged.requirements["duty.G3"]
    assert (duty.outcome, duty.note) == ("missing", "found_elsewhere")
    assert judged.proof("duty.G3") == ["全面落实行政执法责任制"]


def test_next_years_plan_is_not_found_elsewhere(judge: Judge) -> None:
    duty = judge(report("书记、主任高度重视。", plan="推进行政机关负责人出庭应诉。")).requirements["duty.G5"]

    assert (duty.outcome, duty.note, duty.evidence) == ("missing", "", ())


def test_a_bare_hint_is_partial(judge: Judge) -> None:
    duty = judge(report("主任关注行政执法。")).requirements["duty.G3"]

    assert (duty.outcome, duty.note) == ("partial", "weak_signal")


BOTH = [
    "党工委书记任组长，办事处主任任副组长。",
    "镇党委书记、镇长带头。",
    "乡党委书记主持，乡长部署。",
    "由书记、主任共同负责。",
    "局党组书记、局长严格履行职责。",
]


@pytest.mark.parametrize("sentence", BOTH)
def test_both_posts_speak(sentence: str, judge: Judge) -> None:
    judged = judge(report(sentence))

    assert judged.outcome("duty.X3") == "met"
    assert judged.of("first_responsible.post_missing") == []


PARTY_ONLY = [
    "党工委书记学习习近平总书记重要讲话，听取司法所主任汇报。",
    "党委书记与居委会主任座谈，聘请律师事务所主任担任法律顾问。",
    "党工委书记带头，党政办主任和办事处副主任配合。",
]


@pytest.mark.parametrize("sentence", PARTY_ONLY)
def test_other_peoples_posts_are_not_the_heads(sentence: str, judge: Judge) -> None:
    judged = judge(report(sentence))

    assert judged.outcome("duty.X3") == "missing"
    assert judged.of("first_responsible.post_missing")[0].params["missing"] == ["term.post_office"]


OFFICE_ONLY = [
    "学习习近平总书记重要讲话精神，办事处主任主持会议。",
    "办事处主任与社区支部书记、副书记、纪委书记、团委书记座谈。",
    "镇长向区委书记汇报工作，看望驻村第一书记。",
]


@pytest.mark.parametrize("sentence", OFFICE_ONLY)
def test_other_secretaries_are_not_the_offices(sentence: str, judge: Judge) -> None:
    assert judge(report(sentence)).of("first_responsible.post_missing")[0].params["missing"] == [
        "term.post_party"
    ]


def test_the_bare_title_of_both_names_neither(judge: Judge) -> None:
    missing = judge(report("党政主要负责人高度重视，带头学法。")).of("first_responsible.post_missing")

    assert missing[0].params["missing"] == ["term.post_party", "term.post_office"]


FULL = (
    "党工委书记主持召开党工委会议专题研究法治建设4次，听取汇报3次，把法治建设纳入年度计划，坚持依规治党，"
    "重大决策均听取法律顾问意见，督促班子成员依法履职；办事处主任制定工作方案，落实普法经费12万元，"
    "推动行政执法“三项制度”，出庭应诉1次，组织干部学法考试2次。二人均在年终述职时专题述法。"
)


def test_a_full_account_is_complete(judge: Judge) -> None:
    judged = judge(report(FULL))

    assert judged.outcome("first_responsible.complete") == "met"
    assert not [finding for finding in judged.findings if finding.rule.startswith("first_responsible")]


def test_what_an_account_lacks_is_named(judge: Judge) -> None:
    complete = judge(report("党工委书记带头学法。")).requirements["first_responsible.complete"]

    assert complete.outcome == "partial"
    assert {"duty.X3", "duty.X4", "duty.G3"} <= set(complete.params["lacking"])  # type: ignore[arg-type]
    assert "duty.P6" not in complete.params["lacking"]  # type: ignore[operator]


def test_a_sub_section_about_the_leaders_counts_as_their_account(judge: Judge) -> None:
    text = REPORT.replace("三、党政主要负责人履行推进法治建设第一责任人职责情况\n{account}\n四", "三").format(
        elsewhere="（一）落实第一责任人职责。党工委书记主持召开会议4次。\n（二）开展普法。举办活动12次。",
        plan="加强培训。",
    )
    judged = judge(text)

    assert judged.outcome("duty.X4") == "met"
    assert judged.outcome("first_responsible.complete") == "partial"


def test_no_account_at_all_is_missing_and_raises_no_findings_about_it(judge: Judge) -> None:
    text = report("x").replace("三、党政主要负责人履行推进法治建设第一责任人职责情况\nx\n四", "三")
    judged = judge(text)

    assert judged.outcome("first_responsible.complete") == "missing"
    assert not [finding for finding in judged.findings if finding.rule.startswith("first_responsible")]


def test_traditional_characters_are_read_alike(judge: Judge) -> None:
    judged = judge(report("黨工委書記主持召開專題會議4次，聽取匯報；辦事處主任出庭應訴1次。"))

    assert judged.outcome("duty.P1") == "met"
    assert judged.outcome("duty.G5") == "met"
    assert judged.outcome("duty.X3") == "met"
    assert judged.proof("duty.G5") == ["辦事處主任出庭應訴1次"]


def test_nothing_is_met_without_evidence(judge: Judge) -> None:
    for requirement in judge(report(FULL)).requirements.values():
        if requirement.outcome in ("met", "partial"):
            assert requirement.evidence, requirement.id


IN_TEXT = """柳河镇2023年度法治政府建设情况报告
2023年，柳河镇扎实推进依法行政。现将有关情况报告如下：
一、主要举措和成效
（一）压实责任，党政同抓法治建设。镇党委书记认真履行推进法治建设第一责任人职责，主持召开党委会研究法治议题4次。镇长出庭应诉2次。班子成员全员述法。
（二）规范执法。坚持依规治党，落实行政执法责任制，办理案件12件。
二、存在的不足和原因
一是执法力量薄弱，主要原因是编制少。
三、2024年主要安排
加强培训。
柳河镇人民政府
2024年1月20日
"""


def test_a_paragraph_that_names_the_first_responsible_is_about_them_as_a_whole(judge: Judge) -> None:
    judged = judge(IN_TEXT)

    shown = {name for name in ("P1", "G5", "X2", "X3", "X4") if judged.outcome(f"duty.{name}") == "partial"}
    assert shown == {"P1", "G5", "X2", "X3", "X4"}
    assert (
        judged.outcome("duty.P2") == judged.outcome("duty.G3") == "missing"
    )  # told of the office, elsewhere


def test_a_banners_head_is_the_head_of_its_government(judge: Judge) -> None:
    judged = judge(report("苏木党委书记听取汇报2次，苏木达主持召开会议3次。"))

    assert judged.outcome("duty.X3") == "met"


def test_the_proof_is_the_deed_of_the_leader_whose_duty_it_is(judge: Judge) -> None:
    account = "党工委书记主持召开会议3次，带头学法2次；办事处主任主持召开推进会5次，组织干部学法考试1次。"
    judged = judge(report(account))

    assert judged.proof("duty.G1") == ["办事处主任主持召开推进会5次"]
    assert judged.proof("duty.P6") == ["带头学法2次"]


def test_what_both_did_proves_either_duty(judge: Judge) -> None:
    judged = judge(report("党工委书记、办事处主任主持召开推进会5次，听取汇报3次。"))

    assert judged.proof("duty.G1") == ["党工委书记、办事处主任主持召开推进会5次"]
    assert judged.proof("duty.P1") == ["听取汇报3次"]


@pytest.mark.parametrize(
    "account",
    [
        "（一）党委（党工委）主要负责人。主持学法3次。（二）政府（办事处）主要负责人。主持学法4次。",
        "工委书记研究部署4次，管委会主任督办6次。",
    ],
)
def test_posts_in_other_words(account: str, judge: Judge) -> None:
    assert judge(report(account)).outcome("duty.X3") == "met"
