"""Signing in by OpenID Connect, where the settings name a provider. It opens accounts, it never makes any."""

from __future__ import annotations

from typing import Any

import jwt
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from requests.exceptions import RequestException

from . import audit
from .models import User
from .sign_in_trail import bureau_of


class SingleSignOnBackend(OIDCAuthenticationBackend):
    """Matches one claim with an existing, active account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if settings.SINGLE_SIGN_ON:  # Django makes every backend at every sign-in
            super().__init__(*args, **kwargs)
        self.UserModel = User

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        """None when the provider says no, says nonsense, or names nobody we know."""
        if not settings.SINGLE_SIGN_ON or request is None or "nonce" not in kwargs:
            return None
        try:
            user = super().authenticate(request, **kwargs)
        except (RequestException, jwt.PyJWTError, SuspiciousOperation, KeyError, ValueError) as error:
            audit.record("sign_in.single_sign_on_failed", why=type(error).__name__)
            return None
        if user is None or not user.is_active:
            audit.record("sign_in.single_sign_on_failed", why="unknown account")
            return None
        audit.record("sign_in.single_sign_on", actor=user, target=user, bureau_id=bureau_of(user))
        return user

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """Also for whom and by whom it was made: the library looks at signature, time and nonce only."""
        claims = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if settings.OIDC_RP_CLIENT_ID not in audiences:
            raise SuspiciousOperation("The token was made for somebody else.")
        if str(claims.get("iss", "")).rstrip("/") != settings.SINGLE_SIGN_ON:
            raise SuspiciousOperation("The token was made by somebody else.")
        return claims

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What the signed token says is enough; more is asked for only where the claim is missing."""
        if settings.OIDC_CLAIM in payload:
            return payload
        told = super().get_userinfo(access_token, id_token, payload)
        if told.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("The provider speaks about two people.")
        return told

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        return bool(claims.get(settings.OIDC_CLAIM))

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        """The account whose user name, or e-mail address, is what the claim says."""
        said = str(claims.get(settings.OIDC_CLAIM) or "")
        if not said:
            return User.objects.none()
        return User.objects.filter(**{settings.OIDC_MATCHES: said})
