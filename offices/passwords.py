"""What a password has to be. Django calls these whenever one is chosen, on whichever page."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import PasswordRecord, User

KINDS = (str.islower, str.isupper, str.isdigit)
LONG = 16  # a phrase of this length needs no mixture
REMEMBERED = 5


class MixtureValidator:
    """Three of: small letters, capitals, digits, anything else. A long phrase needs none of it."""

    def validate(self, password: str, user: User | None = None) -> None:
        # A Chinese character is worth two letters: far more of them are possible.
        if sum(1 if character.isascii() else 2 for character in password) >= LONG:
            return
        kinds = {next((i for i, is_kind in enumerate(KINDS) if is_kind(c)), len(KINDS)) for c in password}
        if len(kinds) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _(
            "Please mix at least three of small letters, capitals, digits and signs, "
            "or take a phrase of at least %(length)s characters."
        ) % {"length": LONG}


class HistoryValidator:
    """Not one of the last five. Also keeps the hash of each password that is set."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        earlier = [user.password, *user.passwords.values_list("password", flat=True)[:REMEMBERED]]
        if any(check_password(password, kept) for kept in dict.fromkeys(earlier)):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Called by Django after the row of the person was saved."""
        if user is None or user.pk is None:
            return
        PasswordRecord.objects.create(user=user, password=user.password)
        kept = user.passwords.values_list("pk", flat=True)[:REMEMBERED]
        user.passwords.exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return _("Please take one that is not among your last %(count)s passwords.") % {"count": REMEMBERED}


def remember_first(user: User) -> None:
    """The password an account was made with was set without a validator being asked; kept at sign-in."""
    if user.has_usable_password() and not user.passwords.exists():
        PasswordRecord.objects.create(user=user, password=user.password, set_at=user.date_joined)


def is_expired(user: User) -> bool:
    """Whether the password is older than ``PASSWORD_MAX_DAYS`` (0: none ever is)."""
    if not settings.PASSWORD_MAX_DAYS or not user.has_usable_password():
        return False
    newest = user.passwords.values_list("set_at", flat=True).first()
    return (newest or user.date_joined) < timezone.now() - timedelta(days=settings.PASSWORD_MAX_DAYS)
