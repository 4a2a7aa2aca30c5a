"""Laid-out kinds: PDF and OFD, from characters with positions back to paragraphs."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from submissions.checking.document import Document, Part
from submissions.checking.reading import UnreadableError, read

from .building import (
    BODIES,
    DATE,
    PARAGRAPHS,
    converted,
    font_file,
    image_bytes,
    needs_office,
    ofd_bytes,
    page_image,
    pdf_bytes,
    rewritten,
    zipped,
)


def drawn(pages: list[list[tuple[float, float, str]]], size: float = 12) -> Document:
    """A PDF of pages of (left, distance from the top, text), read."""
    pdfmetrics.registerFont(TTFont("report", font_file(), subfontIndex=0))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842))
    for page in pages:
        canvas.setFont("report", size)
        for left, top, text in page:
            canvas.drawString(left, 842 - top, text)
        canvas.showPage()
    canvas.save()
    return read(target.getvalue())


@pytest.mark.parametrize(("build", "kind"), [(pdf_bytes, "pdf"), (ofd_bytes, "ofd")])
def test_a_printed_report_comes_back_whole(build: Callable[[], bytes], kind: str) -> None:
    document = read(build())
    assert document.kind == kind
    assert [p.text for p in document.paragraphs] == list(PARAGRAPHS)
    assert [(p.part, p.text) for p in document.margin] == [(Part.FOOTER, "—1—"), (Part.FOOTER, "—2—")]
    assert document.pages == 2
    assert document.confidence == 1


@needs_office
def test_a_pdf_as_office_programs_write_it() -> None:
    document = read(converted("pdf"))
    assert [p.text for p in document.paragraphs] == list(PARAGRAPHS)
    assert {p.text for p in document.margin} == {"清溪镇内部资料"}


@pytest.mark.parametrize("build", [pdf_bytes, ofd_bytes])
def test_places_name_page_and_line(build: Callable[[], bytes]) -> None:
    document = read(build())
    assert document.place_of(0).page == 1
    last = document.place_of(document.text.index(DATE))
    assert last.page == 2
    assert last.line is not None
    assert last.line > 1
    body = next(p for p in document.paragraphs if p.text == BODIES[0])
    lines = [place.line for _, place in body.places]
    assert lines == sorted(lines)
    assert len(lines) == 7


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    document = read(pdf_bytes(lines_a_page=9))
    assert [p.text for p in document.paragraphs] == list(PARAGRAPHS)
    body = next(p for p in document.paragraphs if p.text == BODIES[0])
    assert {place.page for _, place in body.places} == {1, 2}


@pytest.mark.parametrize("number", ["- {} -", "第 {} 页", "{}", "第{}页 共2页", "{}/2", "·{}·"])
def test_page_numbers_of_every_form_go_to_the_margin(number: str) -> None:
    text = "清溪镇持续推进法治政府建设，各项工作取得新的进展。"
    document = drawn([[(90, 120, text), (280, 800, number.format(page))] for page in (1, 2)])
    assert document.text.replace("\n", "") == text + text
    assert len(document.margin) == 2


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [(60, 100 + 18 * row, f"左栏第{row}行的文字写到这里为止") for row in range(12)]
    right = [(320, 100 + 18 * row, f"右栏第{row}行的文字写到这里为止") for row in range(12)]
    text = drawn([[line for pair in zip(left, right, strict=True) for line in pair]]).text.replace("\n", "")
    assert text.index("左栏第11行") < text.index("右栏第0行")


def test_overprinted_bold_is_read_once() -> None:
    assert (
        drawn([[(90, 120, "一、主要举措和成效情况"), (90.4, 120, "一、主要举措和成效情况")]]).text
        == "一、主要举措和成效情况"
    )


def test_names_on_the_signers_line_stay_apart() -> None:
    row = [(90, 120, "清政文〔2025〕3号"), (330, 120, "签发人：李明"), (430, 120, "王小强")]
    assert drawn([row]).text == "清政文〔2025〕3号 签发人：李明 王小强"


def test_a_locked_pdf() -> None:
    with pytest.raises(UnreadableError) as refused:
        read(pdf_bytes(password="secret"))
    assert refused.value.reason == "password"


def test_a_pdf_without_anything() -> None:
    with pytest.raises(UnreadableError) as refused:
        drawn([[]])
    assert refused.value.reason == "no_text"


def ofd_page(objects: str) -> bytes:
    content = f"<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>"
    page = f'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{content}</ofd:Page>'
    return rewritten(ofd_bytes(PARAGRAPHS[:3]), {"Doc_0/Pages/Page_0/Content.xml": page.encode()})


def test_ofd_matrix_moves_and_scales_text() -> None:
    scaled = (
        '<ofd:TextObject Boundary="20 40 100 10" CTM="2 0 0 2 0 0" Size="3">'
        '<ofd:TextCode X="0" Y="3" DeltaX="3 3 3">主要举措</ofd:TextCode></ofd:TextObject>'
    )
    plain = (
        '<ofd:TextObject Boundary="44 40 100 10" Size="6"><ofd:TextCode X="0" Y="6" DeltaX="g 2 6">和成效'
        "</ofd:TextCode></ofd:TextObject>"
    )
    assert read(ofd_page(plain + scaled)).text == "主要举措和成效"


def test_ofd_invisible_objects_are_left_out() -> None:
    code = '<ofd:TextCode X="0" Y="5">看得见</ofd:TextCode>'
    shown = f'<ofd:TextObject Boundary="20 40 9 9" Size="5">{code}</ofd:TextObject>'
    hidden = shown.replace("<ofd:TextObject", '<ofd:TextObject Visible="false"').replace("看得见", "看不见")
    assert read(ofd_page(shown + hidden)).text == "看得见"


def test_ofd_without_text() -> None:
    with pytest.raises(UnreadableError) as refused:
        read(ofd_page(""))
    assert refused.value.reason == "no_text"


def test_ofd_that_names_no_document() -> None:
    with pytest.raises(UnreadableError) as refused:
        read(zipped({"OFD.xml": b"<OFD><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></OFD>"}))
    assert refused.value.reason == "damaged"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "PDF"])
def test_a_scan_under_a_red_seal(kind: str) -> None:
    document = read(image_bytes(page_image(), kind))
    assert document.kind == "scan"
    assert document.confidence > 0.9
    assert "recognised" in document.notes
    right = [text for text in PARAGRAPHS if text in {p.text for p in document.paragraphs}]
    assert len(right) >= len(PARAGRAPHS) - 2


@pytest.mark.slow
def test_a_crooked_scan_keeps_its_paragraphs() -> None:
    turned = page_image(seal=False).rotate(1.2, fillcolor="white")
    document = read(image_bytes(turned))
    assert len(document.paragraphs) == len(PARAGRAPHS)
