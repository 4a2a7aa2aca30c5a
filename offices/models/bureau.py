from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..codes import validate_region_code


class Bureau(models.Model):
    """县司法局 / 依法治县办: collects and judges the reports of its offices.

    A bureau with ``children`` is a city's; it sees their lists and overviews.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    county = models.CharField(
        _("county"), max_length=50, help_text=_("As it stands in the title of the list, e.g. 云溪县.")
    )
    slug = models.SlugField(_("address name"), unique=True, help_text=_("Part of the public address."))
    region_code = models.CharField(
        _("division code"), max_length=12, blank=True, validators=[validate_region_code]
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name=_("bureau above"),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("bureau")
        verbose_name_plural = _("bureaus")
        ordering = ["region_code", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public_bureau", args=[self.slug])
