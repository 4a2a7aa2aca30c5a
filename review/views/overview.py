"""The overview of a year: every office against every requirement, and the year in pictures."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from offices.models import Role
from offices.permissions import role_required
from submissions.models import AnnualReport, ReportingYear

from .. import charts, overview
from ..compliance import in_list_order
from ..permissions import newest_year_for_lists, year_for_lists_or_404, years_beside, years_to_settle

PAGE_SIZE = 50
READERS = (Role.BUREAU_ADMIN, Role.REVIEWER, Role.CHIEF_REVIEWER, Role.AUDITOR)


@role_required(*READERS)
@require_GET
def overview_latest(request: HttpRequest) -> HttpResponse:
    """The overview of the newest year the person may see."""
    newest = newest_year_for_lists(request.user)
    if newest is None:
        return render(request, "review/list_none.html")
    return redirect("overview_year", newest.pk)


@role_required(*READERS)
@require_GET
def overview_year(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Words, signs and pictures of one year. A bureau above sees it too, and changes nothing."""
    year = year_for_lists_or_404(request.user, year_pk)
    last = overview.year_before(year)
    beside = years_beside(request.user, year)
    today = timezone.localdate()
    handed_in = overview.handed_in_of(year)
    return render(
        request,
        "review/overview.html",
        {
            "year": year,
            "last": last,
            "years": beside["years"],
            "may_settle": years_to_settle(request.user).filter(pk=year.pk).exists(),
            "counties": overview.with_figures(beside["neighbours"]),
            "comparison": overview.comparison(year, last),
            "points": overview.curve(year, last, today),
            "waiting": overview.waiting(year, timezone.now()),
            "findings": overview.frequent_findings(year, handed_in),
            "bands": overview.score_bands(year),
            "parts": overview.parts(year),
            **_matrix(request, year, handed_in),
        },
    )


def _matrix(request: HttpRequest, year: ReportingYear, handed_in: overview.HandedIn) -> dict[str, object]:
    today = timezone.localdate()
    reports = AnnualReport.objects.filter(year=year)
    shown = request.GET.get("show", "")
    counts = {
        choice.key: overview.lacking(handed_in)
        if choice.key == "lacking"
        else overview.narrowed(reports, choice.key, today).count()
        for choice in overview.CHOICES
    }
    narrowed = in_list_order(overview.narrowed(reports, shown, today))
    pages = Paginator(narrowed.values_list("pk", flat=True), PAGE_SIZE)
    pages.count = counts.get(shown, counts[""])  # an unknown pill shows all
    page = pages.get_page(request.GET.get("page"))
    return {
        "pills": [(choice, counts[choice.key], choice.key == shown) for choice in overview.CHOICES],
        "page_obj": page,
        "rows": overview.matrix(overview.with_matrix(page), today),
        "headings": overview.headings(),
    }


def _curve(year: ReportingYear) -> bytes:
    return charts.curve_chart(overview.curve(year, overview.year_before(year), timezone.localdate()))


CHARTS: dict[str, Callable[[ReportingYear], bytes]] = {
    "curve": _curve,
    "findings": lambda year: charts.findings_chart(overview.frequent_findings(year)),
    "scores": lambda year: charts.scores_chart(overview.score_bands(year)),
    "parts": lambda year: charts.parts_chart(overview.parts(year)),
}


@role_required(*READERS)
@require_GET
def overview_chart(request: HttpRequest, year_pk: int, name: str) -> HttpResponse:
    """One picture as SVG."""
    year = year_for_lists_or_404(request.user, year_pk)
    if name not in CHARTS:
        raise Http404
    return HttpResponse(
        CHARTS[name](year), content_type="image/svg+xml", headers={"Cache-Control": "private"}
    )
