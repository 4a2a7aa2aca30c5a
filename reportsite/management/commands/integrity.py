"""Read every stored file and compare it with its hash. Ends with 1 when one is missing or damaged."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reportsite.integrity import look_at_all

from ._progress import told_now_and_then


class Command(BaseCommand):
    """``integrity``: for a nightly job; quiet but for what is wrong with ``--quiet``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say only what is wrong")

    def handle(self, *_: Any, **given: Any) -> None:
        found = look_at_all(told_now_and_then(self.stderr if not given["quiet"] else None))
        for what in ("missing", "damaged", "unpurged", "orphans"):
            for name in getattr(found, what):
                self.stdout.write(f"{what}: {name}")
        counts = (
            f"missing {len(found.missing)}, damaged {len(found.damaged)}, without a row {len(found.orphans)}"
        )
        if not given["quiet"] or not found.is_sound:
            self.stdout.write(f"{found.looked_at} files looked at: {counts}")
        if not found.is_sound:
            sys.exit(1)
