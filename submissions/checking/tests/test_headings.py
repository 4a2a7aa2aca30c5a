"""What headings announce: wordings of our own, and all that real offices were seen to write."""

from __future__ import annotations

import json

import pytest

from submissions.checking.outline import classify, is_theme
from submissions.checking.outline.numbering import marker_of
from submissions.checking.standard import load_standard

from .reports import REAL_REPORTS

CONTENTS = load_standard().contents

# Sub-headings of a leaders' chapter that only their chapter tells apart from a topic; in a report the
# outline takes their content from the heading above.
TOLD_BY_CONTEXT = {
    "强化理论武装,筑牢法治根基。",
    "强化组织领导,压实法治责任。",
    "强化统筹部署,压实法治责任",
    "持续坚持用党的创新理论凝心铸魂。",
    "强化党组集体学法实效",
    "强化组织领导,夯实法治保障。",
    "抓实走深习近平法治思想学习贯彻。",
}


@pytest.mark.parametrize(
    ("heading", "contents"),
    [
        ("一年来的主要做法和取得的成效", "achievements"),
        ("2024年法治政府建设工作开展情况", "achievements"),
        ("推进法治政府建设工作亮点", "achievements"),
        ("重点任务完成情况", "achievements"),
        ("2023年度推進法治政府建設的主要舉措和成效", "achievements"),
        ("存在的问题和差距", "shortcomings"),
        ("当前面临的困难及原因分析", "shortcomings"),
        ("问题与不足", "shortcomings"),
        ("推进法治政府建设的短板和弱项", "shortcomings"),
        ("存在问题及整改措施", "shortcomings next_plan"),
        ("党政主要负责人履职情况", "first_responsible"),
        ("主要领导推进法治建设情况", "first_responsible"),
        ("镇党委书记、镇长履行第一责任人职责情况", "first_responsible"),
        ("落实“一把手”法治建设职责情况", "first_responsible"),
        ("第一责任人履职情况", "first_responsible"),
        ("下一步工作打算", "next_plan"),
        ("明年工作思路", "next_plan"),
        ("改进措施", "next_plan"),
        ("整改提升措施", "next_plan"),
        ("2025年重点任务", "next_plan"),
        ("今后努力方向", "next_plan"),
        ("下一年度推进法治政府建设的主要举措", "next_plan"),
        ("其他需要报告的情况", "other"),
        ("其它情况说明", "other"),
        ("主要成效、存在问题及下一步计划", "achievements shortcomings next_plan"),
        # mentions that announce nothing
        ("聚焦突出问题，化解矛盾纠纷", ""),
        ("着力解决群众反映强烈的问题", ""),
        ("落实行政机关负责人出庭应诉制度", ""),
        ("强化党建引领，筑牢组织根基", ""),
        ("明确年度工作目标", ""),
        ("上年度存在问题整改落实情况", "achievements"),
        ("2024年工作计划完成情况", "achievements"),
        ("自查基本情况", "achievements"),
        ("工作成效和主要负责人履行第一责任人职责情况", "achievements first_responsible"),
        ("一年来的工作", "achievements"),
        ("特色亮点", "achievements"),
        ("自查发现的问题", "shortcomings"),
        ("需要改进的地方", "shortcomings"),
        ("亟待解决的问题", "shortcomings"),
        ("问题剖析", "shortcomings"),
        ("短板不足", "shortcomings"),
        ("着力解决群众反映的突出问题", ""),
        ("推动解决土地领域突出问题", ""),
        ("述法情况", "first_responsible"),
        ("书记、镇长履职情况", "first_responsible"),
        ("领导班子履职情况", "first_responsible"),
        ("切实扛起第一责任", "first_responsible"),
        ("推动述法全覆盖", ""),
        ("接下来的工作", "next_plan"),
        ("2025年工作要点", "next_plan"),
        ("存在的问题及对策", "shortcomings next_plan"),
        ("问题和打算", "shortcomings next_plan"),
        ("主要问题和下一步努力方向", "shortcomings next_plan"),
    ],
)
def test_a_heading_announces(heading: str, contents: str) -> None:
    assert classify(heading, CONTENTS) == tuple(contents.split())


def test_measures_for_next_year_are_a_plan() -> None:
    assert classify("2025年推进法治政府建设的主要举措", CONTENTS, report_year=2024) == ("next_plan",)
    assert classify("2024年推进法治政府建设的主要举措", CONTENTS, report_year=2024) == ("achievements",)


@pytest.mark.skipif(not REAL_REPORTS.exists(), reason="the list of real headings is not at hand")
def test_every_heading_real_offices_wrote() -> None:
    headings = json.loads((REAL_REPORTS / "wordings.json").read_text(encoding="utf-8"))["headings"]
    missed = []
    for entry in headings:
        marker = marker_of(entry["text"])
        assert marker is not None
        words = entry["text"][marker.end :]
        found = classify(words, CONTENTS) or (("achievements",) if is_theme(words, CONTENTS) else ("other",))
        if found != (entry["section"],) and words not in TOLD_BY_CONTEXT:
            missed.append((entry["text"], found))

    assert missed == []
