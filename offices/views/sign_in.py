"""Signing in and out, and going on where one was."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from offices.models import Bureau

from .. import kept_forms
from ..forms_sign_in import SignInForm

CONTACTS_SHOWN = 6


class SignInView(LoginView):
    """The first page anyone sees: what this is, where to call, two fields."""

    template_name = "offices/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contacts = Bureau.objects.filter(is_active=True).exclude(phone="")[:CONTACTS_SHOWN]
        # Django's view would call the site by its host name.
        return super().get_context_data(**kwargs) | {
            "contacts": contacts,
            "site_name": settings.SITE_NAME,
            "single_sign_on": settings.SINGLE_SIGN_ON_NAME if settings.SINGLE_SIGN_ON else "",
            "is_demonstration": not settings.PRODUCTION and not settings.REQUIRE_SECOND_FACTOR,
        }


class SignOutView(LogoutView):
    """POST only; afterwards the sign-in page, and nothing of the person's pages left in the browser."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


@login_required
def kept_form(request: HttpRequest) -> HttpResponse:
    """What was typed when the session ended, to be sent once more."""
    kept = kept_forms.take(request)
    if kept is None:
        return redirect("home")
    # A reload must not lose it either; it goes with the session, or when it is sent on.
    kept_forms.keep(request, kept)
    shown = [(name, value) for name, value in kept["fields"] if len(value) > 1]
    return render(request, "offices/kept_form.html", {"kept": kept, "shown": shown})
