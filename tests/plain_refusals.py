"""The site's addresses, with refusals that are a status and nothing else: for a walk that meets thousands."""

from django.http import HttpRequest, HttpResponse

from reportsite.urls import *  # noqa: F403 - every address, as it is
from reportsite.urls import urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Forbidden."""
    return HttpResponse(status=403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there, or not for this person."""
    return HttpResponse(status=404)
