"""Which findings keep a report from being handed in.

A finding that must be mended blocks, unless the office has called this very one a
false alarm, with a reason: a machine's slip must not keep anybody from a duty that
has a date. The reviewer sees the answer and its reason.
"""

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from .checking.results import Level
from .models import AnnualReport, Finding, FindingResponse, ResponseKind
from .models.responses import OFFICE_RESPONSES


def blocking_findings(report: AnnualReport) -> QuerySet[Finding]:
    """The findings of the latest check that still block; the office's latest answer counts."""
    latest_answer = (
        FindingResponse.objects.filter(
            report=report, fingerprint=OuterRef("fingerprint"), kind__in=OFFICE_RESPONSES
        )
        .order_by("-id")
        .values("kind")[:1]
    )
    return (
        Finding.objects.filter(run=report.latest_run_id, level=Level.MUST)
        .annotate(answer=Coalesce(Subquery(latest_answer), Value("")))  # no answer is no false alarm
        .exclude(answer=ResponseKind.FALSE_ALARM)
    )


def blocking_count(report: AnnualReport) -> int:
    """How many findings block; costs a query only where the check found any."""
    return blocking_findings(report).count() if report.must_count else 0
