"""The form in which a publication is recorded."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import AnnualReport


class PublishReportForm(forms.Form):
    """Elsewhere with date and address, or here."""

    ELSEWHERE, HERE = "elsewhere", "here"
    where = forms.ChoiceField(
        label=_("where it is published"),
        choices=[(ELSEWHERE, _("on the office's website")), (HERE, _("on the public page here, at once"))],
        widget=forms.RadioSelect,
        initial=ELSEWHERE,
    )
    on = forms.DateField(
        label=_("date of publication"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    url = forms.URLField(
        label=_("address of the page"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("Only where it is published on the office's website."),
    )
    personal_data_seen = forms.BooleanField(
        label=_("I have looked at the personal numbers listed above; on the public page they are masked."),
        required=False,
    )

    helper = FormHelper()
    helper.form_tag = False

    def __init__(
        self, report: AnnualReport, data: Any = None, *, has_personal_data: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, initial={"on": timezone.localdate()}, **kwargs)
        self.report = report
        self.has_personal_data = has_personal_data
        if report.office.website:
            website = {"website": report.office.website}
            self.fields["url"].help_text = _("The report's own page on %(website)s.") % website
        if not has_personal_data:
            del self.fields["personal_data_seen"]

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if on.year <= self.report.year.year:
            raise forms.ValidationError(
                _("A report on %(year)s cannot have been published before the year was over.")
                % {"year": self.report.year.year}
            )
        return on

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        host = (urlsplit(url).hostname or "").lower()
        website = (
            self.report.office.website.lower().removeprefix("https://").removeprefix("http://").rstrip("/")
        )
        if url and website and host != website and not host.endswith(f".{website}"):
            raise forms.ValidationError(
                _("This is not on the office's website %(website)s. Please look at the address again.")
                % {"website": self.report.office.website}
            )
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        here = cleaned.get("where") == self.HERE
        if not here and not cleaned.get("url") and "url" not in self.errors:
            self.add_error("url", _("Please give the address of the page on which it stands."))
        if here and self.has_personal_data and not cleaned.get("personal_data_seen"):
            self.add_error("personal_data_seen", _("Please look at the personal numbers first."))
        return cleaned

    def publication(self) -> dict[str, Any]:
        """What :func:`submissions.workflow.publish` takes."""
        here = self.cleaned_data["where"] == self.HERE
        url = "" if here else self.cleaned_data["url"]
        return {"on": self.cleaned_data["on"], "url": url, "here": here}


class RetractPublicationForm(forms.Form):
    """Why a record of publication is taken back."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("e.g. the address was wrong"),
        error_messages={"required": _("Please say in a few words why.")},
    )

    helper = FormHelper()
    helper.form_tag = False
