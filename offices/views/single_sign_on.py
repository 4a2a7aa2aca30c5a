"""To the provider and back. 404 where the settings name none."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView


def _only_where_named() -> None:
    if not settings.SINGLE_SIGN_ON:
        raise Http404


def sso(request: HttpRequest) -> HttpResponse:
    """To the provider; ``next`` is kept if it is on this site."""
    _only_where_named()
    return OIDCAuthenticationRequestView.as_view()(request)


def sso_callback(request: HttpRequest) -> HttpResponse:
    """Back from it. A second factor, where one is set up, is asked for all the same."""
    _only_where_named()
    return _Callback.as_view()(request)


class _Callback(OIDCAuthenticationCallbackView):
    def login_failure(self, *_args: Any) -> HttpResponse:
        words = _(
            "The single sign-on knows you, but this site has no account of that name. Call your bureau."
        )
        messages.error(self.request, words)
        return redirect("sign_in")
