"""``/metrics`` for Prometheus, counted from the rows at the moment of asking: several processes and machines
agree, a restart sets nothing to zero, and there is nothing to keep.

Answers from this machine, and from elsewhere with ``Authorization: Bearer METRICS_TOKEN``; else 404.
"""

from __future__ import annotations

import hmac
import ipaddress
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from offices import origin
from offices.models import AuditEvent, Notification
from review.models import Decision, Export, SignOfLife
from submissions import claims
from submissions.models import AnnualReport, CheckRun, CheckRunStatus, ReportVersion, StoredFile

from . import maintenance

SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 300, 900)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything :class:`SiteCollector` counts."""
    if not may_ask(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(SiteCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE)


def may_ask(request: HttpRequest) -> bool:
    """Whether the token is right or, where none is set, the question comes from this machine."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    address = origin.client_address(request)
    return address is not None and ipaddress.ip_address(address).is_loopback


class SiteCollector(Collector):
    """Rows into families; a handful of aggregate queries a scrape."""

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Checks, then what came in, then the machinery."""
        yield from checks()
        yield durations()
        yield from incoming()
        yield from waiting()
        yield from machinery()


def checks() -> Iterator[Metric]:
    """Checks by state, failures by reason, and how long the oldest has waited."""
    by_state = GaugeMetricFamily("reports_checks", "Checks by state.", labels=["state"])
    counts = dict(CheckRun.objects.order_by().values_list("status").annotate(Count("pk")))
    for state in CheckRunStatus.values:
        by_state.add_metric([state], counts.get(state, 0))
    yield by_state
    failed = CounterMetricFamily("reports_checks_failed", "Checks that failed, by reason.", labels=["reason"])
    rows = CheckRun.objects.filter(status=CheckRunStatus.FAILED).order_by()
    for reason, count in rows.values_list("failure").annotate(Count("pk")):
        failed.add_metric([reason], count)
    yield failed
    oldest = CheckRun.objects.unfinished().aggregate(at=Min("queued_at"))["at"]
    yield _gauge(
        "reports_check_queue_age_seconds", "How long the oldest unfinished check waits.", _age(oldest)
    )
    yield _gauge("reports_checks_stale", "Unfinished checks without a sign of life.", claims.stale().count())


def durations() -> Metric:
    """Seconds from the start of the last attempt to its end, of all finished checks."""
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    rows = CheckRun.objects.filter(status=CheckRunStatus.DONE, started_at__isnull=False).annotate(took=took)
    within = {
        f"le_{number}": Count("pk", filter=Q(took__lte=timedelta(seconds=bound)))
        for number, bound in enumerate(SECONDS)
    }
    found = rows.aggregate(**within, every=Count("pk"), total=Sum("took"))
    buckets = [(str(float(bound)), found[f"le_{number}"]) for number, bound in enumerate(SECONDS)]
    family = HistogramMetricFamily("reports_check_duration_seconds", "How long checks took.")
    total = found["total"].total_seconds() if found["total"] else 0.0
    family.add_metric([], [*buckets, ("+Inf", found["every"])], sum_value=total)
    return family


def incoming() -> Iterator[Metric]:
    """Versions brought in, their bytes, reports by status."""
    yield _counter("reports_uploads", "Versions brought in.", ReportVersion.objects.count())
    kept = StoredFile.objects.filter(purged_at=None).aggregate(files=Count("pk"), size=Sum("size"))
    yield _gauge("reports_stored_files", "Files in the store.", kept["files"])
    yield _gauge("reports_stored_bytes", "Bytes in the store.", kept["size"] or 0)
    if isinstance(default_storage, FileSystemStorage):  # an object store has no end
        free = shutil.disk_usage(settings.DATA_DIR).free
        yield _gauge("reports_store_free_bytes", "Room left on the disk of the store.", free)
    by_status = GaugeMetricFamily("reports_annual_reports", "Reports of open years.", labels=["status"])
    rows = AnnualReport.objects.filter(year__closed_at=None).order_by()
    for status, count in rows.values_list("status").annotate(Count("pk")):
        by_status.add_metric([status], count)
    yield by_status


def waiting() -> Iterator[Metric]:
    """What else should not wait for long."""
    now = timezone.now()
    oldest = Export.objects.unfinished().aggregate(at=Min("asked_at"))["at"]
    yield _gauge("reports_export_queue_age_seconds", "How long the oldest export waits.", _age(oldest))
    due = Decision.objects.pending().filter(goes_out_at__lte=now).aggregate(at=Min("goes_out_at"))["at"]
    yield _gauge("reports_decision_overdue_seconds", "How long the oldest due decision waits.", _age(due))
    unsent = Notification.objects.filter(emailed_at=None, read_at=None).count()
    yield _gauge("reports_notices_unsent", "Notices neither read nor mailed.", unsent)
    unsealed = AuditEvent.objects.filter(sequence=None).aggregate(at=Min("at"))["at"]
    yield _gauge(
        "reports_audit_unsealed_seconds", "Age of the oldest unsealed line of the trail.", _age(unsealed)
    )


def machinery() -> Iterator[Metric]:
    """Signs of life, and whether the site is closed."""
    silent = GaugeMetricFamily(
        "reports_seconds_since_sign_of_life", "Of worker and scheduler.", labels=["part"]
    )
    for part, at in SignOfLife.objects.values_list("part", "at"):
        silent.add_metric([part], _age(at))
    yield silent
    closed = maintenance.planned()
    yield _gauge("reports_maintenance", "1 while the site is closed.", int(bool(closed and closed.is_on)))


def _age(at: datetime | None) -> float:
    """Seconds since ``at``; 0 for nothing, and for a time ahead of ours."""
    return max(0.0, (timezone.now() - at).total_seconds()) if at else 0.0


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _counter(name: str, words: str, value: float) -> Metric:
    return CounterMetricFamily(name, words, value=value)
