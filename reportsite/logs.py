"""What the log says: a line for people or JSON for machines (``LOG_FORMAT``), each with the id of the
request or the task it came from.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import current_task
from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

from offices import origin

access = logging.getLogger("reportsite.access")
NOT_TOLD = ("/static/", "/health/", "/ready/", "/metrics")


def where() -> dict[str, object]:
    """The ids of what is under way here: a request, or a task and the row it is about."""
    here = origin.current()
    if here is not None:
        return {"request_id": here.request_id}
    if current_task and current_task.request.id:
        row = current_task.request.args[:1] if current_task.request.args else []
        return {
            "task": current_task.name,
            "task_id": current_task.request.id,
            **({"row": row[0]} if row else {}),
        }
    return {}


class LineFormatter(logging.Formatter):
    """For a person at a terminal; the ids stand at the end."""

    def format(self, record: logging.LogRecord) -> str:
        ids = " ".join(f"{key}={value}" for key, value in where().items() if key != "task_id")
        line = super().format(record)
        head, newline, rest = line.partition("\n")  # a traceback follows on lines of its own
        return f"{head}{f' [{ids}]' if ids else ''}{newline}{rest}"


class JSONFormatter(JsonFormatter):
    """One JSON object a line: time, level, logger, message, ids, and what the caller gave as ``extra``."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data |= {"level": record.levelname, "logger": record.name, "process": record.process, **where()}


class AccessLogMiddleware:
    """One line a request: who asked what, what came of it, how long it took. No query: it may hold names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith(NOT_TOLD):
            told = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - began) * 1000),
                "user": _known_user(request),
            }
            access.info("%(method)s %(path)s %(status)s %(milliseconds)s ms user=%(user)s", told, extra=told)
        return response


def _known_user(request: HttpRequest) -> int | None:
    """The signed-in person's number, where somebody has asked for the person anyway; no query for the log."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None
