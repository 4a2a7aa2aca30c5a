"""Write a consistent backup of database and files into a folder, while people go on working."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reportsite.backups import BackupError, make, read_manifest, verify

from ._progress import told_now_and_then


class Command(BaseCommand):
    """``backup FOLDER``, or ``backup FOLDER --verify`` to look at one that is there."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a new or empty folder")
        parser.add_argument(
            "--verify", action="store_true", help="compare an existing backup with its hashes"
        )

    def handle(self, *_: Any, **given: Any) -> None:
        try:
            if given["verify"]:
                manifest = read_manifest(given["folder"])
                verify(given["folder"], manifest)
            else:
                manifest = make(given["folder"], told_now_and_then(self.stderr))
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(manifest["rows"].values())
        self.stdout.write(
            f"{given['folder']}: {rows} rows, {len(manifest['sha256']) - 1} files, all verified."
        )
