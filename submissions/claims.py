"""Who works on a CheckRun: claims, signs of life, and giving a check back.

A claim is a conditional UPDATE that counts attempts, and it stays valid as long
as nobody counted further; so of two workers on one row only one keeps a result.
Times come from several machines. One that no clock of ours should have written,
because it lies ahead, counts as no sign of life.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from .models import CheckRun, CheckRunStatus
from .models.check_runs import CheckRunQuerySet

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
BEATS_UNTIL_STALE = 12  # a sign of life each ten seconds, where two minutes make a check stale
LOST_DATABASE = (OperationalError, InterfaceError)
RETRY_AFTER = (0.2, 1, 3, 6)  # seconds; a database that restarts is back by then


def no_sign_of_life(now: datetime, after: timedelta) -> Q:
    """Rows whose ``touched_at`` is older than ``after``, or further ahead than that."""
    return Q(touched_at__lt=now - after) | Q(touched_at__gt=now + after)


def stale() -> CheckRunQuerySet:
    """Unfinished runs no worker has given a sign of life for."""
    return CheckRun.objects.unfinished().filter(no_sign_of_life(timezone.now(), settings.CHECK_STALE_AFTER))


def claim(run_id: int) -> CheckRun | None:
    """Take the run, if it is queued or was abandoned; None where somebody else has it.

    ``attempts`` above :data:`MAX_ATTEMPTS` tells that it should be given up.
    """
    now = timezone.now()
    abandoned = Q(status=CheckRunStatus.RUNNING) & no_sign_of_life(now, settings.CHECK_STALE_AFTER)
    with transaction.atomic():  # the row stays locked until it is read: the count read is this claim's own
        claimed = CheckRun.objects.filter(Q(status=CheckRunStatus.QUEUED) | abandoned, pk=run_id).update(
            status=CheckRunStatus.RUNNING,
            step="reading",
            started_at=now,
            touched_at=now,
            attempts=F("attempts") + 1,
        )
        if not claimed:
            return None
        return CheckRun.objects.select_related(
            "version__file",
            "version__report__office",
            "version__report__year__bureau",
            "version__report__year__standard",
        ).get(pk=run_id)


def mine(run: CheckRun) -> CheckRunQuerySet:
    """The row, while this claim on it is the valid one."""
    return CheckRun.objects.filter(pk=run.pk, status=CheckRunStatus.RUNNING, attempts=run.attempts)


@contextmanager
def heartbeat(run: CheckRun) -> Iterator[None]:
    """Touch the row every few seconds, so that a long reading is told from a dead worker."""
    ended = threading.Event()
    seconds = settings.CHECK_STALE_AFTER.total_seconds() / BEATS_UNTIL_STALE

    def beat() -> None:
        while not ended.wait(seconds):
            try:
                mine(run).update(touched_at=timezone.now())
            except LOST_DATABASE:  # it may be back for the next beat
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def give_back(run: CheckRun) -> None:
    """Queue the run again: the database went away under it, and the file is not to blame. The attempt
    counts, as some faults of a database are the row's own. While the database stays away the row waits for
    the sweep as an abandoned one.
    """
    for seconds in RETRY_AFTER:
        time.sleep(seconds)
        connection.close()
        try:
            mine(run).update(status=CheckRunStatus.QUEUED, step="", touched_at=timezone.now())
        except LOST_DATABASE:
            continue
        return
    logger.warning("check %s: the database stays away; left to the sweep", run.pk)
