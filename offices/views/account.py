"""One's own account: name, password, where one is signed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from .. import audit, lockout, sessions
from ..browsers import name_of
from ..forms_sign_in import AskForPasswordForm, ChangePasswordForm, ChooseNewPasswordForm, ProfileForm
from ..models import UserSession
from ..permissions import access_of
from ..sign_in_trail import MUST_CHANGE, bureau_of


def after(request: HttpRequest, otherwise: str) -> str:
    """The address in ``next`` when it is on this site, else the page of that name."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse(otherwise)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, telephone, e-mail, language; one's roles to read."""
    before = {name: getattr(request.user, name) for name in ProfileForm.Meta.fields}
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        changed = sorted(name for name, was in before.items() if was != getattr(request.user, name))
        audit.record(
            "account.own_change",
            actor=request.user,
            target=request.user,
            bureau_id=bureau_of(request.user),
            fields=changed,
        )
        messages.success(request, _("Saved."))
        return redirect("profile")
    if form.is_bound:
        request.user.refresh_from_db()  # the header shows who it is, not what was typed
    roles = request.user.memberships.select_related("bureau", "office")
    context = {"form": form, "roles": roles, "access": access_of(request.user)}
    return render(request, "offices/profile.html", context, status=422 if form.is_bound else 200)


@sensitive_post_parameters()
@login_required
def password_change(request: HttpRequest) -> HttpResponse:
    """A new password; all other sign-ins end."""
    form = ChangePasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        sessions.follow(request)
        request.session[MUST_CHANGE] = False
        ended = sessions.end_others(request, user)
        audit.record("password.changed", actor=user, target=user, bureau_id=bureau_of(user), ended=ended)
        messages.success(request, _("The password was changed. You were signed out everywhere else."))
        return redirect(after(request, "profile"))
    context = {
        "form": form,
        "rules": password_validators_help_texts(),
        "is_first": request.user.must_change_password,
        "is_expired": request.session.get(MUST_CHANGE),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "offices/password_change.html", context, status=422 if form.is_bound else 200)


@login_required
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    rows = [
        {
            "sign_in": row,
            "browser": name_of(row.browser),
            "is_this": row.pk == request.session.get(sessions.ROW),
        }
        for row in sessions.open_sign_ins(request.user)
    ]
    return render(request, "offices/sessions.html", {"rows": rows})


@login_required
@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    """End one sign-in (``sign_in`` names it), or all others."""
    mine = UserSession.objects.filter(user=request.user).exclude(pk=request.session.get(sessions.ROW))
    if chosen := request.POST.get("sign_in", ""):
        row = get_object_or_404(mine, pk=int(chosen) if chosen.isdecimal() else 0)
        mine = mine.filter(pk=row.pk)
    ended = sessions.end(mine)
    user = request.user
    audit.record("session.ended", actor=user, target=user, bureau_id=bureau_of(user), count=ended)
    messages.success(request, _("Signed out there."))
    return redirect("sessions")


class AskForPasswordView(PasswordResetView):
    """A letter with a link, if anybody has the address; the answer is the same in any case."""

    template_name = "offices/password_reset.html"
    form_class = AskForPasswordForm
    success_url = reverse_lazy("password_reset_sent")


def password_reset_sent(request: HttpRequest) -> HttpResponse:
    """The same for an address somebody has and for one nobody has."""
    return render(request, "offices/password_reset_sent.html")


class ChooseNewPasswordView(PasswordResetConfirmView):
    """The page the letter leads to. It does not sign in: a second factor is still asked for."""

    template_name = "offices/password_reset_confirm.html"
    form_class = ChooseNewPasswordForm
    success_url = reverse_lazy("sign_in")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"rules": password_validators_help_texts()}

    def form_valid(self, form: ChooseNewPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        user = self.user
        ended = sessions.end(UserSession.objects.filter(user=user))
        lockout.release_account(user.username)  # who reads the letter is the person, whoever typed wrong ones
        audit.record("password.reset", actor=user, target=user, bureau_id=bureau_of(user), ended=ended)
        messages.success(self.request, _("The new password holds. Please sign in with it."))
        return response
