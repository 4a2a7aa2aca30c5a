"""What every request passes through."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from offices import origin

LANGUAGE_CODES = frozenset(code for code, _ in settings.LANGUAGES)


class ChosenLanguageMiddleware:
    """Chinese unless the person chose otherwise with the switch in the header.

    Django's own LocaleMiddleware follows the browser; office computers often
    run an English browser while their users read Chinese.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in LANGUAGE_CODES else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class OriginMiddleware:
    """Address and id of the request, at hand for trail and log; the id goes back in a header, so that a
    person can name it on the telephone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with origin.during(request) as here:
            response = self.get_response(request)
        response.headers["X-Request-ID"] = here.request_id
        return response


class SignedOutPartMiddleware:
    """A part sent or asked for by htmx after the session has ended.

    Led to the sign-in page, htmx would put that page in the part's place, and what was typed there would be
    gone. What was sent is answered with 401, so that the page stays as it is and says so; what was
    only asked for leads the whole page to the sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        address = response.headers.get("HX-Redirect") or response.headers.get("Location", "")
        if not getattr(request, "htmx", False) or urlsplit(address).path != reverse("sign_in"):
            return response
        if request.method == "POST":
            return HttpResponse(status=401)
        return HttpResponse(status=204, headers={"HX-Redirect": address})
