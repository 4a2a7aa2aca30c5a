from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import Bureau


class ListLayout(models.Model):
    """Which columns a bureau's compliance list shows, and in which order."""

    bureau = models.OneToOneField(
        Bureau, models.CASCADE, related_name="list_layout", verbose_name=_("bureau")
    )
    columns = models.JSONField(
        _("columns"), default=list, help_text=_("Ids of review.compliance, in their order.")
    )
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("columns of the list")
        verbose_name_plural = _("columns of the lists")

    def __str__(self) -> str:
        return str(self.bureau)
