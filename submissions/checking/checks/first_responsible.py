"""The first responsible persons: their duties, whether the account is complete, and what to say about it.

Source: 《党政主要负责人履行推进法治建设第一责任人职责规定》 (2016);
《法治政府建设与责任落实督察工作规定》 (2019), article 24, third content of the yearly report. Townships
and streets apply the former by analogy, so what is lacking is advice to office and reviewer, never an
automatic return.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Span
from ..results import Finding, Outcome, Requirement
from .context import CONTENT_OF_LEADERS as CONTENT
from .context import CheckContext
from .duties import Account, account_of, judge_duty

SHOWN = (Outcome.MET, Outcome.PARTIAL)


def check_first_responsible(context: CheckContext) -> Iterator[Finding | Requirement]:
    """``duty.*``, ``first_responsible.complete`` and the findings of the chapter."""
    account = account_of(context)
    standard = context.standard.for_year(context.year)
    duties = [judge_duty(duty, account, context) for duty in standard.duties.values()]
    yield from duties
    if "first_responsible.complete" in standard.requirements:
        yield _complete(account, duties, context)
    if account.has_heading:
        yield from _findings(account, duties, context)


def _twelve(duties: list[Requirement]) -> list[Requirement]:
    return [duty for duty in duties if not duty.id.startswith("duty.X")]


def _covered(duties: list[Requirement]) -> int:
    return sum(duty.outcome in SHOWN for duty in _twelve(duties))


def _complete(account: Account, duties: list[Requirement], context: CheckContext) -> Requirement:
    name = "first_responsible.complete"
    if not account.passages:
        return Requirement(name, Outcome.MISSING)
    enough = context.standard.thresholds["first_responsible_complete_duties"]
    signs = ("duty.X3", "duty.X4")
    lacking = [duty.id for duty in duties if duty.id in signs and duty.outcome not in SHOWN]
    if _covered(duties) < enough:
        lacking += [duty.id for duty in _twelve(duties) if duty.outcome not in SHOWN]
    if not lacking and account.has_heading:
        return Requirement(name, Outcome.MET, account.passages)
    params: dict[str, str | int | float | list[str]] = {
        "covered": _covered(duties),
        "total": len(_twelve(duties)),
        "lacking": lacking,
    }
    note = "first_responsible_lacking" if lacking else "in_text_only"
    return Requirement(name, Outcome.PARTIAL, account.passages, note, params)


def _findings(account: Account, duties: list[Requirement], context: CheckContext) -> Iterator[Finding]:
    headings = _headings(context)
    characters = sum(span.end - span.start for span in account.passages)
    covered = _covered(duties)
    limits = context.standard.thresholds
    short = characters < limits["first_responsible_thin_chars"]
    if covered < limits["first_responsible_thin_duties"] or (short and not account.deeds):
        yield Finding("first_responsible.thin", headings, {"characters": characters, "covered": covered})
    if not account.deeds and not account.counts:
        yield Finding("first_responsible.no_facts", headings)
    if account.missing_posts:
        yield Finding("first_responsible.post_missing", headings, {"missing": account.missing_posts})


def _headings(context: CheckContext) -> tuple[Span, ...]:
    """The headings of the account; those of chapters where there is one."""
    sections = list(context.sections(CONTENT))
    chapters = [section for section in sections if section.level == 1] or sections
    return tuple(section.heading_span for section in chapters)
