"""The trail: append-only, chained by hash. :func:`record` is its only writer.

:func:`record` adds a line in the transaction of what it tells about, so that the
one is never there without the other. Numbers and hashes come after the commit, in
a short transaction of their own under a lock (:func:`seal`): many writers never
wait for one another while they work, and the chain cannot fork.

In a rush one sealing takes along the lines of many requests (:func:`seal_unless_just_done`).

No secret and no text of a document goes into ``details``; ids, names and
counts do. What a crash leaves unsealed the next call or the beat seals.
"""

from __future__ import annotations

import hashlib
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from . import origin
from .models import AuditCheckpoint, AuditEvent, User

GENESIS = "0" * 64
SEALED_AT_ONCE = 500
_sealed_at = float("-inf")  # of this process, by the monotonic clock
LOCK = 0x7472_6169_6C  # "trail": one sealer at a time on PostgreSQL


def record(
    action: str,
    *,
    actor: User | None = None,
    bureau_id: int | None = None,
    target: Any = None,
    address: str | None = None,
    **details: Any,
) -> AuditEvent:
    """Add one line. ``target`` is the model instance it is about, if any; address and
    request come from the request at hand.
    """
    here = origin.current()
    event = AuditEvent.objects.create(
        actor=actor,
        actor_name=str(actor)[:150] if actor else "",
        bureau_id=bureau_id,
        action=action,
        object_type=target._meta.model_name if target is not None else "",
        object_id=str(target.pk) if target is not None else "",
        object_name=str(target)[:200] if target is not None else "",
        details=details,
        address=here.address if here else address,
        request_id=here.request_id if here else "",
    )
    # A line that cannot be sealed now is sealed later; what it tells about has happened all the same.
    transaction.on_commit(seal_unless_just_done, robust=True)
    return event


def record_once(action: str, *, actor: User, target: Any, within: timedelta, **more: Any) -> None:
    """Add a line unless the same person did the same to the same object a short while ago."""
    before = AuditEvent.objects.filter(
        actor=actor,
        action=action,
        object_type=target._meta.model_name,
        object_id=str(target.pk),
        at__gt=timezone.now() - within,
    )
    if not before.exists():
        record(action, actor=actor, target=target, **more)


def seal_unless_just_done() -> None:
    """Seal, unless this process did within ``AUDIT_SEAL_PAUSE``: on the evening of a deadline one sealing
    then takes along the lines of many requests. What comes last waits for the next line or the beat.
    """
    global _sealed_at
    now = time.monotonic()
    if now - _sealed_at >= settings.AUDIT_SEAL_PAUSE.total_seconds():
        _sealed_at = now
        seal()


def seal() -> int:
    """Give every committed line without one its number and hash; returns how many.

    Whoever finds somebody else at it goes on: the other looks once more after letting go, and takes along
    what was committed meanwhile.
    """
    count = 0
    while AuditEvent.objects.filter(sequence=None).exists() and (sealed := _seal_some()):
        count += sealed
    return count


def _seal_some() -> int:
    with transaction.atomic():
        if not is_our_turn():
            return 0
        rows = list(AuditEvent.objects.filter(sequence=None).order_by("id")[:SEALED_AT_ONCE])
        sequence, previous = head()
        for row in rows:
            sequence += 1
            row.sequence, row.previous_hash = sequence, previous
            row.hash = previous = hash_of(row)
        AuditEvent.objects.bulk_update(rows, ["sequence", "previous_hash", "hash"], batch_size=100)
    return len(rows)


def is_our_turn() -> bool:
    """Keep other sealers out until the transaction ends, unless one is at work; then False, without waiting.
    SQLite's immediate transaction keeps them out by itself.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def lock() -> None:
    """The same, but wait for the turn."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def head() -> tuple[int, str]:
    """Number and hash of the last sealed line; of the last one pruned when none is left."""
    last = AuditEvent.objects.filter(sequence__isnull=False).order_by("-sequence")
    for rows in (last, AuditCheckpoint.objects.order_by("-sequence")):
        if found := rows.values_list("sequence", "hash").first():
            return found
    return 0, GENESIS


def hash_of(event: AuditEvent) -> str:
    """SHA-256 over the line before and everything this line says."""
    said = [
        event.sequence,
        event.previous_hash,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.actor_name,
        event.bureau_id,
        event.action,
        event.object_type,
        event.object_id,
        event.object_name,
        event.details,
        event.address,
        event.request_id,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def prune(now: datetime | None = None) -> int:
    """Let go of lines older than ``AUDIT_KEEP_DAYS`` and keep a checkpoint for the chain; returns how many.

    Only from the beginning and without a gap: an old line behind a younger one waits for it.
    """
    cutoff = (now or timezone.now()) - timedelta(days=settings.AUDIT_KEEP_DAYS)
    with transaction.atomic():
        lock()
        sealed = AuditEvent.objects.filter(sequence__isnull=False).order_by("sequence")
        first_kept = sealed.filter(at__gte=cutoff).values_list("sequence", flat=True).first()
        old = sealed if first_kept is None else sealed.filter(sequence__lt=first_kept)
        last = old.last()
        if last is None:
            return 0
        count = old.count()
        AuditCheckpoint.objects.create(sequence=last.sequence, hash=last.hash, removed=count)
        old.delete()
        record("audit.pruned", lines=count, up_to=last.sequence)
    return count
