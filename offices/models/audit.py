from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One line of the trail: who did what to which object, from where.

    Rows are only ever added (:mod:`offices.audit`). A row is written unsealed in
    the transaction of what it tells about; after the commit it is sealed: given
    the next ``sequence`` and a ``hash`` over itself and the line before. Sealed
    rows are refused any change by the database (:mod:`offices.audit_guard`).
    """

    sequence = models.BigIntegerField(_("number"), null=True, unique=True, editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    actor_name = models.CharField(_("name then"), max_length=150, blank=True)
    bureau_id = models.BigIntegerField(_("bureau"), null=True)
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=40, blank=True)
    object_id = models.CharField(_("object"), max_length=64, blank=True)
    object_name = models.CharField(_("name of the object then"), max_length=200, blank=True)
    details = models.JSONField(_("details"), default=dict)
    address = models.GenericIPAddressField(_("network address"), null=True)
    request_id = models.CharField(_("request"), max_length=40, blank=True)
    previous_hash = models.CharField(_("hash before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, null=True, unique=True)

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["bureau_id", "-at"], name="audit_bureau_time"),
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["actor", "action", "-at"], name="audit_actor_action"),
            models.Index(fields=["id"], condition=Q(sequence__isnull=True), name="audit_unsealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sequence__isnull=True, hash__isnull=True)
                | Q(sequence__isnull=False, hash__isnull=False),
                name="audit_sealed_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.action}"


class AuditCheckpoint(models.Model):
    """Where the trail begins after old lines were pruned: their last number and hash.

    The database lets go only of lines that a checkpoint covers.
    """

    sequence = models.BigIntegerField(_("last number removed"), unique=True)
    hash = models.CharField(_("its hash"), max_length=64)
    removed = models.PositiveIntegerField(_("lines removed"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("checkpoint of the trail")
        verbose_name_plural = _("checkpoints of the trail")
        ordering = ["-sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} · {self.hash[:12]}"
