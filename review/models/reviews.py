from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import AnnualReport, ReportVersion

from .rubrics import Criterion, Rubric


class Review(models.Model):
    """One reviewer's judgement of one report; scores go in as they are given.

    ``finished_at`` marks the review as in; until then the reviewer does not see
    the others' scores.
    """

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="reviews", verbose_name=_("report"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews", verbose_name=_("reviewer")
    )
    version = models.ForeignKey(
        ReportVersion, models.CASCADE, related_name="reviews", verbose_name=_("version")
    )
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="reviews", verbose_name=_("rubric"))
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=1, default=0)
    note = models.TextField(_("internal note"), blank=True)
    started_at = models.DateTimeField(_("begun at"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    revision = models.PositiveIntegerField(
        _("revision"), default=0, help_text=_("Counts saves, so that two tabs never overwrite silently.")
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-started_at"]
        constraints = [models.UniqueConstraint(fields=["report", "reviewer"], name="review_once_a_reviewer")]
        indexes = [models.Index(fields=["reviewer", "finished_at"], name="review_of_reviewer")]

    def __str__(self) -> str:
        return f"{self.report} · {self.reviewer}"


class Score(models.Model):
    """Points for one criterion. ``suggested`` is what the machine proposed, kept for fairness."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores", verbose_name=_("review"))
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="scores", verbose_name=_("criterion")
    )
    points = models.DecimalField(
        _("points"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Empty: a comment stands here, the points are still to come."),
    )
    suggested = models.DecimalField(
        _("suggested points"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    comment = models.TextField(_("comment"), blank=True)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(condition=Q(points__gte=0), name="score_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
