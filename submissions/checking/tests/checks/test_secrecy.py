"""A secrecy mark is found where one stands, and only there."""

from __future__ import annotations

import pytest

from submissions.checking.checks.secrecy import find_secrecy_mark
from submissions.checking.document import Document, Paragraph, Part, Span

TITLE = "柳河街道2023年度法治政府建设情况报告"


def document(*texts: str, part: Part = Part.BODY, margin: str = "") -> Document:
    paragraphs, at = [], 0
    for number, text in enumerate(texts):
        span = Span(at, at + len(text))
        paragraphs.append(Paragraph(span, text, part if number == 0 else Part.BODY))
        at += len(text) + 1
    header = (Paragraph(Span(0, len(margin)), margin, Part.HEADER),) if margin else ()
    return Document("docx", "\n".join(texts), tuple(paragraphs), header)


@pytest.mark.parametrize(
    "mark",
    [
        "机密★1年",
        "秘密★",
        "绝密★长期",
        "秘密 ★ 6个月",
        "机密",
        "秘密★启用前",
        "密级：秘密",
        "机密1年",
        "秘 密",
    ],
)
def test_a_mark_at_the_head_is_found(mark: str) -> None:
    found = find_secrecy_mark(document(mark, TITLE))

    assert found is not None
    assert found.start < len(mark)


def test_a_mark_in_a_text_box_is_found() -> None:
    assert find_secrecy_mark(document("秘密★1年", TITLE, part=Part.TEXT_BOX))


def test_a_mark_in_the_page_header_is_put_on_the_first_paragraph() -> None:
    assert find_secrecy_mark(document(TITLE, "正文。", margin="机密★1年")) == Span(0, len(TITLE))


@pytest.mark.parametrize(
    "text",
    [
        "学习《中华人民共和国保守国家秘密法》。",
        "严守国家秘密、商业秘密和个人隐私。",
        "签订保密协议，绝密文件专人管理。",
        "机密文件管理进一步规范，全年开展保密检查4次。",
    ],
)
def test_the_word_in_the_text_is_no_mark(text: str) -> None:
    assert find_secrecy_mark(document(TITLE, text)) is None


def test_a_mark_far_down_is_no_mark_of_this_file() -> None:
    lines = [f"第{number}段说明街道工作。" for number in range(15)]

    assert find_secrecy_mark(document(TITLE, *lines, "机密★1年")) is None
