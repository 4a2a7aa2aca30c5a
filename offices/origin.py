"""Where the request at hand comes from, so that nobody has to pass it down to the trail."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Origin:
    """One request: the person's network address, and an id that log and trail share."""

    address: str | None
    request_id: str


_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
_current: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current() -> Origin | None:
    """The request at hand; None in a worker or a command."""
    return _current.get()


@contextmanager
def during(request: HttpRequest) -> Iterator[Origin]:
    """Make ``request`` the one at hand for as long as the block runs."""
    origin = Origin(client_address(request), _request_id(request))
    token = _current.set(origin)
    try:
        yield origin
    finally:
        _current.reset(token)


def _request_id(request: HttpRequest) -> str:
    """The number our own proxy gave the request, so that its log and ours fit together; else one of ours."""
    given = request.headers.get("X-Request-ID", "") if settings.BEHIND_TLS else ""
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def client_address(request: HttpRequest) -> str | None:
    """The person's address. Behind our own proxy (``BEHIND_TLS``) it is what that proxy wrote at
    the end of X-Forwarded-For; anything before it, and the header anywhere else, anyone can invent.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or told
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return None
