from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person. Names are written as one, as Chinese names are."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("name"), max_length=50)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    wants_email = models.BooleanField(_("notices by e-mail"), default=True)
    language = models.CharField(_("language of e-mails"), max_length=10, default="zh-hans")

    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["full_name", "username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name
