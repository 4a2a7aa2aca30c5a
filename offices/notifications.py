"""Telling people. A notice is a row first; e-mail follows from the row."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from .models import Membership, Notification, User


def notify(
    people: Iterable[User], kind: str, *, about: str, url: str = "", **params: Any
) -> list[Notification]:
    """Tell each of ``people`` once. ``about`` names the event (e.g. ``report-12-v3``);
    telling the same kind about the same event again does nothing.
    """
    told = []
    for person in people:
        notice, created = Notification.objects.get_or_create(
            key=f"{kind}:{about}:{person.pk}",
            defaults={"user": person, "kind": kind, "params": params, "url": url},
        )
        if created:
            told.append(notice)
    return told


def mark_read(person: User, url: str) -> None:
    """Whoever opens the page a notice leads to has read it."""
    Notification.objects.filter(user=person, url=url, read_at=None).update(read_at=timezone.now())


def people_of_office(office_id: int, *roles: str) -> list[User]:
    """Active people with a role for the office (any role when none is named)."""
    return _people(Membership.objects.filter(office_id=office_id), roles)


def people_of_bureau(bureau_id: int, *roles: str) -> list[User]:
    """Active people with one of the bureau roles ``roles``."""
    return _people(Membership.objects.filter(bureau_id=bureau_id, office=None), roles)


def _people(memberships: Any, roles: tuple[str, ...]) -> list[User]:
    if roles:
        memberships = memberships.filter(role__in=roles)
    return list(User.objects.filter(is_active=True, memberships__in=memberships).distinct())
