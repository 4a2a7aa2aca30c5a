"""Automatic numbers come back as the writer saw them."""

from __future__ import annotations

import pytest

from submissions.checking.reading import read
from submissions.checking.reading.numerals import format_number

from .building import docx_bytes, rewritten

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(depth: int, number_format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


OFFICIAL = (
    level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "(%4)")
    + level(4, "decimalEnclosedCircle", "%5")
)


def numbered(
    items: list[tuple[int, str]], levels: str = OFFICIAL, instances: str = "", styles: str = ""
) -> list[str]:
    """The texts of paragraphs given as (level, numbering id)."""
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>项</w:t></w:r></w:p>"
        for depth, number in items
    )
    return texts(body, levels, instances, styles)


def texts(body: str, levels: str = OFFICIAL, instances: str = "", styles: str = "") -> list[str]:
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="5">{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>{instances}</w:numbering>'
    )
    parts: dict[str, bytes | None] = {
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>".encode(),
        "word/numbering.xml": numbering.encode(),
    }
    if styles:
        parts["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>".encode()
    return [paragraph.text for paragraph in read(rewritten(docx_bytes(), parts)).paragraphs]


def test_the_levels_of_an_official_document_and_their_restarts() -> None:
    found = numbered(
        [(0, "1"), (1, "1"), (1, "1"), (2, "1"), (3, "1"), (4, "1"), (0, "1"), (1, "1"), (2, "1")]
    )
    assert found == ["一、项", "（一）项", "（二）项", "1.项", "（1）项", "①项", "二、项", "（一）项", "1.项"]


def test_two_instances_of_one_list_count_on() -> None:
    second = '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    assert numbered([(0, "1"), (0, "2"), (0, "1")], instances=second) == ["一、项", "二、项", "三、项"]


def test_an_instance_with_a_start_of_its_own_begins_anew_once() -> None:
    second = (
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    found = numbered([(0, "1"), (0, "1"), (0, "2"), (0, "2")], instances=second)
    assert found == ["一、项", "二、项", "一、项", "二、项"]


def test_an_instance_may_write_its_level_otherwise() -> None:
    second = (
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/>'
        f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "第%1条")}</w:lvlOverride></w:num>'
    )
    assert numbered([(0, "2")], instances=second) == ["第1条项"]


def test_numbers_of_several_levels_and_legal_style() -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert numbered([(0, "1"), (1, "1"), (1, "1")], levels) == ["一、项", "1.1项", "1.2项"]


def test_a_level_that_never_restarts() -> None:
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>')
    assert numbered([(0, "1"), (1, "1"), (0, "1"), (1, "1")], levels)[-1] == "（2）项"


def test_numbering_that_hangs_on_a_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="章"/><w:pPr><w:outlineLvl w:val="0"/>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Part"><w:name w:val="节"/><w:basedOn w:val="Chapter"/>'
        "</w:style>"
    )
    levels = level(0, "chineseCounting", "%1、", '<w:pStyle w:val="Chapter"/>') + level(
        1, "chineseCounting", "（%2）", '<w:pStyle w:val="Part"/>'
    )
    paragraph = '<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr><w:r><w:t>项</w:t></w:r></w:p>'
    body = "".join(paragraph.format(style) for style in ("Chapter", "Part", "Part", "Chapter"))
    assert texts(body, levels, styles=styles) == ["一、项", "（一）项", "（二）项", "二、项"]


def test_a_paragraph_may_switch_its_style_numbering_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="章"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = f'<w:p><w:pPr><w:pStyle w:val="Chapter"/>{off}</w:pPr><w:r><w:t>项</w:t></w:r></w:p>'
    assert texts(body, styles=styles) == ["项"]


def test_bullets_and_empty_paragraphs_have_no_number() -> None:
    assert numbered([(0, "1")], level(0, "bullet", "\uf06c")) == ["项"]
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    filled = f"<w:p>{number}<w:r><w:t>项</w:t></w:r></w:p>"
    assert texts(f"{filled}<w:p>{number}</w:p>{filled}")[-1] == "三、项"  # Word counts the empty one too


@pytest.mark.parametrize(
    ("number", "number_format", "written"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (12, "japaneseCounting", "十二"),
        (20, "chineseCountingThousand", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCountingThousand", "一百一十"),
        (10, "ideographDigital", "一〇"),
        (3, "ideographTraditional", "丙"),
        (5, "ideographZodiac", "辰"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircleChinese", "㉑"),
        (3, "decimalEnclosedParen", "⑶"),
        (2, "ideographEnclosedCircle", "㊁"),
        (7, "decimalZero", "07"),
        (9, "lowerRoman", "ix"),
        (28, "upperLetter", "BB"),
        (4, "an unknown one", "4"),
        (0, "chineseCounting", "0"),
    ],
)
def test_number_formats(number: int, number_format: str, written: str) -> None:
    assert format_number(number, number_format) == written
