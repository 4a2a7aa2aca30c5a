from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import Bureau
from submissions.models import AnnualReport, ReportVersion, StoredFile


class IntakeBatch(models.Model):
    """Files that came to the bureau by other ways, brought in together."""

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="intakes", verbose_name=_("bureau"))
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(_("brought in at"), default=timezone.now)

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.bureau} · {self.brought_at:%Y-%m-%d %H:%M}"


class IntakeItem(models.Model):
    """One file of an intake: what the machine read from it, and where a person filed it."""

    batch = models.ForeignKey(IntakeBatch, models.CASCADE, related_name="items", verbose_name=_("intake"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    original_name = models.CharField(_("file name"), max_length=300)
    is_read = models.BooleanField(_("read"), default=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    confidence = models.PositiveSmallIntegerField(_("confidence in percent"), default=0)
    matched_report = models.ForeignKey(
        AnnualReport, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("match")
    )
    filed_version = models.ForeignKey(
        ReportVersion, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("filed as")
    )
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of an intake")
        verbose_name_plural = _("files of intakes")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.original_name
