"""Forms of the reviewers' pages."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import OfficeKind, User
from submissions.models import Finding

from .commenting import span_of_words
from .models import DecisionKind, Phrase
from .vetoes import VetoKind


class SaveViewForm(forms.Form):
    """A name for the filters of the address."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    is_shared = forms.BooleanField(label=_("share in the bureau"), required=False)


class AssignReportsForm(forms.Form):
    """To whom the chosen reports go."""

    BY_HAND, BALANCED, BY_KIND = "by_hand", "balanced", "by_kind"
    HOW = [
        (BY_HAND, _("all to one person")),
        (BALANCED, _("share out evenly among the chosen people")),
        (BY_KIND, _("by kind of place")),
    ]
    how = forms.ChoiceField(label=_("How"), choices=HOW, widget=forms.RadioSelect, initial=BY_HAND)
    reviewers = forms.ModelMultipleChoiceField(
        label=_("Reviewers"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    keep = forms.BooleanField(label=_("keep those already assigned"), required=False, initial=True)

    def __init__(self, *args: Any, reviewers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].queryset = reviewers
        for kind, label in OfficeKind.choices:
            self.fields[f"kind_{kind}"] = forms.ModelChoiceField(
                label=label, queryset=reviewers, required=False, empty_label=_("leave them")
            )

    def by_kind(self) -> dict[str, User]:
        """The person for each kind of place that has one."""
        chosen = {kind: self.cleaned_data.get(f"kind_{kind}") for kind in OfficeKind.values}
        return {kind: person for kind, person in chosen.items() if person}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        how, people = data.get("how"), data.get("reviewers")
        if how == self.BY_KIND and not self.by_kind():
            self.add_error("how", _("Choose a person for at least one kind of place."))
        elif how in (self.BY_HAND, self.BALANCED) and not people:
            self.add_error("reviewers", _("Choose at least one reviewer."))
        elif how == self.BY_HAND and len(people) > 1:
            self.add_error("reviewers", _("Choose one person, or share the reports out evenly."))
        return data


class SampleForm(forms.Form):
    """How many of the chosen reports get a second look, and by whom."""

    percent = forms.IntegerField(label=_("Share in percent"), min_value=1, max_value=100, initial=10)
    reviewers = forms.ModelMultipleChoiceField(
        label=_("Reviewers"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, reviewers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].queryset = reviewers


class RemindForm(forms.Form):
    """The words of a reminder."""

    text = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        initial=_("Please hand in your yearly report on rule-of-law government in time."),
    )
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = secrets.token_hex(8)

    def clean_key(self) -> str:
        """What makes a second press harmless; a fresh one where the page had none."""
        return self.cleaned_data["key"] or secrets.token_hex(8)


class ReturnTogetherForm(forms.Form):
    """One letter for several reports."""

    letter = forms.CharField(label=_("Letter"), widget=forms.Textarea(attrs={"rows": 8}), max_length=8000)
    due_on = forms.DateField(
        label=_("Revision due on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day after today."))
        return day


class PhraseForm(forms.ModelForm):
    """A phrase of one's own or of the bureau."""

    is_shared = forms.BooleanField(label=_("share in the bureau"), required=False)

    class Meta:
        model = Phrase
        fields = ["title", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 3})}


class CommentForm(forms.Form):
    """A comment on a passage (``start`` to ``end``), on typed ``words``, or on the whole report."""

    body = forms.CharField(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    words = forms.CharField(
        label=_("Passage"),
        required=False,
        max_length=400,
        help_text=_("The words of the report it is about; empty for the whole report."),
    )
    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    is_internal = forms.BooleanField(label=_("internal, the office does not see it"), required=False)

    def __init__(self, *args: Any, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text

    def clean_words(self) -> str:
        words = self.cleaned_data["words"].strip()
        if words and words not in self.text:
            raise forms.ValidationError(
                _("These words do not stand in the report. Please copy them from it.")
            )
        return words

    def span(self) -> tuple[int, int] | None:
        """The passage meant, as characters of the text."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start is not None and end is not None and start < end:
            return start, end
        return span_of_words(self.text, self.cleaned_data.get("words", ""))


class AddFindingForm(CommentForm):
    """A finding a reviewer adds by hand."""

    name = forms.CharField(label=_("What it is, in a few words"), max_length=60)
    level = forms.ChoiceField(label=_("Level"), choices=Finding.LEVELS, initial="should")
    veto = forms.ChoiceField(
        label=_("Vetoes the report"),
        required=False,
        choices=[("", _("no")), *VetoKind.choices],
        help_text=_("Then it stands among the veto signs, and what to do is the reason."),
    )
    field_order = ("name", "level", "veto", "words", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_internal"]
        self.fields["body"].label = _("What to do")


class DismissFindingForm(forms.Form):
    """Why this finding does not count here, and until when."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
    until = forms.DateField(
        label=_("until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: for good."),
    )


class ScoreForm(forms.Form):
    """Points and comment of one criterion; either may come alone."""

    points = forms.DecimalField(required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1)
    level = forms.DecimalField(required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1)
    comment = forms.CharField(required=False, max_length=4000)
    revision = forms.IntegerField(min_value=0)


class DecideForm(forms.Form):
    """A decision; a return needs a letter and a new date."""

    kind = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    due_on = forms.DateField(
        label=_("Revision due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    letter = forms.CharField(
        label=_("Letter"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 18})
    )

    def __init__(self, *args: Any, kinds: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") != DecisionKind.RETURN:
            return data
        if not (data.get("letter") or "").strip():
            self.add_error("letter", _("Please write what the office has to mend."))
        due_on = data.get("due_on")
        if due_on is None and "due_on" not in self.errors:
            self.add_error("due_on", _("Please say by when the revision is due."))
        elif due_on is not None and due_on <= timezone.localdate():
            self.add_error("due_on", _("Choose a day after today."))
        return data
