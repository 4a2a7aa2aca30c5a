"""The HTTP API, version 1: read only, so that the same material is reported once.

A token opens one bureau's years, offices, reports and lists, and nothing else: no
session, no cookie. Addresses stand below ``/api/v1/``; ``openapi.json`` describes them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import NinjaAPI, Path, Query
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from offices.models import Bureau
from submissions.models import AnnualReport, CheckRun, ReportingYear, ReportStatus
from submissions.standards import words_language
from submissions.words import standard_behind, words_of_finding

from . import api_schemas as shapes
from .api_tokens import token_of
from .compliance import COLUMNS, chosen_columns, in_list_order, totals_of
from .list_layouts import layout_of
from .list_rows import rows_of
from .models import ApiToken

PAGE_SIZE = 100
BIGGEST = 2**31 - 1
TOTALS = (
    "required",
    "handed_in",
    "on_time",
    "late",
    "missing",
    "published",
    "publication_rate",
    "average_score",
)


class Bearer(HttpBearer):
    """``Authorization: Bearer fz_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return token_of(token)


class TokenThrottle(AuthRateThrottle):
    """So many requests a minute for each token, wherever they come from."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        token = getattr(request, "auth", None)
        return f"api-{token.pk}" if token else None


api = NinjaAPI(
    title="Annual reports on rule-of-law government",
    version="1",
    description="Read only. Every address needs a token of the bureau: Authorization: Bearer fz_…",
    urls_namespace="api-1",
    auth=Bearer(),
    docs_url=None,
    throttle=TokenThrottle(f"{settings.API_REQUESTS_PER_MINUTE}/m"),
)
Id = Annotated[int, Path(ge=1, le=BIGGEST)]
PageNumber = Annotated[int, Query(ge=1, le=100_000, description=f"{PAGE_SIZE} items each.")]
YearNumber = Annotated[int, Query(ge=1949, le=2199, description="The report year.")]
Status = Annotated[ReportStatus, Query(description="Where the report is.")]
REFUSALS = {401: shapes.Problem, 422: shapes.Problem, 429: shapes.Problem}
OR_NOT_FOUND = {**REFUSALS, 404: shapes.Problem}


def _bureau(request: HttpRequest) -> Bureau:
    return request.auth.bureau


def _page(found: QuerySet, number: int) -> tuple[int, list[Any]]:
    """How many there are, and the items of one page; a page beyond the last is empty."""
    pages = Paginator(found, PAGE_SIZE)
    items = list(pages.page(number)) if number <= pages.num_pages else []
    return pages.count, items


@api.get("/years", response={200: shapes.Page[shapes.Year], **REFUSALS}, summary="Years")
def years(request: HttpRequest, page: PageNumber = 1) -> dict[str, Any]:
    """The bureau's years, newest first."""
    count, items = _page(ReportingYear.objects.filter(bureau=_bureau(request)), page)
    return {"count": count, "page": page, "results": items}


@api.get("/offices", response={200: shapes.Page[shapes.Office], **REFUSALS}, summary="Offices")
def offices(request: HttpRequest, page: PageNumber = 1) -> dict[str, Any]:
    """The bureau's offices in list order, those that ended too."""
    count, items = _page(
        _bureau(request).offices.in_list_order().order_by("region_code", "sort_key", "pk"), page
    )
    return {"count": count, "page": page, "results": items}


@api.get("/reports", response={200: shapes.Page[shapes.Report], **REFUSALS}, summary="Reports")
def reports(
    request: HttpRequest, page: PageNumber = 1, year: YearNumber = None, status: Status = None
) -> dict[str, Any]:
    """The bureau's reports, one for each office and year, newest year first."""
    found = _reports(_bureau(request)).order_by("-year__year", "office__region_code", "pk")
    if year is not None:
        found = found.filter(year__year=year)
    if status is not None:
        found = found.filter(status=status)
    count, items = _page(found, page)
    return {"count": count, "page": page, "results": [_report(report) for report in items]}


@api.get("/reports/{report_id}", response={200: shapes.ReportDetail, **OR_NOT_FOUND}, summary="A report")
def report(request: HttpRequest, report_id: Id) -> dict[str, Any]:
    """One report with the outcomes and findings of the version handed in."""
    found = _reports(_bureau(request)).select_related("submitted_run").filter(pk=report_id).first()
    if found is None:
        raise Http404
    return {**_report(found), "results": _results(found, found.submitted_run)}


@api.get("/years/{year_id}/list", response={200: shapes.ComplianceList, **OR_NOT_FOUND}, summary="The list")
def compliance_list(request: HttpRequest, year_id: Id, page: PageNumber = 1) -> dict[str, Any]:
    """The compliance list of a year, with the columns the bureau chose."""
    year = ReportingYear.objects.filter(bureau=_bureau(request), pk=year_id).first()
    if year is None:
        raise Http404
    found = in_list_order(AnnualReport.objects.filter(year=year))
    columns = chosen_columns(layout_of(year.bureau)) or list(COLUMNS)
    first = (page - 1) * PAGE_SIZE
    rows = rows_of(found[first : first + PAGE_SIZE], timezone.localdate(), first=first + 1)
    totals = totals_of(found)
    return {
        "count": found.count(),
        "page": page,
        "columns": [{"id": column.id, "header": str(column.header)} for column in columns],
        "results": [{column.id: _plain(column.value(row)) for column in columns} for row in rows],
        "totals": {name: str(getattr(totals, name)) for name in TOTALS},
    }


def _plain(value: Any) -> Any:
    """A cell as JSON: days and times as ISO texts, points as a text, so that none is rounded."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _reports(bureau: Bureau) -> QuerySet[AnnualReport]:
    return AnnualReport.objects.filter(year__bureau=bureau).select_related("office", "year")


def _report(found: AnnualReport) -> dict[str, Any]:
    own = {
        name: getattr(found, name) for name in shapes.Report.model_fields if name not in ("year", "office")
    }
    if found.shows_a_draft:  # the office's alone until it is handed in
        own |= {"title": "", "document_number": ""}
    return {**own, "year": found.year.year, "office": found.office.name}


def _results(found: AnnualReport, run: CheckRun | None) -> dict[str, Any] | None:
    if run is None:
        return None
    standard, language = standard_behind(run, found.year), words_language()
    findings = []
    for finding in run.findings.all():
        words = words_of_finding(standard, finding, language)
        findings.append(
            {
                "rule": finding.rule,
                "level": finding.level,
                "name": words.name,
                "message": words.message,
                "quote": finding.quote,
            }
        )
    outcomes = run.requirements.values("requirement", "outcome")
    return {
        "standard": run.standard,
        "checked_at": run.finished_at,
        "length": run.length,
        "requirements": [{"id": row["requirement"], "outcome": row["outcome"]} for row in outcomes],
        "findings": findings,
    }
