"""Thin tasks: fetch by id, hand over. Arguments are JSON."""

import contextlib
import logging

from celery import current_app, shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import ChannelError, OperationalError

from . import check_runs, claims, files, reminding
from .models import CheckRun, CheckRunStatus

logger = logging.getLogger(__name__)
AT_ONCE = 1000


@shared_task
def run_check(run_id: int) -> None:
    """Check one version. Running it twice does no harm."""
    if not check_runs.run(run_id):
        enqueue_check(run_id)


@shared_task
def sweep_checks() -> int:
    """Send every abandoned check again, and of those that wait as many as the queue does not hold; returns
    how many. On the evening of a deadline thousands wait for an hour, and sending each of them again every
    two minutes would keep the workers busy with nothing else.
    """
    stale = claims.stale().order_by("touched_at")
    waiting = list(stale.filter(status=CheckRunStatus.QUEUED).values_list("pk", flat=True)[:AT_ONCE])
    lacking = max(0, CheckRun.objects.filter(status=CheckRunStatus.QUEUED).count() - messages_in_queue())
    ids = [*stale.filter(status=CheckRunStatus.RUNNING).values_list("pk", flat=True)[:AT_ONCE]]
    ids += waiting[:lacking]
    # Touched as well where only looked at: the next sweep leaves them alone while they wait their turn.
    CheckRun.objects.filter(pk__in=waiting, status=CheckRunStatus.QUEUED).update(touched_at=timezone.now())
    for run_id in ids:
        run_check.delay(run_id)
    files.finish_purges()
    if ids:
        logger.info("sweep: sent %s checks again", len(ids))
    return len(ids)


def messages_in_queue() -> int:
    """How many tasks wait in the broker; 0 where it has none, or cannot tell."""
    with current_app.connection_for_read() as connection, contextlib.suppress(ChannelError):
        declared = connection.default_channel.queue_declare(settings.CELERY_TASK_DEFAULT_QUEUE, passive=True)
        return int(declared.message_count)
    return 0


@shared_task
def remind_offices() -> int:
    """Tell offices of dates that come near or have passed. Running twice tells nobody twice."""
    return reminding.remind_of_dates(timezone.localdate())


def enqueue_check(run_id: int) -> None:
    """Tell the workers. When no broker answers, the row waits and the sweep tells them later."""
    try:
        run_check.delay(run_id)
    except OperationalError:
        logger.warning("check %s: no broker; left to the sweep", run_id)
