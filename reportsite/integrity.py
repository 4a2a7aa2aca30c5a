"""Whether every stored file is what was put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.core.files.storage import default_storage

from submissions import files
from submissions.models import StoredFile


@dataclass
class Findings:
    """SHA-256 of rows whose bytes are gone or differ; names of bytes without a row, which do no harm; purged
    files (secrecy mark) that are still there.
    """

    looked_at: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    unpurged: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not (self.missing or self.damaged or self.unpurged)


def look_at_all(on_file: Callable[[int, int], None] = lambda done, total: None) -> Findings:
    """Read every stored file and compare it with its hash. ``on_file`` is told how far it is."""
    found = Findings()
    rows = StoredFile.objects.order_by("sha256")
    total = rows.count()
    for stored in rows.iterator(chunk_size=500):
        found.looked_at += 1
        _look_at(stored, found)
        on_file(found.looked_at, total)
    known = set(StoredFile.objects.values_list("sha256", flat=True))
    # After the rows: a file that came in meanwhile has its bytes first and its row a moment later.
    found.orphans = [name for name in all_names() if name.rsplit("/", 1)[-1] not in known]
    return found


def _look_at(stored: StoredFile, found: Findings) -> None:
    if stored.purged_at is not None:
        if default_storage.exists(stored.storage_name):
            found.unpurged.append(stored.sha256)
        return
    try:
        files.read(stored)
    except files.DamagedFileError:
        there = default_storage.exists(stored.storage_name)
        (found.damaged if there else found.missing).append(stored.sha256)


def all_names(folder: str = "") -> Iterator[str]:
    """Every name in the file store."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}" if folder else name
    for inner in folders:
        yield from all_names(f"{folder}/{inner}" if folder else inner)
