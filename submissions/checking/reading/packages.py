"""Zip packages of XML (.docx, .ofd), opened so that a hostile one costs little.

Declared sizes and the number of entries are looked at first, then at most the
limit plus one byte is read; any DOCTYPE is refused, so no entity is ever
resolved and nothing is fetched.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from lxml import etree

from .errors import UnreadableError
from .limits import MEGABYTE, XML_TAGS, ZIP_ENTRIES, ZIP_ENTRY_BYTES, ZIP_TOTAL_BYTES
from .zips import TooLongListError, open_zip

_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_STRICT_NAMES = (
    (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
    (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
    (b"drawingml/main", b"drawingml/2006/main"),
)
_DOCTYPES = tuple(
    "<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)
_NESTED = re.compile(r"depth|nested", re.IGNORECASE)


class Package:
    """A zip file within the limits; names are matched without regard to case and leading slashes."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = open_zip(io.BytesIO(data))
            entries = self._zip.infolist()
        except TooLongListError as error:
            raise UnreadableError("too_large", megabytes=ZIP_TOTAL_BYTES // MEGABYTE) from error
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise UnreadableError("damaged") from error
        if len(entries) > ZIP_ENTRIES or sum(entry.file_size for entry in entries) > ZIP_TOTAL_BYTES:
            raise UnreadableError("too_large", megabytes=ZIP_TOTAL_BYTES // MEGABYTE)
        self._entries = {_plain(entry.filename): entry for entry in entries}
        self._spent = 0

    def names(self) -> list[str]:
        """Every entry's name in lower case, with forward slashes, in the order stored."""
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._entries

    def read(self, name: str) -> bytes:
        """One entry expanded; raises ``too_large``, ``password`` or ``damaged``."""
        entry = self._entries.get(_plain(name))
        if entry is None:
            raise UnreadableError("damaged")
        if entry.flag_bits & 0x1:
            raise UnreadableError("password")
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(ZIP_ENTRY_BYTES + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            OSError,
            NotImplementedError,
            EOFError,
            RuntimeError,
        ) as error:
            raise UnreadableError("damaged") from error
        self._spent += len(content)
        if len(content) > ZIP_ENTRY_BYTES or self._spent > ZIP_TOTAL_BYTES:
            raise UnreadableError("too_large", megabytes=ZIP_ENTRY_BYTES // MEGABYTE)
        return content

    def xml(self, name: str, unread: Sequence[str] = ()) -> etree._Element:
        """One entry as an XML tree; strict Office names are turned into the usual ones.

        ``unread`` are elements (``w:latentStyles``) nobody will look at, which need not be parsed.
        """
        content = self.read(name)
        for element in unread:
            content = _without(element.encode(), content)
        return parse_xml(content)


def _without(name: bytes, content: bytes) -> bytes:
    """``content`` without the elements of this name, found as bytes, which is a hundred times faster.

    One without an end tag, or written with another prefix, stays; it is only parsed in vain.
    """
    first, *others = content.split(b"<" + name)
    end = b"</" + name + b">"
    kept = [first]
    for other in others:
        _, found, after = other.partition(end)
        kept.append(after if found else b"<" + name + other)
    return b"".join(kept)


def parse_xml(content: bytes) -> etree._Element:
    """The root of an XML document; raises ``damaged``, ``too_deep`` or ``too_large``, resolves nothing."""
    if content.count(b"<") > XML_TAGS:
        raise UnreadableError("too_large", tags=XML_TAGS)
    marks = (
        _DOCTYPES[:1] if content.startswith((b"<?xml ", b"<w:", b"<ofd:", b"\xef\xbb\xbf<")) else _DOCTYPES
    )
    if any(mark in content for mark in marks):
        raise UnreadableError("damaged")
    if _STRICT in content:
        for strict, usual in _STRICT_NAMES:
            content = content.replace(_STRICT + strict, _TRANSITIONAL + usual)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("too_deep" if _NESTED.search(str(error)) else "damaged") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise UnreadableError("damaged")
    return root


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
