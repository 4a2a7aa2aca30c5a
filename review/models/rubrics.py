from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import ReportingYear


class Rubric(models.Model):
    """The criteria of one year. Frozen once scores exist; a change makes the next version."""

    year = models.ForeignKey(ReportingYear, models.CASCADE, related_name="rubrics", verbose_name=_("year"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_current = models.BooleanField(_("in use"), default=True)
    comment_below_percent = models.PositiveSmallIntegerField(
        _("comment required below"),
        default=60,
        help_text=_("In percent of an item's points; a score below needs a comment."),
    )
    grades = models.JSONField(
        _("grades"), default=list, help_text=_("List of [lowest score, name], highest first.")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="rubric_version_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(is_current=True), name="rubric_one_current_a_year"
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("Rubric %(year)s, version %(version)s") % {"year": self.year.year, "version": self.version}
        )


class Criterion(models.Model):
    """One line of a rubric: up to ``points`` points.

    ``suggestion`` names the rule of :mod:`review.suggestions` that proposes points
    from the machine's evidence ("" = a person judges alone); ``suggestion_params``
    binds it to requirement or rule ids.
    """

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria", verbose_name=_("rubric"))
    part = models.CharField(_("part"), max_length=60)
    title = models.CharField(_("item"), max_length=120)
    guidance = models.TextField(_("guidance"), blank=True)
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=1)
    levels = models.JSONField(_("levels"), default=list, help_text=_("List of [points, words]."))
    suggestion = models.CharField(_("suggestion"), max_length=40, blank=True)
    suggestion_params = models.JSONField(_("suggestion parameters"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["rubric", "position"]
        constraints = [models.CheckConstraint(condition=Q(points__gt=0), name="criterion_has_points")]

    def __str__(self) -> str:
        return self.title
