"""Sessions in the database, which tell a database that has gone from a session somebody has ended."""

from __future__ import annotations

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import InterfaceError, OperationalError


class SessionStore(DatabaseStore):
    """Django's own takes both for the latter, and answers 400 to a person who has done nothing wrong."""

    def save(self, must_create: bool = False) -> None:
        """Raises what the database said, where it was the database."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from None
            raise
