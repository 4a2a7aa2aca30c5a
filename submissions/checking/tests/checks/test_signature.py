from __future__ import annotations

from datetime import date

import pytest

from submissions.checking.checks.signature import check_signature
from submissions.checking.results import Level

from ..reports import TEXT, context_of


def report(tail: str, year: int = 2024) -> str:
    return (
        f"柳湾乡{year}年法治政府建设情况报告\n一、主要举措和成效\n{TEXT}\n"
        f"二、存在的不足和原因\n{TEXT}\n三、下一步打算\n{TEXT}\n{tail}"
    )


def rules(text: str, due_on: date | None = None) -> list[str]:
    return [finding.rule for finding in check_signature(context_of(text, due_on=due_on))]


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("柳湾乡人民政府\n2025年1月5日", []),
        ("柳湾乡人民政府\n二〇二五年二月二十八日", []),
        ("柳湾乡人民政府\n2025年4月1日", ["date.late"]),
        ("柳湾乡人民政府\n二〇二五年五月六日", ["date.late"]),
        ("柳湾乡人民政府", ["date.missing"]),
        ("柳湾乡人民政府\n2025年X月X日", ["date.missing"]),
        ("柳湾乡人民政府\n2025年1月", ["date.missing"]),
        ("2025年1月5日", ["signature.missing"]),
        ("特此报告。", ["signature.missing", "date.missing"]),
    ],
)
def test_signature_and_date(tail: str, expected: list[str]) -> None:
    assert rules(report(tail)) == expected


@pytest.mark.parametrize(
    ("year", "day", "level"),
    [
        (2024, "2025年3月1日", Level.CONFIRM),  # past the day to report, in time to be published
        (2024, "2025年3月31日", Level.CONFIRM),
        (2024, "2025年4月1日", None),  # the standard's own level
        (2023, "2024年2月29日", "silent"),
        (2018, "2019年3月31日", "silent"),  # the first quarter
        (2018, "2019年4月1日", None),
    ],
)
def test_before_means_before(year: int, day: str, level: Level | str | None) -> None:
    context = context_of(report(f"柳湾乡人民政府\n{day}", year))
    found = [finding.level for finding in check_signature(context)]

    assert found == ([] if level == "silent" else [level])


def test_the_bureaus_own_day_stands_before_the_legal_one() -> None:
    text = report("柳湾乡人民政府\n2025年1月20日")

    assert rules(text, due_on=date(2025, 1, 19)) == ["date.late"]
    assert rules(text, due_on=date(2025, 1, 20)) == []


def test_the_finding_stands_on_the_date_and_names_the_day() -> None:
    context = context_of(report("柳湾乡人民政府\n2025年5月6日"))
    (finding,) = check_signature(context)

    assert finding.evidence[0].of(context.text) == "2025年5月6日"
    assert finding.params == {"found": "2025年5月6日", "due": "2025-03-31"}


def test_a_file_of_another_kind_is_not_asked_for_a_signature() -> None:
    assert rules("关于召开会议的通知\n请各单位准时参加会议，研究有关工作，带齐材料，不得缺席。") == []
