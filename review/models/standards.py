from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import AnnualReport, ReportingYear


class StandardDraft(models.Model):
    """What a bureau is about to change in a year's standard; nothing is judged by it yet.

    ``content`` is the whole of the bureau's own entries, as a StandardVersion
    keeps them; it becomes one when it is applied.
    """

    year = models.OneToOneField(
        ReportingYear, models.CASCADE, related_name="standard_draft", verbose_name=_("year")
    )
    content = models.JSONField(_("content"), default=dict)
    revision = models.PositiveIntegerField(
        _("revision"), default=0, help_text=_("Counts saves, so that two tabs never overwrite silently.")
    )
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("draft of a standard")
        verbose_name_plural = _("drafts of standards")

    def __str__(self) -> str:
        return str(self.year)


class DryRunStatus(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class DryRun(models.Model):
    """What a changed standard would say about the reports kept; nothing of them is changed.

    Like an export, the row is the truth and the queue a hint. ``content`` is a copy:
    whoever goes on editing does not change what is being tried.
    """

    year = models.ForeignKey(ReportingYear, models.CASCADE, related_name="dry_runs", verbose_name=_("year"))
    content = models.JSONField(_("content"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=DryRunStatus, default=DryRunStatus.QUEUED)
    total = models.PositiveIntegerField(_("reports"), default=0)
    done = models.PositiveIntegerField(_("reports tried"), default=0)
    touched_at = models.DateTimeField(_("last sign of life"), default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("dry run")
        verbose_name_plural = _("dry runs")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=(DryRunStatus.DONE, DryRunStatus.FAILED))
                | Q(finished_at__isnull=False),
                name="dry_run_ended_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.get_status_display()}"

    @property
    def is_finished(self) -> bool:
        return self.status in (DryRunStatus.DONE, DryRunStatus.FAILED)


class DryRunChange(models.Model):
    """One report a dry run would judge otherwise.

    ``changes`` is a list of {kind, id, before, after, count, quote}: kind "requirement"
    with outcomes, or "finding" with levels ("" where there was or would be none).
    """

    dry_run = models.ForeignKey(DryRun, models.CASCADE, related_name="changes", verbose_name=_("dry run"))
    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="+", verbose_name=_("report"))
    changes = models.JSONField(_("changes"), default=list)
    must_before = models.PositiveSmallIntegerField(_("must be mended, before"), default=0)
    must_after = models.PositiveSmallIntegerField(_("must be mended, after"), default=0)

    class Meta:
        verbose_name = _("change a dry run found")
        verbose_name_plural = _("changes a dry run found")
        ordering = ["dry_run", "report"]
        constraints = [
            models.UniqueConstraint(fields=["dry_run", "report"], name="dry_run_change_once_a_report")
        ]

    def __str__(self) -> str:
        return str(self.report)
