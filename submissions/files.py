"""The file store: bytes under their SHA-256, kept once, never changed."""

import contextlib
import errno
import hashlib
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import StoredFile

# Of the disk, of a person's share of it, of a process.
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PURGES_LOOKED_AT = timedelta(days=1)


class StoreFullError(Exception):
    """The file store takes no more; nothing was written."""


class PurgedFileError(Exception):
    """These bytes were removed for their secrecy mark, and are not taken again."""


class DamagedFileError(Exception):
    """What the store gives back is not what was put in."""


def sha256_of(chunks: Iterable[bytes]) -> str:
    """The SHA-256 of a file given in pieces, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def keep(data: bytes) -> StoredFile:
    """Store ``data`` and return its row; the same bytes give the same row.

    The bytes are written before the row, outside any transaction: a row must
    never point to nothing, while bytes without a row do no harm.
    Raises :class:`PurgedFileError` and :class:`StoreFullError`.
    """
    return _keep(sha256_of([data]), len(data), ContentFile(data))


def keep_file(path: Path) -> StoredFile:
    """The same for a file on the disk, however large: it passes through in pieces."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        return _keep(sha256, path.stat().st_size, File(file))


def _keep(sha256: str, size: int, content: File) -> StoredFile:
    existing = StoredFile.objects.filter(sha256=sha256).first()
    if existing is not None and existing.purged_at is not None:
        raise PurgedFileError(sha256)
    if existing is not None and is_whole(existing):
        return existing
    stored = existing or StoredFile(sha256=sha256, size=size)
    _write(stored.storage_name, size, content)
    if existing is None:
        try:
            with transaction.atomic():
                stored.save(force_insert=True)
        except IntegrityError:  # another request stored the same bytes meanwhile
            stored = StoredFile.objects.get(sha256=sha256)
    return stored


def is_whole(stored: StoredFile) -> bool:
    """Whether the bytes are there, and as many as were put in; :func:`read` looks at each."""
    try:
        return default_storage.size(stored.storage_name) == stored.size
    except FileNotFoundError:
        return False


def _write(name: str, size: int, content: File) -> None:
    """Lay the bytes under ``name``. What is already there is taken where it is as long, and is replaced
    where it is not: the rest of an older fault.
    """
    if default_storage.exists(name):
        if default_storage.size(name) == size:
            return
        default_storage.delete(name)
    try:
        written = default_storage.save(name, content)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise StoreFullError(f"{name}: {error.strerror}") from error
        raise
    if written != name:  # the storage found the name taken: the same bytes, from another request
        default_storage.delete(written)


def read(stored: StoredFile) -> bytes:
    """The bytes, verified against their hash.

    Raises :class:`DamagedFileError` when they are missing or not what was stored.
    """
    if stored.purged_at is not None:
        raise DamagedFileError(f"{stored.sha256}: removed for its secrecy mark")
    try:
        with default_storage.open(stored.storage_name) as file:
            data = file.read()
    except FileNotFoundError as error:
        raise DamagedFileError(f"{stored.sha256}: missing from the file store") from error
    if sha256_of([data]) != stored.sha256:
        raise DamagedFileError(f"{stored.sha256}: the bytes in the file store differ")
    return data


def purge(stored: StoredFile) -> None:
    """Remove the bytes for good and leave only the hash: the file bears a secrecy mark.

    The row comes first and the bytes go once it is committed, so that no crash in
    between forgets why they went; :func:`finish_purges` makes up for one.
    """
    StoredFile.objects.filter(pk=stored.pk).update(purged_at=timezone.now())
    transaction.on_commit(partial(_remove, stored))


def _remove(stored: StoredFile) -> None:
    """The bytes, and the pictures drawn of its pages."""
    default_storage.delete(stored.storage_name)
    folder = picture_name(stored, 0).rpartition("/")[0]
    with contextlib.suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            if name.startswith(stored.sha256):
                default_storage.delete(f"{folder}/{name}")


def picture_name(stored: StoredFile, page: int) -> str:
    """Where the picture of a page is kept."""
    return f"page-images/{stored.sha256[:2]}/{stored.sha256}-{page}.png"


def finish_purges() -> int:
    """Remove what should be gone since a day or less and is still there; returns how many."""
    recent = StoredFile.objects.filter(purged_at__gt=timezone.now() - PURGES_LOOKED_AT)
    left = [stored for stored in recent if default_storage.exists(stored.storage_name)]
    for stored in left:
        _remove(stored)
    return len(left)


def open_for_download(stored: StoredFile) -> BinaryIO:
    """The stored bytes as a stream, for a response; not verified. Raises :class:`DamagedFileError`
    when they are missing.
    """
    if stored.purged_at is not None:
        raise DamagedFileError(f"{stored.sha256}: removed for its secrecy mark")
    try:
        return default_storage.open(stored.storage_name)
    except FileNotFoundError as error:
        raise DamagedFileError(f"{stored.sha256}: missing from the file store") from error
