"""A backup is a folder: the database as its own tool dumps it, every stored file, and a manifest with counts
and the SHA-256 of everything. It is whole once the manifest is there, as that is written last.

First the database, then the files: files are only ever added, so each one the dump names is still there
to be copied. A purged file (secrecy mark) is gone from both.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from submissions.models import StoredFile

MANIFEST = "manifest.json"
DUMPS = {"postgresql": "database.pgdump", "sqlite": "database.sqlite3"}
FORMAT = 1
CHUNK = 1024 * 1024
Tell = Callable[[int, int], None]


class BackupError(Exception):
    """The backup cannot be made or laid back; the message says why and what to do."""


def make(folder: Path, on_file: Tell = lambda done, total: None) -> dict[str, Any]:
    """Write a backup into ``folder``, which must not be there or be empty; returns its manifest.

    Raises :class:`BackupError`, also for a stored file that is missing or damaged: a backup without it
    would only seem to be one.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. Name another folder; a backup never overwrites one.")
    (folder / "files").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    dump = folder / DUMPS[_vendor()]
    counts = _dump(dump)
    digests = {dump.name: digest_of(dump), **_copy_files(folder, on_file)}
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "database": _vendor(),
        "django": django.get_version(),
        "migrations": _migrations(),
        "rows": counts,
        "sha256": digests,
    }
    _write_manifest(folder, manifest)
    return manifest


def restore(folder: Path, on_file: Tell = lambda done, total: None) -> dict[str, Any]:
    """Lay a backup into this installation, which must be empty; returns the manifest.

    Everything is verified before anything is written, and the counts of rows afterwards.
    """
    manifest = read_manifest(folder)
    verify(folder, manifest)
    if manifest["database"] != _vendor():
        raise BackupError(
            f"The backup is of {manifest['database']}, and DATABASE_URL names {_vendor()}. "
            "Restore it into the same kind of database."
        )
    if not is_empty():
        raise BackupError("This installation is not empty. Restore into a new database and a new DATA_DIR.")
    names = [name for name in manifest["sha256"] if name.startswith("files/")]
    for done, name in enumerate(names, start=1):
        _lay_back(folder / name, name.removeprefix("files/"))
        on_file(done, len(names))
    _load(folder / DUMPS[_vendor()])
    if (found := counts_of_rows()) != manifest["rows"]:
        differ = {
            name for name in {*found, *manifest["rows"]} if found.get(name) != manifest["rows"].get(name)
        }
        raise BackupError(f"After the restore these tables hold other counts of rows: {sorted(differ)}.")
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest; BackupError where there is none, or one of a later kind."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} holds no whole backup: {error}") from error
    if manifest.get("format") != FORMAT:
        raise BackupError(
            f"{folder} is a backup of format {manifest.get('format')}; this release reads {FORMAT}."
        )
    return manifest


def verify(folder: Path, manifest: dict[str, Any]) -> None:
    """Compare every file of the backup with its hash; BackupError naming what is missing or differs."""
    wrong = [
        name
        for name, digest in manifest["sha256"].items()
        if not (folder / name).is_file() or digest_of(folder / name) != digest
    ]
    if wrong:
        raise BackupError(f"{len(wrong)} files of the backup are missing or damaged: {', '.join(wrong[:5])}")


def is_empty() -> bool:
    """Whether nobody has used this installation: no tables, or no person and no file in them."""
    tables = set(connection.introspection.table_names())
    for label in ("offices.User", "submissions.StoredFile"):
        model = apps.get_model(label)
        if model._meta.db_table in tables and model.objects.exists():
            return False
    return True


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def counts_of_rows() -> dict[str, int]:
    """Table → rows, as the database has them; sessions come and go and are left out."""
    tables = sorted(set(connection.introspection.table_names()) - {"django_session"})
    with connection.cursor() as cursor:
        return {table: _count(cursor, table) for table in tables}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a quoted name
    return cursor.fetchone()[0]


def _vendor() -> str:
    if connection.vendor not in DUMPS:
        raise BackupError(f"No backup of {connection.vendor} databases; use the database's own tool.")
    return connection.vendor


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _dump(dump: Path) -> dict[str, int]:
    """Dump the database; the counts of rows at the very same moment, while people go on working."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(dump)) as copy:
            connection.connection.backup(copy)
        return _counts_in_copy(dump)
    with _one_moment() as snapshot:
        _run_postgresql(
            "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={dump}"
        )
        return counts_of_rows()


@contextlib.contextmanager
def _one_moment() -> Iterator[str]:
    """A transaction that sees one moment, under a name by which pg_dump sees the same."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
        finally:
            cursor.execute("ROLLBACK")


def _counts_in_copy(dump: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(dump)) as copy:
        cursor = copy.cursor()
        return {table: _count(cursor, table) for table in counts_of_rows()}


def _load(dump: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(dump)) as copy:
            copy.backup(connection.connection)
    else:
        _run_postgresql("pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error",
                        "--single-transaction", f"--dbname={_conninfo()}", str(dump))  # fmt: skip
    connections.close_all()


def _run_postgresql(program: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL against our database; the password goes by the environment."""
    found = shutil.which(program) or _newest(program)
    if found is None:
        raise BackupError(
            f"{program} is not installed (Debian and Ubuntu: apt-get install postgresql-client)."
        )
    database = [] if program == "pg_restore" else [f"--dbname={_conninfo()}"]
    done = subprocess.run(
        [found, *database, *arguments],
        env={**os.environ, "PGPASSWORD": str(connection.settings_dict["PASSWORD"] or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-2000:]}")


def _newest(program: str) -> str | None:
    """Debian keeps the tools of each version in a folder of its own."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else None


def _conninfo() -> str:
    told = connection.settings_dict
    fields = {"dbname": told["NAME"], "user": told["USER"], "host": told["HOST"], "port": told["PORT"]}
    return " ".join(f"{name}='{value}'" for name, value in fields.items() if value)


def _copy_files(folder: Path, on_file: Tell) -> dict[str, str]:
    """Copy each file that has a row, and check it on the way; name in the backup → SHA-256."""
    rows = list(StoredFile.objects.filter(purged_at=None).order_by("sha256"))
    copied, wrong = {}, []
    for done, stored in enumerate(rows, start=1):
        target = folder / "files" / stored.storage_name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(stored.storage_name) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, CHUNK)
        except FileNotFoundError:
            wrong.append(stored.sha256)
            continue
        if digest_of(target) != stored.sha256:
            wrong.append(stored.sha256)
        copied[f"files/{stored.storage_name}"] = stored.sha256
        on_file(done, len(rows))
    if wrong:
        raise BackupError(
            f"{len(wrong)} stored files are missing or damaged, first {wrong[0]}. "
            "See manage.py integrity; the backup was not finished."
        )
    return copied


def _lay_back(source: Path, name: str) -> None:
    if default_storage.exists(name):
        default_storage.delete(name)
    with source.open("rb") as file:
        default_storage.save(name, File(file))


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    part = folder / f"{MANIFEST}.part"
    part.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(folder / MANIFEST)
