"""What the machine has to do, does, and could not do; and whether anybody is there to do it."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from offices import audit
from offices.models import User
from submissions.models import CheckRun, CheckRunStatus
from submissions.models.check_runs import CheckRunQuerySet
from submissions.tasks import enqueue_check
from submissions.uploads import queue_check
from submissions.words import standard_behind, words_of_failure

from .models import Export, ExportStatus, SignOfLife
from .models.exports import ExportQuerySet
from .tasks import WORKER, enqueue_export

SILENT_AFTER = timedelta(minutes=2)  # the sign of life comes every half minute
BROKER_PATIENCE = 0.8  # seconds: the page must not wait for a broker that is gone
NOT_AGAIN = "secrecy_mark"  # such a file is gone; there is nothing to check again


@dataclass(frozen=True, slots=True)
class Health:
    """Whether worker and scheduler were seen lately, and whether the broker answers now."""

    broker: bool
    seen_at: datetime | None

    @property
    def worker(self) -> bool:
        return self.seen_at is not None and timezone.now() - self.seen_at < SILENT_AFTER


def health() -> Health:
    """Answers within :data:`BROKER_PATIENCE`, more or less."""
    seen = SignOfLife.objects.filter(part=WORKER).values_list("at", flat=True).first()
    return Health(_broker_answers(), seen)


def _broker_answers() -> bool:
    options = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "socket_timeout": BROKER_PATIENCE,
        "socket_connect_timeout": BROKER_PATIENCE,
    }
    try:
        with closing(current_app.connection_for_write(transport_options=options)) as broker:
            broker.ensure_connection(
                max_retries=1, interval_start=0, timeout=BROKER_PATIENCE, reraise_as_library_errors=True
            )
    except (OperationalError, OSError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class State:
    """One state of work: key in the address, word on the pill."""

    key: str
    label: Any


STATES = (
    State("failed", _("failed")),
    State("stuck", _("stuck")),
    State("running", _("running")),
    State("queued", _("waiting")),
    State("done", _("done in the last day")),
)


def state_or_default(key: str) -> str:
    """A known state; what failed for anything else."""
    return key if key in {state.key for state in STATES} else STATES[0].key


def checks_of(bureaus: Iterable[int]) -> CheckRunQuerySet:
    """The checks of the bureaus' reports."""
    return CheckRun.objects.filter(version__report__year__bureau__in=bureaus)


def in_state(checks: CheckRunQuerySet, key: str) -> CheckRunQuerySet:
    """The checks in a state. A failed one counts only while it is its version's latest."""
    now = timezone.now()
    quiet = Q(touched_at__lt=now - 2 * settings.CHECK_STALE_AFTER)
    if key == "failed":
        later = CheckRun.objects.filter(version=OuterRef("version"), pk__gt=OuterRef("pk"))
        return checks.filter(status=CheckRunStatus.FAILED).exclude(Exists(later))
    if key == "stuck":
        return checks.unfinished().filter(quiet)
    if key == "done":
        return checks.filter(status=CheckRunStatus.DONE, finished_at__gt=now - timedelta(days=1))
    return checks.filter(~quiet, status=key)


def for_page(checks: CheckRunQuerySet) -> CheckRunQuerySet:
    """With what a row shows, without the heavy columns, newest first."""
    return (
        checks.select_related("version__report__office", "version__report__year__bureau")
        .defer("outline", "places", "notes", "facts", "version__text", "version__form_content")
        .order_by("-id")
    )


def with_words(checks: Iterable[CheckRun]) -> list[tuple[CheckRun, str]]:
    """Each check with its last error in words, "" without one."""
    return [(run, _failure(run)) for run in checks]


def _failure(run: CheckRun) -> str:
    return words_of_failure(standard_behind(run, run.version.report.year), run) if run.failure else ""


def retry(checks: CheckRunQuerySet, *, by: User) -> int:
    """Check again what failed, send again what is stuck; returns how many. Doing it twice does no harm:
    a version already waiting for a check gets no second one.
    """
    done = 0
    failed = in_state(checks, "failed").exclude(failure=NOT_AGAIN)
    for run in failed.select_related("version__report__year"):
        queue_check(run.version)
        audit.record(
            "check.retried", actor=by, bureau_id=run.version.report.year.bureau_id, target=run.version.report
        )
        done += 1
    for pk in in_state(checks, "stuck").values_list("pk", flat=True):
        enqueue_check(pk)
        done += 1
    return done


def exports_of(bureaus: Iterable[int]) -> ExportQuerySet:
    """Files asked for that are not ready, or could not be made."""
    return Export.objects.filter(year__bureau__in=bureaus).exclude(status=ExportStatus.DONE)


def retry_exports(exports: QuerySet[Export], *, by: User) -> int:
    """Make failed files again; returns how many. The conditional UPDATE lets a second click do nothing."""
    done = 0
    for export in exports.filter(status=ExportStatus.FAILED).select_related("year"):
        queued = Export.objects.filter(pk=export.pk, status=ExportStatus.FAILED).update(
            status=ExportStatus.QUEUED, failure="", finished_at=None, touched_at=timezone.now()
        )
        if queued:
            enqueue_export(export.pk)
            audit.record("export.retried", actor=by, bureau_id=export.year.bureau_id, target=export)
        done += queued
    return done
