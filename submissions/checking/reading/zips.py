"""Opening a ZIP so that a hostile one costs little, before anything of it is read.

Python takes in the whole list of contents at once: 19 MB of it, which hold no file at all, cost two seconds
and 300 MB. And 60 kB of zeros, well packed, become a gigabyte in an XML parser.
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import BinaryIO

from .errors import UnreadableError
from .limits import MEGABYTE, ZIP_LIST_BYTES, ZIP_TOTAL_BYTES

_END = b"PK\x05\x06"
_END_BYTES = 22
_LONGEST_COMMENT = 0xFFFF
_END_64 = b"PK\x06\x06"
_END_64_BYTES, _LOCATOR_BYTES = 56, 20


class TooLongListError(zipfile.BadZipFile):
    """Its list of contents is longer than any real file's."""


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """The ZIP; raises :class:`TooLongListError` beside what :class:`zipfile.ZipFile` raises."""
    if _list_bytes(file) > ZIP_LIST_BYTES:
        raise TooLongListError
    file.seek(0)
    return zipfile.ZipFile(file)


def _list_bytes(file: BinaryIO) -> int:
    """As its last record says, which is what Python goes by; 0 where there is none."""
    size = file.seek(0, io.SEEK_END)
    longest = _LONGEST_COMMENT + _END_BYTES + _LOCATOR_BYTES + _END_64_BYTES
    file.seek(max(0, size - longest))
    tail = file.read(longest)
    found = len(tail) - _END_BYTES if tail[-_END_BYTES:].startswith(_END) else tail.rfind(_END)
    if found < 0 or len(tail) - found < _END_BYTES:
        return 0
    told: int = struct.unpack_from("<L", tail, found + 12)[0]
    large = found - _LOCATOR_BYTES - _END_64_BYTES
    if large >= 0 and tail.startswith(_END_64, large):
        told = struct.unpack_from("<Q", tail, large + 40)[0]
    return told


def expanded_markup(data: bytes) -> int:
    """Bytes of XML a ZIP says it unpacks to; of what is no ZIP its own length. More than it says is never
    unpacked. Raises :class:`UnreadableError` for a damaged one.
    """
    if not data.startswith(b"PK"):
        return len(data)
    try:
        with open_zip(io.BytesIO(data)) as package:
            return sum(
                entry.file_size
                for entry in package.infolist()
                if entry.filename.lower().endswith((".xml", ".rels"))
            )
    except TooLongListError as error:
        raise UnreadableError("too_large", megabytes=ZIP_TOTAL_BYTES // MEGABYTE) from error
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnreadableError("damaged") from error
