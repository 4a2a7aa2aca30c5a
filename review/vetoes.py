"""What can veto a report whatever its points: signs found or raised, each for a person to decide about.

A sign is a finding; the verdict on it is the bureau's answer to that finding, always with a reason
(``confirmed``: it stands, ``dismissed``: it does not). List of signs: default rubric of the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from submissions.models import AnnualReport, Finding, FindingResponse, ResponseKind
from submissions.models.responses import BUREAU_RESPONSES
from submissions.presentation import ShownFinding

COPIED_RULE = "copy.other_office"
RAISED = "veto."  # rule ids of what a reviewer raised by hand: veto.<kind>


class VetoKind(TextChoices):
    SECRECY = "secrecy", _("secrecy mark")
    PERSONAL_DATA = "personal_data", _("unmasked identity, telephone or card number")
    MISSTATEMENT = "misstatement", _("grave misstatement")
    OTHER_PLACE = "other_place", _("name of another place")
    COPIED = "copied", _("highly similar to another report")
    NO_TEXT = "no_text", _("file without text")


RULES: Mapping[str, VetoKind] = {
    "secrecy.mark": VetoKind.SECRECY,
    "personal_data.identity_number": VetoKind.PERSONAL_DATA,
    "personal_data.phone": VetoKind.PERSONAL_DATA,
    "personal_data.bank_card": VetoKind.PERSONAL_DATA,
    "office.other_name": VetoKind.OTHER_PLACE,
    COPIED_RULE: VetoKind.COPIED,
    "text.unreadable": VetoKind.NO_TEXT,
    **{f"{RAISED}{kind}": kind for kind in VetoKind},
}


@dataclass(frozen=True, slots=True)
class Flag:
    """The signs of one kind, wherever they stand, and what was decided about them together."""

    kind: VetoKind
    signs: Sequence[ShownFinding]

    @property
    def first(self) -> ShownFinding:
        return self.signs[0]

    @property
    def verdict(self) -> FindingResponse | None:
        """What holds: nothing while one sign is undecided, else the gravest, newest verdict."""
        verdicts = [shown.verdict for shown in self.signs if shown.verdict is not None]
        if len(verdicts) < len(self.signs):
            return None
        return max(verdicts, key=lambda verdict: (verdict.kind == ResponseKind.CONFIRMED, verdict.pk))

    @property
    def state(self) -> str:
        """``open``, ``upheld`` or ``cleared``."""
        if self.verdict is None:
            return "open"
        return "upheld" if self.verdict.kind == ResponseKind.CONFIRMED else "cleared"


STATES = [
    ("open", _("to be decided")),
    ("upheld", _("stands")),
    ("cleared", _("does not stand")),
]


def kind_of(finding: Finding) -> VetoKind | None:
    """What the finding would veto the report for; None for an ordinary one."""
    if finding.rule == COPIED_RULE and not _is_high(finding.params.get("similarity")):
        return None
    return RULES.get(finding.rule)


def _is_high(similarity: Any) -> bool:
    return isinstance(similarity, (int, float)) and similarity >= settings.VETO_SIMILARITY_PERCENT


def flags_of(findings: Iterable[ShownFinding]) -> list[Flag]:
    """The signs among the findings by kind, kinds still to be decided about first."""
    by_kind: dict[VetoKind, list[ShownFinding]] = {}
    for shown in findings:
        if kind := kind_of(shown.finding):
            by_kind.setdefault(kind, []).append(shown)
    flags = [Flag(kind, by_kind[kind]) for kind in VetoKind if kind in by_kind]
    return sorted(flags, key=lambda flag: [key for key, _word in STATES].index(flag.state))


def with_flags(state: str) -> Exists:
    """Reports whose version handed in bears a sign in this state; for the queue's filter."""
    found = _signs().filter(run=OuterRef("submitted_run"))
    if state == "open":
        return Exists(found.filter(~Exists(_verdicts(OuterRef(OuterRef("pk"))))))
    last = Subquery(_verdicts(OuterRef(OuterRef("pk"))).order_by("-id").values("kind")[:1])
    kind = ResponseKind.CONFIRMED if state == "upheld" else ResponseKind.DISMISSED
    return Exists(found.alias(last_verdict=last).filter(last_verdict=kind))


def undecided(report: AnnualReport) -> int:
    """How many signs of the version handed in nobody has decided about."""
    if report.submitted_run_id is None:
        return 0
    signs = _signs().filter(run=report.submitted_run_id)
    return signs.filter(~Exists(_verdicts(report.pk))).count()


def _signs() -> QuerySet[Finding]:
    high = Q(params__similarity__gte=settings.VETO_SIMILARITY_PERCENT)
    return Finding.objects.filter(Q(rule__in=RULES) & (~Q(rule=COPIED_RULE) | high))


def _verdicts(report: Any) -> QuerySet[FindingResponse]:
    """The bureau's answers to the finding of the query around this one."""
    return FindingResponse.objects.filter(
        report=report, fingerprint=OuterRef("fingerprint"), kind__in=BUREAU_RESPONSES
    )
