"""Taking uploaded files apart: single reports as they are, a ZIP into its files, within limits."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from submissions.checking.reading.zips import open_zip

MAX_FILES = 200
MAX_TOTAL = 400 * 1024 * 1024  # bytes of all files together, unpacked
MAX_NAME = 300  # characters
MEGABYTE = 1024 * 1024
REPORTS_THAT_ARE_ZIPS = ("[Content_Types].xml", "OFD.xml", "mimetype")  # .docx, .ofd, .odt
IS_ENCRYPTED = 0x1  # flags of an entry of a ZIP
HAS_UTF8_NAME = 0x800


class IntakeRefusedError(Exception):
    """The upload as a whole is not taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One file: its name, its bytes, and the key of a problem for which it is not kept ("" = none)."""

    name: str
    data: bytes
    problem: str = ""


def taken_apart(uploaded: Iterable[Any]) -> Iterator[Taken]:
    """The files of an upload, one at a time. Raises :class:`IntakeRefusedError` at once, before the first
    is read, where there are too many or they are too large.
    """
    found = list(uploaded)
    archives = {id(file): _archive(file) for file in found}
    _refuse_too_much(found, archives)
    return _each(found, archives)


def _each(found: list[Any], archives: dict[int, zipfile.ZipFile | None]) -> Iterator[Taken]:
    for file in found:
        archive = archives[id(file)]
        if archive is None:
            yield _single(file.name, file.read(settings.UPLOAD_MAX_BYTES + 1))
        else:
            for entry in _entries(archive):
                yield _unpacked(archive, entry)


def _archive(file: Any) -> zipfile.ZipFile | None:
    """The ZIP of reports, if it is one; a report may be a ZIP by itself."""
    try:
        archive = open_zip(file.file)
        names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        archive = None
    file.seek(0)
    return None if archive is None or names & set(REPORTS_THAT_ARE_ZIPS) else archive


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files inside, without folders and what operating systems leave behind."""
    return [
        entry
        for entry in archive.infolist()
        if not entry.is_dir()
        and not entry.filename.startswith("__MACOSX/")
        and not PurePosixPath(entry.filename).name.startswith((".", "~$"))
        and PurePosixPath(entry.filename).name not in ("Thumbs.db", "desktop.ini")
    ]


def _refuse_too_much(found: list[Any], archives: dict[int, zipfile.ZipFile | None]) -> None:
    """By the sizes a ZIP declares; what unpacks to more than it declares is damaged (:func:`_unpacked`)."""
    count = total = 0
    for file in found:
        archive = archives[id(file)]
        sizes = [file.size] if archive is None else [entry.file_size for entry in _entries(archive)]
        count, total = count + len(sizes), total + sum(sizes)
    if not count:
        raise IntakeRefusedError(_("There is no file in it."))
    if count > MAX_FILES:
        words = _("At most %(files)s files can be brought in at once. Please divide them.")
        raise IntakeRefusedError(words % {"files": MAX_FILES})
    if total > MAX_TOTAL:
        words = _("Unpacked, these files are larger than %(megabytes)s MB. Please divide them.")
        raise IntakeRefusedError(words % {"megabytes": MAX_TOTAL // MEGABYTE})


def _single(name: str, data: bytes) -> Taken:
    if not data:
        return Taken(name, b"", "empty")
    if len(data) > settings.UPLOAD_MAX_BYTES:
        return Taken(name, b"", "too_large")
    return Taken(name, data)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Taken:
    name = _name(entry)
    if entry.flag_bits & IS_ENCRYPTED:
        return Taken(name, b"", "encrypted")
    if entry.file_size > settings.UPLOAD_MAX_BYTES:
        return Taken(name, b"", "too_large")
    try:
        with archive.open(entry) as opened:
            return _single(name, opened.read(settings.UPLOAD_MAX_BYTES + 1))
    except Exception:  # zipfile, zlib and lzma each raise errors of their own for broken data
        return Taken(name, b"", "damaged")


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name; Windows in China writes GBK without saying so."""
    if entry.flag_bits & HAS_UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
