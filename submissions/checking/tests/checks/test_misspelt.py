"""Fixed words with one character wrong; other words that only look like them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from submissions.checking.results import Level
from submissions.checking.standard import standard_from_mapping

from .conftest import Judged

Judge = Callable[..., Judged]
RULE = "wording.typo"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("规范行政自由裁量全的行使。", "自由裁量全"),  # of the same sound
        ("严格落实集休讨论制度。", "集休讨论"),  # of a like shape
        ("加强行政法执人员培训。", "行政法执人员"),  # two exchanged
        ("落实重大行政策程序。", "重大行政策"),  # one left out
        ("落实重大行策程序。", ""),  # two left out: not looked for
        ("推进公共法服务全覆盖。", "公共法服务"),
        ("提升了法治素养养。", "法治素养养"),  # the last one twice
        ("坚决纠正慢作位。", "慢作位"),  # the end of a short word, before a mark only
        ("坚决纠正慢作位行为。", ""),
        ("健全矛盾纠纷多元化解机治。", "机治"),  # a usual word beside another and before a mark
        ("防止矛盾激化升极。", "升极"),
        ("坚决纠正不做为。", "不做为"),
    ],
)
def test_a_fixed_word_with_a_slip(text: str, found: str, judge: Judge) -> None:
    assert judge(text).quotes(RULE) == ([found] if found else [])


@pytest.mark.parametrize(
    "text",
    [
        "深入展开排查，率先为成年人提供服务，军人代表大会召开。",
        "建设社会主义法治国家，加强法制教育。",
        "听取各部门、各单位等机关报告，其他行政执法类行为一百余件。",
        "在慧民社区、新民小区召开座谈会。",
        "有关负责人参加，采取主动行动，积极行使权利。",
        "落实规范文件管理，优化法治营商环境，不断地高标准推进。",
        "学习《行政处法》。",  # a law's name is for the citations
        "法治素养养成教育扎扎实实推进。",
        "榆林社区社区矫正对象9人，主任任组长，提高高标准农田管护水平。",  # doubled rightly
        "及时召开开学法治课筹备会，全面面向群众征集意见，推动动态管理。",
        "开展行政执法为民活动，召开专题会、联席会，工作能有效衔接。",  # shorter words are words, too
        "普法向村（社区）延伸，依法行使职权，依法行医。",
        "提高重视程度，纵深推进依法治理，担任组委会成员。",
    ],
)
def test_other_words_stay_silent(text: str, judge: Judge) -> None:
    assert judge(text).quotes(RULE) == []


def test_a_bureau_adds_words_of_its_own(judge: Judge) -> None:
    ours = {"version": "1", "lexicon": {"ours": {"use": "fixed", "words": ["石榴籽调解室"]}}}

    assert judge("设立石榴子调解室。").quotes(RULE) == []
    assert judge("设立石榴子调解室。", standard_from_mapping(ours)).quotes(RULE) == ["石榴子调解室"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("全乡上下坚持坚持以民为本。", "坚持坚持"),
        ("今年以来召开开法治专题会3次。", "召开开"),
        ("村里进一步进一步规范公章使用。", "进一步进一步"),
        ("全年开展普法宣活动9场。", "普法宣"),  # broken off before another word
        ("聘请法律顾参与洽谈。", "法律顾"),
        ("建立健矛盾台账，一事一档。", "建立健"),
        ("逐条制定整改施，限时完成。", "整改施"),
        ("做好消防演连6次。", "演连"),  # before a figure
        ("以案释法增强成郊，群众认可。", "成郊"),
    ],
)
def test_a_word_broken_off_or_said_again(text: str, found: str, judge: Judge) -> None:
    assert judge(text).quotes(RULE) == [found]


def test_where_nothing_beside_it_proves_the_slip_a_person_is_asked(judge: Judge) -> None:
    (alone,) = judge("通过商议、仲载等办法解决。").of(RULE)
    (proved,) = judge("健全矛盾纠纷多元化解机治。").of(RULE)

    assert alone.level is Level.CONFIRM
    assert proved.level is not Level.CONFIRM
