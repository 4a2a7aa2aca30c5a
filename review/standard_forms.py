"""Forms of the standard: one entry, the limits, a text to try, a file to bring in."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.checking.results import Level
from submissions.models import AnnualReport

from .standard_editing import Entry

LEVELS = [
    (Level.MUST.value, _("must be mended")),
    (Level.SHOULD.value, _("should be mended")),
    (Level.CONFIRM.value, _("please confirm")),
]
TEXTS = {
    "name": _("name"),
    "message": _("what is said"),
    "expected": _("what is expected"),
    "mend": _("how to mend it"),
}
LANGUAGES = {"zh": _("Chinese"), "en": _("English")}
LISTS = {
    "headings": _("patterns of headings"),
    "not_headings": _("headings that do not count"),
    "signals": _("words that signal it"),
    "strong": _("words that prove it"),
    "weak": _("words that point to it"),
    "unless": _("words that take it back"),
}
NUMBERS = ("level", "weight", "valid_from", "valid_to")
TRY_AT_MOST = 20_000  # characters


class ChangeEntryForm(forms.Form):
    """Switch, level, weight, years, words and patterns of one entry; only fields its kind knows."""

    enabled = forms.BooleanField(label=_("in use"), required=False)
    level = forms.ChoiceField(label=_("level"), choices=LEVELS)
    weight = forms.FloatField(label=_("weight"), min_value=0, max_value=100)
    valid_from = forms.IntegerField(
        label=_("from report year"), min_value=1949, max_value=2199, required=False
    )
    valid_to = forms.IntegerField(label=_("to report year"), min_value=1949, max_value=2199, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(entry), **kwargs)
        self.entry = entry
        if entry.kind != "rule":
            del self.fields["level"]
        self._add_words()
        self._add_lists()
        self.helper = FormHelper()
        self.helper.attrs = {"data-guard": ""}
        rest = [
            name
            for name in self.fields
            if name not in ("enabled", "level", "weight", "valid_from", "valid_to")
        ]
        row = [Column(name) for name in NUMBERS if name in self.fields]
        self.helper.layout = Layout("enabled", Row(*row), *rest, Submit("save", _("Keep in the draft")))

    def _add_words(self) -> None:
        for field, label in TEXTS.items():
            if field in self.entry.table:
                for language, spoken in LANGUAGES.items():
                    self.fields[f"{field}-{language}"] = forms.CharField(
                        label=f"{label} ({spoken})",
                        max_length=1000,
                        widget=forms.TextInput if field == "name" else forms.Textarea(attrs={"rows": 2}),
                        initial=self.entry.table[field].get(language, ""),
                    )

    def _add_lists(self) -> None:
        for field, label in LISTS.items():
            if isinstance(self.entry.table.get(field), list):
                self.fields[f"list-{field}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=20_000,
                    widget=forms.Textarea(attrs={"rows": 5}),
                    help_text=_("One on a line; “…” stands for a few characters within a sentence."),
                    initial="\n".join(self.entry.table[field]),
                )

    def as_fields(self) -> dict[str, Any]:
        """The fields of the entry as the standard keeps them; a year left empty is None."""
        data = self.cleaned_data
        fields: dict[str, Any] = {"enabled": data["enabled"], "weight": data["weight"]}
        if "level" in data:
            fields["level"] = data["level"]
        fields |= {name: data[name] for name in ("valid_from", "valid_to")}
        for field in TEXTS:
            if f"{field}-zh" in data:
                fields[field] = {language: data[f"{field}-{language}"] for language in LANGUAGES}
        for field in LISTS:
            if f"list-{field}" in data:
                lines = data[f"list-{field}"].splitlines()
                fields[field] = [line.strip() for line in lines if line.strip()]
        return fields


def _initial(entry: Entry) -> dict[str, Any]:
    return {
        "enabled": entry.is_on,
        "level": entry.level,
        "weight": entry.weight,
        "valid_from": entry.table.get("valid_from"),
        "valid_to": entry.table.get("valid_to"),
    }


class ChangeLimitsForm(forms.Form):
    """All the limits the checks go by, as numbers."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, limits: dict[str, float], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in limits.items():
            self.fields[f"limit-{name}"] = forms.FloatField(
                label=LIMITS.get(name, name), initial=value, min_value=0, max_value=1_000_000
            )
        self.helper = FormHelper()
        self.helper.attrs = {"data-guard": ""}
        self.helper.layout = Layout(*self.fields, Submit("save", _("Keep in the draft")))

    def as_limits(self) -> dict[str, float]:
        """Whole numbers as whole numbers, as the shipped file has them."""
        return {
            name.removeprefix("limit-"): int(value) if value == int(value) else value
            for name, value in self.cleaned_data.items()
            if name.startswith("limit-")
        }


LIMITS = {
    "copy_characters": _("copied passages from how many characters"),
    "first_responsible_thin_chars": _("first responsible person: thin below characters"),
    "first_responsible_thin_duties": _("first responsible person: thin below duties"),
    "first_responsible_complete_duties": _("first responsible person: complete from duties"),
    "section_text_least": _("a chapter needs characters"),
    "recognition_sure": _("recognised text counts as sure from (0 to 1)"),
    "reported_before_month": _("reported before: month"),
    "reported_before_day": _("reported before: day"),
    "published_before_month": _("published before: month"),
    "published_before_day": _("published before: day"),
    "first_quarter_until": _("first quarter was the date until report year"),
    "figures_few": _("few figures below"),
    "figures_few_characters": _("few figures: a report from characters"),
    "length_longest": _("too long from characters"),
    "length_shortest": _("too short below characters"),
    "mixed_punctuation_share": _("mixed punctuation up to a share of (0 to 1)"),
}


class TryStandardForm(forms.Form):
    """A pasted text, or a report of the year."""

    text = forms.CharField(
        label=_("A text"),
        max_length=TRY_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("At most 20,000 characters. Nothing of it is kept."),
    )
    report = forms.ModelChoiceField(
        label=_("or a report handed in"), queryset=AnnualReport.objects.none(), required=False
    )

    def __init__(self, *args: Any, reports: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].queryset = reports
        self.fields["report"].label_from_instance = lambda report: str(report.office)
        self.helper = FormHelper()
        self.helper.attrs = {"data-again": ""}
        self.helper.layout = Layout("text", "report", Submit("try", _("Try")))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data.get("text", "").strip() and not data.get("report"):
            raise forms.ValidationError(_("Paste a text or choose a report."))
        return data


class BringStandardForm(forms.Form):
    """A standard written as one file."""

    file = forms.FileField(
        label=_("File (.json or .toml)"), widget=forms.ClearableFileInput(attrs={"accept": ".json,.toml"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("file", Submit("bring", _("Bring in as the draft")))
