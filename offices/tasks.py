"""Thin tasks of this app."""

import logging
from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from kombu.exceptions import OperationalError

from . import audit, mail, password_letters
from .models import UserSession

logger = logging.getLogger(__name__)


@shared_task
def send_notices() -> int:
    """Mail what nobody has read yet. Running twice sends nothing twice."""
    return mail.send_digests()


@shared_task
def seal_audit() -> int:
    """Seal what a crash left without number and hash."""
    return audit.seal()


@shared_task
def prune_audit() -> int:
    """Let go of old lines, and note the head of the chain outside of the database: in the log."""
    count = audit.prune()
    sequence, hash_of_head = audit.head()
    logger.info("audit trail: %s lines pruned, head %s:%s", count, sequence, hash_of_head)
    return count


@shared_task
def clear_sign_ins() -> None:
    """Forget sessions that have run out, and sign-ins of half a year ago; the trail remembers them."""
    SessionStore.clear_expired()
    UserSession.objects.filter(seen_at__lt=timezone.now() - timedelta(days=180)).delete()


@shared_task
def send_password_letter(user_id: int) -> int:
    """Mail the link to choose a new password."""
    return password_letters.send(user_id)


def enqueue_password_letter(user_id: int) -> None:
    """By the worker; without a broker at once, as the person waits for it."""
    try:
        send_password_letter.delay(user_id)
    except OperationalError:
        logger.warning("no broker: the letter about a password is sent at once")
        password_letters.send(user_id)
