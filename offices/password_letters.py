"""The letter with which a person chooses a new password."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from .mail import absolute, compose
from .models import User


def send(user_id: int) -> int:
    """Send it; the address is ``SITE_URL``'s, whatever host the request named. Returns how many went out."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None or not user.has_usable_password():
        return 0
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
    with translation.override(user.language):
        context = {"link": absolute(path), "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
        return compose("password", user, _("Choose a new password"), context).send()
