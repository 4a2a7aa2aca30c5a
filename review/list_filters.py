"""The filter of the compliance list: what the page shows is what the file holds."""

from collections.abc import Mapping

import django_filters
from django import forms
from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import OfficeKind
from submissions.models import AnnualReport, ReportingYear, ReportStatus
from submissions.models.reports import AnnualReportQuerySet

TIMELINESS = [("on_time", _("on time")), ("late", _("late")), ("missing", _("not reported"))]


class _IdsFilter(django_filters.BaseInFilter, django_filters.NumberFilter):
    """Ids with commas between."""


class ComplianceFilter(django_filters.FilterSet):
    """Status, kind of office, timeliness and a word of the office's name."""

    report = _IdsFilter(
        label=_("Chosen on the queue"), field_name="pk", lookup_expr="in", widget=forms.HiddenInput
    )
    q = django_filters.CharFilter(label=_("Office"), field_name="office__name", lookup_expr="icontains")
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=ReportStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"),
        field_name="office__kind",
        choices=OfficeKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    timeliness = django_filters.ChoiceFilter(
        label=_("Timeliness"), choices=TIMELINESS, method="by_timeliness", empty_label=_("all")
    )

    class Meta:
        model = AnnualReport
        fields = ["report", "q", "status", "kind", "timeliness"]

    def by_timeliness(self, reports: AnnualReportQuerySet, name: str, value: str) -> AnnualReportQuerySet:
        """A day ends at midnight in Beijing, so the first second of the next day is late."""
        if value == "missing":
            return reports.required().filter(first_submitted_at__isnull=True)
        reports = reports.handed_in().with_due_date()
        zone = timezone.get_default_timezone()
        day = TruncDate("first_submitted_at", tzinfo=zone)
        reports = reports.annotate(handed_in_on=day)
        lookup = "handed_in_on__lte" if value == "on_time" else "handed_in_on__gt"
        return reports.filter(**{lookup: F("effective_due_on")})


def filtered_reports(year: ReportingYear, query: Mapping[str, str]) -> AnnualReportQuerySet:
    """The reports of the year the query shows; all of them for an empty query."""
    return ComplianceFilter(query, queryset=AnnualReport.objects.filter(year=year)).qs


def describe_filter(query: Mapping[str, str]) -> str:
    """The filter in words, for the second sheet; "" without one."""
    form = ComplianceFilter(query, queryset=AnnualReport.objects.none()).form
    if not form.is_valid():
        return ""
    said = []
    for name, value in form.cleaned_data.items():
        if name == "report" and value:
            said.append(f"{form.fields[name].label}: {len(value)}")
        elif value:
            values = value if isinstance(value, list) else [value]
            choices = dict(getattr(form.fields[name], "choices", ()))
            words = "、".join(str(choices.get(item, item)) for item in values)
            said.append(f"{form.fields[name].label}: {words}")
    return "; ".join(said)
