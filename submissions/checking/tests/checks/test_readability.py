from __future__ import annotations

import pytest

from submissions.checking.checks.readability import check_readability

from ..reports import TEXT, context_of


def rules(text: str) -> list[str]:
    return [finding.rule for finding in check_readability(context_of(text))]


@pytest.mark.parametrize(
    "text",
    [
        f"柳湾乡2024年法治政府建设情况报告\n一、主要举措和成效\n{TEXT}",
        f"柳湾乡2024年法治政府建设工作总结\n一、规范执法行为\n{TEXT}\n二、存在的不足\n{TEXT}",
        f"2024年工作报告\n一、推进法治政府建设的主要举措\n{TEXT}\n二、存在的不足\n{TEXT}\n三、下一步打算\n{TEXT}依法行政。",
        f"柳湾乡2024年法治政府建设工作情况\n{TEXT}{TEXT}",
        f"2024年，柳湾乡推进依法行政。现将法治政府建设情况报告如下：\n一、主要举措和成效\n{TEXT}坚持依法行政、依法决策。",
        f"柳灣鄉2024年法治政府建設情況報告\n一、主要舉措和成效\n{TEXT}",
    ],
)
def test_a_report_is_one(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "关于做好2024年度法治政府建设年度报告报送工作的通知\n各乡镇：\n请于2月底前报送法治政府建设年度报告。",
        "房屋租赁合同\n甲方出租房屋一间，租期一年，租金每月一千元，乙方按月支付，逾期支付违约金。",
        "红烧肉的做法\n一、备料\n五花肉一斤，生抽两勺，冰糖十粒。\n二、做法\n焯水后小火慢炖一个小时，收汁装盘即可。",
        "柳湾乡2024年度安全生产工作总结\n一、主要做法\n开展检查三十次，整改隐患五十处。\n二、存在的问题\n人员不足，经费紧张。",
        f"现将本人法治建设履职情况报告如下：\n一、履职情况\n{TEXT}",
        f"2024年度述职述法报告\n一、履职情况\n{TEXT}\n二、存在的问题\n{TEXT}",
    ],
)
def test_a_file_of_another_kind_is_told(text: str) -> None:
    assert rules(text) == ["text.not_a_report"]


@pytest.mark.parametrize(
    "text", ["锟斤拷锟斤拷2023锟斤拷" * 12, "ÄãºÃÊÀ½ç£¬ÕâÊÇÒ»¸ö²âÊÔ" * 8, "龘靐齉爩麤灪龖厵滟" * 12]
)
def test_garbled_characters_are_no_text(text: str) -> None:
    assert rules(text) == ["text.unreadable"]
