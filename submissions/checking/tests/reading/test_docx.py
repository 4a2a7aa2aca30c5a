"""Word documents as they would be printed."""

import io

import docx
import pytest
from docx.shared import Pt

from submissions.checking.document import Document, Part
from submissions.checking.reading import UnreadableError, read
from submissions.checking.reading.limits import XML_TAGS

from .building import PARAGRAPHS, docx_bytes, rewritten, saved

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SPACES = (
    f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
CHANGED = 'w:id="7" w:author="x" w:date="2025-01-01T00:00:00Z"'


def with_body(body: str) -> Document:
    """A document whose body is exactly this XML."""
    xml = f"<w:document {SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    return read(rewritten(docx_bytes(), {"word/document.xml": xml.encode(), "word/header1.xml": None}))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_a_whole_report_with_its_page_head() -> None:
    document = read(docx_bytes())
    assert document.kind == "docx"
    assert document.text == "\n".join(PARAGRAPHS)
    assert [(p.part, p.text) for p in document.margin] == [(Part.HEADER, "清溪镇内部资料")]
    assert document.paragraphs[0].look.centred
    assert document.paragraphs[0].look.size_pt == 22
    assert document.notes == ()


def test_paragraphs_are_counted_as_in_the_file() -> None:
    document = with_body(f"<w:p>{run('一')}</w:p><w:p/><w:p>{run('三')}</w:p>")
    assert [document.place_of(p.span.start).paragraph for p in document.paragraphs] == [1, 3]


def test_tables_stand_where_they_stand() -> None:
    cell = "<w:tc><w:p>{}</w:p></w:tc>"
    table = f"<w:tbl><w:tr>{cell.format(run('项目'))}{cell.format(run('数量'))}</w:tr></w:tbl>"
    document = with_body(f"<w:p>{run('前')}</w:p>{table}<w:p>{run('后')}</w:p>")
    assert [(p.text, p.part) for p in document.paragraphs] == [
        ("前", Part.BODY),
        ("项目", Part.TABLE),
        ("数量", Part.TABLE),
        ("后", Part.BODY),
    ]


def test_tracked_changes_count_as_accepted() -> None:
    removed = f"<w:del {CHANGED}><w:r><w:delText>旧</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom {CHANGED}>{run('此处')}</w:moveFrom>"
    kept = f"<w:ins {CHANGED}>{run('新')}</w:ins>"
    document = with_body(f"<w:p>{run('开展')}{removed}{kept}{moved}{run('活动')}</w:p>")
    assert document.text == "开展新活动"
    assert document.notes == ("tracked_changes",)


def test_a_deleted_paragraph_mark_joins_the_next_paragraph() -> None:
    mark = f"<w:pPr><w:rPr><w:del {CHANGED}/></w:rPr></w:pPr>"
    document = with_body(f"<w:p>{mark}{run('前半句，')}</w:p><w:p>{run('后半句。')}</w:p>")
    assert document.text == "前半句，后半句。"


def test_deleted_rows_are_gone() -> None:
    row = "<w:tr>{}<w:tc><w:p>{}</w:p></w:tc></w:tr>"
    deleted = f"<w:trPr><w:del {CHANGED}/></w:trPr>"
    document = with_body(f"<w:tbl>{row.format(deleted, run('删'))}{row.format('', run('留'))}</w:tbl>")
    assert document.text == "留"


def test_hidden_text_is_left_out_and_said() -> None:
    shown_again = run("也看得见", '<w:vanish w:val="0"/>')
    document = with_body(f"<w:p>{run('看得见')}{run('看不见', '<w:vanish/>')}{shown_again}</w:p>")
    assert document.text == "看得见也看得见"
    assert document.notes == ("hidden_text",)


def test_hidden_by_style() -> None:
    source = docx.Document()
    style = source.styles.add_style("Secret", 1)
    style.font.hidden = True
    source.add_paragraph("正文")
    source.add_paragraph("藏起来", style="Secret")
    document = read(saved(source))
    assert document.text == "正文"
    assert "hidden_text" in document.notes


def test_field_codes_are_dropped_and_results_kept() -> None:
    field = "".join(
        [
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            "<w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r>",
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            run("12"),
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ]
    )
    assert with_body(f"<w:p>{run('见第')}{field}{run('页')}</w:p>").text == "见第12页"


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p>" + run("清溪镇文件") + "</w:p></w:txbxContent>"
    alternate = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = with_body(f"<w:p>{alternate}{run('正文')}</w:p>")
    assert [(p.text, p.part) for p in document.paragraphs] == [
        ("清溪镇文件", Part.TEXT_BOX),
        ("正文", Part.BODY),
    ]


def test_content_controls_smart_tags_and_links_are_text() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>"
    inner = f"{control}<w:smartTag>{run('标签')}</w:smartTag><w:hyperlink>{run('链接')}</w:hyperlink>"
    assert with_body(f"<w:sdt><w:sdtContent><w:p>{inner}</w:p></w:sdtContent></w:sdt>").text == "控件标签链接"


def test_manual_line_breaks_split_titles_and_join_sentences() -> None:
    line_break = "<w:r><w:br/></w:r>"
    title = f"<w:p>{run('清溪镇人民政府')}{line_break}{run('2024年度法治政府建设情况的报告')}</w:p>"
    open_sentence = run("全镇组织开展了法治宣传。深入推进各项法治")
    document = with_body(f"{title}<w:p>{open_sentence}{line_break}{run('教育活动，取得实效。')}</w:p>")
    assert len(document.paragraphs) == 3
    assert document.paragraphs[2].text.endswith("各项法治教育活动，取得实效。")


def test_a_file_made_from_a_pdf_has_its_lines_joined() -> None:
    lines = [
        line for text in PARAGRAPHS[4:12] for line in (text[at : at + 28] for at in range(0, len(text), 28))
    ]
    document = with_body("".join(f"<w:p>{run(line)}</w:p>" for line in lines))
    assert [p.text for p in document.paragraphs] == list(PARAGRAPHS[4:12])


def test_footnotes_come_after_the_text() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p>{run("线")}</w:p></w:footnote>'
        f'<w:footnote w:id="2"><w:p>{run("数据截至12月底。")}</w:p></w:footnote></w:footnotes>'
    )
    document = read(rewritten(docx_bytes(), {"word/footnotes.xml": notes.encode()}))
    assert [(p.part, p.text) for p in document.paragraphs][-1] == (Part.FOOTNOTE, "数据截至12月底。")


def test_looks_follow_the_chain_of_styles() -> None:
    source = docx.Document()
    source.add_heading("一、主要举措", level=2)
    paragraph = source.add_paragraph()
    paragraph.add_run("局部").bold = True
    paragraph.add_run("普通").font.size = Pt(16)
    heading, body = read(saved(source)).paragraphs
    assert heading.look.bold
    assert heading.look.outline_level == 2
    assert not body.look.bold


def test_what_is_left_out_of_a_style_sheet_leaves_its_neighbours() -> None:
    """Empty elements, elements of a like name and one within another of its kind are no end of anything."""
    sheet = (
        f'<w:styles {W}><w:latentStyles w:count="1"><w:lsdException w:name="x"/></w:latentStyles>'
        '<w:style w:type="table" w:styleId="T"><w:tblPr/><w:tblPrEx/><w:tblStylePr w:type="firstRow"/>'
        '<w:tblPr><w:tblPrChange w:id="1" w:author="x"><w:tblPr></w:tblPr></w:tblPrChange></w:tblPr>'
        '<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 3"/><w:rPr><w:b/></w:rPr></w:style>'
        "</w:styles>"
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr>{run("一、主要举措")}</w:p>'
    document = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    parts = {
        "word/styles.xml": sheet.encode(),
        "word/document.xml": document.encode(),
        "word/header1.xml": None,
    }
    look = read(rewritten(docx_bytes(), parts)).paragraphs[0].look
    assert (look.bold, look.outline_level) == (True, 3)


@pytest.mark.parametrize(
    ("body", "counted"),
    [("<w:p/>" * XML_TAGS, "tags"), (f"<w:p>{run('一' * 500) * 1001}</w:p>", "characters")],
)
def test_floods_are_refused_by_counting(body: str, counted: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        with_body(body)
    assert refused.value.reason == "too_large"
    assert counted in refused.value.params


def test_a_package_in_the_strict_dialect() -> None:
    source = io.BytesIO(docx_bytes())
    xml = docx.Document(source).element.xml.encode()
    strict = xml.replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read(rewritten(docx_bytes(), {"word/document.xml": strict})).text == "\n".join(PARAGRAPHS)


def test_comments_are_not_part_of_the_text() -> None:
    source = docx.Document()
    paragraph = source.add_paragraph("正文")
    source.add_comment(paragraph.runs, text="此处请补充数据", author="审核")
    assert read(saved(source)).text == "正文"


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN"])
def test_macros_are_refused(name: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(rewritten(docx_bytes(), {name: b"x"}))
    assert refused.value.reason == "macro_file"
