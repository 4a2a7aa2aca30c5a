from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .reports import AnnualReport, ReportStatus
from .versions import ReportVersion


class StatusChange(models.Model):
    """One move of a report from one status to another. Only :mod:`submissions.workflow` adds rows."""

    report = models.ForeignKey(
        AnnualReport, models.CASCADE, related_name="status_changes", verbose_name=_("report")
    )
    old = models.CharField(_("from"), max_length=20, choices=ReportStatus)
    new = models.CharField(_("to"), max_length=20, choices=ReportStatus)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), blank=True)
    version = models.ForeignKey(
        ReportVersion, models.SET_NULL, null=True, related_name="+", verbose_name=_("version")
    )
    standard = models.CharField(_("standard"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(new=ReportStatus.RETURNED) | ~Q(reason=""), name="return_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.old} → {self.new}"


class Receipt(models.Model):
    """Proof that a version was handed in; anyone who holds its address can verify it."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    token = models.CharField(_("verification code"), max_length=40, unique=True)
    report = models.ForeignKey(
        AnnualReport, models.PROTECT, related_name="receipts", verbose_name=_("report")
    )
    version = models.OneToOneField(
        ReportVersion, models.PROTECT, related_name="receipt", verbose_name=_("version")
    )
    submitted_at = models.DateTimeField(_("handed in at"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    declared_by = models.CharField(_("responsible person"), max_length=50, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    standard = models.CharField(_("standard"), max_length=60, blank=True)
    was_on_time = models.BooleanField(_("on time"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-submitted_at"]

    def __str__(self) -> str:
        return self.number


class ReturnLetter(models.Model):
    """What the bureau wrote when it sent a version back."""

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="letters", verbose_name=_("report"))
    version = models.ForeignKey(
        ReportVersion, models.CASCADE, related_name="letters", verbose_name=_("version")
    )
    body = models.TextField(_("letter"))
    due_on = models.DateField(_("revision due on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("return letter")
        verbose_name_plural = _("return letters")
        ordering = ["-sent_at"]
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="letter_has_body")]

    def __str__(self) -> str:
        return str(_("Letter of %(date)s") % {"date": timezone.localdate(self.sent_at)})


class ReturnItem(models.Model):
    """One thing the office is asked to do, and what it said it did."""

    class Answer(models.TextChoices):
        CHANGED = "changed", pgettext_lazy("answer", "changed")
        EXPLAINED = "explained", _("explained")
        NOT_APPLICABLE = "not_applicable", _("does not apply")

    letter = models.ForeignKey(ReturnLetter, models.CASCADE, related_name="items", verbose_name=_("letter"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.TextField(_("what to do"))
    quote = models.CharField(_("passage"), max_length=400, blank=True)
    rule = models.CharField(_("rule or requirement"), max_length=60, blank=True)
    fingerprint = models.CharField(_("fingerprint of the finding"), max_length=64, blank=True)
    evidence = models.JSONField(_("evidence"), default=list)
    answer = models.CharField(_("answer"), max_length=20, choices=Answer, blank=True)
    answer_text = models.CharField(_("explanation"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of a return letter")
        verbose_name_plural = _("items of return letters")
        ordering = ["letter", "position"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer__in=("explained", "not_applicable")) | ~Q(answer_text=""),
                name="item_explained_has_text",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
