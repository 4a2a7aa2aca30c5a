"""Forms of circulars and templates."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .document_templates import FIELDS, MAX_BYTES
from .documents import DEADLINE
from .models import BureauTemplate
from .season_forms import DayInput

KINDS = [(kind.value, kind.label) for kind in BureauTemplate.Kind if kind in FIELDS]


class WriteCircularForm(forms.Form):
    """The circular before it is made: what the figures suggest, as a person edits it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    document_number = forms.CharField(
        label=_("Document number"), max_length=60, required=False, help_text=_("May stay empty.")
    )
    addressees = forms.CharField(label=_("Addressees"), max_length=300)
    deadline = forms.DateField(
        label=_("Deadline for mending"),
        widget=DayInput(),
        help_text=format_lazy(_("Stands in the text wherever {mark} does."), mark=DEADLINE),
    )
    sent_on = forms.DateField(label=_("Date of the circular"), widget=DayInput())
    overview = forms.CharField(
        label=_("1. General picture"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
    )
    problems = forms.CharField(
        label=_("2. Problems"),
        widget=forms.Textarea(attrs={"rows": 9}),
        max_length=20_000,
        help_text=_("Drafted from dates and from what the machine found. Check every office named."),
    )
    demands = forms.CharField(
        label=_("3. What is asked"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
    )
    attachments = forms.CharField(
        label=_("Attachments"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
        help_text=_("One on a line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"data-guard": ""}
        self.helper.layout = Layout(
            "title",
            Row(Column("addressees"), Column("document_number")),
            Row(Column("deadline"), Column("sent_on")),
            "overview",
            "problems",
            "demands",
            "attachments",
            Submit("make", _("Make the circular")),
        )

    def as_options(self) -> dict[str, str]:
        """The typed fields as an Export keeps them: dates as ISO texts."""
        data = self.cleaned_data
        return {name: value if isinstance(value, str) else value.isoformat() for name, value in data.items()}


class UploadTemplateForm(forms.Form):
    """A bureau's own .docx for one kind of document."""

    kind = forms.ChoiceField(label=_("For"), choices=KINDS)
    file = forms.FileField(
        label=_("Template (.docx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx", "data-max-bytes": MAX_BYTES}),
        help_text=_("At most 5 MB. It is tried at once; nothing is kept if a field is wrong."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "kind",
            Field("file", template="_file_field.html"),
            Submit("upload", _("Use this template")),
        )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The template is larger than 5 MB. Take out pictures you do not need.")
            )
        return file
