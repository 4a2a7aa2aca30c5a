"""The people of a roster: who gets an account, a role, another telephone number.

Accounts that hold a role of a bureau, or belong to somebody elsewhere, are never
changed by a roster: an address put into such an account would open it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from .models import BUREAU_ROLES, Bureau, Membership, Office, User
from .roster_files import Line
from .roster_words import Problem, problem, role_value

FIELDS = {"person": "full_name", "phone": "phone", "email": "email"}  # column → field


@dataclass(slots=True)
class PersonStep:
    """One person in one role of one office; ``changes`` lists what of it is new."""

    number: int
    username: str
    values: dict[str, str]
    role: str
    office: str
    user_id: int | None = None
    changes: list[str] = field(default_factory=list)

    def carry_out(self, bureau: Bureau, office: Office) -> User | None:
        """Make or change the account and give the role; the user where it is new."""
        user = User.objects.filter(username=self.username).first()
        is_new = user is None
        if user is None:
            user = User(username=self.username, **self.values)
            user.set_unusable_password()
            user.save()
        elif {"full_name", "phone", "email"} & set(self.changes):
            for name, value in self.values.items():
                setattr(user, name, value or getattr(user, name))
            user.save(update_fields=[*self.values])
        Membership.objects.get_or_create(
            user=user, role=self.role, office=office, defaults={"bureau": bureau}
        )
        return user if is_new else None


class People:
    """The accounts the file names, read once."""

    def __init__(self, bureau: Bureau, lines: Sequence[Line]) -> None:
        self.bureau = bureau
        names = {line.get("username") for line in lines} - {""}
        users = User.objects.filter(username__in=names).prefetch_related("memberships__office")
        self.by_name = {user.username: user for user in users}
        self.seen: dict[str, Line] = {}

    def step(self, line: Line, office: str, problems: list[Problem]) -> PersonStep | None:
        """What the row does with its person; None where it names none or says something wrong of them."""
        if not any(line.get(name) for name in ("person", "username", "phone", "email", "role")):
            return None
        found = [*self._slips(line)]
        problems.extend(found)
        if found:
            return None
        step = PersonStep(
            line.number,
            line.get("username"),
            {of: line.get(column) for column, of in FIELDS.items()},
            role_value(line.get("role")) or "",
            office,
        )
        self._compare(step)
        return step

    def _slips(self, line: Line) -> list[Problem]:
        slips = []
        name, username = line.get("person"), line.get("username")
        if not name:
            slips.append(problem(line, "person", _("The name of the person is missing.")))
        if not username:
            slips.append(problem(line, "username", _("The sign-in name is missing.")))
        if role_value(line.get("role")) is None:
            slips.append(
                problem(line, "role", _("“%(words)s” is no role of an office."), words=line.get("role"))
            )
        slips.extend(self._unfit(line))
        earlier = self.seen.setdefault(username, line) if username else line
        if earlier.get("person") != name:
            words = _("Row %(row)s gives this sign-in name to somebody else.")
            slips.append(problem(line, "username", words, row=earlier.number))
        user = self.by_name.get(username)
        if user and not self._is_ours(user):
            slips.append(problem(line, "username", _("This sign-in name is taken. Please choose another.")))
        return slips

    def _unfit(self, line: Line) -> list[Problem]:
        """What the fields of an account refuse."""
        unfit = []
        for column, name in {**FIELDS, "username": "username"}.items():
            value = line.get(column)
            try:
                if value and column == "email":
                    validate_email(value)
                elif value:
                    User._meta.get_field(name).clean(value, None)
            except ValidationError as error:
                unfit.extend(problem(line, column, message) for message in error.messages)
        return unfit

    def _is_ours(self, user: User) -> bool:
        """Whether the account belongs to offices of this bureau alone, or to raters drawn from them."""
        held = {membership.bureau_id for membership in user.memberships.all()}
        return held == {self.bureau.pk} and not (user.is_staff or user.is_superuser)

    def _compare(self, step: PersonStep) -> None:
        user = self.by_name.get(step.username)
        if user is None:
            step.changes = ["account", "role"]
            return
        step.user_id = user.pk
        held = list(user.memberships.all())
        if not any(m.office and m.office.name == step.office and m.role == step.role for m in held):
            step.changes.append("role")
        if any(m.role in BUREAU_ROLES for m in held):
            return  # name and address of such an account are changed by its owner alone
        step.changes.extend(
            name for name, value in step.values.items() if value and value != getattr(user, name)
        )
