"""Lay a backup into an empty installation and verify every hash."""

import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reportsite.backups import BackupError, restore
from reportsite.integrity import look_at_all

from ._progress import told_now_and_then


class Command(BaseCommand):
    """``restore FOLDER``; then the migrations this release has and the backup had not."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_: Any, **given: Any) -> None:
        try:
            manifest = restore(given["folder"], told_now_and_then(self.stderr))
        except BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        found = look_at_all(told_now_and_then(self.stderr))
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"{rows} rows and {found.looked_at} files of {manifest['made_at']} are back.")
        if not found.is_sound:
            self.stderr.write(f"missing {found.missing}, damaged {found.damaged}")
            sys.exit(1)
