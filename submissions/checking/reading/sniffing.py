"""What a file is, told from its bytes alone; a name is only ever a hint to people."""

from __future__ import annotations

import codecs
import io
import re
import zipfile

from .errors import UnreadableError
from .limits import MEGABYTE, ZIP_TOTAL_BYTES
from .zips import TooLongListError, open_zip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_FOREIGN = (
    b"GIF8",
    b"RIFF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"\x7fELF",
    b"%!PS",
    b"OggS",
    b"ID3",
    b"SQLite format",
)
FOREIGN_KINDS = frozenset({"rtf", "odt", "xml"})  # what LibreOffice alone reads
_MESSAGE = re.compile(
    r"^(?:MIME-Version|From|Content-Type):.*?^Content-Type:\s*text/html", re.DOTALL | re.MULTILINE
)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|table|meta)[\s>/]", re.IGNORECASE)
_COMMON = re.compile(  # what a Chinese text in UTF-16 is made of
    "[\t\r\n -~\xb7\u2010-\u2027\u2460-\u24ff\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e\ufeff]"
)
_MARKDOWN_HEADING = re.compile(r"^\s*#{1,6}\s+\S", re.MULTILINE)
_MARKDOWN_BOLD = re.compile(r"^\s*\*\*[^*\n]+\*\*", re.MULTILINE)


def sniff(data: bytes) -> str:
    """The kind: docx, doc, pdf, image, ofd, html, mhtml, markdown, txt or one of :data:`FOREIGN_KINDS`.

    Raises :class:`UnreadableError` for an empty file, a locked one, a spreadsheet
    and whatever is no document at all.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableError("empty")
    if data.startswith(b"PK"):
        return _sniff_zip(data)
    if data.startswith(_OLE):
        return "doc"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return _sniff_xml(data)
    if data.startswith(_IMAGES):
        return "image"
    if data.startswith(_FOREIGN):
        raise UnreadableError("unknown_kind")
    return _sniff_text(decode(data))


def _sniff_xml(data: bytes) -> str:
    head = data[:4096]
    if b"w:wordDocument" in head or b"pkg:package" in head:
        return "xml"
    if b"<html" in head or b"<!DOCTYPE html" in head:
        return "html"
    raise UnreadableError("not_supported")


def _sniff_zip(data: bytes) -> str:
    try:
        with open_zip(io.BytesIO(data)) as package:
            names = {name.replace("\\", "/").lstrip("/") for name in package.namelist()}
    except TooLongListError as error:
        raise UnreadableError("too_large", megabytes=ZIP_TOTAL_BYTES // MEGABYTE) from error
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnreadableError("damaged") from error
    lowered = {name.lower() for name in names}
    if "ofd.xml" in lowered:
        return "ofd"
    if "word/document.xml" in lowered or any(name.startswith("word/document") for name in lowered):
        return "docx"
    if "content.xml" in lowered and _OPEN_DOCUMENT in data[:200]:
        return "odt"
    if any(name.startswith(("xl/", "ppt/")) for name in lowered) or "content.xml" in lowered:
        raise UnreadableError("not_supported")
    if "[content_types].xml" in lowered:
        raise UnreadableError("damaged")
    raise UnreadableError("unknown_kind")


def decode(data: bytes) -> str:
    """Plain text in UTF-8, UTF-16 or GB18030; raises ``unknown_kind`` where it is none of them."""
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(bom):
            return _accept(data.decode(encoding, errors="replace"))
    wide = _decode_bare_utf16(data)
    if wide is not None:
        return _accept(wide)
    for encoding in ("utf-8", "gb18030"):
        try:
            return _accept(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _accept(_decode_mostly(data))


def _decode_bare_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: it holds zero bytes and, read the right way round, only common characters."""
    if b"\x00" not in data[:4096]:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data[: len(data) // 2 * 2].decode(encoding, errors="replace")
        sample = text[:2048]
        if sum(1 for character in sample if _COMMON.match(character)) >= 0.95 * len(sample):
            return text
    return None


def _decode_mostly(data: bytes) -> str:
    """The encoding that leaves fewer broken characters, where neither fits wholly."""
    attempts = [data.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")]
    return min(attempts, key=lambda text: text.count("\ufffd"))


def _accept(text: str) -> str:
    """``text`` if it is writing and not the inside of a program."""
    sample = text[:20_000]
    strange = sum(1 for c in sample if c == "\ufffd" or (c < " " and c not in "\t\n\r\f\v\x00"))
    if strange * 20 > len(sample):
        raise UnreadableError("unknown_kind")
    return text


def _sniff_text(text: str) -> str:
    if _MESSAGE.search(text[:8192]):
        return "mhtml"
    if _HTML.search(text[:4096]):
        return "html"
    marks = len(_MARKDOWN_HEADING.findall(text)) + len(_MARKDOWN_BOLD.findall(text))
    return "markdown" if marks >= 2 else "txt"
