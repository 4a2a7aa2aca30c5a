"""Who may do what. Every view of every app asks here or in its own app's
``permissions``, which build on :class:`Access`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse

from .models import Bureau, Membership, Office, Role, User

REVIEWING = frozenset({Role.REVIEWER, Role.CHIEF_REVIEWER})
DECIDING = frozenset({Role.CHIEF_REVIEWER})
ADMINISTERING = frozenset({Role.BUREAU_ADMIN})
SEEING_ALL = REVIEWING | ADMINISTERING


@dataclass(frozen=True, slots=True)
class Access:
    """The roles of one person, by office and by bureau (ids).

    ``bureau_names`` are those of ``bureaus``. ``above`` are the bureaus among them that have no office
    of their own but bureaus below: a city that reads its counties and collects nothing itself.
    """

    offices: dict[int, frozenset[str]] = field(default_factory=dict)
    bureaus: dict[int, frozenset[str]] = field(default_factory=dict)
    office_bureaus: dict[int, int] = field(default_factory=dict)
    bureau_names: dict[int, str] = field(default_factory=dict)
    above: frozenset[int] = frozenset()

    def bureaus_with(self, *roles: str) -> frozenset[int]:
        """Bureaus in which the person has at least one of ``roles``."""
        return frozenset(pk for pk, held in self.bureaus.items() if held & set(roles))

    def offices_with(self, *roles: str) -> frozenset[int]:
        """Offices for which the person has at least one of ``roles``."""
        return frozenset(pk for pk, held in self.offices.items() if held & set(roles))

    def has(self, *roles: str) -> bool:
        """Whether the person has one of ``roles`` anywhere."""
        return bool(self.bureaus_with(*roles) or self.offices_with(*roles))

    @property
    def is_office_staff(self) -> bool:
        return bool(self.offices)

    @property
    def is_reviewer(self) -> bool:
        return bool(self.bureaus_with(*REVIEWING))

    @property
    def is_bureau_admin(self) -> bool:
        return bool(self.bureaus_with(*ADMINISTERING))

    @property
    def is_decider(self) -> bool:
        """Whether circulars, summaries and archives are this person's."""
        return bool(self.bureaus_with(*ADMINISTERING, *DECIDING) - self.above)

    @property
    def handles_reports(self) -> bool:
        """Whether reports of a bureau's own offices come to this person."""
        return bool(self.bureaus_with(*SEEING_ALL) - self.above)

    @property
    def settles_years(self) -> bool:
        """Whether roster, rounds and rules of a bureau's own offices are this person's."""
        return bool(self.bureaus_with(*ADMINISTERING) - self.above)

    @property
    def only_reads_counties(self) -> bool:
        """Whether what this person administers lies in the bureaus below theirs."""
        return self.is_bureau_admin and not self.settles_years

    @property
    def bureau_name(self) -> str:
        """The bureau the person works in; empty where they work in several or in none."""
        return next(iter(self.bureau_names.values())) if len(self.bureau_names) == 1 else ""

    @property
    def is_auditor(self) -> bool:
        return self.has(Role.AUDITOR)

    @property
    def is_system_admin(self) -> bool:
        return self.has(Role.SYSTEM_ADMIN)

    @property
    def is_security_admin(self) -> bool:
        return self.has(Role.SECURITY_ADMIN)


def access_of(user: User) -> Access:
    """The person's access, read once a request and kept on the user object."""
    kept = getattr(user, "_access", None)
    if kept is None:
        kept = user._access = _read_access(user)
    return kept


def _read_access(user: User) -> Access:
    offices: dict[int, set[str]] = {}
    bureaus: dict[int, set[str]] = {}
    office_bureaus: dict[int, int] = {}
    names: dict[int, str] = {}
    above: set[int] = set()
    below = Bureau.objects.filter(parent=OuterRef("bureau"))
    own = Office.objects.filter(bureau=OuterRef("bureau"))
    held = Membership.objects.filter(user=user).annotate(only_above=Exists(below) & ~Exists(own))
    rows = held.values_list("role", "bureau_id", "office_id", "bureau__name", "only_above")
    for role, bureau_id, office_id, name, only_above in rows:
        if office_id is None:
            bureaus.setdefault(bureau_id, set()).add(role)
            names[bureau_id] = name
            above |= {bureau_id} if only_above else set()
        else:
            offices.setdefault(office_id, set()).add(role)
            office_bureaus[office_id] = bureau_id
    return Access(
        offices={pk: frozenset(held) for pk, held in offices.items()},
        bureaus={pk: frozenset(held) for pk, held in bureaus.items()},
        office_bureaus=office_bureaus,
        bureau_names=names,
        above=frozenset(above),
    )


View = Callable[..., HttpResponse]


def role_required(*roles: str) -> Callable[[View], View]:
    """Let in who has one of ``roles`` anywhere; the view still fetches with access."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not access_of(request.user).has(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_roles = frozenset(roles)
        return guarded

    return decorate
