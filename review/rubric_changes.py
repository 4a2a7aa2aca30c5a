"""What a change of the rubric does: which items change, and what becomes of points already given."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Criterion, Rubric, Score
from .rubrics import Line, line_of


@dataclass(frozen=True, slots=True)
class Change:
    """One item of the rubric and what happens to it, in words."""

    title: str
    what: Sequence[str]
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything a new version differs in; empty where it does not."""

    items: Sequence[Change] = field(default_factory=list)
    whole: Sequence[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.items or self.whole)


def changes_between(
    old: Rubric, lines: Sequence[Line], *, grades: Sequence[Sequence[Any]], comment_below_percent: int
) -> Changes:
    """What the lines change about ``old``, and what that does to reviews under way; three queries."""
    before = {item.pk: item for item in old.criteria.all()}
    given = _points_under_way(old)
    changed = []
    for line in lines:
        item = before.pop(line.was, None) if line.was else None
        if change := _change(item, line, given) if item else _addition(line, old):
            changed.append(change)
    changed += [_removal(item, given) for item in before.values()]
    return Changes(changed, _whole(old, grades, comment_below_percent))


def digest_of(changes: Changes) -> str:
    """What a page remembers of the changes it showed, so that no others are made on its confirmation."""
    said = [[change.title, *change.what, change.effect] for change in changes.items] + [list(changes.whole)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _points_under_way(rubric: Rubric) -> Mapping[int, Sequence[Decimal]]:
    """By item, the points given in reviews that are not in yet."""
    given: dict[int, list[Decimal]] = defaultdict(list)
    scores = Score.objects.filter(
        review__rubric=rubric, review__finished_at__isnull=True, points__isnull=False
    )
    for criterion, points in scores.values_list("criterion", "points"):
        given[criterion].append(points)
    return given


def _change(item: Criterion, line: Line, given: Mapping[int, Sequence[Decimal]]) -> Change | None:
    was = line_of(item)
    what = []
    if was.title != line.title:
        what.append(_("renamed, was “%(title)s”") % {"title": was.title})
    if was.part != line.part:
        what.append(_("moved here from “%(part)s”") % {"part": was.part})
    if was.points != line.points:
        what.append(
            _("%(old)s → %(new)s points")
            % {"old": f"{float(was.points):g}", "new": f"{float(line.points):g}"}
        )
    names = {"guidance": _("guidance"), "levels": _("levels"), "suggestion": _("automatic suggestion")}
    reworded = [str(word) for name, word in names.items() if _said(was, name) != _said(line, name)]
    if reworded:
        what.append(_("other words: %(what)s") % {"what": _(", ").join(reworded)})
    above = sum(points > line.points for points in given.get(item.pk, ()))
    effect = ngettext(
        "%(n)s open review has more points there; they are cut to the new most.",
        "%(n)s open reviews have more points there; they are cut to the new most.",
        above,
    ) % {"n": above}
    return Change(line.title, what, effect if above else "") if what else None


def _said(line: Line, name: str) -> Any:
    """What is compared; a suggestion with what it is bound to, numbers as numbers."""
    if name == "suggestion":
        return line.suggestion, line.suggestion_params or {}
    if name == "levels":
        return [[float(points), words] for points, words in line.levels]
    return "\n".join(line.guidance.split())


def _addition(line: Line, old: Rubric) -> Change:
    under_way = old.reviews.filter(finished_at__isnull=True).count()
    effect = ngettext(
        "%(n)s open review has to give points for it.",
        "%(n)s open reviews have to give points for it.",
        under_way,
    ) % {"n": under_way}
    new = _("new, %(points)s points") % {"points": f"{float(line.points):g}"}
    return Change(line.title, [new], effect if under_way else "")


def _removal(item: Criterion, given: Mapping[int, Sequence[Decimal]]) -> Change:
    lost = len(given.get(item.pk, ()))
    effect = ngettext(
        "The points of %(n)s open review for it go.", "The points of %(n)s open reviews for it go.", lost
    ) % {"n": lost}
    return Change(item.title, [_("left out")], effect if lost else "")


def _whole(old: Rubric, grades: Sequence[Sequence[Any]], comment_below_percent: int) -> list[str]:
    what = []
    if [[float(lowest), name] for lowest, name in old.grades] != [[float(a), b] for a, b in grades]:
        what.append(_("The grades change; reports whose score is in keep theirs until a review is in again."))
    if old.comment_below_percent != comment_below_percent:
        what.append(
            _("A comment is required below %(new)s %% of an item's points, not %(old)s %%.")
            % {"old": old.comment_below_percent, "new": comment_below_percent}
        )
    return what
