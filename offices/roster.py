"""What a roster file would change, row by row, and the changing of it.

:func:`plan` reads the bureau's offices and people and says everything that is
wrong at once; :func:`apply` carries out a plan without problems in one
transaction. Offices are found again by credit code, division code or name, never
by position; offices the file does not name stay as they are.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit
from .codes import kind_by_region_code
from .models import Bureau, Office, OfficeChange, OfficeKind, User
from .roster_files import Line
from .roster_people import People, PersonStep
from .roster_words import Problem, kind_value, problem

FIELDS = ("name", "short_name", "kind", "region_code", "credit_code", "website")
KEPT_IN_HISTORY = ("name", "short_name", "region_code", "credit_code")
SUFFIXES = re.compile("(人民政府|办事处|委员会)$")


class StalePlanError(Exception):
    """The roster changed since the plan was shown."""


@dataclass(slots=True)
class OfficeStep:
    """What becomes of one office: ``values`` as the file wants them, ``changes`` as (field, old, new)."""

    number: int
    values: dict[str, str]
    office_id: int | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    merged_into: str = ""
    changed_on: str = ""
    reason: str = ""

    @property
    def action(self) -> str:
        """new, ended, changed or same."""
        if self.office_id is None:
            return "new"
        if self.merged_into:
            return "ended"
        return "changed" if self.changes else "same"


@dataclass(slots=True)
class Plan:
    """Everything a file would do. With ``problems`` it does nothing; ``warnings`` only ask for a look."""

    offices: list[OfficeStep] = field(default_factory=list)
    people: list[PersonStep] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def count(self, action: str) -> int:
        """How many offices have this action."""
        return sum(step.action == action for step in self.offices)

    @property
    def new_people(self) -> int:
        return len({step.username for step in self.people if step.user_id is None})

    @property
    def changes_anything(self) -> bool:
        return any(step.action != "same" for step in self.offices) or any(p.changes for p in self.people)

    @property
    def digest(self) -> str:
        """The same for the same plan: tells a person what they confirm is what they saw."""
        said = [asdict(step) for step in (*self.offices, *self.people)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()


def plan(bureau: Bureau, lines: Sequence[Line]) -> Plan:
    """What the rows would do in this bureau; three queries, whatever their number."""
    planned = Plan()
    known = _Known(list(Office.objects.of_bureau(bureau)))
    people = People(bureau, lines)
    steps: dict[str, OfficeStep] = {}
    for line in lines:
        step = _office_step(line, bureau, known, planned)
        if step is None:
            continue
        first = steps.setdefault(step.values["name"], step)
        if first is step:
            planned.offices.append(step)
        else:
            planned.problems.extend(_contradictions(line, first, step))
        person = people.step(line, step.values["name"], planned.problems)
        if person:
            planned.people.append(person)
    _check_mergers(planned, known)
    _check_doubles(planned, known)
    planned.problems.sort(key=lambda problem: problem.number)
    return planned


class _Known:
    """The bureau's offices, to be found by what a file may say of them."""

    def __init__(self, offices: list[Office]) -> None:
        self.by_id = {office.pk: office for office in offices}
        self.by_name = {office.name: office for office in offices}
        self.by_credit = {office.credit_code: office for office in offices if office.credit_code}
        regions: dict[str, list[Office]] = {}
        for office in offices:
            if office.region_code and office.ended_on is None and office.kind != OfficeKind.DEPARTMENT:
                regions.setdefault(office.region_code, []).append(office)
        self.by_region = {code: found[0] for code, found in regions.items() if len(found) == 1}

    def find(self, values: dict[str, str], former: str) -> Office | None:
        """By former name, credit code, name, division code, in this order."""
        if former:
            return self.by_name.get(former)
        by_region = None
        if values["kind"] != OfficeKind.DEPARTMENT:
            by_region = self.by_region.get(values["region_code"])
        return self.by_credit.get(values["credit_code"]) or self.by_name.get(values["name"]) or by_region


def _office_step(line: Line, bureau: Bureau, known: _Known, planned: Plan) -> OfficeStep | None:
    """The step of one row; None where its name or kind is missing, as nothing more can be said then."""
    problems: list[Problem] = []
    values = _values(line, problems)
    planned.problems.extend(problems)
    if not values["name"] or not values["kind"]:
        return None
    former = line.get("former_name")
    if former and former not in known.by_name and values["name"] not in known.by_name:
        planned.problems.append(
            problem(line, "former_name", _("No office has had the name “%(name)s”."), name=former)
        )
    office = known.find(values, former if former in known.by_name else "")
    named = known.by_name.get(values["name"])
    if office and named and office.pk != named.pk:
        words = _("The code belongs to %(one)s, the name to %(other)s. Please correct one of them.")
        planned.problems.append(problem(line, "credit_code", words, one=office.name, other=named.name))
    if not values["short_name"] and not (office and office.name == values["name"]):
        values["short_name"] = _short_name(values["name"], bureau.county)
    _warn_of_codes(line, values, bureau, planned)
    step = OfficeStep(line.number, values, merged_into=line.get("merged_into"), reason=line.get("reason"))
    step.changed_on = _day(line, planned.problems)
    if office:
        step.office_id = office.pk
        step.changes = _changes(office, values)
        if office.merged_into_id:
            step.merged_into = ""
    return step


def _values(line: Line, problems: list[Problem]) -> dict[str, str]:
    """The office's fields as the file gives them, each checked by the model's own rules."""
    values = {name: line.get(name) for name in FIELDS}
    values["credit_code"] = values["credit_code"].upper().replace(" ", "")
    values["region_code"] = values["region_code"].replace(" ", "")
    kind = kind_value(values["kind"]) if values["kind"] else None
    if values["kind"] and kind is None:
        words = _("“%(words)s” is no kind of office known here.")
        problems.append(problem(line, "kind", words, words=values["kind"]))
    elif not values["kind"]:
        problems.append(problem(line, "kind", _("The kind of office is missing.")))
    values["kind"] = kind or ""
    if not values["name"]:
        problems.append(problem(line, "name", _("The full name is missing.")))
    for name in ("name", "short_name", "region_code", "credit_code", "website"):
        try:
            if values[name]:
                Office._meta.get_field(name).clean(values[name], None)
        except ValidationError as error:
            problems.extend(problem(line, name, message) for message in error.messages)
    return values


def _short_name(name: str, county: str) -> str:
    """As people say it: 云溪县白石镇人民政府 → 白石镇."""
    bare = SUFFIXES.sub("", name)
    return (bare.removeprefix(county) or bare)[:50]


def _warn_of_codes(line: Line, values: dict[str, str], bureau: Bureau, planned: Plan) -> None:
    """What is likely a slip but may be true: codes follow mergers late."""
    code = values["region_code"]
    if len(code) != 12 or not code.isdigit():
        return
    county = bureau.region_code[:6]
    if county and not code.startswith(county):
        words = _("The division code does not begin with %(county)s, as those of your county do.")
        planned.warnings.append(problem(line, "region_code", words, county=county))
    said = kind_by_region_code(code)
    if said and values["kind"] != OfficeKind.DEPARTMENT and said != values["kind"]:
        words = _("By its division code this would be a %(kind)s.")
        planned.warnings.append(problem(line, "region_code", words, kind=OfficeKind(said).label))


def _day(line: Line, problems: list[Problem]) -> str:
    written = line.get("changed_on")
    if not written:
        return ""
    match = re.fullmatch(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?", written)
    try:
        return date(*map(int, match.groups())).isoformat() if match else _no_day(line, problems)
    except ValueError:
        return _no_day(line, problems)


def _no_day(line: Line, problems: list[Problem]) -> str:
    problems.append(problem(line, "changed_on", _("This is no day. Write it as 2026-01-01.")))
    return ""


def _changes(office: Office, values: dict[str, str]) -> list[tuple[str, str, str]]:
    """What the file says otherwise; an empty cell says nothing."""
    return [
        (name, getattr(office, name), values[name])
        for name in FIELDS
        if values[name] and values[name] != getattr(office, name)
    ]


def _contradictions(line: Line, first: OfficeStep, step: OfficeStep) -> list[Problem]:
    """A second row of an office brings another person, not other facts."""
    return [
        problem(line, name, _("Row %(row)s says otherwise of the same office."), row=first.number)
        for name in FIELDS
        if line.get(name) and step.values[name] != first.values[name] and first.values[name]
    ]


def _check_mergers(planned: Plan, known: _Known) -> None:
    names = set(known.by_name) | {step.values["name"] for step in planned.offices}
    for step in planned.offices:
        if not step.merged_into:
            continue
        line = Line(step.number, {"merged_into": step.merged_into})
        if step.merged_into == step.values["name"] or step.merged_into not in names:
            words = _("There is no other office “%(name)s” to merge into.")
            planned.problems.append(problem(line, "merged_into", words, name=step.merged_into))
        elif step.office_id is None:
            words = _("An office that is not here yet cannot have ended.")
            planned.problems.append(problem(line, "merged_into", words))


def _check_doubles(planned: Plan, known: _Known) -> None:
    """One credit code for two offices, two rows for one office, a name that is taken."""
    seen: dict[tuple[str, str], OfficeStep] = {}
    for step in planned.offices:
        keys = [("credit_code", step.values["credit_code"]), ("name", str(step.office_id or ""))]
        for column, key in keys:
            other = seen.setdefault((column, key), step) if key else step
            if other is not step:
                line = Line(step.number, {column: step.values[column]})
                words = (
                    _("Row %(row)s names the same office.")
                    if column == "name"
                    else _("Row %(row)s has the same code.")
                )
                planned.problems.append(problem(line, column, words, row=other.number))


@transaction.atomic
def apply(bureau: Bureau, lines: Sequence[Line], digest: str, *, by: User) -> tuple[Plan, list[User]]:
    """Carry out what :func:`plan` says, if it still says what ``digest`` stands for.

    Returns the plan and the people who are new. Raises :class:`StalePlanError`,
    also where there are problems: then nothing is changed.
    """
    Bureau.objects.select_for_update().get(pk=bureau.pk)
    planned = plan(bureau, lines)
    if planned.problems or planned.digest != digest:
        raise StalePlanError
    offices = {office.pk: office for office in Office.objects.of_bureau(bureau)}
    by_name: dict[str, Office] = {office.name: office for office in offices.values()}
    for step in planned.offices:
        by_name[step.values["name"]] = _carry_out(step, bureau, offices)
    for step in planned.offices:
        if step.action == "ended":
            _end(by_name[step.values["name"]], by_name[step.merged_into], step)
    new_people = [
        person for step in planned.people if (person := step.carry_out(bureau, by_name[step.office]))
    ]
    audit.record(
        "roster.applied",
        actor=by,
        bureau_id=bureau.pk,
        target=bureau,
        new=planned.count("new"),
        changed=planned.count("changed"),
        ended=planned.count("ended"),
        people=len(new_people),
    )
    return planned, new_people


def _carry_out(step: OfficeStep, bureau: Bureau, offices: dict[int, Office]) -> Office:
    if step.office_id is None:
        return Office.objects.create(bureau=bureau, **step.values)
    office = offices[step.office_id]
    if any(name in KEPT_IN_HISTORY for name, _old, _new in step.changes):
        _keep_history(office, step, _("roster of %(day)s") % {"day": timezone.localdate()})
    for name, _old, new in step.changes:
        setattr(office, name, new)
    office.save()
    return office


def _end(office: Office, successor: Office, step: OfficeStep) -> None:
    """The office ends and says where its duty went; its reports stay its own."""
    _keep_history(office, step, _("merged into %(office)s") % {"office": successor.name})
    office.ended_on = _changed_on(step)
    office.merged_into = successor
    office.save(update_fields=["ended_on", "merged_into"])


def _keep_history(office: Office, step: OfficeStep, reason: str) -> None:
    OfficeChange.objects.create(
        office=office,
        **{name: getattr(office, name) for name in KEPT_IN_HISTORY},
        changed_on=_changed_on(step),
        reason=(step.reason or reason)[:200],
    )


def _changed_on(step: OfficeStep) -> date:
    return date.fromisoformat(step.changed_on) if step.changed_on else timezone.localdate()
