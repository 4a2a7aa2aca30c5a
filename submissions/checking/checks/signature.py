"""Signature, date and the office's own name.

Sources: GB/T 9704-2012, 7.3.5 (署名, 成文日期); 《法治政府建设与责任落实督察工作规定》 (2019):
reported before 1 March and published before 1 April of the next year, reports on 2018 and earlier
in the first quarter; 《党政机关公文处理工作条例》 (2012), article 9 (发文机关全称或规范化简称).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..document import Span
from ..results import Finding, Level
from .context import CheckContext
from .readability import is_report


def check_signature(context: CheckContext) -> Iterator[Finding]:
    """A missing signature or date, and a date past the deadline; nothing about a file of another kind."""
    if not is_report(context):
        return
    facts = context.facts
    if not facts.signed_by:
        yield Finding("signature.missing")
    if facts.signed_on is None:
        blank = facts.signed_on_span
        yield Finding("date.missing", (blank,) if blank else ())
    elif facts.signed_on_span is not None:
        yield from _late(context, date.fromisoformat(facts.signed_on), facts.signed_on_span)


def _late(context: CheckContext, signed_on: date, where: Span) -> Iterator[Finding]:
    due = _last_good_days(context)
    if due is None or signed_on <= due[0]:
        return
    # between the day to report and the day to publish only the bureau knows when the file came in
    level = Level.CONFIRM if signed_on <= due[1] else None
    broken = due[0] if level else due[1]
    params = {"found": where.of(context.text), "due": broken.isoformat()}
    yield Finding("date.late", (where,), params, level)


def _last_good_days(context: CheckContext) -> tuple[date, date] | None:
    """Last good day to report and to publish; the caller's own due date stands for both."""
    if context.expectation.due_on is not None:
        return context.expectation.due_on, context.expectation.due_on
    if context.year is None:
        return None
    values = context.standard.thresholds
    published = _day_before(
        context.year + 1, values["published_before_month"], values["published_before_day"]
    )
    if context.year <= values["first_quarter_until"]:
        return published, published
    return _day_before(
        context.year + 1, values["reported_before_month"], values["reported_before_day"]
    ), published


def _day_before(year: int, month: float, day: float) -> date:
    return date(year, int(month), int(day)) - timedelta(days=1)
