from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..checking.results import Level, Outcome
from .versions import ReportVersion
from .years import StandardVersion


class CheckRunStatus(models.TextChoices):
    """What the machine is doing; never mixed with the report's status."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class CheckStep(models.TextChoices):
    """The steps a person sees while a check runs, in order."""

    READING = "reading", _("reading the file")
    SECTIONS = "sections", _("finding the sections")
    FIRST_RESPONSIBLE = "first_responsible", _("duties of the first responsible persons")
    FIGURES = "figures", _("figures, citations and wording")
    COMPARISON = "comparison", _("comparing with other reports")


class CheckRunQuerySet(models.QuerySet["CheckRun"]):
    def unfinished(self) -> "CheckRunQuerySet":
        return self.filter(status__in=(CheckRunStatus.QUEUED, CheckRunStatus.RUNNING))


class CheckRun(models.Model):
    """One reading of one version under one standard.

    The row is the truth, the queue a hint: it is written before anything is
    enqueued, and a sweep sends again what no worker has touched for a while.
    """

    version = models.ForeignKey(
        ReportVersion, models.CASCADE, related_name="check_runs", verbose_name=_("version")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=CheckRunStatus, default=CheckRunStatus.QUEUED
    )
    step = models.CharField(_("step"), max_length=20, choices=CheckStep, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("queued at"), default=timezone.now)
    touched_at = models.DateTimeField(_("last sign of life"), default=timezone.now)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    failure = models.CharField(_("failure"), max_length=40, blank=True)
    failure_params = models.JSONField(_("failure parameters"), default=dict, blank=True)
    standard = models.CharField(_("standard"), max_length=60, blank=True)
    judged_by = models.ForeignKey(
        StandardVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("standard as it was then"),
    )
    length = models.PositiveIntegerField(
        _("length"), default=0, help_text=_("Characters of the text without blanks.")
    )
    first_responsible_length = models.PositiveIntegerField(
        _("length on the first responsible persons"), default=0
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    outline = models.JSONField(_("outline"), default=list, blank=True)
    places = models.JSONField(_("where paragraphs stand in the file"), default=list, blank=True)
    notes = models.JSONField(_("notes of the reading"), default=list, blank=True)

    objects = CheckRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=(CheckRunStatus.DONE, CheckRunStatus.FAILED))
                | Q(finished_at__isnull=False),
                name="check_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=CheckRunStatus.FAILED) | ~Q(failure=""), name="check_failed_has_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["touched_at"], condition=Q(status__in=("queued", "running")), name="check_unfinished"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.get_status_display()}"

    @property
    def is_finished(self) -> bool:
        return self.status in (CheckRunStatus.DONE, CheckRunStatus.FAILED)


class RequirementOutcome(models.Model):
    """What became of one requirement in one check. ``evidence`` is a list of [start, end]."""

    OUTCOMES = [
        (Outcome.MET.value, _("met")),
        (Outcome.PARTIAL.value, _("partly met")),
        (Outcome.MISSING.value, _("missing")),
        (Outcome.UNSURE.value, _("a person has to look")),
        (Outcome.NOT_APPLICABLE.value, _("not applicable")),
        (Outcome.UNCHECKED.value, _("not checked")),
    ]

    run = models.ForeignKey(CheckRun, models.CASCADE, related_name="requirements", verbose_name=_("check"))
    requirement = models.CharField(_("requirement"), max_length=60)
    outcome = models.CharField(_("outcome"), max_length=20, choices=OUTCOMES)
    evidence = models.JSONField(_("evidence"), default=list)
    note = models.CharField(_("note"), max_length=60, blank=True)
    params = models.JSONField(_("parameters"), default=dict)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("outcome of a requirement")
        verbose_name_plural = _("outcomes of requirements")
        ordering = ["run", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "requirement"], name="requirement_once_a_run")]
        indexes = [models.Index(fields=["requirement", "outcome"], name="requirement_outcome")]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.outcome}"


class FindingState(models.TextChoices):
    """How a finding stands to the version before."""

    NEW = "new", _("new")
    STILL = "still", _("still there")
    BACK = "back", _("back again")


class Finding(models.Model):
    """One thing to look at: rule, parameters and passages; the sentence is made when shown.

    ``fingerprint`` (rule and normalised passage) tells the same finding across
    versions. ``is_manual`` marks one a reviewer added by hand.
    """

    LEVELS = [
        (Level.MUST.value, _("must be mended")),
        (Level.SHOULD.value, _("should be mended")),
        (Level.CONFIRM.value, _("please confirm")),
    ]

    run = models.ForeignKey(CheckRun, models.CASCADE, related_name="findings", verbose_name=_("check"))
    rule = models.CharField(_("rule"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=LEVELS)
    params = models.JSONField(_("parameters"), default=dict)
    evidence = models.JSONField(_("evidence"), default=list)
    quote = models.CharField(_("passage"), max_length=400, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=FindingState, default=FindingState.NEW)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_manual = models.BooleanField(_("added by a person"), default=False)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["run", "position"]
        indexes = [
            models.Index(fields=["rule", "level"], name="finding_rule"),
            models.Index(fields=["run", "rule", "level"], name="finding_of_run"),
            models.Index(fields=["fingerprint"], name="finding_fingerprint"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} ({self.level})"
