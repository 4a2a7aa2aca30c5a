from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bureau import Bureau
from .office import Office


class Role(models.TextChoices):
    """What a person does, for one office or one bureau."""

    OFFICER = "officer", _("officer")
    OFFICE_LEAD = "office_lead", _("office lead")
    REVIEWER = "reviewer", _("reviewer")
    CHIEF_REVIEWER = "chief_reviewer", _("chief reviewer")
    BUREAU_ADMIN = "bureau_admin", _("bureau administrator")
    AUDITOR = "auditor", _("auditor")
    SECURITY_ADMIN = "security_admin", _("security administrator")
    SYSTEM_ADMIN = "system_admin", _("system administrator")


OFFICE_ROLES = (Role.OFFICER, Role.OFFICE_LEAD)
BUREAU_ROLES = tuple(role for role in Role if role not in OFFICE_ROLES)
# Each watches over the others, so one person holds one of them and nothing besides.
SEPARATE_ROLES = (Role.AUDITOR, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)
PRIVILEGED_ROLES = BUREAU_ROLES  # these sign in with a second factor


class Membership(models.Model):
    """One role of one person. Office roles name an office, bureau roles do not.

    A rater drawn from a township is a reviewer of the bureau and an officer of
    the township; nobody reviews an office of their own.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="memberships", verbose_name=_("bureau"))
    office = models.ForeignKey(
        Office,
        models.CASCADE,
        related_name="memberships",
        null=True,
        blank=True,
        verbose_name=_("office"),
    )

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        ordering = ["bureau", "office", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "office"],
                condition=Q(office__isnull=False),
                name="membership_once_an_office",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "bureau"],
                condition=Q(office__isnull=True),
                name="membership_once_a_bureau",
            ),
            models.CheckConstraint(
                condition=Q(role__in=OFFICE_ROLES, office__isnull=False)
                | Q(role__in=BUREAU_ROLES, office__isnull=True),
                name="membership_office_fits_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.office or self.bureau}"

    def clean(self) -> None:
        """System, security and audit administrators are three people, none of whom judges reports."""
        others = Membership.objects.filter(user_id=self.user_id).exclude(pk=self.pk).exclude(role=self.role)
        clash = others if self.role in SEPARATE_ROLES else others.filter(role__in=SEPARATE_ROLES)
        if held := clash.first():
            raise ValidationError(
                _("%(person)s is %(held)s already; nobody may be that and %(wanted)s as well."),
                params={
                    "person": held.user,
                    "held": held.get_role_display(),
                    "wanted": self.get_role_display(),
                },
            )
