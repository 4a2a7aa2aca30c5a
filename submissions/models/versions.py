from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .reports import AnnualReport


class StoredFile(models.Model):
    """Bytes, kept once under their SHA-256 and never changed (:mod:`submissions.files`)."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(_("stored at"), default=timezone.now)
    purged_at = models.DateTimeField(
        _("removed at"),
        null=True,
        blank=True,
        help_text=_("A secrecy mark was found in a picture of a page: only the hash is left."),
    )

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def storage_name(self) -> str:
        """Where the bytes are kept, relative to the file store."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class VersionSource(models.TextChoices):
    UPLOAD = "upload", _("uploaded by the office")
    FORM = "form", _("written in the form")
    RECEIVED = "received", _("received by the bureau")


class ReportVersion(models.Model):
    """One file of a report, never changed. A new file is a new version."""

    report = models.ForeignKey(
        AnnualReport, models.CASCADE, related_name="versions", verbose_name=_("report")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="versions", verbose_name=_("file"))
    original_name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind of file"), max_length=20, blank=True)
    source = models.CharField(_("source"), max_length=20, choices=VersionSource, default=VersionSource.UPLOAD)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    uploaded_at = models.DateTimeField(_("at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    text = models.TextField(
        _("text"), blank=True, help_text=_("As the latest check read it; all spans count in it.")
    )
    text_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64, blank=True)
    form_content = models.JSONField(_("as written in the form"), null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
        ]

    def __str__(self) -> str:
        return str(_("%(report)s, version %(number)s") % {"report": self.report, "number": self.number})


class Attachment(models.Model):
    """A further file handed in with a version."""

    class Kind(models.TextChoices):
        ATTACHMENT = "attachment", _("attachment")
        FIRST_RESPONSIBLE = "first_responsible", _("separate report of the first responsible persons")

    version = models.ForeignKey(
        ReportVersion, models.CASCADE, related_name="attachments", verbose_name=_("version")
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    original_name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ATTACHMENT)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.original_name
