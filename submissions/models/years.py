from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.models import Bureau

DEFAULT_LEGAL_BASIS = "《法治政府建设与责任落实督察工作规定》（厅字〔2019〕28号）"


class StandardVersion(models.Model):
    """A standard as it was: a bureau's own, or the one that came with the system.

    Never changed; an edit, or an upgrade of the system, makes a new row. ``whole`` keeps
    every entry, so that a newer system never shifts what an old version means;
    ``content`` is what the bureau says otherwise than the system did.
    """

    bureau = models.ForeignKey(
        Bureau,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="standards",
        verbose_name=_("bureau"),
        help_text=_("Empty: the standard that came with the system."),
    )
    name = models.CharField(_("version"), max_length=40)
    content = models.JSONField(_("content"), default=dict, blank=True)
    whole = models.JSONField(_("all of it"), default=dict, blank=True)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("version of the standard")
        verbose_name_plural = _("versions of the standard")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "name"], name="standard_name_once_a_bureau"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(bureau__isnull=True), name="shipped_standard_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReportingYearQuerySet(models.QuerySet["ReportingYear"]):
    def is_open(self) -> "ReportingYearQuerySet":
        return self.filter(closed_at__isnull=True)

    def with_counts(self) -> "ReportingYearQuerySet":
        """Adds ``offices``, ``handed_in`` and ``published``: reports of the year, by how far they are."""
        return self.annotate(
            offices=Count("reports"),
            handed_in=Count("reports", filter=Q(reports__first_submitted_at__isnull=False)),
            published=Count("reports", filter=Q(reports__status="published")),
        )


class ReportingYear(models.Model):
    """One year's round in one bureau: dates, basis and switches.

    ``year`` is the report year (the year reported on). ``due_on`` and
    ``publish_by`` are the last good days: the regulation's "before 1 March"
    makes 28 or 29 February the last one.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="years", verbose_name=_("bureau"))
    year = models.PositiveSmallIntegerField(_("report year"))
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"), help_text=_("The last good day for handing in."))
    publish_by = models.DateField(_("publish by"), help_text=_("The last good day for publication."))
    legal_basis = models.CharField(_("legal basis"), max_length=300, default=DEFAULT_LEGAL_BASIS)
    requires_office_sign_off = models.BooleanField(
        _("the office lead signs off"),
        default=False,
        help_text=_("Only the office lead may submit; officers prepare."),
    )
    requires_second_review = models.BooleanField(
        _("second review"),
        default=False,
        help_text=_("The first reviewer recommends, the chief reviewer decides."),
    )
    standard = models.ForeignKey(
        StandardVersion,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("standard"),
        help_text=_("Empty: the standard that comes with the system."),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    created_at = models.DateTimeField(_("opened at"), default=timezone.now, editable=False)

    objects = ReportingYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting year")
        verbose_name_plural = _("reporting years")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "year"], name="year_once_a_bureau"),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on")) & Q(due_on__lte=F("publish_by")),
                name="year_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(bureau)s, report year %(year)s") % {"bureau": self.bureau, "year": self.year})

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @staticmethod
    def default_dates(year: int) -> dict[str, date]:
        """Opens 1 December; due before 1 March, published before 1 April of the next year
        (厅字〔2019〕28号).
        """
        last_of_february = date.fromordinal(date(year + 1, 3, 1).toordinal() - 1)
        return {
            "opens_on": date(year, 12, 1),
            "due_on": last_of_february,
            "publish_by": date(year + 1, 3, 31),
        }
