"""What a report says about itself, in invented reports of invented places."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from .reports import TEXT, context_of, facts_in

BODY = (
    "\n2024年，柳湾乡认真落实上级部署。现将有关情况报告如下：\n"
    f"一、主要举措和成效\n{TEXT}\n二、下一步打算\n{TEXT}\n"
)
TITLE = "柳湾乡2024年法治政府建设情况报告"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (TITLE, TITLE),
        (f"{TITLE}（定稿）", TITLE),
        ("柳湾乡人民政府\n2024年法治政府建设情况报告", "柳湾乡人民政府2024年法治政府建设情况报告"),
        ("柳湾乡2024年法治政府建设\n年度报告", "柳湾乡2024年法治政府建设年度报告"),
        (
            "柳湾乡人民政府\n关于2024年法治政府建设情况\n的报告",
            "柳湾乡人民政府 关于2024年法治政府建设情况的报告",
        ),
        ("柳湾乡2024年法治政府建设\n[bookmark: _GoBack]情况报告", TITLE),
        (f"{TITLE}\n柳湾乡人民政府\n2025.01.09\n{TITLE}\n2025年1月", TITLE),
        (f"[ 主题分类 ] 司法 [ 体裁分类 ] 工作报告\n{TITLE}", TITLE),
        ("官方微信\n来源：本网 发布时间：2025-01-05\n" + TITLE, TITLE),
        (
            "中共澄岩县柳湾乡委员会\n澄岩县柳湾乡人民政府\n关于2024年法治政府建设情况的报告",
            "中共澄岩县柳湾乡委员会 澄岩县柳湾乡人民政府 关于2024年法治政府建设情况的报告",
        ),
    ],
)
def test_the_title_is_found_whole(head: str, title: str) -> None:
    assert facts_in(head + BODY).title == title


def test_the_first_sentence_is_not_the_title() -> None:
    assert facts_in("2024年，柳湾乡推进法治政府建设，现将情况报告如下：\n一、主要举措\n" + TEXT).title is None


@pytest.mark.parametrize(
    ("text", "office", "place"),
    [
        (f"澄岩县{TITLE}{BODY}", "柳湾乡", "澄岩县"),
        (f"{TITLE}\n霁川县人民政府：{BODY}", "柳湾乡", "霁川县"),
        (f"{TITLE}\n中共霁川县委全面依法治县委员会办公室：{BODY}", "柳湾乡", "霁川县"),
        (f"关于报送{TITLE}{BODY}", "柳湾乡", None),
        (f"东岭经济开发区2024年法治政府建设情况报告{BODY}", "东岭经济开发区", None),
        (f"发布机构：霁川县柳湾乡人民政府\n{TITLE}{BODY}", "柳湾乡", "霁川县"),
        (f"{TITLE}{BODY}澄岩县柳湾乡人民政府\n2025年1月5日", "柳湾乡", "澄岩县"),
        (f"2024年法治政府建设情况报告{BODY}", "柳湾乡", None),
        (f"华泉区长乐办2024年法治政府建设情况报告{BODY}华泉区长乐路街道办事处", "长乐路街道", "华泉区"),
        (f"长乐办2024年法治政府建设情况报告\n落实《长乐路街道工作规则》。{BODY}", "长乐路街道", None),
        (f"揭北人民政府网站\n{TITLE}{BODY}", "柳湾乡", "揭北"),
        (f"清河县水利局2024年法治政府建设情况报告{BODY}", "水利局", "清河县"),
    ],
)
def test_office_and_place(text: str, office: str, place: str | None) -> None:
    facts = facts_in(text)

    assert (facts.office, facts.place) == (office, place)


@pytest.mark.parametrize(
    ("text", "year", "next_year"),
    [
        (f"柳湾乡2025度法治政府建设年度报告\n一、主要举措\n{TEXT}", 2025, None),
        (
            f"柳湾乡二〇二四年法治政府建设情况报告\n一、主要举措\n{TEXT}\n二、2025年工作安排\n{TEXT}",
            2024,
            2025,
        ),
        (f"柳湾乡法治政府建设情况报告\n现将2023年度工作报告如下。\n一、主要举措\n{TEXT}", 2023, None),
        (f"柳湾乡法治政府建设情况报告\n一、2023年工作情况\n{TEXT}\n二、2024年工作打算\n{TEXT}", 2023, 2024),
        (f"{TITLE}\n一、主要举措\n落实《纲要（2021—2025年）》。\n二、下一年度安排\n{TEXT}", 2024, None),
        (f"{TITLE}\n一、主要举措\n{TEXT}\n二、下一年度安排\n2025年，我乡将继续抓好落实。", 2024, 2025),
        (f"柳湾乡法治政府建设情况报告\n一、主要举措\n{TEXT}", None, None),
    ],
)
def test_the_years(text: str, year: int | None, next_year: int | None) -> None:
    facts = facts_in(text)

    assert (facts.report_year, facts.next_year) == (year, next_year)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("柳文〔2025〕5号", "柳文〔2025〕5号"),
        ("柳政发[2025]12号", "柳政发〔2025〕12号"),
        ("柳办（2025）3号", "柳办〔2025〕3号"),
        ("柳委发【2025】第7号", "柳委发〔2025〕7号"),
    ],
)
def test_the_document_number(line: str, number: str) -> None:
    context = context_of(f"中共柳湾乡委员会文件\n{line}\n签发人：张三丰\n{TITLE}{BODY}")

    assert context.facts.document_number == number
    assert context.facts.document_number_span is not None
    assert context.facts.document_number_span.of(context.text).endswith("号")


def test_a_document_number_quoted_in_the_text_is_not_the_reports_own() -> None:
    assert facts_in(f"{TITLE}{BODY}根据县政发〔2024〕9号文件要求。").document_number is None


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("签发人：张健安", ["张健安"]),
        ("签发人：张健安 余志宁", ["张健安", "余志宁"]),
        ("签发人：张健安、余志宁", ["张健安", "余志宁"]),
        ("签发人：张健安\n余志宁", ["张健安", "余志宁"]),
        ("柳文〔2025〕5号 签发人：欧阳志宁", ["欧阳志宁"]),
        ("签发人：", []),
    ],
)
def test_the_signers(lines: str, names: list[str]) -> None:
    assert list(facts_in(f"中共柳湾乡委员会文件\n{lines}\n{TITLE}{BODY}").signers) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("县委、县政府：", ["县委", "县政府"]),
        ("县委和县政府：", ["县委", "县政府"]),
        ("县委、县政府并县委依法治县办：", ["县委", "县政府", "县委依法治县办"]),
        ("中共和岭县委员会、和岭县人民政府：", ["中共和岭县委员会", "和岭县人民政府"]),
        ("县委依法治县办：", ["县委依法治县办"]),
        ("霁川县人民政府:", ["霁川县人民政府"]),
    ],
)
def test_the_addressees(line: str, names: list[str]) -> None:
    assert list(facts_in(f"{TITLE}\n{line}{BODY}").addressees) == names


@pytest.mark.parametrize(
    ("tail", "signed_by", "signed_on"),
    [
        ("柳湾乡人民政府\n2025年1月5日", ["柳湾乡人民政府"], "2025-01-05"),
        ("柳湾乡人民政府（盖章）\n二〇二五年一月五日", ["柳湾乡人民政府"], "2025-01-05"),
        (
            "中共柳湾乡委员会\n柳湾乡人民政府\n2025年1月5日",
            ["中共柳湾乡委员会", "柳湾乡人民政府"],
            "2025-01-05",
        ),
        (
            "中共柳湾乡委员会 柳湾乡人民政府\n2025年1月5日",
            ["中共柳湾乡委员会", "柳湾乡人民政府"],
            "2025-01-05",
        ),
        (
            "中共柳湾乡委员会柳湾乡人民政府\n2025年1月5日",
            ["中共柳湾乡委员会", "柳湾乡人民政府"],
            "2025-01-05",
        ),
        ("柳湾乡人民政府 2025年1月5日", ["柳湾乡人民政府"], "2025-01-05"),
        ("2025年1月5日\n柳湾乡人民政府", ["柳湾乡人民政府"], "2025-01-05"),
        ("2025年1月5日", [], "2025-01-05"),
        ("柳湾乡人民政府", ["柳湾乡人民政府"], None),
        ("柳湾乡人民政府\n2025年X月X日", ["柳湾乡人民政府"], None),
        ("柳湾乡人民政府\n2025年1月", ["柳湾乡人民政府"], None),
        ("柳湾乡人民政府\n2025年元月五日", ["柳湾乡人民政府"], "2025-01-05"),
        (
            "柳湾乡人民政府\n2025年1月5日\n（联系人：乡党政办，电话：0799—6210338）",
            ["柳湾乡人民政府"],
            "2025-01-05",
        ),
        (
            "柳湾乡人民政府\n2025年1月5日\n抄送：县司法局\n柳湾乡党政办公室2025年1月6日印发",
            ["柳湾乡人民政府"],
            "2025-01-05",
        ),
        (
            "附件：1.统计表\n柳湾乡人民政府\n2025年1月5日\n附件1\n统计表\n2024年12月31日",
            ["柳湾乡人民政府"],
            "2025-01-05",
        ),
        ("柳湾乡党委、政府（盖章）\n2025年1月5日", ["柳湾乡党委、政府"], "2025-01-05"),
        ("特此报告。", [], None),
        ("特此报告。柳湾乡人民政府2025年1月5日", ["柳湾乡人民政府"], "2025-01-05"),
    ],
)
def test_signature_and_date(tail: str, signed_by: list[str], signed_on: str | None) -> None:
    context = context_of(TITLE + BODY + tail)
    facts = context.facts

    assert list(facts.signed_by) == signed_by
    assert facts.signed_on == signed_on
    assert [span.of(context.text) for span in facts.signed_by_spans] == signed_by


def test_a_date_under_the_title_is_the_reports_date() -> None:
    facts = facts_in(f"{TITLE}\n（2025年1月5日）{BODY}")

    assert facts.signed_on == "2025-01-05"


def test_the_body_lies_between_addressee_and_signature() -> None:
    context = context_of(f"{TITLE}\n县政府：{BODY}柳湾乡人民政府\n2025年1月5日")
    body = context.facts.body.of(context.text)

    assert body.startswith("2024年，柳湾乡")
    assert body.endswith(TEXT)


@pytest.mark.parametrize(
    "text", ["一", "。", "2024年", "报告", "一、", "县委：", "2025年1月5日", "柳湾乡人民政府\n柳湾乡人民政府"]
)
def test_scraps_of_text_have_facts_too(text: str) -> None:
    facts = facts_in(text)

    assert 0 <= facts.body.start <= facts.body.end <= len(text)
    assert asdict(facts)["office"] in (None, "柳湾乡")


def test_the_card_of_a_web_page_tells_the_number() -> None:
    facts = facts_in(f"索引号：1234\n发文字号：柳政〔2025〕3号\n{TITLE}{BODY}")

    assert (facts.document_number, facts.document_number_span) == ("柳政〔2025〕3号", None)
