"""The letter of a reminder: words to be changed, offices to be ticked off."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .reminders import Addressee

MAX_TEXT = 1000  # characters


class RemindForm(forms.Form):
    """Text, offices and the key that makes a second click harmless."""

    text = forms.CharField(
        label=_("Text"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control"}),
    )
    reports = forms.TypedMultipleChoiceField(
        label=_("Offices"), coerce=int, error_messages={"required": _("Tick at least one office.")}
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, addressees: Sequence[Addressee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = secrets.token_hex(8)
        self.fields["reports"].choices = [(a.report.pk, str(a.report.office)) for a in addressees]

    @property
    def ticked(self) -> set[int]:
        """What is ticked: all at first, then what the person left ticked."""
        if self.is_bound:
            return {int(pk) for pk in self.data.getlist("reports") if pk.isdecimal()}
        return {pk for pk, _name in self.fields["reports"].choices}
