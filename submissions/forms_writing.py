"""The form a report is written in: its fields come from the standard."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Div, Field, Layout, Row
from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .models import AnnualReport
from .writing import HEAD_FIELDS, TAIL_FIELDS, Chapter, chapters_of


class WriteReportForm(forms.Form):
    """Head, a field a chapter, signature. A draft may lack anything; a document may not."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("title"), max_length=150)
    document_number = forms.CharField(
        label=_("document number"), max_length=40, required=False, help_text=_("e.g. 白政〔2026〕5号")
    )
    addressee = forms.CharField(label=_("addressee"), max_length=100, required=False)
    opening = forms.CharField(
        label=_("opening"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One paragraph before the first chapter."),
    )
    signature = forms.CharField(label=_("signature"), max_length=100)
    signed_on = forms.DateField(
        label=_("date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, report: AnnualReport, data: Any = None, *, is_draft: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.chapters = chapters_of(report)
        for chapter in self.chapters:
            self.fields[chapter.name] = forms.CharField(
                label=chapter.label,
                required=chapter.is_required,
                help_text=_guidance(chapter),
                widget=forms.Textarea(attrs={"rows": 10}),
            )
        if is_draft:
            for field in self.fields.values():
                field.required = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "title",
            Row(Column("document_number"), Column("addressee")),
            "opening",
            *(Div(Field(chapter.name), css_class="chapter") for chapter in self.chapters),
            Row(Column("signature"), Column("signed_on")),
        )

    @property
    def written_fields(self) -> tuple[str, ...]:
        """The fields whose words are kept, in the order of the page."""
        return (*HEAD_FIELDS, *(chapter.name for chapter in self.chapters), *TAIL_FIELDS)

    def typed(self) -> dict[str, str]:
        """What stands in the fields, as typed; line ends evened."""
        return {
            name: (self.data.get(name) or "").replace("\r\n", "\n").strip() for name in self.written_fields
        }

    def base_revision(self) -> int:
        """The revision of the draft the person saw; 0 for none."""
        raw = self.data.get("revision") or "0"
        return int(raw) if raw.isdecimal() else 0

    def set_revision(self, revision: int) -> None:
        """Go on from ``revision``: the next save replaces it knowingly."""
        self.data = self.data.copy()
        self.data["revision"] = revision

    def words_gone_from(self, before: dict[str, str]) -> list[dict[str, Any]]:
        """Fields of an earlier draft whose words no longer stand in the form."""
        now = self.typed() if self.is_bound else self.initial
        return [
            {"label": self.fields[name].label, "theirs": before[name]}
            for name in self.written_fields
            if before.get(name) and before[name] != now.get(name, "")
        ]

    def differences_from(self, content: dict[str, str]) -> list[dict[str, Any]]:
        """Fields where the kept draft says something else than what was typed here."""
        typed = self.typed()
        return [
            {"label": self.fields[name].label, "theirs": content.get(name, ""), "yours": typed[name]}
            for name in self.written_fields
            if content.get(name, "") != typed[name]
        ]


def _guidance(chapter: Chapter) -> SafeString | str:
    if not chapter.points:
        return chapter.guidance
    points = format_html_join("", "<li>{}</li>", ((point,) for point in chapter.points))
    return format_html("{}<ul>{}</ul>", chapter.guidance, points)
