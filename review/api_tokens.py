"""Tokens for the HTTP API: made once, shown once, kept as a hash, revoked at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from offices import audit
from offices.models import Bureau, User

from .models import ApiToken

PREFIX = "fz_"  # tells what it is when one turns up in a log
USED_EVERY = timedelta(minutes=5)  # how exactly the last use is kept


def make_token(
    bureau: Bureau, name: str, *, by: User, expires_on: date | None = None
) -> tuple[ApiToken, str]:
    """A new token: its row and its text, which cannot be read again."""
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        bureau=bureau, name=name, digest=_digest(text), start=text[:8], created_by=by, expires_on=expires_on
    )
    audit.record("api_token.made", actor=by, bureau_id=bureau.pk, target=token)
    return token, text


def revoke(token: ApiToken, *, by: User) -> None:
    """The token opens nothing any more; the row stays."""
    revoked = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by=by
    )
    if revoked:
        audit.record("api_token.revoked", actor=by, bureau_id=token.bureau_id, target=token)


def token_of(text: str) -> ApiToken | None:
    """The valid token with this text, None where there is none; its use is noted."""
    known = ApiToken.objects.valid().select_related("bureau")
    token = known.filter(digest=_digest(text), bureau__is_active=True).first()
    if token is not None:
        now = timezone.now()
        long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USED_EVERY)
        ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)
    return token


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
