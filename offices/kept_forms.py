"""A form that was sent after the session had ended: kept, and offered again after signing in.

It lies in the session on the server, for the same person only; files and passwords are not kept.
"""

from __future__ import annotations

from typing import Any, TypedDict

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from .models import User

KEY = "kept_form"
AT_MOST = 500_000  # characters
NEVER = ("password", "token", "code", "csrfmiddlewaretoken")


class KeptForm(TypedDict):
    """What was sent, by whom, and where to."""

    user: str
    path: str
    fields: list[tuple[str, str]]


def form_of(request: HttpRequest) -> KeptForm | None:
    """What the request carries that a person typed; None when there is nothing to keep.

    A part sent by script is not kept: its page still stands there with the text in it.
    """
    if request.method != "POST" or request.headers.get("HX-Request"):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in NEVER)
        for value in values
    ]
    if not fields or sum(len(value) for _name, value in fields) > AT_MOST:
        return None
    return {"user": str(request.user.pk), "path": request.get_full_path(), "fields": fields}


def keep(request: HttpRequest, form: KeptForm) -> None:
    """Lay the form into the session that is at hand now, that of nobody yet."""
    request.session[KEY] = form


def take(request: HttpRequest) -> KeptForm | None:
    """The form kept for the person signed in, once; somebody else's is thrown away."""
    kept: Any = request.session.pop(KEY, None)
    user: User = request.user
    if not kept or kept["user"] != str(user.pk):
        return None
    try:
        resolve(kept["path"].partition("?")[0])
    except Resolver404:
        return None
    return kept
