from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import Bureau


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self) -> "ApiTokenQuerySet":
        """Neither revoked nor past their last day."""
        today = timezone.localdate()
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today), revoked_at__isnull=True)


class ApiToken(models.Model):
    """Lets another system read one bureau's years, offices, reports and lists.

    Only the SHA-256 is kept: the token itself is 32 random bytes, shown once, so
    a slow hash would protect nothing a quick one does not.
    """

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="api_tokens", verbose_name=_("bureau"))
    name = models.CharField(_("what for"), max_length=80)
    digest = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    start = models.CharField(_("begins with"), max_length=12)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
