"""Production refuses to start with anything weak, and says what to do."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

STRONG = "kV3-9fQx7LmZt2RwYb8NcHd5JgPs4UaEo1TiXuBv6CyDzWqMhGnKlSjFrApOeIt0"
PRODUCTION = {
    "SITE_MODE": "production",
    "SECRET_KEY": STRONG,
    "ALLOWED_HOSTS": "reports.example",
    "SITE_URL": "https://reports.example",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    """``manage.py check --deploy`` in a process of its own, under these settings."""
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "DATA_DIR", "STATIC_ROOT") if name in os.environ
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=kept | PRODUCTION | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_is_clean() -> None:
    done = start()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be at least 50 random characters"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be at least 50 random characters"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY must be at least 50 random characters"),
        ({"AUDIT_KEEP_DAYS": "30"}, "AUDIT_KEEP_DAYS is 30; expected at least 180"),
        ({"REQUIRE_SECOND_FACTOR": "perhaps"}, "REQUIRE_SECOND_FACTOR is 'perhaps'"),
        ({"DEBUG": "yes"}, "DEBUG"),
    ],
)
def test_what_is_weak_is_refused_in_words(changes: dict[str, str], words: str) -> None:
    done = start(**changes)
    assert done.returncode != 0
    assert words in done.stderr


def test_cookies_and_transport_are_strict_in_production() -> None:
    names = [
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "CSRF_COOKIE_HTTPONLY",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "REQUIRE_SECOND_FACTOR",
    ]
    program = (
        "import sys; from django.conf import settings; "
        "print([name for name in sys.argv[1:] if not getattr(settings, name)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *names],
        cwd=settings.BASE_DIR,
        env=os.environ | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "reportsite.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
