"""``manage.py demo --stage season``: a county that does not exist, at a stage of its year."""

import contextlib
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reportsite.celery import app
from reportsite.demo.county import County, build_county
from reportsite.demo.seasons import (
    Journey,
    build_current,
    build_past,
    current_report_year,
    dice,
    open_current,
)
from reportsite.demo.texts import SamplesMissingError, samples_of
from reportsite.demo_accounts import ACCOUNTS, PASSWORD
from submissions.models import AnnualReport

STAGES = {
    "empty": None,
    "draft": "checking",
    "checked": "draft",
    "submitted": "submitted",
    "returned": "returned",
    "accepted": "accepted",
    "season": None,
}
PAST_YEARS = 2


@contextlib.contextmanager
def without_broker() -> Iterator[None]:
    """Send tasks nowhere, so that no broker need run: the command checks by itself, and what it leaves
    queued the sweep finds. Afterwards tasks go again where they went before.
    """
    kept = app.conf.broker_url
    app.conf.broker_url = "memory://127.0.0.1/"
    forget_connections()
    try:
        yield
    finally:
        app.conf.broker_url = kept
        forget_connections()


def forget_connections() -> None:
    """Celery keeps the connections of the first task it sends for good, whatever is set later."""
    app._pool = app.amqp._producer_pool = None


class Command(BaseCommand):
    help = "Lay in demonstration data. Only into an empty installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stage", choices=STAGES, default="season")

    def handle(self, *, stage: str, verbosity: int, **options: Any) -> None:
        self.verbosity = verbosity
        if get_user_model().objects.exists():
            raise CommandError(
                "There are people in this installation already; demonstration data goes into an empty one. "
                "Remove the folder var/ (or set DATA_DIR to a new one) and migrate first."
            )
        began = time.monotonic()
        try:
            with without_broker():
                county = build_county()
                self._fill(stage, county, open_current(county))
        except SamplesMissingError as missing:
            raise CommandError(f"The sample reports are not there: {missing}") from missing
        self.stdout.write(f"{AnnualReport.objects.count()} reports in {time.monotonic() - began:.0f} s.")
        for username, chinese, english in ACCOUNTS:
            self.stdout.write(f"  {username:10} {chinese} / {english}")
        self.stdout.write(f"  {PASSWORD}")

    def _fill(self, stage: str, county: County, year: Any) -> None:
        if stage == "season":
            self._build(build_current(county, year))
            for ago in range(1, PAST_YEARS + 1):
                self._build(build_past(county, current_report_year(timezone.localdate()) - ago))
        elif STAGES[stage]:
            office = county.offices[0]
            report = AnnualReport.objects.for_pages().get(year=year, office=office)
            Journey(county, report, samples_of(office.kind)[1], dice()).to(STAGES[stage])

    def _build(self, reports: Iterable[AnnualReport]) -> None:
        for report in reports:
            if self.verbosity > 1:
                self.stdout.write(f"{report}: {report.status}")
