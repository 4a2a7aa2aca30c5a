"""Thin tasks: fetch by id, hand over. Arguments are JSON."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from offices import invitations

from . import dispatch, dry_runs, export_runs, intake_reading
from .models import SignOfLife

logger = logging.getLogger(__name__)
WORKER = "worker"  # its row among the signs of life


@shared_task
def make_export(export_id: int) -> None:
    """Make one file. Running it twice does no harm."""
    export_runs.run(export_id)


@shared_task
def run_dry_run(dry_run_id: int) -> None:
    """Try a changed standard on the archive. Running it twice does no harm."""
    dry_runs.run(dry_run_id)


@shared_task
def sweep_exports() -> None:
    """Send abandoned exports and dry runs again."""
    for export_id in export_runs.stale().values_list("pk", flat=True)[:100]:
        make_export.delay(export_id)
    for dry_run_id in dry_runs.stale().values_list("pk", flat=True)[:100]:
        run_dry_run.delay(dry_run_id)


@shared_task
def send_decisions() -> int:
    """Carry out the decisions whose time has come. Running it twice does no harm."""
    return dispatch.send_due()


@shared_task
def sign_of_life() -> None:
    """That this runs at all shows that schedule, broker and worker do their work."""
    SignOfLife.objects.update_or_create(part=WORKER, defaults={"at": timezone.now()})


@shared_task
def read_intake_item(item_id: int) -> None:
    """Read one file of an intake. Doing it twice does no harm."""
    intake_reading.read_item(item_id)


@shared_task
def sweep_intake() -> None:
    """Send files of intakes again that nobody has read."""
    for item_id in intake_reading.stale().values_list("pk", flat=True)[:100]:
        read_intake_item.delay(item_id)


def enqueue_intake_item(item_id: int) -> None:
    """Tell the workers. When no broker answers, the row waits and the sweep tells them later."""
    try:
        read_intake_item.delay(item_id)
    except OperationalError:
        logger.warning("intake item %s: no broker; left to the sweep", item_id)


@shared_task
def send_invitations(bureau_id: int, people: list[int]) -> int:
    """E-mail first-sign-in links. Who signed in meanwhile gets none."""
    return invitations.email(invitations.to_invite(bureau_id, people))


def enqueue_invitations(bureau_id: int, people: list[int]) -> bool:
    """Hand the letters to the worker; False when no broker answers, as nothing is kept of a link."""
    try:
        send_invitations.delay(bureau_id, people)
    except OperationalError:
        logger.warning("invitations of bureau %s: no broker", bureau_id)
        return False
    return True


def enqueue_export(export_id: int) -> None:
    """Tell the workers. When no broker answers, the row waits and the sweep tells them later."""
    try:
        make_export.delay(export_id)
    except OperationalError:
        logger.warning("export %s: no broker; left to the sweep", export_id)


def enqueue_dry_run(dry_run_id: int) -> None:
    """Tell the workers; without a broker the row waits for the sweep."""
    try:
        run_dry_run.delay(dry_run_id)
    except OperationalError:
        logger.warning("dry run %s: no broker; left to the sweep", dry_run_id)
