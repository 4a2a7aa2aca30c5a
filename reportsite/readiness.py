"""Whether the local database is already as this code wants it.

Asking Django costs two seconds at every start. A local database only changes
with the migrations or with the launcher, so the launcher leaves a note beside
it: the digest of all migrations, and whether the demo data is in it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import NamedTuple


class Note(NamedTuple):
    """What the launcher wrote after preparing the database."""

    migrations: str
    has_demo: bool


def digest_of_migrations(base: Path) -> str:
    """Changes when any migration of the site, or the pinned Django and its apps, changes."""
    digest = hashlib.sha256()
    for path in sorted([*base.glob("*/migrations/*.py"), base / "requirements.txt"]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def read_note(data_dir: Path) -> Note | None:
    """The note of the last preparation; None where there is none or it cannot be read."""
    try:
        return Note(**json.loads((data_dir / "prepared.json").read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        return None


def write_note(data_dir: Path, note: Note) -> None:
    """Leave the note for the next start."""
    (data_dir / "prepared.json").write_text(json.dumps(note._asdict()), encoding="ascii")


def half_a_demo(data_dir: Path) -> Path:
    """The mark that stands while the demo data is being laid in."""
    return data_dir / "demo-half-done"
