"""Links with which a person signs in for the first time and chooses a password.

A link is made when it is shown and kept nowhere; it dies with its use, with a
sign-in, and after :data:`DAYS_VALID` days.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from .mail import absolute, compose
from .models import OFFICE_ROLES, Membership, User

DAYS_VALID = 14  # a letter handed over at the county's meeting is opened days later


class InvitationTokens(PasswordResetTokenGenerator):
    """Tokens the page for new passwords takes, but dated ahead: one asked for by oneself dies
    within ``PASSWORD_RESET_TIMEOUT`` seconds, an invitation within :data:`DAYS_VALID` days.
    """

    def make_token(self, user: User) -> str:
        ahead = DAYS_VALID * 24 * 3600 - settings.PASSWORD_RESET_TIMEOUT
        return self._make_token_with_timestamp(user, self._num_seconds(self._now()) + ahead, self.secret)


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person's link, to be handed over or e-mailed."""

    user: User
    offices: str
    url: str


def to_invite(bureau_id: int, chosen: Iterable[int]) -> QuerySet[User]:
    """Of the chosen people those of the bureau's offices who have never signed in and hold no other role."""
    own = Membership.objects.filter(bureau=bureau_id, role__in=OFFICE_ROLES)
    elsewhere = Membership.objects.exclude(bureau=bureau_id, role__in=OFFICE_ROLES)
    return User.objects.filter(
        pk__in=own.filter(user__in=[*chosen]).values("user"),
        is_active=True,
        last_login=None,
        is_superuser=False,
    ).exclude(pk__in=elsewhere.values("user"))


def invitations(people: QuerySet[User]) -> list[Invitation]:
    """A fresh link for each of them."""
    found = people.prefetch_related("memberships__office").order_by("memberships__office", "username")
    return [_invitation(user) for user in dict.fromkeys(found)]


def _invitation(user: User) -> Invitation:
    offices = dict.fromkeys(str(held.office) for held in user.memberships.all() if held.office)
    token = InvitationTokens().make_token(user)
    path = reverse("password_reset_confirm", args=[urlsafe_base64_encode(force_bytes(user.pk)), token])
    return Invitation(user, "、".join(offices), absolute(path))


def email(people: QuerySet[User]) -> int:
    """Send each who has an address their link; returns how many letters went out."""
    letters = [_letter(invitation) for invitation in invitations(people) if invitation.user.email]
    with get_connection() as connection:
        return connection.send_messages(letters) or 0


def _letter(invitation: Invitation) -> EmailMultiAlternatives:
    with translation.override(invitation.user.language):
        context = {"offices": invitation.offices, "link": invitation.url, "days": DAYS_VALID}
        return compose("invitation", invitation.user, _("Your first sign-in"), context)
