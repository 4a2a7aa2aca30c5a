from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import AnnualReport, ReportVersion


class WorkDraft(models.Model):
    """What a reviewer is writing and has not kept yet: a comment, a finding, a letter.

    One row a person, report and thing written; it survives a closed tab and goes once the
    thing is kept. ``content`` holds the fields of its form.
    """

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="drafts", verbose_name=_("report"))
    version = models.ForeignKey(ReportVersion, models.CASCADE, related_name="+", verbose_name=_("version"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    target = models.CharField(
        _("what is written"),
        max_length=20,
        help_text=_("comment, finding, letter; or c and the id of the comment being changed."),
    )
    content = models.JSONField(_("content"), default=dict)
    revision = models.PositiveIntegerField(
        _("revision"), default=1, help_text=_("Counts saves, so that two tabs never overwrite silently.")
    )
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("draft of a reviewer")
        verbose_name_plural = _("drafts of reviewers")
        constraints = [
            models.UniqueConstraint(fields=["report", "by", "target"], name="work_draft_once_a_target")
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.by} · {self.target}"
