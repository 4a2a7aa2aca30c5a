"""``manage.py audit_verify``: is the trail whole?"""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from offices import audit, audit_chain


def noted(text: str) -> tuple[int, str]:
    """``12:9f86…`` as a number and a hash."""
    number, colon, hash_of_line = text.partition(":")
    if not (number.isdigit() and colon and len(hash_of_line) == 64):
        raise ArgumentTypeError("expected NUMBER:HASH as this command printed it")
    return int(number), hash_of_line


class Command(BaseCommand):
    help = "Walk the audit trail and say which line is the first that does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noted",
            type=noted,
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="A head written down before. It has to be in the chain still.",
        )

    def handle(self, *, noted: list[tuple[int, str]], **options: Any) -> None:
        audit.seal()
        chain = audit_chain.walk(dict(noted))
        self.stdout.write(
            f"{chain.count} lines, head {chain.sequence}:{chain.hash}, {chain.unsealed} unsealed"
        )
        if chain.broken:
            raise CommandError(f"The trail is broken: {chain.broken}.")
        self.stdout.write("The trail is whole.")
