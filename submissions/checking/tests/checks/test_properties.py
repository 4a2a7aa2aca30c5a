"""Whatever the text: no check fails, every passage lies inside it, and the answer is always the same."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from submissions.checking.checks import ALL_CHECKS
from submissions.checking.results import Finding, Requirement
from submissions.checking.standard import load_standard

from .conftest import context_of

PIECES = st.sampled_from(
    """柳河街道2023年度法治政府建设情况报告⏎|一、主要举措和成效⏎|二、存在的不足和原因⏎|（一）|⏎|。|，|《|》|“|其中|12件|98%
三、党政主要负责人履行推进法治建设第一责任人职责情况⏎|四、2024年主要安排⏎|20000余份|××次|由于|“七五”普法|党的二十大
党工委书记主持召开会议4次|《中华人民共和国民法典》|13812345678|一是加强领导|机密★1年|*次|2024年1月10日|的的|分别为""".replace(
        "\n", "|"
    )
    .replace("⏎", "\n")
    .split("|")
)
VISIBLE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6)
TEXTS = st.lists(st.one_of(PIECES, VISIBLE), min_size=1, max_size=40).map("".join)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_is_judged_within_itself_and_twice_alike(text: str) -> None:
    context = context_of("报" + text)
    standard = load_standard()

    answers = [answer for check in ALL_CHECKS for answer in check(context)]

    assert answers == [answer for check in ALL_CHECKS for answer in check(context)]
    for answer in answers:
        assert all(0 <= span.start <= span.end <= len(context.text) for span in answer.evidence)
        if isinstance(answer, Finding):
            assert answer.rule in standard.rules
            assert standard.render("rule", answer.rule, answer.params, "zh")
            assert not re.search(r"\{[a-z_]+\}", standard.render("rule", answer.rule, answer.params, "en"))
        if isinstance(answer, Requirement) and answer.outcome in ("met", "partial"):
            assert answer.evidence
