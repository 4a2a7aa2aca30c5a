"""Fixed expressions misworded, and expressions a newer one has replaced.

Source: the wording of central party documents; which meeting is the newest of a
year is data (``standard/data/programmes.toml``). Always advice: an editor decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ..document import Span
from ..results import Finding, Parameter
from ..standard import Meeting
from .context import CheckContext
from .phrases import phrase_findings

MEETING_FADES_AFTER = 1  # report years in which the congress before the newest may still be cited alone


def check_expression_variants(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``expression.variant``."""
    yield from phrase_findings(context, "expression.variant")


def check_outdated_expressions(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``expression.outdated``: replaced words, and a congress cited as if none had followed."""
    yield from phrase_findings(context, "expression.outdated")
    yield from _old_meeting(context)


def _citation(meeting: Meeting, text: str) -> re.Match[str] | None:
    """Where a meeting is cited; 党的十八大以来 is a time, not a citation."""
    cited = (match for match in meeting.pattern.finditer(text) if not text.startswith("以来", match.end()))
    return next(cited, None)


def _old_meeting(context: CheckContext) -> Iterator[Finding]:
    """The newest meeting cited lies before the newest congress a report of the year can know."""
    if context.year is None:
        return
    meetings = sorted(context.standard.meetings.values(), key=lambda meeting: meeting.held)
    congresses = [m for m in meetings if m.congress and m.held[0] + MEETING_FADES_AFTER <= context.year]
    cited = ((meeting, _citation(meeting, context.plain)) for meeting in reversed(meetings))
    newest = ((meeting, match) for meeting, match in cited if match)
    for meeting, match in islice(newest, 1):
        if congresses and meeting.held < congresses[-1].held:
            span = Span(*match.span())
            params: dict[str, Parameter] = {
                "found": span.of(context.text),
                "right": f"term.meeting_{congresses[-1].id}",
                "year": context.year,
            }
            yield Finding("expression.outdated", (span,), params)
