from django.db import models
from django.utils.translation import gettext_lazy as _

from .versions import ReportVersion


class ReportSketch(models.Model):
    """The clauses of a report's latest checked version, as ``checking.copies`` sketches them:
    a list of [content, start, end, words, hashes].
    """

    version = models.OneToOneField(
        ReportVersion, models.CASCADE, related_name="sketch", verbose_name=_("version")
    )
    clauses = models.JSONField(_("clauses"), default=list)

    class Meta:
        verbose_name = _("sketch of a report")
        verbose_name_plural = _("sketches of reports")

    def __str__(self) -> str:
        return str(self.version)


class SketchHash(models.Model):
    """One hash of one clause: where to look for reports that share a passage."""

    sketch = models.ForeignKey(
        ReportSketch, models.CASCADE, related_name="hashes", db_index=True, verbose_name=_("sketch")
    )
    value = models.BigIntegerField(_("hash"))

    class Meta:
        verbose_name = _("hash of a clause")
        verbose_name_plural = _("hashes of clauses")
        indexes = [models.Index(fields=["value", "sketch"], name="sketch_hash_value")]

    def __str__(self) -> str:
        return f"{self.value:x}"
