from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .reports import AnnualReport
from .versions import ReportVersion


class ResponseKind(models.TextChoices):
    CHANGED = "changed", pgettext_lazy("answer", "changed")
    EXPLAINED = "explained", _("explained")
    NOT_APPLICABLE = "not_applicable", _("does not apply")
    FALSE_ALARM = "false_alarm", _("false alarm")
    DISMISSED = "dismissed", _("dismissed by the reviewer")
    CONFIRMED = "confirmed", _("confirmed by the reviewer")


OFFICE_RESPONSES = (
    ResponseKind.CHANGED,
    ResponseKind.EXPLAINED,
    ResponseKind.NOT_APPLICABLE,
    ResponseKind.FALSE_ALARM,
)
BUREAU_RESPONSES = (ResponseKind.DISMISSED, ResponseKind.CONFIRMED)
NEEDS_REASON = (
    ResponseKind.EXPLAINED,
    ResponseKind.NOT_APPLICABLE,
    ResponseKind.FALSE_ALARM,
    ResponseKind.DISMISSED,
)


class FindingResponse(models.Model):
    """What a person said to one finding of one report: this instance, not the rule.

    It follows the finding's fingerprint through the versions. The latest from
    each side (office, bureau) holds; earlier ones stay as history.
    """

    report = models.ForeignKey(
        AnnualReport, models.CASCADE, related_name="responses", verbose_name=_("report")
    )
    version = models.ForeignKey(
        ReportVersion, models.CASCADE, related_name="responses", verbose_name=_("version")
    )
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    rule = models.CharField(_("rule"), max_length=60)
    kind = models.CharField(_("answer"), max_length=20, choices=ResponseKind)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a finding")
        verbose_name_plural = _("answers to findings")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=NEEDS_REASON) | ~Q(reason=""), name="response_has_reason"
            )
        ]
        indexes = [
            models.Index(fields=["report", "fingerprint"], name="response_of_finding"),
            models.Index(fields=["rule", "kind"], name="response_by_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.kind}"
