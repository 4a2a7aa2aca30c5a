"""The table of the queue."""

from __future__ import annotations

from collections.abc import Iterator

import django_tables2 as tables
from django.db.models import F
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from submissions import signs
from submissions.models import AnnualReport
from submissions.models.reports import DECIDED, AnnualReportQuerySet

from .presets import with_visible_score

LEVELS = ("must", "should", "confirm")
SPARE = {
    "th": {"class": "is-spare"},
    "td": {"class": "is-spare"},
}  # makes room for the preview beside the list
DEFAULT_COLUMNS = (
    "office",
    "year",
    "status",
    "due",
    "submitted_at",
    "findings",
    "reviewers",
    "visible_score",
)


class QueueTable(tables.Table):
    """One row a report; which columns show is chosen on the page."""

    pick = tables.Column(
        _("Tick"),
        accessor="pk",
        orderable=False,
        attrs={"th": {"class": "check-cell"}, "td": {"class": "check-cell"}},
    )
    office = tables.Column(_("Office"), order_by=("office__region_code", "office__sort_key"))
    year = tables.Column(_("Year"), accessor="year__year", attrs=SPARE)
    kind = tables.Column(_("Kind"), accessor="office__kind")
    title = tables.Column(_("Title"), attrs={"td": {"class": "queue-title"}})
    document_number = tables.Column(_("Document number"))
    status = tables.Column(_("Status"))
    due = tables.Column(_("Deadline"), accessor="pk", order_by=("effective_due_on",), attrs=SPARE)
    submitted_at = tables.Column(_("Handed in at"))
    version = tables.Column(_("Version"), accessor="submitted_version__number")
    findings = tables.Column(
        _("Findings"), accessor="pk", order_by=("must_count", "should_count", "confirm_count")
    )
    met_count = tables.Column(_("Met"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    return_count = tables.Column(_("Times returned"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    reviewers = tables.Column(_("Reviewers"), accessor="pk", orderable=False, attrs=SPARE)
    visible_score = tables.Column(
        _("Score"), accessor="pk", attrs={"td": {"class": "num is-spare"}, "th": {"class": "num is-spare"}}
    )
    preview = tables.Column("", accessor="pk", orderable=False)

    class Meta:
        model = AnnualReport
        fields = ()
        attrs = {"class": "queue-table"}
        template_name = "review/_queue_table.html"
        empty_text = _("Nothing here. Take off a filter or look on another shelf.")

    def rows_as_html(self) -> Iterator[SafeString]:
        """The rows of the page. What is the same in every row of a column is worked out once: how its cells
        begin, and which of our own methods writes them (the library looks at its signature for each cell).
        """
        columns = [
            (
                column.name,
                getattr(self, f"render_{column.name}", None),
                format_html('<td {} data-label="{}">', column.attrs["td"].as_html(), column.header)
                if column.header
                else format_html("<td {}>", column.attrs["td"].as_html()),
            )
            for column in self.columns
        ]
        for row in self.paginated_rows:
            cells = (
                (opening, write(row.record) if write else row.get_cell(name))
                for name, write, opening in columns
            )
            yield format_html("<tr>{}</tr>", format_html_join("", "{}{}</td>", cells))

    def render_pick(self, record: AnnualReport) -> SafeString:
        """A box with the office's name for those who do not see it."""
        return format_html(
            '<input class="form-check-input" type="checkbox" name="ids" value="{}" aria-label="{}">',
            record.pk,
            record.office,
        )

    def render_office(self, record: AnnualReport) -> SafeString:
        sign = (
            format_html(' <span class="badge is-info">{}</span>', _("new to me"))
            if is_new_to_me(record)
            else ""
        )
        return format_html(
            '<a class="row-link" href="{}">{}</a>{}',
            reverse("review_desk", args=[record.pk]),
            record.office,
            sign,
        )

    def render_title(self, record: AnnualReport) -> str:
        return "—" if record.shows_a_draft else record.title or "—"

    def render_document_number(self, record: AnnualReport) -> str:
        return "—" if record.shows_a_draft else record.document_number or "—"

    def render_met_count(self, record: AnnualReport) -> str:
        return "—" if record.shows_a_draft else str(record.met_count)

    def render_status(self, record: AnnualReport) -> SafeString:
        return signs.status_badge(record, for_bureau=True)

    def render_due(self, record: AnnualReport) -> SafeString | str:
        return signs.due(record)

    def render_submitted_at(self, record: AnnualReport) -> SafeString | str:
        return signs.when(record.submitted_at)

    def render_findings(self, record: AnnualReport) -> SafeString:
        """How many of each level; none and nothing handed in are told apart. A draft's are its office's."""
        if record.shows_a_draft:
            return format_html('<span class="quiet">{}</span>', "—")
        counts = [(level, getattr(record, f"{level}_count")) for level in LEVELS]
        badges = [(signs.level_badge(level, count),) for level, count in counts if count]
        if badges:
            return format_html('<span class="tally-inline">{}</span>', format_html_join("", "{}", badges))
        return format_html('<span class="quiet">{}</span>', _("none") if record.submitted_version_id else "—")

    def render_preview(self, record: AnnualReport) -> SafeString:
        address = reverse("queue_preview", args=[record.pk])
        return format_html(
            '<a class="btn btn-quiet btn-sm btn-icon" href="{}" hx-get="{}" hx-target="#preview" data-preview'
            ' aria-label="{}">{}</a>',
            address,
            address,
            _("Preview: %(office)s") % {"office": record.office},
            signs.icon("panel-right", 17),
        )

    def render_kind(self, record: AnnualReport) -> str:
        return record.office.get_kind_display()

    def render_visible_score(self, record: AnnualReport) -> str:
        return "—" if record.score is None or not sees_score(record) else f"{record.score:g}"

    def order_visible_score(
        self, reports: AnnualReportQuerySet, is_descending: bool
    ) -> tuple[AnnualReportQuerySet, bool]:
        """Scores the person may not see yet stand last, whatever they are."""
        score = F("visible_score")
        order = score.desc(nulls_last=True) if is_descending else score.asc(nulls_last=True)
        return with_visible_score(reports, self.request.user).order_by(order, "pk"), True

    def render_reviewers(self, record: AnnualReport) -> SafeString | str:
        given = list(record.assignments.all())
        if not given:
            return format_html('<span class="quiet nowrap">{}</span>', _("no reviewer yet"))
        return format_html_join(_(", "), "{}", ((str(item.reviewer),) for item in given))


def is_new_to_me(record: AnnualReport) -> bool:
    """Handed in since the person last looked."""
    if record.submitted_at is None or record.status not in ("submitted", "recommended"):
        return False
    return all(look.looked_at < record.submitted_at for look in record.my_looks)


def sees_score(record: AnnualReport) -> bool:
    """Whether the person may see the score: theirs is in, or the report is decided."""
    return record.status in DECIDED or any(
        review.version_id == record.submitted_version_id for review in record.my_finished_reviews
    )


CHOOSABLE = tuple(
    (name, column.verbose_name)
    for name, column in QueueTable.base_columns.items()
    if name not in ("pick", "office", "preview")
)
