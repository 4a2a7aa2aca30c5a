import io

import docx
from docx.oxml.ns import qn
from docx.shared import Mm

from submissions import gongwen
from submissions.gongwen import Block

TEXT = """云溪县白石镇2025年度法治政府建设情况报告
云溪县司法局：
2025年，白石镇扎实推进法治政府建设。
一、主要举措和成效
（一）规范执法
1.开展培训
全年培训12次。
云溪县白石镇人民政府
2026年1月25日"""


def opened(blocks):
    return docx.Document(io.BytesIO(gongwen.as_bytes(gongwen.typeset(blocks))))


def test_a_text_is_cut_into_the_parts_of_an_official_document():
    roles = [block.role for block in gongwen.blocks_of_text(TEXT)]
    assert roles == [
        "title", "addressee", "body", "heading-1", "heading-2", "heading-3", "body", "signature", "date",
    ]  # fmt: skip


def test_paper_and_margins_follow_the_standard():
    section = opened([Block("title", "报告")]).sections[0]
    text_width = section.page_width - section.left_margin - section.right_margin
    text_height = section.page_height - section.top_margin - section.bottom_margin
    measured = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    # Word counts in twentieths of a point, so a millimetre comes back a little off.
    assert [round(length.mm) for length in measured] == [210, 297, 37, 28]
    assert [round(length / Mm(1)) for length in (text_width, text_height)] == [156, 225]


def test_each_level_has_its_type_by_name():
    document = opened(gongwen.blocks_of_text(TEXT))
    named = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Title", "Heading 1", "Heading 2", "Normal")
    }
    assert named == {
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
        "Normal": "仿宋_GB2312",
    }
    assert document.styles["Title"].font.size.pt == 22
    assert document.styles["Normal"].font.size.pt == 16


def test_headings_are_headings_of_the_file_too():
    document = opened(gongwen.blocks_of_text(TEXT))
    assert [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")] == [
        "Heading 1",
        "Heading 2",
        "Heading 3",
    ]


def test_a_long_line_with_a_number_is_a_sentence():
    assert gongwen.role_of_line("1.全年共开展各类培训十二次，参加人员三千余人次。") == "body"


def test_a_long_title_is_broken_before_a_word():
    title = "云溪县司法局关于2025年度法治政府建设年度报告报送公开情况的通报"
    first, second = gongwen.title_in_lines(title).split("\n")
    assert first + second == title
    assert second.startswith(gongwen.TITLE_BREAKS)
    assert gongwen.title_in_lines("短标题") == "短标题"
    assert gongwen.title_in_lines("无处可断" * 9) == "无处可断" * 9
