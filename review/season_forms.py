"""Forms of a year's round."""

from itertools import pairwise
from typing import Any

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.models import AnnualReport, ReportingYear

DATES = ("opens_on", "due_on", "publish_by")
SWITCHES = ("requires_office_sign_off", "requires_second_review")


class DayInput(forms.DateInput):
    """The browser's own day picker; old browsers show a text field that takes 2026-02-28."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SettleYearForm(forms.ModelForm):
    """Dates, basis, switches and standard of a year."""

    class Meta:
        model = ReportingYear
        fields = [*DATES, "legal_basis", *SWITCHES, "standard"]
        widgets = {name: DayInput() for name in DATES}

    def __init__(self, *args: Any, button: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = self.instance.bureau.standards.all()
        self.fields["standard"].empty_label = _("the standard that comes with the system")
        for field in self.fields.values():  # what the page showed, so that only what was changed on it is
            field.show_hidden_initial = self.instance.pk is not None
        self.helper = FormHelper()
        self.helper.attrs = {"data-guard": ""}
        self.helper.layout = Layout(
            Row(*(Column(Field(name)) for name in DATES)),
            "legal_basis",
            *SWITCHES,
            "standard",
            Submit("save", button),
        )

    def clean(self) -> dict[str, Any]:
        """The dates have to follow each other; the database would refuse them otherwise."""
        data = super().clean()
        for earlier, later in pairwise(DATES):
            if data.get(earlier) and data.get(later) and data[earlier] > data[later]:
                words = {
                    "earlier": self.fields[earlier].label,
                    "later": self.fields[later].label,
                }
                self.add_error(later, _("“%(later)s” must not be before “%(earlier)s”.") % words)
        return data

    def save(self, commit: bool = True) -> ReportingYear:
        """Of a year that is open only what was changed here: a standard applied, or a date set, in another
        window while this page was open stays.
        """
        if not commit or self.instance.pk is None:
            return super().save(commit)
        self.instance.save(update_fields=self.changed_data)
        return self.instance

    def changes(self) -> list[str]:
        """What was changed, in words: "due on: 2026-02-28 → 2026-03-05"."""
        return [
            f"{self.fields[name].label}{_(': ')}{self._said(name, self.initial.get(name))} → "
            f"{self._said(name, self.cleaned_data[name])}"
            for name in self.changed_data
        ]

    def _said(self, name: str, value: Any) -> str:
        if name == "standard":
            chosen = self.fields[name].queryset.filter(pk=getattr(value, "pk", value)).first()
            return str(chosen or self.fields[name].empty_label)
        return str(_("yes") if value else _("no")) if name in SWITCHES else str(value)


class OpenYearForm(SettleYearForm):
    """The same with the year itself, for a year not yet opened."""

    class Meta(SettleYearForm.Meta):
        fields = ["year", *SettleYearForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.fields.insert(0, Field("year"))

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if ReportingYear.objects.filter(bureau=self.instance.bureau, year=year).exists():
            raise forms.ValidationError(_("This year is open already; change it on its own page."))
        return year


class ExtendReportForm(forms.Form):
    """A later date for one office."""

    until = forms.DateField(label=_("New date"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, report: AnnualReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Row(Column("until"), Column("reason")), Submit("extend", _("Extend the date"))
        )

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until <= self.report.year.due_on:
            raise forms.ValidationError(
                _("The new date must be after the date of the year, %(day)s.")
                % {"day": self.report.year.due_on.isoformat()}
            )
        return until


class ExemptReportForm(forms.Form):
    """Why one office does not report this year."""

    exemption = forms.CharField(label=_("Reason"), max_length=200)
    is_offline = forms.BooleanField(
        label=_("classified, handled offline"),
        required=False,
        help_text=_("Only the fact is recorded; no content is kept here."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "exemption",
            "is_offline",
            StrictButton(_("Exempt the office"), type="submit", name="exempt", value="1"),
        )


class WithdrawExtensionForm(forms.Form):
    """The year's own date again, for an office that was given more time."""


class ReasonForm(forms.Form):
    """A reason for taking something back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, button: str, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("reason", Submit(name, button))
