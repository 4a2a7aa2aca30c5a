"""Signing in and out, and failing to, in the trail; what a new session has to know."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from . import audit, passwords, second_factor, sessions
from .models import User, UserSession

MUST_CHANGE = "password_is_expired"


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """A row for the sign-in, and in the session what every request has to know."""
    sessions.begin(request, user)
    passwords.remember_first(user)
    request.session[second_factor.HAS_FACTOR] = second_factor.device_of(user) is not None
    request.session[MUST_CHANGE] = passwords.is_expired(user)
    audit.record("sign_in", actor=user, target=user, bureau_id=bureau_of(user))


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    """The row of the sign-in ends with it."""
    if user is not None:
        sessions.end(UserSession.objects.filter(pk=request.session.get(sessions.ROW)))
        audit.record("sign_out", actor=user, target=user, bureau_id=bureau_of(user))


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], **_: Any) -> None:
    """A name nobody has is not written down: people type their password there by mistake."""
    user = User.objects.filter(username=credentials.get("username") or "").first()
    audit.record("sign_in.failed", target=user, bureau_id=bureau_of(user) if user else None)


@receiver(user_locked_out)
def locked(username: str, **_: Any) -> None:
    user = User.objects.filter(username=username or "").first()
    audit.record("sign_in.locked", target=user, bureau_id=bureau_of(user) if user else None)


def bureau_of(user: User) -> int | None:
    """The bureau whose auditor reads about this person."""
    return user.memberships.order_by("pk").values_list("bureau_id", flat=True).first()
