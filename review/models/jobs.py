from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignOfLife(models.Model):
    """When a part of the machinery was last seen at work; one row a part, written over each time."""

    part = models.CharField(_("part"), max_length=40, unique=True)
    at = models.DateTimeField(_("last sign of life"), default=timezone.now)

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return f"{self.part} · {self.at:%Y-%m-%d %H:%M:%S}"
