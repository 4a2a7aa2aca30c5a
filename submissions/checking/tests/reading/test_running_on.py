"""Reports that lost their line breaks, and what must not be taken apart."""

from __future__ import annotations

from submissions.checking.reading import read

from .building import ADDRESSEE, BODIES, DATE, HEADINGS, PARAGRAPHS, SIGNATURE, TITLE


def paragraphs_in(text: str) -> list[str]:
    return [paragraph.text for paragraph in read(text.encode()).paragraphs]


def test_a_report_in_one_line_gets_its_chapters_back() -> None:
    found = paragraphs_in(" ".join(PARAGRAPHS))

    assert [text for text in found if text in HEADINGS] == list(HEADINGS)
    assert found[0] == TITLE
    assert found[1] == ADDRESSEE
    assert BODIES[1] in found
    assert SIGNATURE in found
    assert DATE in found


def test_parts_and_their_chapters_in_one_line() -> None:
    first = f"第一部分 主要做法 一、规范执法 {BODIES[0]} 二、加强普法 {BODIES[0]}"
    found = paragraphs_in(f"{TITLE} {first} 第二部分 存在的不足 {BODIES[1]}")
    begin = [text[:4] for text in found]

    assert begin[:5] == [TITLE[:4], "第一部分", "一、规范", BODIES[0][:4], "二、加强"]
    assert begin[5:] == [BODIES[0][:4], "第二部分", BODIES[1][:4]]


def test_every_piece_knows_its_place() -> None:
    document = read(("\n" + " ".join(PARAGRAPHS)).encode())

    assert all(paragraph.place_of(paragraph.span.start).line == 2 for paragraph in document.paragraphs)


def test_a_list_inside_a_paragraph_stays_whole() -> None:
    listed = f"主要做了以下工作：一、{BODIES[0]}二、{BODIES[1]}"

    assert paragraphs_in("\n".join((*PARAGRAPHS, listed)))[-1] == listed
