"""Wording, marks, numbers, length, topics and shortcomings beyond the rules' own examples."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from submissions.checking.results import Level
from submissions.checking.standard import load_standard, standard_from_mapping

from .conftest import Judged

Judge = Callable[..., Judged]


def test_a_typo_names_what_is_meant_and_where(judge: Judge) -> None:
    judged = judge("强化对权利的制约监督，保障群众合法权利。")

    (finding,) = judged.of("wording.typo")
    assert (finding.params["found"], finding.params["right"]) == ("权利", "权力")
    assert judged.text[finding.evidence[0].start - 1] == "对"


def test_a_passage_is_told_once_though_two_entries_match(judge: Judge) -> None:
    assert len(judge("重大决策前慎密认证，广泛征求意见。").of("wording.typo")) == 1


def test_a_bureaus_own_word_is_found(judge: Judge) -> None:
    own = standard_from_mapping({"typo": {"柳合街道": "柳河街道"}})

    assert judge("柳合街道加强领导。", own).quotes("wording.typo") == ["柳合街道"]
    assert judge("柳合街道加强领导。").quotes("wording.typo") == []


def test_typos_of_the_list_are_no_part_of_right_sentences(judge: Judge) -> None:
    """Every word meant, in a sentence of its own, raises nothing."""
    meant = {p.right for p in load_standard().phrases.values() if p.rule == "wording.typo"}
    plain = "".join(f"街道做到{word}。\n" for word in sorted(meant) if "…" not in word and "“" not in word)

    assert judge(plain).quotes("wording.typo") == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("召开会议××次。", Level.MUST),
        ("[bookmark: _GoBack]街道加强领导。", None),
        ("某某街道加强领导。", Level.MUST),
        ("对【项目名称】组织论证。", Level.MUST),
    ],
)
def test_a_placeholder_must_go_a_mark_should(text: str, level: Level | None, judge: Judge) -> None:
    assert [finding.level for finding in judge(text).of("template.residue")] == [level]


def test_a_template_heading_shows_just_its_words(judge: Judge) -> None:
    text = "一、上一年度推进法治政府建设的主要举措和成效\n街道组织学法12次。"

    assert judge(text).quotes("template.residue") == ["上一年度"]


@pytest.mark.parametrize(
    ("year", "text", "found"),
    [
        (2023, "贯彻党的十九届六中全会精神。", True),
        (2022, "贯彻党的十九届六中全会精神。", False),
        (2024, "贯彻党的十九大和二十大精神。", False),
        (2024, "贯彻党的十九大、二十届三中全会精神。", False),
        (2024, "街道加强领导。", False),
        (2024, "学习全面依法治国新理念新思想新战略。", True),
        (2019, "学习全面依法治国新理念新思想新战略。", False),
    ],
)
def test_outdated_expressions(year: int, text: str, found: bool, judge: Judge) -> None:
    judged = judge(f"柳河街道{year}年度法治政府建设情况报告\n{text}")

    assert bool(judged.of("expression.outdated")) is found


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("成立以办事处主任为法治建设领导小组。", "term.no_head"),
        ("坚持以习近平法治思想，推进依法行政。", "term.open_frame"),
        ("学习《民法典，提高素养。", "term.unpaired"),
        ("加强宣传（线上和线下。", "term.unpaired"),
        ("一是加强组织领导，压实各方责任，\n二是健全机制。", "term.open_end"),
    ],
)
def test_what_a_sentence_lacks_is_said(text: str, lacking: str, judge: Judge) -> None:
    assert [finding.params["lacking"] for finding in judge(text).of("wording.incomplete")] == [lacking]


@pytest.mark.parametrize(
    "text",
    [
        "坚持以习近平法治思想、党的二十大精神为指导，推进依法行政。",
        "1）加强领导；2）健全机制。",
        "一）组织领导\n街道加强领导。",
        "学习《〈中华人民共和国民法典〉释义》。",
        "重点做好以下工作：\n一是加强领导。",
        "认真落实《法治政府建设与责任落实督察工作规\n\n定》的各项要求。",
        "一是落实《全民健身计划（2021—\n（一）2025年）》的各项要求。",
    ],
)
def test_whole_sentences_stay_silent(text: str, judge: Judge) -> None:
    assert judge(text).of("wording.incomplete") == []


def test_an_open_quotation_mark_is_only_asked_about(judge: Judge) -> None:
    assert [f.level for f in judge("落实“谁执法谁普法责任制。").of("wording.incomplete")] == [Level.CONFIRM]


def test_half_width_slips_are_shown_at_their_places(judge: Judge) -> None:
    judged = judge("街道加强领导，健全机制，压实责任，形成合力，注重实效,群众满意，效果良好。")

    (finding,) = judged.of("punctuation.mixed")
    assert finding.params["count"] == 1
    assert judged.text[: finding.evidence[0].start].endswith("注重实效")


@pytest.mark.parametrize(
    ("half", "full", "asked"), [(40, 20, True), (20, 40, True), (40, 2, False), (40, 0, False)]
)
def test_marks_of_both_widths_are_asked_about_a_half_width_copy_is_not(
    half: int, full: int, asked: bool, judge: Judge
) -> None:
    judged = judge("群众满意,街道放心。\n" * half + "群众满意，街道放心。\n" * full)

    assert [len(f.evidence) for f in judged.of("punctuation.mixed")] == ([min(half, 30)] if asked else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、举措\n街道加强领导。\n三、不足\n力量不足。\n四、安排\n加强培训。", ["一、举措", "三、不足"]),
        ("一、举措\n街道加强领导。\n二、不足\n力量不足。\n二、安排\n加强培训。", ["二、不足", "二、安排"]),
        ("街道工作：一是学习。二是宣传。四是调解。", ["二是", "四是"]),
        (
            "一、举措\n（一）学习\n抓学习。\n（二）宣传\n抓宣传。\n二、不足\n（一）力量\n人少。\n（二）经费\n钱少。",
            [],
        ),
        ("一是学习。二是宣传。一方面人少，一是经费缺。二是装备旧。", []),
    ],
)
def test_numbering(text: str, found: list[str], judge: Judge) -> None:
    assert judge(text).quotes("numbering.broken") == found


@pytest.mark.parametrize(
    ("repeated", "rule"), [(500, "length.too_long"), (3, "length.too_short"), (80, None)]
)
def test_length(repeated: int, rule: str | None, judge: Judge) -> None:
    judged = judge("柳河街道2023年度法治政府建设情况报告\n" + "街道组织学习法律十二次。\n" * repeated)

    assert [f.rule for f in judged.findings if f.rule.startswith("length")] == ([rule] if rule else [])


def test_topics_are_those_of_the_years_outline(judge: Judge) -> None:
    text = "柳河街道{}年度法治政府建设情况报告\n一、主要举措\n学习习近平法治思想，落实行政执法三项制度。"

    now, then = judge(text.format(2023)), judge(text.format(2019))

    assert now.outcome("topic.xi_thought") == "met"
    assert now.proof("topic.enforcement") == ["落实行政执法三项制度"]
    assert now.outcome("topic.emergencies") == "missing"
    assert "topic.xi_thought" not in then.requirements
    assert then.outcome("topic.enforcement_2015") == "met"


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("disputes", "全年调解邻里纠纷264件。"),
        ("disputes", "推进诉源治理。"),
        ("enforcement", "与相邻街道联合执法9次。"),
        ("enforcement", "抽查执法案卷24份。"),
    ],
)
def test_a_topic_told_in_plain_words(topic: str, text: str, judge: Judge) -> None:
    report = f"柳河街道2024年度法治政府建设情况报告\n一、主要举措和成效\n{text}"

    assert judge(report).outcome(f"topic.{topic}") == "met"


def test_a_topic_only_planned_is_not_met(judge: Judge) -> None:
    text = "一、主要举措\n学习法律。\n二、下一年度主要安排\n落实行政执法三项制度，做好突发事件应对。"

    assert judge(text).outcome("topic.emergencies") == "missing"


SHORTCOMINGS = "二、存在的不足{label}\n{text}\n三、下一年度主要安排\n{plan}\n"


@pytest.mark.parametrize(
    ("label", "text", "found"),
    [
        ("和原因", "一是宣传形式单一。二是执法力量薄弱。", True),
        ("和原因", "一是宣传形式单一，原因是经费有限。二是执法力量薄弱。", False),
        ("和原因", "由于人员少，执法力量薄弱。", False),
        ("", "一是宣传形式还较单一。二是执法力量还较薄弱。三是由于编制紧张，人手还显不足。", True),
        ("", "一是由于经费有限，宣传形式单一。二是因编制少，执法力量薄弱。", False),
        ("及成因", "普法形式单一，受场地条件限制，活动开展得少。", False),
    ],
)
def test_causes(label: str, text: str, found: bool, judge: Judge) -> None:
    judged = judge(SHORTCOMINGS.format(label=label, text=text, plan="加强培训。"))

    assert bool(judged.of("shortcomings.no_causes")) is found


@pytest.mark.parametrize(
    ("label", "text", "level"),
    [
        ("", "一是法治意识有待加强。二是普法形式需进一步丰富。", None),
        ("和原因", "一是法治意识有待加强，学法用法还不够。二是执法力量薄弱。", None),
        ("", "一是执法力量薄弱，全乡134项执法事项只有6名执法人员。二是普法形式不新。", "confirm"),
        ("", "一是群众参与热情不高，活动多在工作日白天举行。二是普法形式不新。", "confirm"),
    ],
)
def test_only_a_bare_list_surely_lacks_causes(label: str, text: str, level: str | None, judge: Judge) -> None:
    (finding,) = judge(SHORTCOMINGS.format(label=label, text=text, plan="加强培训。")).of(
        "shortcomings.no_causes"
    )

    assert finding.level == level


@pytest.mark.parametrize(
    "cause",
    [
        "主要是园区成立时间短",
        "因赋权事项与属地部门存在交叉",
        "这与执法人员缺少系统培训有关",
        "归根结底是思想认识不到位",
        "说到底还是学习抓得不紧",
        "根子在于督查不经常",
    ],
)
def test_a_cause_told_in_other_words(cause: str, judge: Judge) -> None:
    text = f"一是执法不够规范，{cause}。二是普法形式不新，{cause}。"

    assert not judge(SHORTCOMINGS.format(label="", text=text, plan="加强培训。")).of("shortcomings.no_causes")


@pytest.mark.parametrize(
    ("plan", "unanswered"),
    [
        ("加强普法宣传，组织执法培训。", []),
        ("加强普法宣传，创新宣传形式。", ["二是因编制少，执法工作进展不快。"]),
        ("认真落实上级部署。", ["一是由于经费有限，普法形式单一。", "二是因编制少，执法工作进展不快。"]),
        ("推进普法，争取增加编制少的站所岗位。", []),
    ],
)
def test_a_plan_that_leaves_a_shortcoming_unanswered(plan: str, unanswered: list[str], judge: Judge) -> None:
    text = "一是由于经费有限，普法形式单一。二是因编制少，执法工作进展不快。"

    assert (
        judge(SHORTCOMINGS.format(label="和原因", text=text, plan=plan)).quotes("shortcomings.no_measure")
        == unanswered
    )


@pytest.mark.parametrize(
    ("shortcoming", "plan"),
    [
        ("一是法治宣传覆盖面窄，原因是人口流动。", "在快递站点开展以案释法。"),
        ("一是法治宣传不够生动，原因是经费有限。", "打造短视频栏目，每两周一期。"),
        ("一是年轻同志法治能力不强，原因是轮岗频繁。", "安排年轻同志到调解岗位历练。"),
        ("一是村民法治观念淡薄，原因是宗族影响大。", "发挥村规民约作用，推动移风易俗。"),
        ("一是少数同志法治意识淡薄，原因是管理宽松。", "每季度举办一次村干部培训班。"),
        ("一是信访老案较多，原因是历史欠账。", "由班子成员每人认领两件，逐件定措施、定时限。"),
        ("一是执法文书不够规范，原因是经验不足。", "每季度互评案卷，写一份评一份。"),
        ("一是行政复议法掌握不牢，原因是学得不深。", "组织一次闭卷测试，不及格的重学。"),
        ("一是重大决策前论证不充分，原因是图快。", "没有走完规定步骤的议题一律不上会。"),
        ("一是调解员年纪偏大，原因是补贴低。", "提高以案定补标准，从退休教师里选聘3人。"),
        ("一是积分激励机制不活，原因是兑换品少。", "按季公布各户积分，凭分换取日用品。"),
    ],
)
def test_a_plan_answers_a_shortcoming_in_other_words(shortcoming: str, plan: str, judge: Judge) -> None:
    judged = judge(SHORTCOMINGS.format(label="和原因", text=shortcoming, plan=plan))

    assert judged.quotes("shortcomings.no_measure") == []


def test_a_list_of_causes_is_no_list_of_shortcomings(judge: Judge) -> None:
    text = "（一）主要不足\n一是执法不够规范。\n（二）原因分析\n一是调解人员多为兼任，信访压力大。"

    judged = judge(SHORTCOMINGS.format(label="和原因", text=text, plan="开展执法练兵，规范文书制作。"))

    assert judged.quotes("shortcomings.no_measure") == []


def test_a_lead_in_is_no_shortcoming(judge: Judge) -> None:
    text = "今年执法、普法都有进步，但仍存在差距：\n一是由于人手少，执法检查不勤。"

    judged = judge(SHORTCOMINGS.format(label="", text=text, plan="开展执法检查，规范文书制作。"))

    assert judged.quotes("shortcomings.no_measure") == []
    assert judged.of("shortcomings.no_causes") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("乡党委高重视普法工作。", "高重视"),
        ("干部深学习贯彻全会精神。", "深学习贯彻"),
        ("执法队积极展法治宣传。", "积极展"),
        ("认真落党风廉政建设责任制。", "认真落"),
        ("发挥调解员职能作，就地解纷。", "职能作"),
        ("由书记任组的工作专班。", "任组"),
        ("推行“三项度”，规范执法。", "三项度"),
        ("畅通诉求反应渠道。", "诉求反应"),
        ("学习《信访工作条列》。", "条列"),
        ("推行首问负则制。", "首问负则"),
        ("联合检查院开展宣讲。", "检查院"),
    ],
)
def test_frequent_words_with_a_character_left_out_or_exchanged(text: str, found: str, judge: Judge) -> None:
    assert judge(text).quotes("wording.typo") == [found]


def test_lookalikes_of_those_words_stay_silent(judge: Judge) -> None:
    text = "提高重视程度。积极展示成果。职能作用明显。组织展览。落实到户。群众反应迅速。办理情况良好。"

    assert judge(text).of("wording.typo") == []
