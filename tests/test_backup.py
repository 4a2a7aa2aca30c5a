"""The drill: back up an installation in use, lay it into an empty one, and find everything again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.own_services import OwnPostgres
from tests.running_site import ROOT
from tests.suites import ON_SERVICES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.xdist_group("backup")]


@dataclass
class Installation:
    """A database and a data folder, used through ``manage.py`` alone."""

    data: Path
    database: str
    programs: str = ""  # where pg_dump of the server's own version is

    def manage(self, *arguments: str, fails: bool = False) -> str:
        """Run a command; what it said. ``fails``: it has to end with an error."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "reportsite.settings",
            "DATA_DIR": str(self.data),
            "DATABASE_URL": self.database,
            "STATIC_ROOT": str(self.data),
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
        }
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert bool(done.returncode) is fails, done.stderr[-3000:]
        return done.stdout + done.stderr

    def files(self) -> list[Path]:
        return sorted(path for path in (self.data / "files").rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Installation, Installation]]:
    """One installation in use, with the demo data, and an empty one; on the kind of database of the suite."""
    with tempfile.TemporaryDirectory(prefix="drill-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        folder.chmod(0o755)
        postgres = OwnPostgres(folder / "postgres") if ON_SERVICES else None
        if postgres:
            postgres.start()
        both = []
        for name in ("used", "empty"):
            (folder / name).mkdir()
            url = postgres.create(name) if postgres else f"sqlite:///{folder / name / 'reports.sqlite3'}"
            programs = str(postgres.programs) if postgres else ""
            both.append(Installation(folder / name, url, programs))
        both[0].manage("migrate", "--verbosity=0")
        if postgres:  # containers bring their database up to date before anything else can be run in them
            both[1].manage("migrate", "--verbosity=0")
        both[0].manage("demo", "--stage", "submitted")
        both[0].manage("shell", "-c", "from submissions import files; files.keep(b'1'); files.keep(b'2')")
        yield both[0], both[1]
        if postgres:
            postgres.crash()


def test_the_drill(pair: tuple[Installation, Installation], tmp_path: Path) -> None:
    used, empty = pair
    backup = tmp_path / "backup"
    said = used.manage("backup", str(backup))
    assert "all verified" in said
    assert "not empty" in used.manage("backup", str(backup), fails=True)
    assert "not empty" in used.manage("restore", str(backup), fails=True)

    assert "are back" in empty.manage("restore", str(backup))

    assert [path.read_bytes() for path in empty.files()] == [path.read_bytes() for path in used.files()]
    assert used.files()
    again = tmp_path / "again"
    empty.manage("backup", str(again))
    first, second = (json.loads((folder / "manifest.json").read_text()) for folder in (backup, again))
    assert first["rows"] == second["rows"]
    assert first["rows"]["submissions_reportversion"] > 0
    assert {name: digest for name, digest in first["sha256"].items() if name.startswith("files/")} == {
        name: digest for name, digest in second["sha256"].items() if name.startswith("files/")
    }
    assert "missing 0, damaged 0" in empty.manage("integrity")


def test_a_damaged_backup_is_refused_before_anything_is_written(
    pair: tuple[Installation, Installation], tmp_path: Path
) -> None:
    used, _ = pair
    backup = tmp_path / "backup"
    used.manage("backup", str(backup))
    victim = next(path for path in (backup / "files").rglob("*") if path.is_file())
    victim.write_bytes(b"forged")
    assert "missing or damaged" in used.manage("backup", str(backup), "--verify", fails=True)
    assert "missing or damaged" in used.manage("restore", str(backup), fails=True)
    (backup / "manifest.json").unlink()
    assert "no whole backup" in used.manage("restore", str(backup), fails=True)


def test_integrity_tells_what_is_missing_damaged_and_left_over(
    pair: tuple[Installation, Installation], tmp_path: Path
) -> None:
    used, _ = pair
    missing, damaged = used.files()[:2]
    kept = {path: path.read_bytes() for path in (missing, damaged)}
    left_over = used.data / "files" / "00" / "00" / "0000"
    left_over.parent.mkdir(parents=True, exist_ok=True)
    left_over.write_bytes(b"nobody's")
    missing.unlink()
    damaged.write_bytes(b"forged")
    try:
        said = used.manage("integrity", fails=True)
        assert f"missing: {missing.name}" in said
        assert f"damaged: {damaged.name}" in said
        assert "orphans: 00/00/0000" in said
        assert "See manage.py integrity" in used.manage("backup", str(tmp_path / "no"), fails=True)
    finally:
        left_over.unlink()
        for path, data in kept.items():
            path.write_bytes(data)
    assert used.manage("integrity", "--quiet") == ""
