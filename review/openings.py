"""Opening a year: what it takes over from the year before, shown before it happens, and done at once.

Dates, basis, switches and standard stand in the year itself; the rubric is copied with them, so that
nobody scores by the shipped one unawares. Templates and columns are the bureau's and stay in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from offices.models import User
from submissions import seasons
from submissions.models import ReportingYear

from . import rubrics
from .document_templates import template_of
from .models import BureauTemplate, Rubric

DATES = ("opens_on", "due_on", "publish_by")
SWITCHES = ("requires_office_sign_off", "requires_second_review")


@dataclass(frozen=True, slots=True)
class Carried:
    """One line of what a new year takes over: what it was ("" without a year before), what it will be,
    and whether that differs by more than the year having gone on.
    """

    label: Any
    before: str
    after: str
    is_other: bool = False


def carried_over(year: ReportingYear) -> list[Carried]:
    """Every line of a year not yet opened, beside last year's."""
    last = seasons.last_year_of(year.bureau, before=year.year)
    return [*_of_the_year(year, last), *_of_the_bureau(year, last)]


def _of_the_year(year: ReportingYear, last: ReportingYear | None) -> Iterator[Carried]:
    def name(field: str) -> Any:
        return ReportingYear._meta.get_field(field).verbose_name

    for field in DATES:
        day, old = getattr(year, field), getattr(last, field, None)
        is_other = old is not None and seasons.moved_on(old, year.year - last.year) != day
        yield Carried(name(field), _day(old) if old else "", _day(day), is_other)
    yield _line(name("legal_basis"), last.legal_basis if last else "", year.legal_basis)
    for field in SWITCHES:
        yield _line(name(field), _yes(getattr(last, field)) if last else "", _yes(getattr(year, field)))
    yield _line(name("standard"), _standard(last) if last else "", _standard(year))


def _line(label: Any, before: str, after: str) -> Carried:
    return Carried(label, before, after, bool(before) and before != after)


def _of_the_bureau(year: ReportingYear, last: ReportingYear | None) -> Iterator[Carried]:
    rubric = rubrics.rubric_of_last_year(year)
    said = _rubric(rubric)
    yield _line(_("rubric"), said if last else "", said)
    for kind in (BureauTemplate.Kind.RETURN_LETTER, BureauTemplate.Kind.CIRCULAR):
        own = template_of(year.bureau, kind)
        used = own.original_name if own else _("the layout that comes with the system")
        yield _line(_("template: %(kind)s") % {"kind": kind.label}, used if last else "", used)
    count = year.bureau.offices.active().count()
    yield _line(_("offices"), str(last.reports.count()) if last else "", str(count))


def _day(day: Any) -> str:
    return f"{day.isoformat()} {date_format(day, 'l')}"


def _yes(answer: bool) -> str:
    return _("yes") if answer else _("no")


def _standard(year: ReportingYear) -> str:
    return year.standard.name if year.standard else _("the standard that comes with the system")


def _rubric(rubric: Rubric | None) -> str:
    if rubric is None:
        return _("the rubric that comes with the system")
    lines = rubric.criteria.count()
    words = ngettext(
        "%(n)s item, %(points)s points (rubric of %(year)s)",
        "%(n)s items, %(points)s points (rubric of %(year)s)",
        lines,
    )
    points = f"{rubrics.total_points(rubric):g}"
    return words % {"n": lines, "points": points, "year": rubric.year.year}


def offices_come_and_gone(year: ReportingYear) -> tuple[list[str], list[str]]:
    """Short names of the offices that are new against last year, and of those that have no row any more."""
    last = seasons.last_year_of(year.bureau, before=year.year)
    if last is None:
        return [], []
    now = {office.pk: str(office) for office in year.bureau.offices.active().in_list_order()}
    then = {report.office_id: str(report.office) for report in last.reports.select_related("office")}
    return (
        [name for pk, name in now.items() if pk not in then],
        [name for pk, name in then.items() if pk not in now],
    )


@transaction.atomic
def open_from_last(year: ReportingYear, *, by: User) -> int:
    """Open the year with last year's rubric; returns how many offices got a row."""
    count = seasons.open_year(year, by=by)
    rubric = rubrics.rubric_of_last_year(year)
    if rubric is not None:
        rubrics.copy_from(rubric, year, by=by)
    return count
