"""The code from the telephone: setting up, being asked for it, recovery codes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import audit, second_factor
from ..forms_sign_in import CodeForm, OwnPasswordForm
from ..models import User
from ..sign_in_trail import bureau_of
from .account import after

FRESH_CODES, AFTERWARDS = "fresh_codes", "after_codes"


def tell(action: str, user: User, **details: object) -> None:
    """A line in the trail about one's own second factor."""
    audit.record(action, actor=user, target=user, bureau_id=bureau_of(user), **details)


@never_cache
@login_required
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """How it stands; without a device, the code to scan."""
    if second_factor.device_of(request.user):
        context = {"left": second_factor.codes_left(request.user), "password_form": OwnPasswordForm(request)}
        return render(request, "offices/second_factor.html", context)
    device = second_factor.begin(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.confirm(request, device, form.cleaned_data["code"])
        if codes is not None:
            tell("factor.set_up", request.user)
            return _show_codes(request, codes)
        _explain(form, second_factor.wait_seconds(device))
    context = {
        "form": form,
        "picture": second_factor.picture_of(device),
        "secret": second_factor.secret_of(device),
        "is_required": second_factor.is_required(request.user),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    status = 422 if form.is_bound else 200
    return render(request, "offices/second_factor_setup.html", context, status=status)


@never_cache
@login_required
def second_factor_check(request: HttpRequest) -> HttpResponse:
    """Asked for after the password."""
    device = second_factor.device_of(request.user)
    if device is None or request.user.is_verified():
        return redirect(after(request, "home"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        used = second_factor.verify(request, device, form.cleaned_data["code"])
        if used:
            tell("factor.passed", request.user, by=used)
            if used == "recovery":
                _warn_of_few(request)
            return redirect(after(request, "home"))
        tell("factor.failed", request.user)
        _explain(form, second_factor.wait_seconds(device))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    status = 422 if form.is_bound else 200
    return render(request, "offices/second_factor_check.html", context, status=status)


@never_cache
@login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes, this once; a POST with the password makes new ones."""
    if request.method == "POST":
        if _password_fits(request) and second_factor.device_of(request.user):
            tell("factor.new_codes", request.user)
            return _show_codes(request, second_factor.new_codes(request.user))
        return redirect("second_factor")
    codes = request.session.pop(FRESH_CODES, None)
    if not codes:
        return redirect("second_factor")
    next_url = request.session.pop(AFTERWARDS, "")
    return render(request, "offices/recovery_codes.html", {"codes": codes, "next": next_url})


@login_required
@require_POST
def second_factor_remove(request: HttpRequest) -> HttpResponse:
    """Without a telephone again; whoever needs one sets up another at once."""
    if _password_fits(request):
        second_factor.remove(request.user)
        request.session[second_factor.HAS_FACTOR] = False
        tell("factor.removed", request.user)
        messages.success(request, _("The second factor was removed."))
    return redirect("second_factor")


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    request.session[FRESH_CODES] = codes
    request.session[AFTERWARDS] = after(request, "home")
    return redirect("recovery_codes")


def _password_fits(request: HttpRequest) -> bool:
    form = OwnPasswordForm(request, request.POST)
    if not form.is_valid():
        messages.error(request, _("This is not your password. Nothing was changed."))
    return form.is_valid()


def _explain(form: CodeForm, wait: int) -> None:
    if wait > 1:
        words = ngettext(
            "The code is not right. Please wait %(seconds)s second before the next one.",
            "The code is not right. Please wait %(seconds)s seconds before the next one.",
            wait,
        ) % {"seconds": wait}
    else:
        words = _("The code is not right. Is the telephone's clock right? Take the code shown now.")
    form.add_error("code", words)


def _warn_of_few(request: HttpRequest) -> None:
    left = second_factor.codes_left(request.user)
    messages.warning(
        request,
        ngettext(
            "You used a recovery code; %(left)s is left. Make new ones in time.",
            "You used a recovery code; %(left)s are left. Make new ones in time.",
            left,
        )
        % {"left": left},
    )
