from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .reports import AnnualReport


class FormDraft(models.Model):
    """What an office is writing in the form, before it becomes a version.

    ``revision`` counts the saves: who saves on top of a revision they have not
    seen is told, and nothing is overwritten. When another person goes on, what the
    one before had written stays in ``before``.
    """

    report = models.OneToOneField(
        AnnualReport, models.CASCADE, related_name="form_draft", verbose_name=_("report")
    )
    content = models.JSONField(_("content"), default=dict)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("saved by")
    )
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    before = models.JSONField(_("content before"), default=dict, blank=True)
    before_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("before by")
    )
    before_at = models.DateTimeField(_("before at"), null=True, blank=True)

    class Meta:
        verbose_name = _("draft in the form")
        verbose_name_plural = _("drafts in the form")

    def __str__(self) -> str:
        return f"{self.report} · {self.revision}"
