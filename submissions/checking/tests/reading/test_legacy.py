"""Old Word files: through LibreOffice where it is, from the piece table where it is not."""

from __future__ import annotations

import docx
import pytest

from submissions.checking.document import Part
from submissions.checking.reading import UnreadableError, read
from submissions.checking.reading.assembling import assemble
from submissions.checking.reading.legacy import _streams
from submissions.checking.reading.word_binary import read_binary

from .building import PARAGRAPHS, converted, needs_office, saved

pytestmark = needs_office


def pieces(data: bytes):
    """The document as read without LibreOffice."""
    return assemble(read_binary(*_streams(data)))


def test_a_doc_file() -> None:
    document = read(converted("doc"))
    assert document.kind == "doc"
    assert document.text == "\n".join(PARAGRAPHS)


def test_a_doc_file_from_its_piece_table() -> None:
    document = pieces(converted("doc"))
    assert document.text == "\n".join(PARAGRAPHS)
    assert document.notes == ("plain_reading",)
    assert [(p.part, p.text) for p in document.margin] == [(Part.HEADER, "清溪镇内部资料")]


@pytest.mark.parametrize("kind", ["rtf", "odt"])
def test_kinds_only_libreoffice_knows(kind: str) -> None:
    document = read(converted(kind))
    assert document.kind == kind
    assert document.text == "\n".join(PARAGRAPHS)


def test_hidden_text_and_tables_in_the_piece_table() -> None:
    source = docx.Document()
    paragraph = source.add_paragraph("看得见")
    paragraph.add_run("看不见").font.hidden = True
    paragraph.add_run("ABC𠀀字")
    table = source.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "甲", "乙"
    source.add_paragraph("后")
    document = pieces(converted("doc", saved(source)))
    assert [p.text for p in document.paragraphs] == ["看得见ABC𠀀字", "甲", "乙", "后"]
    assert document.notes == ("hidden_text", "plain_reading")


def test_a_broken_container() -> None:
    for size in (600, 3000, 9000):
        with pytest.raises(UnreadableError) as refused:
            read(converted("doc")[:size])
        assert refused.value.reason == "damaged"


def test_a_locked_doc_says_so() -> None:
    data = bytearray(converted("doc"))
    at = next(at for at in range(512, len(data), 512) if data[at : at + 2] == b"\xec\xa5")  # main stream
    data[at + 0x0B] |= 0x01
    with pytest.raises(UnreadableError) as refused:
        read(bytes(data))
    assert refused.value.reason == "password"
