"""Too many wrong passwords: the account waits, and so does an address that tries many accounts.

An office shares one address, so an address may fail more often than an account.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from . import origin


class LockoutHandler(AxesDatabaseHandler):
    """Counts failures of the account, and those of the address against a limit of its own."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """In failures of an account: at ``AXES_FAILURE_LIMIT`` nobody is let in."""
        account = _failures(recent_of_account(get_client_username(request, credentials) or ""))
        address = _failures(recent_of_address(request.axes_ip_address))
        return max(account, address * settings.AXES_FAILURE_LIMIT // settings.LOCKOUT_ADDRESS_FAILURES)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """A right password clears the account, never the address: one account of his own would
        let a guesser go on for ever.
        """
        return release_account(get_client_username(request, credentials) or "")


def _recent() -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME)


def recent_of_account(username: str) -> QuerySet[AccessAttempt]:
    """Failures that still count against the account."""
    return _recent().filter(username=username) if username else AccessAttempt.objects.none()


def recent_of_address(address: str | None) -> QuerySet[AccessAttempt]:
    """Failures that still count against the address."""
    return _recent().filter(ip_address=address) if address else AccessAttempt.objects.none()


def _failures(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0


def locked_accounts() -> dict[str, int]:
    """Names typed that are locked now, with their failures."""
    counted = _recent().values("username").annotate(count=Sum("failures_since_start"))
    locked = counted.filter(count__gte=settings.AXES_FAILURE_LIMIT).order_by("username")
    return {row["username"]: row["count"] for row in locked if row["username"]}


def locked_addresses() -> dict[str, int]:
    """Addresses that are locked now, with their failures."""
    counted = _recent().values("ip_address").annotate(count=Sum("failures_since_start"))
    locked = counted.filter(count__gte=settings.LOCKOUT_ADDRESS_FAILURES).order_by("ip_address")
    return {row["ip_address"]: row["count"] for row in locked if row["ip_address"]}


def release_account(username: str) -> int:
    """Let the account try again at once."""
    return AccessAttempt.objects.filter(username=username).delete()[0] if username else 0


def release_address(address: str) -> int:
    """Let the address try again at once."""
    return AccessAttempt.objects.filter(ip_address=address).delete()[0] if address else 0


def open_again_at(username: str, address: str | None) -> datetime:
    """When the next attempt will be looked at."""
    times = [
        attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
        for attempts in (recent_of_account(username), recent_of_address(address))
    ]
    return max((at for at in times if at), default=timezone.now()) + settings.AXES_COOLOFF_TIME


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page a person sees: when to try again, and whom to call."""
    username = get_client_username(request, credentials) or ""
    opens_at = open_again_at(username, origin.client_address(request))
    minutes = max(1, -int(-(opens_at - timezone.now()).total_seconds() // 60))
    context = {"opens_at": opens_at, "minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}
    response = render(request, "offices/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response
