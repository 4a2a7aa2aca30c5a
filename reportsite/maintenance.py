"""Maintenance: told on every page before, a page with words during, nothing after.

``manage.py maintenance`` writes a note into the data folder, which all web servers of
one installation share; ``MAINTENANCE`` in the environment closes one server by itself.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .errors import error_page

logger = logging.getLogger(__name__)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ALWAYS_OPEN = ("/health/", "/ready/", "/metrics", "/static/")


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Closed from ``begins`` on; ``until`` is a promise only, somebody has to open again."""

    begins: datetime
    until: datetime | None = None
    reason: str = ""

    @property
    def is_on(self) -> bool:
        return timezone.now() >= self.begins


def note_path() -> Path:
    """Where the note is."""
    return Path(settings.DATA_DIR) / "maintenance.json"


def planned() -> Maintenance | None:
    """What is planned or under way; None in ordinary times."""
    if settings.MAINTENANCE:
        return Maintenance(LONG_AGO, reason=settings.MAINTENANCE)
    try:
        note = json.loads(note_path().read_text(encoding="utf-8"))
        until = datetime.fromisoformat(note["until"]) if note["until"] else None
        return Maintenance(datetime.fromisoformat(note["begins"]), until, note["reason"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        logger.exception("%s cannot be read; the site stays open", note_path())
        return None


def plan(maintenance: Maintenance) -> None:
    """Write the note."""
    note = {
        "begins": maintenance.begins.isoformat(),
        "until": maintenance.until.isoformat() if maintenance.until else "",
        "reason": maintenance.reason,
    }
    note_path().parent.mkdir(parents=True, exist_ok=True)
    part = note_path().with_suffix(".part")
    part.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    part.replace(note_path())


def end() -> bool:
    """Remove the note; whether there was one."""
    try:
        note_path().unlink()
    except FileNotFoundError:
        return False
    return True


class MaintenanceMiddleware:
    """Answers 503 with words while the site is closed. What monitors ask stays open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.maintenance = None
        if not request.path.startswith(ALWAYS_OPEN):
            request.maintenance = planned()
            if request.maintenance and request.maintenance.is_on:
                return error_page(
                    "503.html", 503, reason=request.maintenance.reason, until=request.maintenance.until
                )
        return self.get_response(request)
