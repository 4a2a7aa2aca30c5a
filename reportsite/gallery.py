"""The style guide: every component on one page, in local mode only.

Whoever changes the look opens ``/gallery/`` first; ``docs/look.md`` says how each is written.
"""

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import AnnualReport, ReportingYear, ReportStatus


class SampleForm(forms.Form):
    """One field of each kind."""

    office = forms.CharField(label=_("office"), help_text=_("The full name, as on the seal."))
    kind = forms.ChoiceField(label=_("kind"), choices=[("street", _("street office")), ("town", _("town"))])
    signed_on = forms.DateField(
        label=_("date"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    file = forms.FileField(label=_("file"), required=False, help_text=_("Word or PDF."))
    letter = forms.CharField(label=_("letter"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    decision = forms.ChoiceField(
        label=_("decision"),
        widget=forms.RadioSelect,
        choices=[("accept", _("accept")), ("return", _("return"))],
    )
    declared = forms.BooleanField(label=_("I have checked the content and stand for it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Here and not on the class: crispy keeps the words of the first language it renders.
        self.helper = FormHelper()
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": "", "data-guard": ""}
        self.helper.layout = Layout(
            Row(Column("office"), Column("kind"), Column("signed_on")),
            "file",
            Field("letter"),
            "decision",
            "declared",
            Submit("save", _("Save"), css_class="btn-primary"),
        )


def desk(request: HttpRequest) -> HttpResponse:
    """Show the three panes."""
    return render(request, "gallery/desk.html")


def gallery(request: HttpRequest) -> HttpResponse:
    """Show everything once, with made-up content."""
    today = timezone.localdate()
    year = ReportingYear(
        year=today.year - 1, opens_on=today, due_on=today + timedelta(days=3), publish_by=today
    )
    reports = [AnnualReport(year=year, status=status) for status in ReportStatus]
    for word in (messages.success, messages.info, messages.warning, messages.error):
        word(request, _("This is how a message reads; it says what to do next."))
    now = timezone.now()
    context = {
        "form": SampleForm({"office": ""}),
        "reports": reports,
        "levels": ["must", "should", "confirm", "met"],
        "outcomes": ["met", "partial", "missing", "unsure", "not_applicable", "unchecked"],
        "days": [today + timedelta(days=days) for days in (-12, 0, 3, 40)],
        "moments": [now - timedelta(days=days) for days in (0, 1, 3, 40, 400)],
        "page": Paginator(range(500), 20).get_page(3),
        "now": now,
    }
    return render(request, "gallery/gallery.html", context)
