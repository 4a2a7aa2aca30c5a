"""Files in an object store: the whole line against a server that speaks S3."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from reportsite import storage_setting
from reportsite.environment import SettingError
from tests.running_site import ROOT

BUCKET = "reports"
# What a person with an empty installation does, in one process: store, read, damage, lose, back up.
STORY = """
import django; django.setup()
from pathlib import Path
from django.core.files.storage import default_storage
from django.core.management import call_command
from submissions import files
call_command("migrate", verbosity=0)
kept = files.keep(b"report")
assert files.keep(b"report").pk == kept.pk
assert files.read(kept) == b"report"
call_command("integrity")
call_command("backup", BACKUP)
assert (Path(BACKUP) / "files" / kept.storage_name).read_bytes() == b"report"
default_storage.delete(kept.storage_name)
try:
    files.read(kept)
except files.DamagedFileError as error:
    print(error)
try:
    call_command("integrity")
except SystemExit as end:
    print("integrity", end.code)
assert files.keep(b"report").pk == kept.pk
assert files.read(kept) == b"report"
files.purge(kept)
assert not default_storage.exists(kept.storage_name)
print(default_storage.__class__.__mro__[0].__name__, type(default_storage._wrapped).__name__)
"""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of an S3 server with one bucket."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    address = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **keys)
    client.create_bucket(Bucket=BUCKET)
    client.close()
    yield address
    running.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # boto3 leaves its connections to the collector
def test_files_live_in_the_object_store(server: str, tmp_path: Path) -> None:
    told = {
        "STORAGE_S3_BUCKET": BUCKET,
        "STORAGE_S3_ENDPOINT": server,
        "STORAGE_S3_REGION": "us-east-1",
        "STORAGE_S3_ACCESS_KEY": "k",
        "STORAGE_S3_SECRET_KEY": "s",
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "reportsite.settings",
    }
    (tmp_path / "data").mkdir()
    story = STORY.replace("BACKUP", repr(str(tmp_path / "backup")))
    done = subprocess.run(
        [sys.executable, "-c", story],
        cwd=ROOT,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "missing from the file store" in done.stdout
    assert "integrity 1" in done.stdout
    assert "S3Storage" in done.stdout
    assert not (tmp_path / "data" / "files").exists()


def test_without_a_bucket_files_are_in_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STORAGE_S3_BUCKET", raising=False)
    assert storage_setting.file_store() == {"BACKEND": "submissions.file_store.WholeFileStorage"}


def test_a_bucket_without_keys_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORAGE_S3_BUCKET", BUCKET)
    monkeypatch.delenv("STORAGE_S3_ACCESS_KEY", raising=False)
    with pytest.raises(SettingError, match="STORAGE_S3_ACCESS_KEY"):
        storage_setting.file_store()
