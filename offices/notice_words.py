"""The sentence of a notice, made when it is shown, in the reader's language.

A kind without a sentence of its own shows its parameters, so that a new kind
is never an error on a page.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Notification

Params = Mapping[str, Any]
DATES = ("day", "due_on")  # parameters kept as ISO dates, said as people say them


class _Known(dict[str, Any]):
    """A parameter that was not given reads as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def _last_day(p: Params) -> str:
    """The date itself: whoever opens a letter days later cannot count from "in 3 days"."""
    return _(" The last good day is %(day)s.") % p if p.get("day") else ""


# Each gives the whole sentence; the words stand in the function so that they are translated when shown.
SENTENCES: Mapping[str, Callable[[Params], str]] = {
    "report_submitted": lambda p: _("%(office)s handed in its report on %(year)s.") % p,
    "report_returned": lambda p: (
        _("The report of %(office)s on %(year)s was sent back; please hand it in again by %(due_on)s.") % p
        if p.get("due_on")
        else _("The report of %(office)s on %(year)s was sent back for revision.") % p
    ),
    "report_recommended": lambda p: (
        _("The report of %(office)s on %(year)s is recommended for acceptance; please decide.") % p
    ),
    "report_accepted": lambda p: (
        _("The report of %(office)s on %(year)s was accepted. Please publish it by %(day)s and record where.")
        % p
        if p.get("day")
        else _("The report of %(office)s on %(year)s was accepted. Please publish it and record where.") % p
    ),
    "decision_cancelled": lambda p: (
        _("Your decision about %(office)s, %(year)s, could not go out; the report has moved on.") % p
    ),
    "check_done": lambda p: _("The check of the report on %(year)s, version %(version)s, is done.") % p,
    "check_failed": lambda p: _("Version %(version)s of the report on %(year)s could not be read.") % p,
    "ready_to_sign": lambda p: (
        _("The report of %(office)s on %(year)s is checked and waits for you to hand it in.") % p
    ),
    "reminder": lambda p: _("The bureau reminds you: the report of %(office)s on %(year)s is still due.") % p,
    "report_received": lambda p: (
        _("The bureau has filed the report of %(office)s on %(year)s, which reached it by other ways.") % p
    ),
    "due_soon": lambda p: (
        ngettext(
            "The report of %(office)s on %(year)s is due in %(days)s day.",
            "The report of %(office)s on %(year)s is due in %(days)s days.",
            int(p.get("days", 0)),
        )
        % p
        + _last_day(p)
    ),
    "due_today": lambda p: _("The report of %(office)s on %(year)s is due today.") % p,
    "overdue": lambda p: (
        ngettext(
            "The report of %(office)s on %(year)s is %(days)s day overdue.",
            "The report of %(office)s on %(year)s is %(days)s days overdue.",
            int(p.get("days", 0)),
        )
        % p
        + _last_day(p)
    ),
    "publication_due": lambda p: (
        _("The report of %(office)s on %(year)s has to be published by %(day)s.") % p
    ),
}


def sentence(notice: Notification) -> str:
    """What the notice says to its reader now."""
    make = SENTENCES.get(notice.kind)
    if make is None:
        return " · ".join(str(value) for value in (notice.kind, *notice.params.values()))
    days = {name: date.fromisoformat(notice.params[name]) for name in DATES if notice.params.get(name)}
    spoken = {name: date_format(day, "DATE_FORMAT") for name, day in days.items()}
    return make(_Known({**notice.params, **spoken}))


def quoted(notice: Notification) -> str:
    """What a person wrote for the reader, to be set apart from what the system says."""
    return str(notice.params.get("text", ""))
