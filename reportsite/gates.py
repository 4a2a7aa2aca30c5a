"""Gates every request passes: not too often, not for too long, not before the account is in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from offices import kept_forms, origin, second_factor, sessions
from offices.limits import Limit, seconds_to_wait
from offices.sign_in_trail import MUST_CHANGE

Respond = Callable[[HttpRequest], HttpResponse]
# Reached whatever state the account is in.
ALWAYS_OPEN = frozenset(
    {"sign_in", "sign_out", "set_language", "health", "second_factor_check", "kept_form", "unsubscribe"}
)


class RateLimitMiddleware:
    """Refuses what is asked for too often, in words, with the time to wait."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if request.method != "POST" or request.resolver_match is None:
            return None
        name = request.resolver_match.url_name or ""
        limit = limits().get(name)
        if limit is None:
            return None
        wait = seconds_to_wait(limit, name, _who(request))
        return _too_often(request, wait) if wait else None


def limits() -> dict[str, Limit]:
    """What is counted: per person who is signed in, else per address."""
    return {
        "sign_in": Limit(settings.SIGN_INS_PER_MINUTE, 60),
        "second_factor_check": Limit(settings.SIGN_INS_PER_MINUTE, 60),
        "password_reset": Limit(settings.SIGN_INS_PER_MINUTE // 6, 600),
        "password_change": Limit(settings.SIGN_INS_PER_MINUTE // 2, 600),
        "report_upload": Limit(settings.UPLOADS_PER_MINUTE, 60),
    }


def _who(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    return f"address {origin.client_address(request)}"


def _too_often(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "429.html", {"seconds": wait}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


class SessionLimitMiddleware:
    """Ends a session that was idle or has lasted too long. A form that was on its way is kept."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = time.time()
        if sessions.is_signed_in(request.session):
            if why := sessions.limit_passed(request.session, now):
                return self._end(request, why)
            sessions.touch(request, now)
        return self.get_response(request)

    def _end(self, request: HttpRequest, why: str) -> HttpResponse:
        kept = kept_forms.form_of(request)
        logout(request)
        messages.info(request, _words(why, is_kept=kept is not None))
        if kept is not None:
            kept_forms.keep(request, kept)
        after = reverse("kept_form") if kept else _page_of(request)
        return _send(request, f"{reverse('sign_in')}?{urlencode({'next': after})}")


def _words(why: str, *, is_kept: bool) -> str:
    minutes = settings.SESSION_IDLE_SECONDS // 60
    hours = settings.SESSION_ABSOLUTE_SECONDS // 3600
    said = (
        _("You were signed out because nothing was done for %(minutes)s minutes.") % {"minutes": minutes}
        if why == "idle"
        else _("You were signed out because a sign-in lasts %(hours)s hours at most.") % {"hours": hours}
    )
    if is_kept:
        said += " " + _("What you typed was kept: sign in, and send it again with one press.")
    return said


class AccountGateMiddleware:
    """Second factor and password come first; every page leads there until they are in order."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if not sessions.is_signed_in(request.session) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        step = next_step(request)
        if not step or name == step or name in ALWAYS_OPEN:
            return None
        return _send(request, f"{reverse(step)}?{urlencode({'next': _page_of(request)})}")


def next_step(request: HttpRequest) -> str:
    """The page (url name) this person has to pass before anything else; "" when all is in order."""
    user, session = request.user, request.session
    if session.get(second_factor.HAS_FACTOR) and not user.is_verified():
        return "second_factor_check"
    if user.must_change_password or session.get(MUST_CHANGE):
        return "password_change"
    if not session.get(second_factor.HAS_FACTOR) and second_factor.is_required(user):
        return "second_factor"
    return ""


HEADERS = {
    # Nothing of the computer is needed: no camera, no position, no microphone …
    "Permissions-Policy": ", ".join(
        f"{name}=()"
        for name in [
            "accelerometer",
            "autoplay",
            "camera",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        ]
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class HeadersMiddleware:
    """What browsers are told besides the content policy; pages of a person are kept by no cache."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if sessions.is_signed_in(request.session) and "Cache-Control" not in response.headers:
            # Not no-store: browsers would then lose what was typed when somebody goes back a page.
            # What lies in the browser is cleared when the person signs out.
            response.headers["Cache-Control"] = "private, no-cache"
        return response


def _page_of(request: HttpRequest) -> str:
    """Where to go on afterwards: the page, or for something that was sent the front door."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else reverse("home")


def _send(request: HttpRequest, address: str) -> HttpResponse:
    """To another page; a part asked for by htmx would otherwise be filled with a whole page."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
