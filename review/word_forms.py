"""Forms of the word lists: a phrase, a law, a meeting, a programme; new or changed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .standard_forms import LEVELS
from .word_lists import Word, WordList

MONTH = r"\d{4}-(0[1-9]|1[0-2])"
A_YEAR = {"min_value": 1949, "max_value": 2199, "required": False}
SAME_LEVEL = [("", _("as its rule says")), *LEVELS]


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


def _month_field(label: Any, **options: Any) -> forms.RegexField:
    return forms.RegexField(
        MONTH,
        label=label,
        help_text=_("As 2025-10."),
        error_messages={"invalid": _("Write year and month as 2025-10.")},
        **options,
    )


class ChangeWordForm(forms.Form):
    """What every entry of a list has."""

    enabled = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args: Any, word: Word | None, taken: frozenset[str], **kwargs: Any) -> None:
        initial = self.initial_of(word) if word else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.word, self.taken = word, taken
        self.order_fields([name for name in self.fields if name != "enabled"])
        if word is None:
            del self.fields["enabled"]

    def initial_of(self, word: Word) -> dict[str, Any]:
        """The fields as the entry has them; lists a line each, words by language."""
        values: dict[str, Any] = {"enabled": word.is_on}
        for name, value in word.table.items():
            if isinstance(value, dict):
                values |= {f"{name}_{language}": text for language, text in value.items()}
            elif name != "enabled":
                values[name] = "\n".join(value) if isinstance(value, list) else value
        return values

    def as_fields(self) -> dict[str, Any]:
        """The fields of the entry as the standard keeps them."""
        said = {name: None if value == "" else value for name, value in self.cleaned_data.items()}
        fields = {name: value for name, value in said.items() if not name.startswith("name_")}
        if "name_zh" in self.fields:
            chinese = self.cleaned_data["name_zh"]
            fields["name"] = {"zh": chinese, "en": self.cleaned_data["name_en"] or chinese}
        return fields

    def key(self) -> str:
        """The id a new entry gets from what was typed; empty where any will do."""
        return ""


class PatternField(forms.CharField):
    """Plain words, or a pattern for those who know how."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=1000, **options)

    def clean(self, value: Any) -> str:
        cleaned = super().clean(value)
        try:
            re.compile(cleaned)
        except re.error as error:
            raise ValidationError(
                _("This pattern cannot be read: %(error)s. Put \\ before a sign that is meant as itself."),
                params={"error": error},
            ) from error
        return cleaned


PATTERN_HELP = _("The words as they stand in reports. “…” stands for a few characters, “|” for “or”.")


class ChangePhraseForm(ChangeWordForm):
    """A wording to watch for, what should stand there, and examples that prove it."""

    pattern = PatternField(label=_("what is looked for"), help_text=PATTERN_HELP)
    right = forms.CharField(label=_("what should stand there"), max_length=200, required=False)
    unless = PatternField(
        label=_("not where the sentence says"),
        required=False,
        help_text=_("Words in the same sentence that take it back."),
    )
    level = forms.ChoiceField(label=_("level"), choices=SAME_LEVEL, required=False)
    valid_from = forms.IntegerField(label=_("from report year"), **A_YEAR)
    valid_to = forms.IntegerField(label=_("to report year"), **A_YEAR)
    fails = forms.CharField(
        label=_("sentences it must find"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on a line. They are tried before anything is kept."),
    )
    passes = forms.CharField(
        label=_("sentences it must leave alone"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_fails(self) -> list[str]:
        return _lines(self.cleaned_data["fails"])

    def clean_passes(self) -> list[str]:
        return _lines(self.cleaned_data["passes"])


class ChangeMeetingForm(ChangeWordForm):
    """A meeting, and the month from which it may be cited."""

    name_zh = forms.CharField(label=_("name (Chinese)"), max_length=200)
    name_en = forms.CharField(label=_("name (English)"), max_length=200, required=False)
    pattern = PatternField(label=_("how reports name it"), help_text=PATTERN_HELP)
    held = _month_field(_("held in"))
    congress = forms.BooleanField(label=_("a national congress"), required=False)


class ChangeProgrammeForm(ChangeWordForm):
    """A programme and the report years it runs."""

    name_zh = forms.CharField(label=_("name and years (Chinese)"), max_length=300)
    name_en = forms.CharField(label=_("name and years (English)"), max_length=300, required=False)
    pattern = PatternField(label=_("how reports name it"), help_text=PATTERN_HELP)
    first = forms.IntegerField(label=_("first report year"), min_value=1949, max_value=2199)
    last = forms.IntegerField(label=_("last report year"), min_value=1949, max_value=2199)
    spans = forms.CharField(
        label=_("year spans that may stand behind its name"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on a line, as 2021-2025."),
    )
    grace = forms.IntegerField(
        label=_("report years after the last in which it may still be named"),
        min_value=0,
        max_value=9,
        initial=0,
    )

    def clean_spans(self) -> list[str]:
        spans = _lines(self.cleaned_data["spans"])
        if not all(re.fullmatch(r"\d{4}-\d{4}", span) for span in spans):
            raise ValidationError(_("Write each span as 2021-2025."))
        return spans

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "first" in data and "last" in data and data["first"] > data["last"]:
            self.add_error("last", _("The last year comes before the first."))
        return data


class ChangeLawForm(ChangeWordForm):
    """A law by its name; one no longer in force says until when and what came instead."""

    name = forms.CharField(
        label=_("name"), max_length=100, help_text=_("Without 《》 and without 中华人民共和国.")
    )
    since = _month_field(_("passed in"), required=False)
    valid_to = forms.IntegerField(
        label=_("in force up to report year"), help_text=_("Empty: still in force."), **A_YEAR
    )
    instead = forms.CharField(label=_("what is cited instead"), max_length=100, required=False)
    bare = forms.BooleanField(label=_("look for the name without 《》, too"), required=False)

    def __init__(self, *args: Any, word: Word | None, **kwargs: Any) -> None:
        super().__init__(*args, word=word, **kwargs)
        if word is not None:
            del self.fields["name"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip("《》 ").removeprefix("中华人民共和国")
        if not name or name in self.taken:
            raise ValidationError(_("The list has this law already."))
        return name

    def as_fields(self) -> dict[str, Any]:
        return {name: value for name, value in super().as_fields().items() if name != "name"}

    def key(self) -> str:
        return str(self.cleaned_data["name"])


FORMS = {
    "phrase": ChangePhraseForm,
    "meeting": ChangeMeetingForm,
    "period": ChangeProgrammeForm,
    "law": ChangeLawForm,
}


def form_of(word_list: WordList) -> type[ChangeWordForm]:
    """The form of a list's entries."""
    return FORMS[word_list.kind]
