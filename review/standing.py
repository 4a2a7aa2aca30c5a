"""What of an earlier return is settled and what still stands: findings in groups, the letter's items."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import FindingResponse, FindingState, ReturnItem
from submissions.presentation import ShownFinding


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings under one heading; folded ones are not walked."""

    key: str
    members: Sequence[ShownFinding]
    is_folded: bool = False

    @property
    def title(self) -> Any:
        return TITLES[self.key]


TITLES = {
    "left": _("Asked for, still there"),
    "new": _("New in this version"),
    "rest": _("There before, not asked for"),
    "open": _("To look at"),
    "aside": _("Put aside"),
}


class Standing(StrEnum):
    """What became of one item of the last letter, as far as the machine can tell."""

    SOLVED = "solved"
    LEFT = "left"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One item of the last letter with the office's answer and what the machine sees."""

    item: ReturnItem
    standing: Standing
    finding_key: str = ""  # of the finding that still stands


def is_put_aside(verdict: FindingResponse | None) -> bool:
    """Whether a reviewer dismissed it and the date they set, if any, has not passed."""
    if verdict is None or verdict.kind != "dismissed":
        return False
    return verdict.until is None or verdict.until >= timezone.localdate()


def group_findings(
    findings: Iterable[ShownFinding], asked: Collection[str], *, is_again: bool
) -> list[FindingGroup]:
    """The findings by what is to be done about them. Of a resubmission first what was asked for and is
    still there, then what is new; what the office was never asked about is folded away.
    """
    groups: dict[str, list[ShownFinding]] = {key: [] for key in TITLES}
    for shown in findings:
        groups[_group_of(shown, asked, is_again)].append(shown)
    return [
        FindingGroup(key, members, is_folded=key in ("rest", "aside"))
        for key, members in groups.items()
        if members
    ]


def _group_of(shown: ShownFinding, asked: Collection[str], is_again: bool) -> str:
    if is_put_aside(shown.verdict):
        return "aside"
    if not is_again:
        return "open"
    if shown.finding.fingerprint in asked:
        return "left"
    return "rest" if shown.finding.state == FindingState.STILL else "new"


def asked_items(items: Iterable[ReturnItem], findings: Iterable[ShownFinding], text: str) -> list[AskedItem]:
    """Each item of the letter with what became of it in the version handed in now."""
    here = {shown.finding.fingerprint: shown.key for shown in findings}
    return [AskedItem(item, _standing(item, here, text), here.get(item.fingerprint, "")) for item in items]


def _standing(item: ReturnItem, here: Collection[str], text: str) -> Standing:
    if item.fingerprint:
        return Standing.LEFT if item.fingerprint in here else Standing.SOLVED
    if item.quote:
        return Standing.UNCHANGED if item.quote in text else Standing.CHANGED
    return Standing.UNKNOWN
