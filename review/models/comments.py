from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import Bureau
from submissions.models import AnnualReport, ReportVersion


class Comment(models.Model):
    """A remark on a passage or on the whole report.

    Anchored by its span in the text of ``version`` and by its quote with a
    little text before and after, so that it can be found again in the next
    version or say that its passage is gone. Internal ones stay in the bureau.
    """

    report = models.ForeignKey(
        AnnualReport, models.CASCADE, related_name="comments", verbose_name=_("report")
    )
    version = models.ForeignKey(
        ReportVersion, models.CASCADE, related_name="comments", verbose_name=_("version")
    )
    body = models.TextField(_("comment"))
    start = models.PositiveIntegerField(_("from character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("to character"), null=True, blank=True)
    quote = models.CharField(_("passage"), max_length=400, blank=True)
    before = models.CharField(_("text before"), max_length=40, blank=True)
    after = models.CharField(_("text after"), max_length=40, blank=True)
    is_internal = models.BooleanField(_("internal"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["start", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="comment_has_body"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=models.F("end")),
                name="comment_span_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60]


class Phrase(models.Model):
    """A sentence reviewers use again and again; shared in the bureau or one's own."""

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="phrases", verbose_name=_("bureau"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="phrases",
        verbose_name=_("owner"),
        help_text=_("Empty: shared in the bureau."),
    )
    title = models.CharField(_("title"), max_length=60)
    body = models.TextField(_("text"))
    used_count = models.PositiveIntegerField(_("times used"), default=0)

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrase bank")
        ordering = ["-used_count", "title"]

    def __str__(self) -> str:
        return self.title
