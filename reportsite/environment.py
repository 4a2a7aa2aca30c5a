"""Settings from the environment, typed, failing loudly.

Every function reads one variable, returns it in its type, and raises
:class:`SettingError` naming the variable, what was found and what is expected.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

WEAK_SECRET_LENGTH = 50
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class SettingError(ImproperlyConfigured):
    """A variable of the environment is missing or cannot be understood."""


def text(name: str, default: str | None = None) -> str:
    """The variable as it stands; an error when it is absent and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise SettingError(f"{name} is not set. Set it in the environment; see .env.example.")
    return value


def boolean(name: str, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in _TRUE:
        return True
    if raw.lower() in _FALSE:
        return False
    raise SettingError(f"{name} is {raw!r}; expected one of 1, true, yes, on, 0, false, no, off.")


def integer(name: str, default: int, *, at_least: int = 0) -> int:
    """A whole number not below ``at_least``."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise SettingError(f"{name} is {raw!r}; expected a whole number.") from None
    if value < at_least:
        raise SettingError(f"{name} is {value}; expected at least {at_least}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of ``allowed``."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; expected one of {', '.join(allowed)}.")
    return value


def secret(name: str, *, production: bool, keep_in: Path) -> str:
    """A long secret. In production it must come from the environment and be strong;
    a local installation makes its own once and keeps it in ``keep_in``.
    """
    value = os.environ.get(name, "")
    if production:
        if len(value) < WEAK_SECRET_LENGTH or len(set(value)) < 10:
            raise SettingError(
                f"{name} must be at least {WEAK_SECRET_LENGTH} random characters. "
                'Make one with: python -c "import secrets; print(secrets.token_urlsafe(64))"'
            )
        return value
    return value or _kept_secret(keep_in)


def _kept_secret(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
        return path.read_text(encoding="ascii")
