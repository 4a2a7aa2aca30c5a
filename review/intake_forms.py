"""Bringing files in, and saying where they belong."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.forms import ACCEPTED


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A list of uploaded files."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by the rules of one."""
        several = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(one, initial) for one in several]


class BringInForm(forms.Form):
    """Reports, or a ZIP of reports."""

    files = SeveralFilesField(
        label=_("Files"),
        help_text=_("One ZIP or several files; Word, WPS, PDF, OFD, text or a scan."),
        widget=SeveralFilesInput(attrs={"accept": f".zip,{ACCEPTED}"}),
    )


class FileItemsForm(forms.Form):
    """The day the reports reached the bureau; it counts for timeliness."""

    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )

    def clean_received_on(self) -> Any:
        """Not a day to come."""
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day
