from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import Bureau, Office

from .years import ReportingYear


class ReportStatus(models.TextChoices):
    """Where a report is between people. The words are the office's; the bureau's
    stand in ``BUREAU_WORDS``.
    """

    NOT_STARTED = "not_started", _("not started")
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("handed in")
    RETURNED = "returned", _("returned")
    RECOMMENDED = "recommended", _("under second review")
    ACCEPTED = "accepted", _("accepted")
    PUBLISHED = "published", _("published")
    EXEMPT = "exempt", _("exempt")

    @property
    def bureau_word(self) -> str:
        """The same status as the bureau reads it."""
        return BUREAU_WORDS.get(self, self.label)

    @property
    def who_acts(self) -> str:
        """Who must act next."""
        return WHO_ACTS[self]


BUREAU_WORDS = {
    ReportStatus.SUBMITTED: _("to review"),
    ReportStatus.RETURNED: _("returned, with the office"),
    ReportStatus.RECOMMENDED: _("recommended, to decide"),
}
WHO_ACTS = {
    ReportStatus.NOT_STARTED: _("the office"),
    ReportStatus.DRAFT: _("the office"),
    ReportStatus.SUBMITTED: _("the reviewer"),
    ReportStatus.RETURNED: _("the office"),
    ReportStatus.RECOMMENDED: _("the chief reviewer"),
    ReportStatus.ACCEPTED: _("the office"),
    ReportStatus.PUBLISHED: _("nobody"),
    ReportStatus.EXEMPT: _("nobody"),
}
HANDED_IN = (
    ReportStatus.SUBMITTED,
    ReportStatus.RETURNED,
    ReportStatus.RECOMMENDED,
    ReportStatus.ACCEPTED,
    ReportStatus.PUBLISHED,
)
WITH_OFFICE = (ReportStatus.NOT_STARTED, ReportStatus.DRAFT, ReportStatus.RETURNED)
WITH_BUREAU = (ReportStatus.SUBMITTED, ReportStatus.RECOMMENDED)
DECIDED = (ReportStatus.ACCEPTED, ReportStatus.PUBLISHED)


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    def of_office(self, office: Office) -> "AnnualReportQuerySet":
        return self.filter(office=office)

    def of_bureau(self, bureau: Bureau) -> "AnnualReportQuerySet":
        return self.filter(year__bureau=bureau)

    def awaiting_review(self) -> "AnnualReportQuerySet":
        return self.filter(status__in=WITH_BUREAU)

    def handed_in(self) -> "AnnualReportQuerySet":
        return self.filter(first_submitted_at__isnull=False)

    def required(self) -> "AnnualReportQuerySet":
        return self.exclude(status=ReportStatus.EXEMPT)

    def with_due_date(self) -> "AnnualReportQuerySet":
        """Adds ``effective_due_on``: the extension where there is one, else the year's date."""
        return self.annotate(effective_due_on=Coalesce("extended_to", "year__due_on"))

    def overdue(self, today: date) -> "AnnualReportQuerySet":
        """Still with the office, never handed in, and past the date."""
        return self.with_due_date().filter(
            status__in=(ReportStatus.NOT_STARTED, ReportStatus.DRAFT),
            first_submitted_at__isnull=True,
            effective_due_on__lt=today,
        )

    def for_pages(self) -> "AnnualReportQuerySet":
        """With everything a page about one report shows."""
        return self.select_related("office", "year__bureau", "current_version", "latest_run")

    def for_upload(self) -> "AnnualReportQuerySet":
        """With what taking a file in asks for. The evening of the deadline is made of these: every joined
        column and every further question is paid for by all who wait.
        """
        unread = (f"current_version__{name}" for name in ("text", "text_sha256", "form_content"))
        return self.select_related("office", "year", "current_version__file").defer(*unread)

    def for_lists(self) -> "AnnualReportQuerySet":
        """With everything a row of a list shows, without whole texts and what the check read of them."""
        versions = ("text", "form_content")
        runs = ("facts", "outline", "places", "notes")
        return self.for_pages().defer(
            *(f"current_version__{name}" for name in versions), *(f"latest_run__{name}" for name in runs)
        )


class AnnualReport(models.Model):
    """One office × one year. A row exists from the day the year is opened.

    ``status`` is written by :mod:`submissions.workflow` alone. The counts and
    facts of the latest check stand here as well (written by
    :mod:`submissions.check_runs`), so that a list of ten thousand needs no join.
    """

    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="reports", verbose_name=_("year"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="reports", verbose_name=_("office"))
    status = models.CharField(
        _("status"), max_length=20, choices=ReportStatus, default=ReportStatus.NOT_STARTED
    )
    status_since = models.DateTimeField(_("in this status since"), default=timezone.now)

    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    extension_reason = models.CharField(_("reason for the extension"), max_length=200, blank=True)
    exemption_reason = models.CharField(_("reason for the exemption"), max_length=200, blank=True)
    is_handled_offline = models.BooleanField(
        _("classified, handled offline"),
        default=False,
        help_text=_("Only the fact is recorded; no content is kept here."),
    )

    current_version = models.ForeignKey(
        "ReportVersion", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("version")
    )
    submitted_version = models.ForeignKey(
        "ReportVersion",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version handed in"),
    )
    latest_run = models.ForeignKey(
        "CheckRun", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("latest check")
    )
    submitted_run = models.ForeignKey(
        "CheckRun",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("check of the version handed in"),
    )
    first_submitted_at = models.DateTimeField(_("first handed in at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    returned_at = models.DateTimeField(_("last returned at"), null=True, blank=True)
    return_count = models.PositiveSmallIntegerField(_("times returned"), default=0)
    revision_due_on = models.DateField(_("revision due on"), null=True, blank=True)
    review_started_at = models.DateTimeField(_("review begun at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_at_url = models.URLField(_("published at"), max_length=300, blank=True)
    is_published_here = models.BooleanField(_("published on the public page here"), default=False)

    secrecy_reviewed_by = models.CharField(_("secrecy review by"), max_length=50, blank=True)
    secrecy_reviewed_on = models.DateField(_("secrecy review on"), null=True, blank=True)
    remarks = models.CharField(_("remarks"), max_length=200, blank=True)

    title = models.CharField(_("title"), max_length=300, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    must_count = models.PositiveIntegerField(_("must be mended"), default=0)
    should_count = models.PositiveIntegerField(_("should be mended"), default=0)
    confirm_count = models.PositiveIntegerField(_("to confirm"), default=0)
    met_count = models.PositiveIntegerField(_("requirements met"), default=0)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=1, null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=20, blank=True)

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("annual report")
        verbose_name_plural = _("annual reports")
        ordering = ["-year__year", "office__region_code", "office__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["year", "office"], name="report_once_an_office_and_year"),
            models.CheckConstraint(
                condition=~Q(status__in=HANDED_IN) | Q(first_submitted_at__isnull=False),
                name="report_handed_in_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.RETURNED)
                | Q(returned_at__isnull=False, return_count__gte=1),
                name="report_returned_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED) | Q(accepted_at__isnull=False),
                name="report_accepted_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.PUBLISHED) | Q(published_on__isnull=False),
                name="report_published_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.EXEMPT) | ~Q(exemption_reason=""),
                name="report_exempt_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | ~Q(extension_reason=""),
                name="report_extension_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["year", "status", "submitted_at"], name="report_year_status"),
            models.Index(fields=["status", "submitted_at"], name="report_status_submitted"),
            models.Index(fields=["submitted_at"], name="report_submitted"),  # the queue's first page
        ]

    def __str__(self) -> str:
        return str(_("%(office)s, report year %(year)s") % {"office": self.office, "year": self.year.year})

    def get_absolute_url(self) -> str:
        return reverse("report_home", args=[self.pk])

    @property
    def shows_a_draft(self) -> bool:
        """Whether title, document number and counts are those of a version the bureau was not given."""
        return self.current_version_id != self.submitted_version_id

    @property
    def due_on(self) -> date:
        """The last good day for handing in: the extension where there is one."""
        return self.extended_to or self.year.due_on

    @property
    def final_score(self) -> Decimal | None:
        """The score once the report is accepted. Before, it tells a reviewer what the others gave."""
        return self.score if self.status in DECIDED else None

    @property
    def final_grade(self) -> str:
        """The grade that goes with it; "" before."""
        return self.grade if self.status in DECIDED else ""

    @property
    def status_enum(self) -> ReportStatus:
        return ReportStatus(self.status)

    @property
    def handed_in_on_time(self) -> bool | None:
        """Whether it was first handed in by the date (Beijing time); None while it was not."""
        if self.first_submitted_at is None:
            return None
        return timezone.localdate(self.first_submitted_at) <= self.due_on

    def days_overdue(self, today: date) -> int:
        """Calendar days late: until handed in first, else until ``today``; 0 when on time."""
        if self.status == ReportStatus.EXEMPT:
            return 0
        until = timezone.localdate(self.first_submitted_at) if self.first_submitted_at else today
        return max(0, (until - self.due_on).days)
