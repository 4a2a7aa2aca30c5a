"""What the queue can be narrowed to; every filter lives in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import DateField, Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import Office, OfficeKind, User
from offices.permissions import SEEING_ALL, access_of
from submissions import search
from submissions.models import (
    AnnualReport,
    Finding,
    FindingResponse,
    ReportingYear,
    ReportStatus,
    RequirementOutcome,
    ResponseKind,
)
from submissions.models.reports import AnnualReportQuerySet

from . import presets, vetoes
from .models import Assignment, LastLook
from .permissions import reviewers_of
from .widgets import QuickCheckboxes, QuickSelect

DUE = [
    ("soon", _("due within 7 days")),
    ("overdue", _("overdue")),
    ("late", _("was handed in late")),
    ("on_time", _("was handed in on time")),
]
SOON = timedelta(days=7)
NOBODY = "none"
GIVEN = Q(current_version=F("submitted_version"))  # title and counts of a draft are its office's alone


class QueueFilter(django_filters.FilterSet):
    """The filters of the queue. ``user`` decides which offices, years and people are offered."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="by_words",
        help_text=_("Office, title, document number or any words of the text."),
    )
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=[], widget=QuickCheckboxes)
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind of place"),
        field_name="office__kind",
        choices=OfficeKind.choices,
        widget=QuickCheckboxes,
    )
    year = django_filters.ChoiceFilter(
        label=_("Report year"), field_name="year__year", choices=[], empty_label=_("any")
    )
    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.none(), empty_label=_("any")
    )
    due = django_filters.ChoiceFilter(label=_("Deadline"), choices=DUE, method="by_due", empty_label=_("any"))
    requirement = django_filters.ChoiceFilter(
        label=_("Requirement"), choices=[], method="by_requirement", empty_label=_("any")
    )
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"),
        choices=RequirementOutcome.OUTCOMES,
        method="with_requirement",
        empty_label=_("any"),
    )
    rule = django_filters.ChoiceFilter(
        label=_("Finding"), choices=[], method="by_finding", empty_label=_("any")
    )
    level = django_filters.ChoiceFilter(
        label=_("Level of findings"), choices=Finding.LEVELS, method="with_finding", empty_label=_("any")
    )
    score_min = django_filters.NumberFilter(
        label=_("Score from"), method="by_score", lookup_expr="gte", min_value=0, max_value=100
    )
    score_max = django_filters.NumberFilter(
        label=_("Score to"), method="by_score", lookup_expr="lte", min_value=0, max_value=100
    )
    reviewer = django_filters.ChoiceFilter(
        label=_("Reviewer"), choices=[], method="by_reviewer", empty_label=_("any")
    )
    changed = django_filters.BooleanFilter(
        label=_("Changed since my last look"), method="by_changed", widget=forms.CheckboxInput
    )
    veto = django_filters.ChoiceFilter(
        label=_("Veto sign"), choices=vetoes.STATES, method="by_veto", empty_label=_("any")
    )
    dismissed = django_filters.BooleanFilter(
        label=_("Has dismissed findings"), method="by_dismissed", widget=forms.CheckboxInput
    )
    sample = django_filters.BooleanFilter(
        label=_("Drawn for a second look"), method="by_sample", widget=forms.CheckboxInput
    )

    class Meta:
        model = AnnualReport
        fields: list[str] = []

    def __init__(
        self, data: Any, *, user: User, requirements: list[Any] = (), rules: list[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        bureaus = access_of(user).bureaus_with(*SEEING_ALL)
        fields = self.form.fields
        fields["status"].choices = [(status.value, status.bureau_word) for status in ReportStatus]
        years = (
            ReportingYear.objects.filter(bureau__in=bureaus).order_by("-year").values_list("year", flat=True)
        )
        fields["year"].choices = [("", _("any")), *((year, year) for year in dict.fromkeys(years))]
        fields["office"].queryset = Office.objects.filter(bureau__in=bureaus).exclude(
            pk__in=access_of(user).offices
        )
        fields["requirement"].choices = [("", _("any")), *requirements]
        fields["rule"].choices = [("", _("any")), *rules]
        people = [(person.pk, str(person)) for person in reviewers_of(bureaus)]
        fields["reviewer"].choices = [
            ("", _("any")),
            ("me", _("me")),
            (NOBODY, _("no reviewer yet")),
            *people,
        ]
        for field in fields.values():
            _dress(field)

    def by_words(self, reports: AnnualReportQuerySet, name: str, value: str) -> AnnualReportQuerySet:
        words = value.strip()
        # Chinese has no capitals; asking for them costs three times as much.
        lookup = "icontains" if any(character.isascii() for character in words) else "contains"
        named = Q(**{f"name__{lookup}": words}) | Q(**{f"short_name__{lookup}": words})
        heads = Q(office__in=Office.objects.filter(named))
        heads |= GIVEN & (Q(**{f"title__{lookup}": words}) | Q(**{f"document_number__{lookup}": words}))
        found = search.versions_with(words)
        if found is not None:
            heads |= Q(submitted_version__in=found)
        return reports.filter(heads)

    def by_due(self, reports: AnnualReportQuerySet, name: str, value: str) -> AnnualReportQuerySet:
        today = timezone.localdate()
        if value == "overdue":
            return reports.filter(presets.overdue(today))
        if value == "soon":
            waiting = Q(status__in=(ReportStatus.NOT_STARTED, ReportStatus.DRAFT))
            first = waiting & Q(effective_due_on__range=(today, today + SOON))
            return reports.filter(
                first | Q(status=ReportStatus.RETURNED, revision_due_on__range=(today, today + SOON))
            )
        handed_in = TruncDate("first_submitted_at", output_field=DateField())
        reports = reports.handed_in().annotate(handed_in_on=handed_in)
        lookup = "handed_in_on__gt" if value == "late" else "handed_in_on__lte"
        return reports.filter(**{lookup: F("effective_due_on")})

    def by_requirement(self, reports: AnnualReportQuerySet, name: str, value: str) -> AnnualReportQuerySet:
        judged = RequirementOutcome.objects.filter(run=OuterRef("submitted_run"), requirement=value)
        outcome = self.form.cleaned_data.get("outcome")
        judged = judged.filter(outcome=outcome) if outcome else judged.exclude(outcome="met")
        return reports.filter(Exists(judged))

    def with_requirement(self, reports: AnnualReportQuerySet, name: str, value: str) -> AnnualReportQuerySet:
        """An outcome alone asks for any requirement with it."""
        if self.form.cleaned_data.get("requirement"):
            return reports
        judged = RequirementOutcome.objects.filter(run=OuterRef("submitted_run"), outcome=value)
        return reports.filter(Exists(judged))

    def by_finding(self, reports: AnnualReportQuerySet, name: str, value: str) -> AnnualReportQuerySet:
        found = Finding.objects.filter(run=OuterRef("submitted_run"), rule=value)
        level = self.form.cleaned_data.get("level")
        return reports.filter(Exists(found.filter(level=level) if level else found))

    def with_finding(self, reports: AnnualReportQuerySet, name: str, value: str) -> AnnualReportQuerySet:
        """A level alone: the counts on the report know."""
        if self.form.cleaned_data.get("rule"):
            return reports
        return reports.filter(GIVEN, **{f"{value}_count__gt": 0})

    def by_reviewer(self, reports: AnnualReportQuerySet, name: str, value: str) -> AnnualReportQuerySet:
        given = Assignment.objects.filter(report=OuterRef("pk"))
        if value == NOBODY:
            return reports.filter(~Exists(given))
        return reports.filter(Exists(given.filter(reviewer=self.user.pk if value == "me" else value)))

    def by_changed(self, reports: AnnualReportQuerySet, name: str, value: bool) -> AnnualReportQuerySet:
        return reports.filter(changed_for(self.user)) if value else reports

    def by_score(self, reports: AnnualReportQuerySet, name: str, value: Any) -> AnnualReportQuerySet:
        """Scores the person may not see yet do not count, else a filter would tell them."""
        lookup = "visible_score__gte" if name == "score_min" else "visible_score__lte"
        return presets.with_visible_score(reports, self.user).filter(**{lookup: value})

    def by_veto(self, reports: AnnualReportQuerySet, name: str, value: str) -> AnnualReportQuerySet:
        return reports.filter(vetoes.with_flags(value))

    def by_dismissed(self, reports: AnnualReportQuerySet, name: str, value: bool) -> AnnualReportQuerySet:
        dismissed = FindingResponse.objects.filter(report=OuterRef("pk"), kind=ResponseKind.DISMISSED)
        return reports.filter(Exists(dismissed)) if value else reports

    def by_sample(self, reports: AnnualReportQuerySet, name: str, value: bool) -> AnnualReportQuerySet:
        drawn = Assignment.objects.filter(report=OuterRef("pk"), is_sample=True)
        return reports.filter(Exists(drawn)) if value else reports


def changed_for(user: User) -> Q:
    """Handed in since the person last looked, or never looked at."""
    looked = LastLook.objects.filter(
        report=OuterRef("pk"), reviewer=user, looked_at__gte=OuterRef("submitted_at")
    )
    return Q(submitted_at__isnull=False) & ~Exists(looked)


def _dress(field: forms.Field) -> None:
    """The site's classes; crispy forms would take as long as the rest of the page."""
    widget = field.widget
    if isinstance(widget, forms.Select) and not isinstance(widget, QuickCheckboxes):
        field.widget = QuickSelect(choices=field.choices)
    elif isinstance(widget, forms.CheckboxInput):
        widget.attrs["class"] = "form-check-input"
    else:
        widget.attrs["class"] = "form-control"
