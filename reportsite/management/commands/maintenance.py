"""Close the site for maintenance, with words, and open it again."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reportsite.maintenance import Maintenance, end, plan, planned


class Command(BaseCommand):
    """``maintenance on --in 30 --for 20 --reason "…"``, ``maintenance off``, ``maintenance status``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("on", "off", "status"))
        parser.add_argument(
            "--in", dest="minutes_ahead", type=int, default=0, help="close after so many minutes"
        )
        parser.add_argument("--at", help="close at this local time, e.g. 2026-03-02T18:00")
        parser.add_argument("--for", dest="minutes", type=int, help="how many minutes it is expected to take")
        parser.add_argument("--reason", default="", help="a sentence people read, in their language")

    def handle(self, *_: Any, **given: Any) -> None:
        if given["what"] == "on":
            begins = self._begins(given)
            until = begins + timedelta(minutes=given["minutes"]) if given["minutes"] else None
            plan(Maintenance(begins, until, given["reason"]))
        elif given["what"] == "off":
            end()
        now = planned()
        if now is None:
            self.stdout.write("The site is open.")
        elif now.is_on:
            self.stdout.write(f"The site is closed: {now.reason or 'no reason given'}")
        else:
            self.stdout.write(f"The site will be closed at {timezone.localtime(now.begins):%Y-%m-%d %H:%M}.")

    def _begins(self, given: dict[str, Any]) -> datetime:
        if not given["at"]:
            return timezone.now() + timedelta(minutes=given["minutes_ahead"])
        try:
            return timezone.make_aware(datetime.fromisoformat(given["at"]))
        except ValueError as error:
            raise CommandError(f"--at is {given['at']!r}; expected e.g. 2026-03-02T18:00.") from error
