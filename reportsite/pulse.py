"""Signs of life of worker and scheduler, as rows, so that every web server knows of them.

They do not go through the queue: behind a thousand checks they would say that a busy worker is dead.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from review.models import SignOfLife

logger = logging.getLogger(__name__)
EVERY = timedelta(seconds=20)
WORKERS = "worker@"  # and the name of its machine
BEAT = "beat"
FORGET_AFTER = timedelta(days=1)


def give(part: str) -> None:
    """Write one sign of life; a database that is away is no reason to stop."""
    try:
        SignOfLife.objects.update_or_create(part=part[:40], defaults={"at": timezone.now()})
        forget()
    except (DatabaseError, InterfaceError):
        logger.warning("no sign of life for %s: the database is away", part)
    finally:
        connection.close()


def forget() -> int:
    """Remove the signs of machines that are long gone; returns how many."""
    return SignOfLife.objects.filter(part__startswith=WORKERS, at__lt=timezone.now() - FORGET_AFTER).delete()[
        0
    ]


class Pulse(threading.Thread):
    """Gives a sign of life every twenty seconds until told to stop."""

    def __init__(self, part: str) -> None:
        super().__init__(name=f"pulse of {part}", daemon=True)
        self.part = part
        self.ended = threading.Event()

    def run(self) -> None:
        give(self.part)
        while not self.ended.wait(EVERY.total_seconds()):
            give(self.part)

    def stop(self) -> None:
        """Give no further sign."""
        self.ended.set()
