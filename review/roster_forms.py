"""The file of a roster."""

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _


class UploadRosterForm(forms.Form):
    """One .xlsx or .csv file."""

    file = forms.FileField(
        label=_("Roster"),
        help_text=_("A spreadsheet (.xlsx) or text table (.csv), at most 5 MB."),
        validators=[
            FileExtensionValidator(["xlsx", "csv", "txt"], message=_("Please choose an .xlsx or .csv file."))
        ],
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
