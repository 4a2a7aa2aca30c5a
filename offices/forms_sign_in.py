"""Signing in, the second factor, the account."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
)
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import User
from .tasks import enqueue_password_letter


class PlainHelper:
    """The page itself brings the form element and the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


WRONG = _("User name and password do not fit together. Please mind capitals and small letters.")


class SignInForm(AuthenticationForm):
    """Name and password. An account that is closed is told the same as one that does not exist."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}


class CodeForm(PlainHelper, forms.Form):
    """Six digits from the telephone, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )


class OwnPasswordForm(PlainHelper, forms.Form):
    """Asks for the password before something that must not happen by the hand of a passer-by."""

    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self.request.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password


class ChangePasswordForm(PlainHelper, PasswordChangeForm):
    """The old one and twice the new one; the rules stand beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = ""

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = False
        return super().save(commit)


class ChooseNewPasswordForm(PlainHelper, SetPasswordForm):
    """After the letter: twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = ""

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = False
        return super().save(commit)


class AskForPasswordForm(PlainHelper, PasswordResetForm):
    """An e-mail address. Whether anybody has it is told to nobody: the letter is written by the worker,
    so that not even the time the answer takes tells.
    """

    def save(self, **_: Any) -> None:
        people = [user.pk for user in self.get_users(self.cleaned_data["email"])]
        for pk in people:
            transaction.on_commit(lambda pk=pk: enqueue_password_letter(pk))


class ProfileForm(PlainHelper, forms.ModelForm):
    """What a person says about themselves."""

    language = forms.ChoiceField(label=_("language of e-mails"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["full_name", "phone", "email", "language", "wants_email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("wants_email") and not cleaned.get("email"):
            self.add_error("email", _("Please give an e-mail address, or switch notices by e-mail off."))
        return cleaned
