"""``manage.py translations``: find, fill, compile and check the Chinese of the site."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reportsite import catalogue


class Command(BaseCommand):
    """Without an option: bring locale/ up to date and compile it."""

    help = "Finds every text in code and templates, updates locale/zh_Hans and compiles it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when something is missing"
        )
        parser.add_argument("--fill", type=Path, metavar="FILE.json", help='{"English text": "中文", …}')

    def handle(self, *args: Any, check: bool, fill: Path | None, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        if check:
            complaints = catalogue.complaints(root)
            if complaints:
                raise CommandError("\n".join([*complaints, f"{len(complaints)} to mend."]))
            self.stdout.write("Every text is translated, and the catalogue is fresh.")
            return
        found, known, unused = catalogue.update(root, self.read(fill))
        for name, why in found.skipped.items():
            self.stderr.write(f"{name} left out: {why}")
        for text in unused:
            self.stderr.write(f"Nothing uses {text!r}; left out.")
        for text, names in catalogue.untranslated(found, known).items():
            self.stdout.write(f"untranslated: {text!r} ({', '.join(sorted(names))})")
        self.stdout.write(
            f"{len(found.places)} texts, {len(catalogue.untranslated(found, known))} untranslated."
        )

    def read(self, path: Path | None) -> dict[str, str]:
        """The pairs of a JSON file; none without one."""
        if path is None:
            return {}
        try:
            pairs = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} could not be read: {error}") from error
        if not isinstance(pairs, dict) or not all(isinstance(value, str) for value in pairs.values()):
            raise CommandError(f'{path} must hold one object of texts: {{"English text": "中文", …}}')
        return pairs
