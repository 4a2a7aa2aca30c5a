from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import AnnualReport, ReportVersion


class DecisionKind(models.TextChoices):
    ACCEPT = "accept", _("accept")
    RETURN = "return", _("return for revision")
    RECOMMEND = "recommend", _("recommend for acceptance")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def pending(self) -> "DecisionQuerySet":
        return self.filter(sent_at__isnull=True, taken_back_at__isnull=True)


class Decision(models.Model):
    """What a reviewer decided. It takes effect at ``goes_out_at``; until then it can be taken back.

    ``items`` is a list of {text, quote, rule, fingerprint, evidence} for a return letter.
    """

    report = models.ForeignKey(
        AnnualReport, models.CASCADE, related_name="decisions", verbose_name=_("report")
    )
    version = models.ForeignKey(
        ReportVersion, models.CASCADE, related_name="decisions", verbose_name=_("version")
    )
    kind = models.CharField(_("decision"), max_length=20, choices=DecisionKind)
    letter = models.TextField(_("letter"), blank=True)
    items = models.JSONField(_("what the office is asked to do"), default=list, blank=True)
    due_on = models.DateField(_("revision due on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)
    goes_out_at = models.DateTimeField(_("goes out at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(sent_at__isnull=True, taken_back_at__isnull=True),
                name="decision_one_pending_a_report",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(taken_back_at__isnull=True),
                name="decision_sent_or_taken_back",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.RETURN) | ~Q(letter=""), name="decision_return_has_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_kind_display()}"
