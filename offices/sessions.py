"""Sign-ins as rows, so that people can see where they are signed in, and end it.

The session itself carries when it began and when it was last used; the row
follows once a minute.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from . import origin
from .models import User, UserSession

BEGAN, SEEN, ROW = "signed_in_at", "seen_at", "sign_in"
FOLLOW_EVERY = 60  # seconds


def begin(request: HttpRequest, user: User) -> None:
    """Note that somebody signed in."""
    session = request.session
    if not session.session_key:
        session.save()
    row = UserSession.objects.create(
        user=user,
        key=session.session_key,
        address=origin.client_address(request),
        browser=request.headers.get("User-Agent", "")[:200],
    )
    session[BEGAN] = session[SEEN] = int(time.time())
    session[ROW] = row.pk


def is_signed_in(session: SessionBase) -> bool:
    """Whether the session belongs to somebody; asks no database but for the session."""
    return SESSION_KEY in session and BACKEND_SESSION_KEY in session


def limit_passed(session: SessionBase, now: float) -> str:
    """``idle`` or ``absolute`` when the session has lasted long enough, else ``""``."""
    if now - session.get(BEGAN, now) > settings.SESSION_ABSOLUTE_SECONDS:
        return "absolute"
    if now - session.get(SEEN, now) > settings.SESSION_IDLE_SECONDS:
        return "idle"
    return ""


def touch(request: HttpRequest, now: float) -> None:
    """Note that the session is in use; writes at most once a minute."""
    session = request.session
    if now - session.get(SEEN, 0) < FOLLOW_EVERY:
        return
    session[SEEN] = int(now)
    session.setdefault(BEGAN, int(now))
    UserSession.objects.filter(pk=session.get(ROW)).update(seen_at=timezone.now())


def follow(request: HttpRequest) -> None:
    """The session got a new key (a changed password, a second factor): the row goes along."""
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.filter(pk=request.session.get(ROW)).update(key=request.session.session_key)


def oldest_open() -> datetime:
    """Who was seen before this is signed out by now."""
    return timezone.now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS)


def open_sign_ins(user: User) -> QuerySet[UserSession]:
    """Those that may still be in use, the one used last first."""
    return UserSession.objects.filter(user=user, ended_at=None, seen_at__gt=oldest_open())


def end(sign_ins: QuerySet[UserSession]) -> int:
    """End these: whoever uses them is asked to sign in. Returns how many."""
    keys = list(sign_ins.filter(ended_at=None).values_list("pk", "key"))
    SessionStore.get_model_class().objects.filter(session_key__in=[key for _pk, key in keys]).delete()
    UserSession.objects.filter(pk__in=[pk for pk, _key in keys]).update(ended_at=timezone.now())
    return len(keys)


def end_others(request: HttpRequest, user: User) -> int:
    """End every sign-in of ``user`` but the one at hand."""
    return end(UserSession.objects.filter(user=user).exclude(pk=request.session.get(ROW)))
