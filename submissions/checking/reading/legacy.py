"""Compound (OLE) files: Word 97-2003 and the .wps that share its container; locked packages; RTF.

LibreOffice reads them best. Where it is missing or fails, the text is taken
straight from the piece table (:mod:`.word_binary`), without automatic numbers.
"""

from __future__ import annotations

import io
import struct

import olefile

from .docx import read_docx
from .errors import UnreadableError
from .limits import MEGABYTE, OLE_STREAM_BYTES
from .office import as_docx, has_office
from .raw import RawDocument
from .word_binary import is_encrypted, read_binary

_BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)
_FOREIGN_STREAMS = ("Workbook", "Book", "PowerPoint Document", "VisioDocument", "Props")


def read_compound(data: bytes) -> RawDocument:
    """A .doc or .wps; raises ``password``, ``macro_file``, ``not_supported``, ``damaged`` …"""
    document, table = _streams(data)
    if is_encrypted(document):
        raise UnreadableError("password")
    if has_office():
        converted = as_docx(data, "doc")
        if converted is not None:
            try:
                return read_docx(converted, "doc")
            except UnreadableError:
                pass  # the piece table is still there to be read
    return _read_pieces(document, table)


def read_foreign(data: bytes, kind: str) -> RawDocument:
    """Rich text, OpenDocument and Word's single-file XML; only LibreOffice reads them here."""
    if not has_office():
        raise UnreadableError("not_supported", kind=kind)
    converted = as_docx(data, kind)
    if converted is None:
        raise UnreadableError("damaged")
    return read_docx(converted, kind)


def _read_pieces(document: bytes, table: bytes) -> RawDocument:
    try:
        return read_binary(document, table)
    except _BROKEN as error:
        raise UnreadableError("damaged") from error


def _streams(data: bytes) -> tuple[bytes, bytes]:
    """The main stream and the table stream it points to."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            _refuse(container)
            document = _stream(container, "WordDocument")
            if len(document) < 0x20:
                raise UnreadableError("damaged")
            flags = int.from_bytes(document[0x0A:0x0C], "little")
            name = "1Table" if flags & 0x0200 else "0Table"
            table = _stream(container, name) if container.exists(name) else b""
    except _BROKEN as error:
        raise UnreadableError("damaged") from error
    return document, table


def _refuse(container: olefile.OleFileIO) -> None:
    if container.exists("EncryptedPackage") or container.exists("EncryptionInfo"):
        raise UnreadableError("password")
    if any(container.exists(name) for name in _FOREIGN_STREAMS) and not container.exists("WordDocument"):
        raise UnreadableError("not_supported")
    if any("VBA" in (part.upper() for part in entry) for entry in container.listdir()):
        raise UnreadableError("macro_file")
    if not container.exists("WordDocument"):
        raise UnreadableError("unknown_kind")


def _stream(container: olefile.OleFileIO, name: str) -> bytes:
    if container.get_size(name) > OLE_STREAM_BYTES:
        raise UnreadableError("too_large", megabytes=OLE_STREAM_BYTES // MEGABYTE)
    with container.openstream(name) as stream:
        return bytes(stream.read(OLE_STREAM_BYTES))
