"""The text of a Word 97-2003 file from its piece table. [MS-DOC] 2.4.1, 2.5, 2.8.35, 2.9.38.

A fast-saved file keeps its text in pieces out of order, some of them one byte
a character (cp1252), some two. Field codes are dropped, deleted and hidden
characters left out as far as the character properties tell.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ..document import Part, Place
from .errors import UnreadableError
from .limits import PARAGRAPHS, TEXT_CHARACTERS
from .raw import RawDocument, RawParagraph

_MAGIC = 0xA5EC
_FIRST_PIECE_VERSION = 0x00C1  # nFib of Word 97; older formats are laid out otherwise
_ENCRYPTED, _EXTENDED = 0x0100, 0x1000
_CCP = 0x4C  # seven counts of characters: text, footnotes, headers, macros, annotations, endnotes, boxes
_FC_CLX, _FC_CHPX = 0x01A2, 0x00FA
_PAGE = 512
_DELETED_OR_HIDDEN = {0x0800: "tracked_changes", 0x083C: "hidden_text"}  # sprmCFRMarkDel, sprmCFVanish
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_OBJECTS = re.compile("[\x01\x02\x05\x08\x1f\xad]")  # pictures, note marks, soft hyphens


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters ``start`` to ``end`` of the text stand at byte ``offset`` of the main stream."""

    start: int
    end: int
    offset: int
    wide: bool


def is_encrypted(document: bytes) -> bool:
    """Whether the file's header says that it is locked."""
    return len(document) > 0x0C and bool(_flags(document) & _ENCRYPTED)


def read_binary(document: bytes, table: bytes) -> RawDocument:
    """Paragraphs of the main text, then of footnotes and text boxes; headers stand in the margin."""
    magic, version = struct.unpack_from("<HH", document)
    if magic != _MAGIC or version < _FIRST_PIECE_VERSION:
        raise UnreadableError("damaged")
    pieces = _pieces(document, table)
    gone = _gone(document, table)
    notes: set[str] = {"plain_reading"}
    text = "".join(_piece_text(document, piece, gone, notes) for piece in pieces)
    paragraphs: list[RawParagraph] = []
    for part, story in _stories(document, text):
        paragraphs += _paragraphs(story, part)
    if len(paragraphs) > PARAGRAPHS:
        raise UnreadableError("too_large", paragraphs=PARAGRAPHS)
    return RawDocument("doc", paragraphs, notes=sorted(notes))


def _flags(document: bytes) -> int:
    return int.from_bytes(document[0x0A:0x0C], "little")


def _pieces(document: bytes, table: bytes) -> list[_Piece]:
    """The piece table; a file never fast-saved may have none and is one piece."""
    start, length = struct.unpack_from("<II", document, _FC_CLX)
    clx = table[start : start + length]
    at = 0
    while at < len(clx) and clx[at] == 1:  # Prc: formatting of fast-saved pieces
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        return [_single_piece(document)]
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    positions = struct.unpack_from(f"<{count + 1}I", plc)
    pieces = []
    for index in range(count):
        compressed = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)[0]
        wide = not compressed & 0x4000_0000
        offset = compressed & 0x3FFF_FFFF
        piece = _Piece(positions[index], positions[index + 1], offset if wide else offset // 2, wide)
        if piece.end < piece.start or piece.end > TEXT_CHARACTERS:
            raise UnreadableError("damaged")
        pieces.append(piece)
    return pieces


def _single_piece(document: bytes) -> _Piece:
    first, last = struct.unpack_from("<II", document, 0x18)
    wide = bool(_flags(document) & _EXTENDED)
    return _Piece(0, (last - first) // (2 if wide else 1), first, wide)


def _piece_text(document: bytes, piece: _Piece, gone: list[tuple[int, int, str]], notes: set[str]) -> str:
    """The piece with what is deleted or hidden replaced by NUL, so that positions still count."""
    width = 2 if piece.wide else 1
    content = document[piece.offset : piece.offset + (piece.end - piece.start) * width]
    if piece.wide:
        text = content.decode("utf-16-le", errors="replace")
        if len(text) * 2 != len(content):  # rare characters take two units; positions count units
            units = struct.unpack(f"<{len(content) // 2}H", content[: len(content) // 2 * 2])
            text = "".join(map(chr, units))
    else:
        text = content.decode("cp1252", errors="replace")
    for start, end, note in gone:
        first = max(0, (start - piece.offset) // width)
        last = min(len(text), (end - piece.offset) // width)
        if first < last:
            if text[first:last].strip("\x00\r\n "):
                notes.add(note)
            text = text[:first] + "\x00" * (last - first) + text[last:]
    return text


def _gone(document: bytes, table: bytes) -> list[tuple[int, int, str]]:
    """Byte ranges of the main stream whose characters are deleted or hidden."""
    start, length = struct.unpack_from("<II", document, _FC_CHPX)
    plc = table[start : start + length]
    count = max(0, (len(plc) - 4) // 8)
    gone: list[tuple[int, int, str]] = []
    for index in range(count):
        number = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * index)[0]
        page = document[number * _PAGE : (number + 1) * _PAGE]
        if len(page) == _PAGE:
            gone += _gone_on_page(page)
    return gone


def _gone_on_page(page: bytes) -> Iterator[tuple[int, int, str]]:
    """The runs of one page of character properties (ChpxFkp)."""
    count = page[-1]
    if 4 * (count + 1) + count >= _PAGE:
        return
    positions = struct.unpack_from(f"<{count + 1}I", page)
    for index in range(count):
        at = page[4 * (count + 1) + index] * 2
        if at and at < _PAGE - 1:
            note = _removal(page[at + 1 : at + 1 + page[at]])
            if note:
                yield positions[index], positions[index + 1], note


def _removal(properties: bytes) -> str:
    """Why a run is not part of the printed text: a note id, or "" where it is."""
    at = 0
    while at + 2 <= len(properties):
        code = int.from_bytes(properties[at : at + 2], "little")
        kind = code >> 13
        size = (
            1 + properties[at + 2] if kind == 6 and at + 2 < len(properties) else _OPERAND_SIZES.get(kind, 1)
        )
        if code in _DELETED_OR_HIDDEN and properties[at + 2 : at + 3] == b"\x01":
            return _DELETED_OR_HIDDEN[code]
        at += 2 + size
    return ""


def _stories(document: bytes, text: str) -> Iterator[tuple[Part, str]]:
    """The text cut into main text, footnotes, headers, endnotes and boxes by the header's counts."""
    counts = struct.unpack_from("<8I", document, _CCP)
    parts = (Part.BODY, Part.FOOTNOTE, Part.HEADER, None, None, Part.FOOTNOTE, Part.TEXT_BOX, None)
    at = 0
    for part, count in zip(parts, counts, strict=True):
        if part is not None and count:
            yield part, text[at : at + count]
        at += count


def _paragraphs(story: str, part: Part) -> Iterator[RawParagraph]:
    visible = _without_field_codes(story)
    visible = visible.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    visible = _OBJECTS.sub("", visible).replace("\x1e", "-").replace("\x0b", "\n").replace("\x00", "")
    for number, block in enumerate(re.split("[\r\x0c\x0e]", visible), start=1):
        *cells, last = block.split("\x07")
        for text in cells:
            if text.strip():
                yield RawParagraph(text, ((0, Place(number)),), Part.TABLE if part is Part.BODY else part)
        if last.strip():
            yield RawParagraph(last, ((0, Place(number)),), part)


def _without_field_codes(story: str) -> str:
    """Field results without the codes that made them; fields may nest."""
    if _FIELD_BEGIN not in story:
        return story
    kept: list[str] = []
    open_fields: list[bool] = []  # True while the code is being given
    for character in story:
        if character == _FIELD_BEGIN:
            open_fields.append(True)
        elif character == _FIELD_SEPARATOR and open_fields:
            open_fields[-1] = False
        elif character == _FIELD_END and open_fields:
            open_fields.pop()
        elif True not in open_fields:
            kept.append(character)
    return "".join(kept)
