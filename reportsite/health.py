"""``/health/``: this process answers. ``/ready/``: everything behind it does, and since when it does not.

The first is for what restarts a dead container, and looks no further: a database that is away is not mended
by restarting web servers. The second is for proxies and monitors, 503 when a page could not do its work;
anybody may ask, so it names no versions, addresses or people.
"""

from __future__ import annotations

import logging
import secrets
from contextlib import closing
from datetime import datetime
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error as DatabaseDriverError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from review.models import SignOfLife

from . import maintenance, pulse
from .celery import app

logger = logging.getLogger(__name__)
SILENT_AFTER = pulse.EVERY * 6


class Part(NamedTuple):
    """One thing behind the pages. ``vital``: without it no page can do its work."""

    name: str
    is_well: bool
    vital: bool
    words: str
    age: float | None = None  # seconds since the last sign of life


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """``{"alive": true}``, asking nothing of anybody."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Each part with a word; 503 when a vital one is missing or the site is closed for maintenance."""
    parts = look_at_all()
    closed = maintenance.planned()
    is_closed = closed is not None and closed.is_on
    is_ready = not is_closed and all(part.is_well for part in parts if part.vital)
    answer: dict[str, Any] = {
        "ready": is_ready,
        "maintenance": is_closed,
        "parts": {part.name: _told(part) for part in parts},
    }
    return JsonResponse(answer, status=200 if is_ready else 503, json_dumps_params={"ensure_ascii": False})


def _told(part: Part) -> dict[str, object]:
    told: dict[str, object] = {"ok": part.is_well, "words": part.words}
    return told if part.age is None else told | {"seconds_since": round(part.age)}


def look_at_all() -> list[Part]:
    """Ask every part; without the database only what does without it."""
    if not database_answers():
        away = Part("database", False, True, _("The database does not answer; no page can work."))
        return [away, _broker(), _file_store()]
    return [
        Part("database", True, True, _("The database answers.")),
        _migrations(),
        _file_store(),
        _broker(),
        _worker(),
        _beat(),
    ]


def database_answers() -> bool:
    """Whether a query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseDriverError:
        return False


def broker_answers() -> bool:
    """Whether the broker takes a connection, tried once."""
    try:
        with closing(app.connection_for_write()) as broker:
            broker.ensure_connection(max_retries=1, timeout=1, reraise_as_library_errors=True)
    except (OperationalError, OSError):
        return False
    return True


def _migrations() -> Part:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        words = _("%(n)s migrations are missing; run manage.py migrate.") % {"n": len(missing)}
        return Part("migrations", False, True, words)
    return Part("migrations", True, True, _("The database is as this release wants it."))


def _file_store() -> Part:
    """A small file is written, read and removed: a full or read-only disk shows only so."""
    name, data = f".ready-{secrets.token_hex(8)}", secrets.token_bytes(16)
    try:
        written = default_storage.save(name, ContentFile(data))
        with default_storage.open(written) as file:
            is_whole = file.read() == data
        default_storage.delete(written)
    except Exception:  # each kind of store fails in a way of its own
        logger.exception("the file store takes no file")
        is_whole = False
    words = (
        _("The file store takes files.")
        if is_whole
        else _("The file store takes no files; is the disk full?")
    )
    return Part("file_store", is_whole, True, words)


def _broker() -> Part:
    if broker_answers():
        return Part("broker", True, False, _("The broker answers."))
    return Part("broker", False, False, _("The broker does not answer; uploads are kept, their checks wait."))


def _worker() -> Part:
    seen = _newest(part__startswith=pulse.WORKERS)
    return _living("worker", seen, _("A worker is there."), _("No worker was seen lately; checks wait."))


def _beat() -> Part:
    seen = _newest(part=pulse.BEAT)
    return _living(
        "beat",
        seen,
        _("The scheduler is there."),
        _("The scheduler was not seen lately; reminders and letters wait."),
    )


def _newest(**which: str) -> datetime | None:
    return SignOfLife.objects.filter(**which).order_by("-at").values_list("at", flat=True).first()


def _living(name: str, seen: datetime | None, well: str, silent: str) -> Part:
    age = None if seen is None else (timezone.now() - seen).total_seconds()
    is_well = age is not None and abs(age) < SILENT_AFTER.total_seconds()
    return Part(name, is_well, False, well if is_well else silent, age)
