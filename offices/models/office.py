from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ..codes import validate_credit_code, validate_region_code
from .bureau import Bureau


class OfficeKind(models.TextChoices):
    STREET = "street", _("street office")
    TOWN = "town", _("town")
    TOWNSHIP = "township", _("township")
    DEPARTMENT = "department", _("county department")


class OfficeQuerySet(models.QuerySet["Office"]):
    def active(self) -> "OfficeQuerySet":
        return self.filter(ended_on__isnull=True)

    def of_bureau(self, bureau: Bureau) -> "OfficeQuerySet":
        return self.filter(bureau=bureau)

    def in_list_order(self) -> "OfficeQuerySet":
        """By division code first: pinyin misreads place names (长庆, 单县)."""
        return self.order_by("region_code", "sort_key", "name")


class Office(models.Model):
    """街道办事处 / 乡镇人民政府: hands in one report a year.

    Codes change when places merge, so they are never a key; what was before is
    kept in :class:`OfficeChange`.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="offices", verbose_name=_("bureau"))
    name = models.CharField(
        _("name"), max_length=100, help_text=_("The full name, e.g. 云溪县白石镇人民政府.")
    )
    short_name = models.CharField(_("short name"), max_length=50, help_text=_("e.g. 白石镇"))
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind)
    region_code = models.CharField(
        _("division code"), max_length=12, blank=True, validators=[validate_region_code]
    )
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True, validators=[validate_credit_code]
    )
    sort_key = models.CharField(
        _("sort key"), max_length=100, blank=True, help_text=_("Sorts offices that share a division code.")
    )
    website = models.CharField(
        _("website"), max_length=100, blank=True, help_text=_("The host its reports are published on.")
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="merged_offices",
        null=True,
        blank=True,
        verbose_name=_("merged into"),
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["region_code", "sort_key", "name"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "name"], name="office_name_once_a_bureau"),
            models.UniqueConstraint(
                fields=["bureau", "credit_code"],
                condition=~Q(credit_code=""),
                name="office_credit_code_once_a_bureau",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(ended_on__isnull=False),
                name="office_merged_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class OfficeChange(models.Model):
    """One change of an office's name or codes: what it was until then, and why."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="changes", verbose_name=_("office"))
    name = models.CharField(_("name until then"), max_length=100)
    short_name = models.CharField(_("short name until then"), max_length=50)
    region_code = models.CharField(_("division code until then"), max_length=12, blank=True)
    credit_code = models.CharField(_("credit code until then"), max_length=18, blank=True)
    changed_on = models.DateField(_("changed on"))
    reason = models.CharField(_("reason"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("change of an office")
        verbose_name_plural = _("changes of offices")
        ordering = ["-changed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.name} → {self.office}"
