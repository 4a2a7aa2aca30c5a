"""Official documents as GB/T 9704-2012 lays them out: paper, margins, type, levels, signature, page numbers.

Fonts are named, never embedded; whoever opens the file has them or a substitute.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

TITLE, BODY, HEADING_1, HEADING_2 = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
SIZE_2, SIZE_3, SIZE_4 = Pt(22), Pt(16), Pt(14)  # 2号, 3号, 4号
LINE = Pt(28.95)  # 22 lines on 225 mm


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph and its role: title, number, addressee, heading-1 … -4, body, hint, signature, date."""

    role: str
    text: str


def typeset(blocks: Iterable[Block]) -> Document:
    """A Word document of the blocks in their order."""
    document = docx.Document()
    _lay_out(document)
    add_blocks(document, blocks)
    return document


def add_blocks(document: Document, blocks: Iterable[Block]) -> None:
    """More blocks at the end of a document laid out here."""
    for block in blocks:
        lines = [block.text] if block.role == "title" else block.text.split("\n")
        for line in lines:
            _add(document, block.role, line)


def as_bytes(document: Document) -> bytes:
    """The document as a .docx file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


TITLE_WIDTH = 40  # half characters of 2号 on a line
TITLE_BREAKS = ("关于", "法治政府建设", "年度报告", "报送", "工作总结", "情况")


def title_in_lines(title: str) -> str:
    """A title too long for one line, broken before a word and not within one (GB/T 9704-2012, 7.3.1)."""
    if len(title.encode("gb18030", "replace")) <= TITLE_WIDTH:
        return title
    places = {at for word in TITLE_BREAKS for at in [title.find(word)] if at > 0}
    fitting = [at for at in places if _fits(title[:at]) and _fits(title[at:])]
    if not fitting:
        return title
    best = min(fitting, key=lambda at: (abs(len(title) - 2 * at), at))
    return f"{title[:best]}\n{title[best:]}"


def _fits(line: str) -> bool:
    return len(line.encode("gb18030", "replace")) <= TITLE_WIDTH


_HEADINGS = (
    (re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+(?:部分|章))"), "heading-1"),
    (re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]"), "heading-2"),
    (re.compile(r"^\d{1,2}[.．、]"), "heading-3"),
)
_DATE = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")
LONGEST_HEADING = 50


def blocks_of_text(text: str) -> list[Block]:
    """A plain text as blocks: the title first, headings by their numbers, signature and date last."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    blocks = [Block(_role(line, index, len(lines)), line) for index, line in enumerate(lines)]
    for index in range(len(blocks) - 1, max(0, len(blocks) - 4), -1):
        if blocks[index].role == "date" and blocks[index - 1].role == "body":
            blocks[index - 1] = Block("signature", blocks[index - 1].text)
    return blocks


def _role(line: str, index: int, count: int) -> str:
    if index == 0:
        return "title"
    if index >= count - 3 and _DATE.match(line):
        return "date"
    if index <= 2 and line.endswith(("：", ":")):
        return "addressee"
    return role_of_line(line)


def role_of_line(line: str) -> str:
    """A heading's level by its number where the line is short and no sentence; else body."""
    if len(line) <= LONGEST_HEADING and not line.endswith(("。", "；")):
        for pattern, role in _HEADINGS:
            if pattern.match(line):
                return role
    return "body"


def _lay_out(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    _style(document.styles["Normal"], BODY, SIZE_3)
    _style(document.styles["Title"], TITLE, SIZE_2)
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.styles["Title"].paragraph_format.space_after = LINE
    _without_border(document.styles["Title"])
    fonts: Sequence[tuple[str, bool]] = ((HEADING_1, False), (HEADING_2, False), (BODY, True), (BODY, False))
    for level, (font, bold) in enumerate(fonts, start=1):
        style = document.styles[f"Heading {level}"]
        _style(style, font, SIZE_3, bold=bold)
        style.paragraph_format.first_line_indent = SIZE_3 * 2
        style.paragraph_format.keep_with_next = True
    _page_numbers(section.footer.paragraphs[0])


def _style(style: ParagraphStyle, font: str, size: Pt, *, bold: bool = False) -> None:
    style.font.name = font
    style.font.size, style.font.bold, style.font.italic = size, bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(script), font)
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    layout.space_before = layout.space_after = Pt(0)


def _without_border(style: ParagraphStyle) -> None:
    for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _add(document: Document, role: str, line: str) -> Paragraph:
    if role == "title":
        return document.add_paragraph(line, style="Title")
    if role.startswith("heading-"):
        return document.add_paragraph(line, style=f"Heading {role[-1]}")
    paragraph = document.add_paragraph()
    run = paragraph.add_run(line)
    layout = paragraph.paragraph_format
    if role in ("signature", "date"):
        layout.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        layout.right_indent = SIZE_3 * 4 if role == "date" else SIZE_3 * 2  # GB/T 9704-2012, 7.3.5
        layout.keep_together = True
        if role == "signature":
            layout.space_before = LINE * 2  # GB/T 9704-2012, 7.3.5: two lines below the text
            layout.keep_with_next = True  # the date never stands alone on a page
    elif role == "number":
        layout.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif role != "addressee":
        layout.first_line_indent = SIZE_3 * 2
        layout.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if role == "hint":
        run.font.color.rgb = RGBColor(0x56, 0x60, 0x6B)
        run.font.size = SIZE_4
    return paragraph


def _page_numbers(paragraph: Paragraph) -> None:
    """— 1 — in 4号 Song, centred under the text."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ").font.size = SIZE_4
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —").font.size = SIZE_4
