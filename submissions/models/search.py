from django.db import models
from django.utils.translation import gettext_lazy as _

from .versions import ReportVersion


class ReportText(models.Model):
    """What the full-text index holds of a version (:mod:`submissions.search` writes and reads it)."""

    version = models.OneToOneField(
        ReportVersion,
        models.CASCADE,
        primary_key=True,
        related_name="indexed_text",
        verbose_name=_("version"),
    )
    grams = models.TextField(_("pairs and triples of characters"))

    class Meta:
        verbose_name = _("text in the index")
        verbose_name_plural = _("texts in the index")

    def __str__(self) -> str:
        return str(self.version_id)
