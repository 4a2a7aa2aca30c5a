"""The rubric editor's forms: one for the rubric, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Rubric
from .rubrics import Line
from .suggestions import RULE_WORDS

EMPTY_LINES = 3


class RubricForm(forms.Form):
    """Threshold and grades of a rubric."""

    comment_below_percent = forms.IntegerField(
        label=_("Comment required below (percent of an item's points)"), min_value=0, max_value=100
    )
    grades = forms.CharField(
        label=_("Grades"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: lowest score, blank, name. Highest first."),
    )

    def clean_grades(self) -> list[list[Any]]:
        return parse_levels(self.cleaned_data["grades"])


class LineForm(forms.Form):
    """One criterion; a line without title is left out. ``was`` is the criterion it was before."""

    was = forms.IntegerField(required=False, widget=forms.HiddenInput)
    part = forms.CharField(label=_("Part"), max_length=60, required=False)
    title = forms.CharField(label=_("Item"), max_length=120, required=False)
    points = forms.DecimalField(
        label=_("Points"), min_value=Decimal("0.5"), max_value=100, decimal_places=1, required=False
    )
    guidance = forms.CharField(label=_("Guidance"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    levels = forms.CharField(
        label=_("Levels"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: points, blank, words."),
    )
    suggestion = forms.ChoiceField(label=_("Automatic suggestion"), choices=RULE_WORDS, required=False)
    bound_to = forms.CharField(
        label=_("Bound to"),
        required=False,
        max_length=400,
        help_text=_(
            "Ids of requirements or rules, with blanks between; an id ending in a dot means all below it."
        ),
    )
    position = forms.IntegerField(label=_("Order"), required=False, min_value=0, max_value=999)
    remove = forms.BooleanField(label=_("remove"), required=False)

    def clean_levels(self) -> list[list[Any]]:
        return parse_levels(self.cleaned_data["levels"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("title") and not data.get("remove"):
            if not data.get("points") and "points" not in self.errors:
                self.add_error("points", _("Say how many points the item is worth."))
            if not data.get("part"):
                self.add_error("part", _("Say to which part the item belongs."))
        return data

    @property
    def is_kept(self) -> bool:
        return bool(self.cleaned_data.get("title")) and not self.cleaned_data.get("remove")


class LinesFormSet(forms.BaseFormSet):
    """The lines together: an item is known by its part and its name, so no two may share both."""

    def clean(self) -> None:
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            if not form.is_valid() or not form.is_kept:
                continue
            name = (form.cleaned_data["part"], form.cleaned_data["title"])
            if name in seen:
                form.add_error("title", _("This part has an item of that name already."))
            seen.add(name)


LineFormSet = forms.formset_factory(LineForm, formset=LinesFormSet, extra=EMPTY_LINES)


def parse_levels(text: str) -> list[list[Any]]:
    """Lines of "points words" → [[points, words], …]; raises ValidationError naming the wrong line."""
    levels: list[list[Any]] = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        points, *words = line.split(maxsplit=1)  # a Chinese keyboard writes the wide blank
        try:
            number = Decimal(points)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise forms.ValidationError(_("“%(line)s” does not begin with a number."), params={"line": line})
        levels.append([float(number), "".join(words).strip()])
    return levels


def initial_of(rubric: Rubric, lines: Iterable[Line]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the editor shows of a rubric and of its lines."""
    head = {"comment_below_percent": rubric.comment_below_percent, "grades": _as_lines(rubric.grades)}
    shown = [
        {
            "was": line.was,
            "part": line.part,
            "title": line.title,
            "points": line.points.normalize() if line.points % 1 else int(line.points),
            "guidance": line.guidance,
            "levels": _as_lines(line.levels),
            "suggestion": line.suggestion,
            "bound_to": " ".join(ids_of(line.suggestion_params or {})),
            "position": index * 10,
        }
        for index, line in enumerate(lines, start=1)
    ]
    return head, shown


def lines_from(formset: Any, rubric: Rubric) -> list[Line]:
    """The lines to write, in order. What the editor does not show of a suggestion (such as points
    a finding) stays as it was.
    """
    before = {item.pk: item for item in rubric.criteria.all()}
    kept = [form.cleaned_data for form in formset if form.is_kept]
    kept.sort(key=lambda data: data["position"] if data["position"] is not None else 1000)
    lines = []
    for data in kept:
        old = before.get(data["was"])
        rule = data["suggestion"]
        params = dict(old.suggestion_params) if old and old.suggestion == rule else {}
        lines.append(
            Line(
                part=data["part"],
                title=data["title"],
                points=data["points"],
                guidance=data["guidance"],
                levels=data["levels"],
                suggestion=rule,
                suggestion_params=params | _bound(rule, data["bound_to"].split()),
                was=old.pk if old else None,
            )
        )
    return lines


def _bound(rule: str, ids: list[str]) -> dict[str, Any]:
    if rule == "requirement" and ids:
        return {"requirement": ids[0]}
    if rule == "share":
        return {"requirements": ids}
    return {"rules": ids} if rule == "findings" else {}


def ids_of(params: Mapping[str, Any]) -> list[str]:
    """The requirements or rules a suggestion is bound to."""
    if "requirement" in params:
        return [params["requirement"]]
    return list(params.get("requirements") or params.get("rules") or [])


def _as_lines(levels: list[Any]) -> str:
    return "\n".join(f"{points:g} {words}" for points, words in levels)
