"""For everybody: the published reports, a feed, and what is checked."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from offices.models import Bureau, Office

from ..checking.standard import Standard, load_standard
from ..marking import mark_text
from ..models import AnnualReport, ReportStatus
from ..models.reports import AnnualReportQuerySet
from ..personal_data import personal_findings, public_text
from ..presentation import roles_of_paragraphs
from ..standards import words_language
from ..words import standard_of
from .versions import send_file

FEED_LENGTH = 50


def published_reports() -> AnnualReportQuerySet:
    """What anyone may read: published, in a bureau that is active."""
    return AnnualReport.objects.filter(
        status=ReportStatus.PUBLISHED, year__bureau__is_active=True
    ).for_lists()


def public_index(request: HttpRequest) -> HttpResponse:
    """The bureaus that have published reports, with their years and how many stand in each."""
    counted = published_reports().order_by("-year__year").values_list("year__bureau", "year__year")
    years: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for bureau_id, year, count in counted.annotate(count=Count("pk")):
        years[bureau_id].append((year, count))
    bureaus = Bureau.objects.filter(pk__in=years).order_by("region_code", "name")
    counties = [{"bureau": bureau, "years": years[bureau.pk]} for bureau in bureaus]
    return render(request, "public/index.html", {"counties": counties})


def public_bureau(request: HttpRequest, slug: str) -> HttpResponse:
    """A bureau's published reports of one year; the newest without ``?year=``."""
    bureau = get_object_or_404(Bureau, slug=slug, is_active=True)
    reports = published_reports().filter(year__bureau=bureau)
    years = list(reports.order_by("-year__year").values_list("year__year", flat=True).distinct())
    chosen = request.GET.get("year", "")
    if chosen and (not chosen.isdecimal() or int(chosen) not in years):
        raise Http404
    year = int(chosen) if chosen else (years[0] if years else None)
    shown = list(reports.filter(year__year=year).order_by("office__region_code", "office__sort_key"))
    context = {"bureau": bureau, "years": years, "year": year, "reports": shown}
    if shown:
        publish_by = shown[0].year.publish_by
        context |= {"publish_by": publish_by, "counts": _on_time_or_late(shown, publish_by)}
    return render(request, "public/bureau.html", context)


def _on_time_or_late(reports: list[AnnualReport], publish_by: date) -> dict[str, int]:
    late = Counter(report.published_on > publish_by for report in reports)
    return {"all": len(reports), "on_time": late[False], "late": late[True]}


def public_office(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An office's published reports over the years."""
    office = get_object_or_404(
        Office.objects.select_related("bureau"), pk=pk, bureau__slug=slug, bureau__is_active=True
    )
    reports = published_reports().filter(office=office).order_by("-year__year")
    return render(request, "public/office.html", {"office": office, "reports": reports})


def public_report(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A report that is published here, as text; personal numbers are masked."""
    report = _published_here_or_404(slug, pk)
    run = report.submitted_run
    paragraphs = mark_text(
        public_text(report),
        [],
        outline=run.outline if run else (),
        roles=roles_of_paragraphs(report.submitted_version.text, run.facts if run else {}),
    )
    context = {
        "report": report,
        "paragraphs": paragraphs,
        "offers_file": not personal_findings(report),
    }
    return render(request, "public/report.html", context)


def public_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The file itself, only where it holds no personal numbers."""
    report = _published_here_or_404(slug, pk)
    if personal_findings(report):
        raise Http404
    return send_file(request, report, report.submitted_version.file, report.submitted_version.original_name)


def _published_here_or_404(slug: str, pk: int) -> AnnualReport:
    reports = published_reports().select_related("submitted_version__file", "submitted_run")
    return get_object_or_404(reports, pk=pk, year__bureau__slug=slug, is_published_here=True)


class PublicFeed(Feed):
    """The reports of a bureau as they are published (Atom)."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, slug: str) -> Bureau:
        return get_object_or_404(Bureau, slug=slug, is_active=True)

    def title(self, bureau: Bureau) -> str:
        return _("%(county)s: published reports") % {"county": bureau.county}

    def link(self, bureau: Bureau) -> str:
        return bureau.get_absolute_url()

    def items(self, bureau: Bureau) -> Any:
        reports = published_reports().filter(year__bureau=bureau).select_related("year__bureau")
        return reports.order_by("-published_on", "-pk")[:FEED_LENGTH]

    def item_title(self, item: AnnualReport) -> str:
        return item.title or str(item)

    def item_description(self, item: AnnualReport) -> str:
        return str(item)

    def item_link(self, item: AnnualReport) -> str:
        return public_address(item)

    def item_guid(self, item: AnnualReport) -> str:
        return f"report-{item.pk}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: AnnualReport) -> Any:
        return item.status_since


public_feed = PublicFeed()


def public_address(report: AnnualReport) -> str:
    """Where anyone finds the report: its page here, or the address the office recorded."""
    if report.is_published_here:
        return reverse("public_report", args=[report.year.bureau.slug, report.pk])
    return report.published_at_url


class PublishedSitemap(Sitemap):
    """The public pages of every active bureau and of the reports published here."""

    def items(self) -> list[Any]:
        bureaus = Bureau.objects.filter(
            is_active=True, years__reports__status=ReportStatus.PUBLISHED
        ).distinct()
        return [*bureaus, *published_reports().filter(is_published_here=True)]

    def location(self, item: Any) -> str:
        return item.get_absolute_url() if isinstance(item, Bureau) else public_address(item)


def what_is_checked(request: HttpRequest) -> HttpResponse:
    """Every requirement and rule in plain words, generated from the standard."""
    standard = _standard_asked_for(request)
    language = words_language()
    rules = [_said(standard, "rule", key, language) for key in standard.rules]
    kinds = (
        ("contents", "section", standard.contents),
        ("duties", "duty", standard.duties),
        ("topics", "topic", standard.topics),
    )
    groups = [
        (name, [_said(standard, "requirement", f"{prefix}.{key}", language) for key in entries])
        for name, prefix, entries in kinds
    ]
    return render(
        request, "public/what_is_checked.html", {"standard": standard, "groups": groups, "rules": rules}
    )


def _standard_asked_for(request: HttpRequest) -> Standard:
    """The standard of ``?bureau=``'s newest year, else the one that comes with the system."""
    slug = request.GET.get("bureau")
    if not slug:
        return load_standard()
    bureau = get_object_or_404(Bureau, slug=slug, is_active=True)
    year = bureau.years.select_related("standard").first()
    return standard_of(year) if year else load_standard()


def _said(standard: Standard, kind: str, key: str, language: str) -> dict[str, str]:
    fields = ("name", "expected", "mend", "basis")
    said = {field: standard.render(kind, key, {}, language, field) for field in fields}
    level = standard.rules[key].level.value if kind == "rule" else ""
    return {"id": key, "level": level, **said}
