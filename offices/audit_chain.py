"""Walking the trail from its first line to its last: is it whole?"""

from __future__ import annotations

from dataclasses import dataclass

from .audit import GENESIS, hash_of
from .models import AuditCheckpoint, AuditEvent


@dataclass(frozen=True, slots=True)
class Chain:
    """What a walk found. ``broken`` says what is wrong with the first bad line, "" when all is well."""

    count: int
    sequence: int
    hash: str
    unsealed: int
    broken: str = ""


def walk(noted: dict[int, str] | None = None) -> Chain:
    """Check every sealed line against the one before. ``noted`` holds hashes by number that somebody wrote
    down elsewhere: only they show that the end of the trail was not cut off or all of it written anew.
    """
    left = dict(noted or {})
    sequence, previous, broken = *_beginning(), ""
    count = 0
    for event in AuditEvent.objects.filter(sequence__isnull=False).order_by("sequence").iterator():
        if broken := _fault(event, sequence, previous) or _unlike_noted(
            event, left.pop(event.sequence, None)
        ):
            break
        sequence, previous, count = event.sequence, event.hash or "", count + 1
    missing = [number for number in left if number > sequence]
    if not broken and missing:
        broken = f"line {min(missing)} was noted, but the trail ends at line {sequence}"
    unsealed = AuditEvent.objects.filter(sequence=None).count()
    return Chain(count, sequence, previous, unsealed, broken)


def _beginning() -> tuple[int, str]:
    """What the first line has to follow: a checkpoint where lines were pruned, else nothing."""
    checkpoint = AuditCheckpoint.objects.order_by("-sequence").first()
    return (checkpoint.sequence, checkpoint.hash) if checkpoint else (0, GENESIS)


def _fault(event: AuditEvent, sequence: int, previous: str) -> str:
    if event.sequence != sequence + 1:
        return f"line {sequence + 1} is missing; after {sequence} comes {event.sequence}"
    if event.previous_hash != previous:
        return f"line {event.sequence} does not follow the line before it"
    if event.hash != hash_of(event):
        return f"line {event.sequence} (row {event.pk}) was changed"
    return ""


def _unlike_noted(event: AuditEvent, noted: str | None) -> str:
    if noted and noted != event.hash:
        return f"line {event.sequence} is not the one that was noted"
    return ""
