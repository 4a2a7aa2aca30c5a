"""A code from the telephone besides the password, and recovery codes for the day it is lost."""

from __future__ import annotations

import base64
import secrets

import qrcode
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import login as mark_verified
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathFillImage

from . import sessions
from .models import PRIVILEGED_ROLES, RecoveryCode, User
from .permissions import access_of

HAS_FACTOR = "has_second_factor"  # kept in the session, so that no page has to ask
CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without signs that look alike
CODE_LENGTH = 10


def is_required(user: User) -> bool:
    """Whether this person may work only with a second factor."""
    privileged = user.is_staff or user.is_superuser or access_of(user).has(*PRIVILEGED_ROLES)
    return settings.REQUIRE_SECOND_FACTOR and privileged


def device_of(user: User) -> TOTPDevice | None:
    """The person's telephone, once it has shown a right code."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def begin(user: User) -> TOTPDevice:
    """A secret to be scanned; the same one until it was confirmed."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=user, name="totp", confirmed=False)


def secret_of(device: TOTPDevice) -> str:
    """The secret in groups of four, for those who cannot scan."""
    plain = base64.b32encode(device.bin_key).decode()
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def picture_of(device: TOTPDevice) -> str:
    """The QR code as the address of a picture: the content policy allows no inline style."""
    image = qrcode.make(device.config_url, image_factory=SvgPathFillImage, box_size=12, border=2)
    return "data:image/svg+xml;base64," + base64.b64encode(image.to_string()).decode()


def confirm(request: HttpRequest, device: TOTPDevice, code: str) -> list[str] | None:
    """With the right code the device counts from now on; returns recovery codes, shown this once."""
    with transaction.atomic():
        held = TOTPDevice.objects.select_for_update().get(pk=device.pk)
        if not held.verify_token(_plain(code)):
            return None
        held.confirmed = True
        held.save(update_fields=["confirmed"])
        codes = new_codes(request.user)
    _let_in(request, held)
    return codes


def verify(request: HttpRequest, device: TOTPDevice, code: str) -> str:
    """``totp`` or ``recovery`` when the code is right, else ``""``; a wrong one makes the next wait."""
    plain = _plain(code)
    if plain.isdigit() and len(plain) == device.digits:
        used = "totp" if verify_token(request.user, device.persistent_id, plain) else ""
    else:
        used = "recovery" if _use_code(request.user, device, plain) else ""
    if used:
        _let_in(request, device)
    return used


def wait_seconds(device: TOTPDevice) -> int:
    """For how long no code is taken after wrong ones."""
    device.refresh_from_db()
    allowed, why = device.verify_is_allowed()
    if allowed:
        return 0
    return max(1, int((why["locked_until"] - timezone.now()).total_seconds()) + 1)


def new_codes(user: User) -> list[str]:
    """Ten fresh recovery codes; those before no longer work."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=_digest(user, code)) for code in codes
        )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user: User) -> int:
    return user.recovery_codes.filter(used_at=None).count()


def remove(user: User) -> None:
    """Forget device and codes."""
    TOTPDevice.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()


def _use_code(user: User, device: TOTPDevice, code: str) -> bool:
    with transaction.atomic():
        held = TOTPDevice.objects.select_for_update().get(pk=device.pk)
        if not held.verify_is_allowed()[0]:
            return False
        mine = user.recovery_codes.filter(digest=_digest(user, code), used_at=None)
        if mine.update(used_at=timezone.now()):
            held.throttle_reset()
            return True
        held.throttle_increment()
    return False


def _let_in(request: HttpRequest, device: TOTPDevice) -> None:
    """From here on the session may more than before, so it gets a new key."""
    request.session.cycle_key()
    mark_verified(request, device)
    request.session[HAS_FACTOR] = True
    sessions.follow(request)


def _plain(code: str) -> str:
    return "".join(code.lower().replace("-", "").split())


def _digest(user: User, code: str) -> str:
    return salted_hmac(f"recovery-code-{user.pk}", code, algorithm="sha256").hexdigest()
