"""Saved web pages."""

from __future__ import annotations

import base64

import pytest

from submissions.checking.document import Part
from submissions.checking.reading import UnreadableError, read

from .building import PARAGRAPHS, TITLE

PAGE = (
    "<!DOCTYPE html><html><head><meta charset='{charset}'><title>门户</title>"
    "<style>p {{}}</style></head><body>"
    "<nav>首页 政务公开</nav><div>当前位置：首页 &gt; 公开</div><h1 style='text-align:center'>"
    + TITLE
    + "</h1>"
    "<div>来源：清溪镇 发布时间：2025-01-20 浏览次数：12</div>"
    + "".join(f"<p>　　{text}</p>" for text in PARAGRAPHS[1:])
    + "<div style='display:none'>看不见</div><div>【打印】【关闭】</div>"
    + "<script>var a = '脚本';</script></body></html>"
)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("gbk", "utf-8")]
)
def test_the_article_without_what_surrounds_it(charset: str, encoding: str) -> None:
    document = read(PAGE.format(charset=charset).encode(encoding))
    assert document.kind == "html"
    assert [p.text for p in document.paragraphs] == list(PARAGRAPHS)
    assert {p.part for p in document.margin} == {Part.CHROME}
    assert document.paragraphs[0].look.centred
    assert document.paragraphs[0].look.outline_level == 1


def test_a_page_saved_as_one_file() -> None:
    content = base64.encodebytes(PAGE.format(charset="utf-8").encode()).decode()
    message = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{content}\n--b--\n"
    )
    assert [p.text for p in read(message.encode()).paragraphs] == list(PARAGRAPHS)


def test_cells_are_told_from_paragraphs() -> None:
    document = read(
        "<html><body><p>前</p><table><tr><td>项目</td><td>数量</td></tr></table></body></html>".encode()
    )
    assert [(p.text, p.part) for p in document.paragraphs] == [
        ("前", Part.BODY),
        ("项目", Part.TABLE),
        ("数量", Part.TABLE),
    ]


def test_breaks_end_lines() -> None:
    document = read(
        "<html><body><div>一、主要举措<br>开展宣传9场。<br>二、不足<br></div></body></html>".encode()
    )
    assert [p.text for p in document.paragraphs] == ["一、主要举措", "开展宣传9场。", "二、不足"]


def test_a_page_without_text() -> None:
    with pytest.raises(UnreadableError) as refused:
        read(b"<html><body><script>1</script></body></html>")
    assert refused.value.reason == "no_text"
