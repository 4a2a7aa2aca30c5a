"""Forms of the office's pages."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .models import Attachment, ResponseKind, ReturnItem
from .models.responses import NEEDS_REASON, OFFICE_RESPONSES
from .uploads import IncomingFile

MEGABYTES = settings.UPLOAD_MAX_BYTES // 1024 // 1024
MAX_ATTACHMENTS = 5
ACCEPTED = ".docx,.doc,.wps,.pdf,.ofd,.txt,.md,.jpg,.jpeg,.png"


class ManyFilesInput(forms.ClearableFileInput):
    """A file field that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Cleans to a list of files."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        several = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in several if file]


def _size_attrs() -> dict[str, object]:
    return {
        "data-max-bytes": settings.UPLOAD_MAX_BYTES,
        "data-too-large": _("This file is larger than %(megabytes)s MB.") % {"megabytes": MEGABYTES},
    }


class UploadReportForm(forms.Form):
    """The report's file; on demand a separate report of the leaders and attachments.

    ``base`` is the number of the version the person saw when the page was
    made, so that two people of one office do not step on each other unawares.
    """

    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    file = forms.FileField(
        label=_("the report"),
        error_messages={
            "required": _("Please choose the file of the report."),
            "empty": _("This file is empty. Please choose another one."),
        },
    )
    first_responsible = forms.FileField(
        label=_("separate report of the leaders"),
        required=False,
        help_text=_(
            "Only where the party secretary and the head of the office report in a file of their own."
        ),
    )
    attachments = ManyFilesField(
        label=_("attachments"),
        required=False,
        help_text=_("Up to five files that belong to the report, e.g. lists. They are kept, not checked."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("file", "first_responsible", "attachments"):
            self.fields[name].widget.attrs |= {"accept": ACCEPTED, **_size_attrs()}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "base",
            Field("file", template="submissions/_drop_zone.html"),
            HTML("{% include 'submissions/_more_files.html' %}"),
        )

    def clean_attachments(self) -> list[UploadedFile]:
        several = self.cleaned_data["attachments"]
        if len(several) > MAX_ATTACHMENTS:
            raise forms.ValidationError(_("At most five attachments. Please put them together."))
        return several

    def incoming(self) -> IncomingFile:
        """The main file, read."""
        file = self.cleaned_data["file"]
        return IncomingFile(file.name, file.read())

    def incoming_attachments(self) -> list[IncomingFile]:
        """The further files, read."""
        found = [
            IncomingFile(file.name, file.read(), Attachment.Kind.ATTACHMENT)
            for file in self.cleaned_data["attachments"]
        ]
        separate = self.cleaned_data["first_responsible"]
        if separate:
            found.insert(0, IncomingFile(separate.name, separate.read(), Attachment.Kind.FIRST_RESPONSIBLE))
        return found


class SubmitReportForm(forms.Form):
    """The declaration that goes with handing in."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    declared_by = forms.CharField(
        label=_("responsible person"),
        max_length=50,
        help_text=_("Who stands for the content, usually the head of the office."),
    )
    declared = forms.BooleanField(
        label=_("The content is true and complete, was approved, and holds nothing secret."),
        error_messages={"required": _("Please confirm the declaration.")},
    )

    helper = FormHelper()
    helper.form_tag = False


class AnswerFindingForm(forms.Form):
    """What the office says to a finding."""

    kind = forms.ChoiceField(
        label=_("answer"),
        choices=[(kind.value, kind.label) for kind in OFFICE_RESPONSES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose an answer.")},
    )
    reason = forms.CharField(
        label=_("reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") in NEEDS_REASON and not cleaned.get("reason"):
            kind = ResponseKind(cleaned["kind"])
            self.add_error("reason", _("“%(kind)s” needs a reason in a few words.") % {"kind": kind.label})
        return cleaned


class AnswerItemForm(forms.Form):
    """What the office did about one item of a return letter."""

    answer = forms.ChoiceField(
        label=_("what was done"),
        choices=ReturnItem.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose an answer.")},
    )
    answer_text = forms.CharField(
        label=_("explanation"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answer") in ("explained", "not_applicable") and not cleaned.get("answer_text"):
            self.add_error("answer_text", _("Please explain in a few words."))
        return cleaned
