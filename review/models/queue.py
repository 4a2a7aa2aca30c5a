from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import Bureau
from submissions.models import AnnualReport, ReportVersion


class Assignment(models.Model):
    """A report given to a reviewer."""

    report = models.ForeignKey(
        AnnualReport, models.CASCADE, related_name="assignments", verbose_name=_("report")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments", verbose_name=_("reviewer")
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField(_("assigned at"), default=timezone.now)
    is_sample = models.BooleanField(_("drawn for a second look"), default=False)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [models.UniqueConstraint(fields=["report", "reviewer"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.report} → {self.reviewer}"


class LastLook(models.Model):
    """When a reviewer last had a report open, at which version, and whether they put it off."""

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="looks")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="looks")
    version = models.ForeignKey(ReportVersion, models.SET_NULL, null=True, related_name="+")
    looked_at = models.DateTimeField(_("looked at"), default=timezone.now)
    skipped_until = models.DateTimeField(_("put off until"), null=True, blank=True)

    class Meta:
        verbose_name = _("last look")
        verbose_name_plural = _("last looks")
        constraints = [models.UniqueConstraint(fields=["report", "reviewer"], name="look_once")]

    def __str__(self) -> str:
        return f"{self.reviewer} · {self.report}"


class SavedView(models.Model):
    """A filter of the queue with its columns and order, private or shared in the bureau."""

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(_("query"), help_text=_("The query part of the queue's address."))
    is_shared = models.BooleanField(_("shared in the bureau"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "bureau", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name
