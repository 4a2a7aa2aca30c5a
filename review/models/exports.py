from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import Bureau
from submissions.models import AnnualReport, ReportingYear, StoredFile


class ExportKind(models.TextChoices):
    COMPLIANCE_XLSX = "compliance_xlsx", _("compliance list (.xlsx)")
    COMPLIANCE_CSV = "compliance_csv", _("compliance list (.csv)")
    CIRCULAR = "circular", _("circular (.docx)")
    SUMMARY = "summary", _("annual summary (.docx)")
    ARCHIVE = "archive", _("all files (.zip)")


class ExportStatus(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class ExportQuerySet(models.QuerySet["Export"]):
    def unfinished(self) -> "ExportQuerySet":
        return self.filter(status__in=(ExportStatus.QUEUED, ExportStatus.RUNNING))


class Export(models.Model):
    """A file made by the worker: asked for, under way, kept and downloadable again.

    ``query`` is the filter it was asked with; the file holds exactly what that filter shows.
    """

    year = models.ForeignKey(ReportingYear, models.CASCADE, related_name="exports", verbose_name=_("year"))
    kind = models.CharField(_("kind"), max_length=20, choices=ExportKind)
    query = models.TextField(_("filter"), blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    options = models.JSONField(
        _("what was typed for it"),
        default=dict,
        blank=True,
        help_text=_("Fields of the document, such as addressees and date."),
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    status = models.CharField(_("status"), max_length=10, choices=ExportStatus, default=ExportStatus.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    touched_at = models.DateTimeField(_("last sign of life"), default=timezone.now)
    failure = models.CharField(_("failure"), max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ExportStatus.DONE) | Q(file__isnull=False), name="export_done_has_file"
            )
        ]

    def __str__(self) -> str:
        return self.file_name or self.get_kind_display()

    @property
    def is_finished(self) -> bool:
        return self.status in (ExportStatus.DONE, ExportStatus.FAILED)


class BureauTemplate(models.Model):
    """A bureau's own .docx for circulars and letters; the newest of a kind is used.

    Going back to the shipped one removes the row; documents made with it are kept as they are.
    """

    class Kind(models.TextChoices):
        CIRCULAR = "circular", _("circular")
        RETURN_LETTER = "return_letter", _("return letter")
        SUMMARY = "summary", _("annual summary")

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="templates", verbose_name=_("bureau"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    original_name = models.CharField(_("file name"), max_length=200)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.original_name


class Reminder(models.Model):
    """That an office was reminded: when, by whom, with which words."""

    report = models.ForeignKey(
        AnnualReport, models.CASCADE, related_name="reminders", verbose_name=_("report")
    )
    text = models.TextField(_("text"))
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_scheduled = models.BooleanField(_("by schedule"), default=False)
    key = models.CharField(_("key"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"], condition=~Q(key=""), name="reminder_scheduled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.sent_at:%Y-%m-%d}"
