"""Plain text and Markdown: encodings, broken lines, web-page chrome."""

import pytest

from submissions.checking.document import Part
from submissions.checking.reading import UnreadableError, read
from submissions.checking.reading.limits import LINES
from submissions.checking.reading.limits import PARAGRAPHS as PARAGRAPHS_AT_MOST

from .building import ADDRESSEE, BODIES, DATE, HEADINGS, PARAGRAPHS, SIGNATURE, TITLE, wrapped

REPORT = "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_every_usual_encoding(encoding: str) -> None:
    document = read(REPORT.encode(encoding))
    assert document.kind == "txt"
    assert document.text == REPORT


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_every_line_end(end: str) -> None:
    assert read(end.join(PARAGRAPHS).encode()).text == REPORT


@pytest.mark.parametrize("width", [24, 28, 36, 40])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lines_wrapped_at_a_column_are_joined(width: int, gap: str) -> None:
    lines = [line for text in PARAGRAPHS for line in _cut("　　" + text if text in BODIES else text, width)]
    assert read(gap.join(lines).encode()).text == REPORT


def test_wrapped_as_printed() -> None:
    text = "\n".join("　" * round(indent) + line for indent, line in wrapped())
    assert [p.text for p in read(text.encode()).paragraphs][-11:] == list(PARAGRAPHS[3:])


def _cut(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def test_a_page_break_inside_a_word_or_a_law() -> None:
    document = read(
        "（一）强化宣传。组织学习《中华人民共\n\n和国行政处罚法》，参加考试\n\n9人。\n\n（二）强化监督。自觉接受监督。".encode()
    )
    assert [p.text for p in document.paragraphs] == [
        "（一）强化宣传。组织学习《中华人民共和国行政处罚法》，参加考试9人。",
        "（二）强化监督。自觉接受监督。",
    ]


def test_a_complete_heading_ends_before_a_full_line_without_a_mark() -> None:
    lines = (
        "乡人民政府二〇二四年的工作在县委和县政府的正确领导下有序",
        "推进并取得了新的成效。现将有关情况报告如下，请予以审阅：",
        "三、党政主要负责人履行推进法治建设第一责任人职责情况",
        "乡党委和乡政府的主要负责人切实履行推进法治建设第一责任人",
        "职责，把法治建设纳入全乡经济社会发展总体规划和年度计划并",
        "主动接受乡人大监督，全年向主席团报告一次；落实法律顾问制",
        "度，重大决策听取顾问意见。",
    )
    assert read("\n".join(lines).encode()).paragraphs[1].text == lines[2]


def test_headings_without_a_full_stop_stay_alone() -> None:
    text = "一、主要举措和成效\n（一）加强领导，压实责任\n镇党委多次研究。\n（二）加强宣传\n开展宣传9场。"
    assert len(read(text.encode()).paragraphs) == 5


def test_an_unnumbered_heading_with_a_comma_stays_alone() -> None:
    text = "强化组织领导，压实工作责任\n镇党委多次研究。\n创新普法方式，营造浓厚氛围\n开展宣传9场。"
    assert len(read(text.encode()).paragraphs) == 4


@pytest.mark.parametrize("number", ["— 2 —", "- 2 -", "第 2 页 共 5 页"])
def test_page_numbers_between_two_halves_of_a_sentence(number: str) -> None:
    document = read(f"（一）强化宣传。全镇组织开展\n{number}\n法治宣传9场。".encode())
    assert document.text == "（一）强化宣传。全镇组织开展法治宣传9场。"
    assert len(document.margin) == 1


def test_signature_and_date_stay_alone() -> None:
    text = f"{BODIES[0]}\n{SIGNATURE}\n{DATE}"
    assert [p.text for p in read(text.encode()).paragraphs][-2:] == [SIGNATURE, DATE]


def test_places_name_the_lines_of_the_file() -> None:
    document = read("\n\n一、主要举措\n\n强化宣传。组织开展了各类法治宣传\n\n活动9场。\n".encode())
    joined = document.paragraphs[1]
    assert [place.line for _, place in joined.places] == [5, 7]
    assert document.place_of(document.text.index("活动9场")).line == 7


def test_bookmark_residue_stays_in_the_text() -> None:
    document = read("清溪镇2024年度法治政府建设\n[bookmark: _GoBack]情况报告\n一、主要举措".encode())
    assert "[bookmark: _GoBack]情况报告" in document.text


def test_chrome_at_head_and_tail_goes_to_the_margin() -> None:
    head = "云岭县人民政府网站\n当前位置：首页 > 政务公开\n" + TITLE
    source = "来源：清溪镇 发布时间：2025-02-03 09:10 浏览次数：21 【字体：大 中 小】 分享到："
    tail = "相关附件：\n打印 关闭\n官方微信"
    document = read("\n".join([head, source, *PARAGRAPHS[1:], tail]).encode())
    assert document.text == REPORT
    assert {p.part for p in document.margin} == {Part.CHROME}
    assert len(document.margin) == 6


def test_body_lines_that_mention_chrome_words_stay() -> None:
    body = "一、主要举措\n打印宣传材料3000份，通过官方微信发布信息40条。\n来源于群众的意见得到及时办理。"
    assert read(body.encode()).text.count("\n") == 2


def test_markdown_is_undressed() -> None:
    document = read(
        f"# {TITLE}\n\n{ADDRESSEE}\n\n**{HEADINGS[0]}**\n\n{BODIES[0]}\n\n---\n\n## {HEADINGS[1]}\n".encode()
    )
    assert (document.kind, document.notes) == ("txt", ("markdown_marks",))
    assert [p.text for p in document.paragraphs] == [TITLE, ADDRESSEE, HEADINGS[0], BODIES[0], HEADINGS[1]]


@pytest.mark.parametrize("data", [b"", b"\x00" * 500, b" \r\n\t"])
def test_an_empty_file_says_so(data: bytes) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(data)
    assert refused.value.reason == "empty"


@pytest.mark.parametrize("page", ["", "……………3", " 3"])
@pytest.mark.parametrize("before", [(), (TITLE,)])
def test_a_table_of_contents_is_not_the_report(page: str, before: tuple[str, ...]) -> None:
    listed = [f"{heading}{page}" for heading in HEADINGS]
    document = read("\n".join((*before, "目　录", *listed, *PARAGRAPHS)).encode())

    assert document.text == "\n".join((*before, *PARAGRAPHS))


def test_a_line_that_says_contents_alone_stays() -> None:
    assert read(f"目录\n{REPORT}".encode()).text == f"目录\n{REPORT}"


CARDS = (
    ("索 引 号：wanghe/2026-00009", "- 备注/文号: 清政〔2025〕5号", "• 发布机构：清溪镇", "公开类别：公开"),
    ("| 索引号：000014349/2026-02861 | |", "| 发文机关：清溪镇人民政府 | 主题词： |", f"| 标题：{TITLE} |"),
    ("[ 主题分类 ] 公安、司法 [ 体裁分类 ] 工作报告", "[ 成文日期 ] 2025-01-22 [ 发布日期 ] 2025-02-10"),
    ("您当前所在位置：首页>政务公开>法治政府建设报告>乡镇", "进入老年模式 退出老年模式", "字号 打印"),
    ("首页 > 云岭县人民政府门户网站 > 专题专栏 > 法治政府建设年度报告公开 > 2024年", "时效性有效", "×"),
)


@pytest.mark.parametrize("card", CARDS)
def test_the_card_of_a_web_page_is_not_the_report(card: tuple[str, ...]) -> None:
    document = read("\n".join((*card, *PARAGRAPHS)).encode())

    assert document.text == REPORT
    assert len(document.margin) == len(card)
    assert {paragraph.part for paragraph in document.margin} == {Part.CHROME}


@pytest.mark.parametrize(
    ("text", "counted"),
    [("字\n" * (LINES + 1), "lines"), ("一是好。\n" * (PARAGRAPHS_AT_MOST + 1), "paragraphs")],
)
def test_floods_of_lines_are_refused_by_counting(text: str, counted: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(text.encode())
    assert refused.value.reason == "too_large"
    assert counted in refused.value.params
