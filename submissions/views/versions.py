"""The timeline of a report, any two versions compared, files to download."""

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from offices import audit

from .. import files, permissions
from ..comparison import compare
from ..models import AnnualReport, Attachment, ReportVersion, StoredFile
from ..timeline import timeline_of

MODES = ("side", "inline")


@login_required
def report_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened, newest first."""
    report = permissions.report_for_office_or_404(request.user, pk)
    versions = list(report.versions.select_related("uploaded_by").prefetch_related("attachments"))
    context = {"report": report, "versions": versions, "events": timeline_of(report, versions)}
    return render(request, "submissions/versions.html", context)


@login_required
def version_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed from version ``a`` to ``b``; without them from the one handed in, or the one before."""
    report = permissions.visible_report_or_404(request.user, pk)
    versions = list(permissions.versions_visible_to(request.user, report).order_by("number"))
    if not versions:
        raise Http404
    new = _chosen(versions, request.GET.get("b")) or versions[-1]
    old = _chosen(versions, request.GET.get("a")) or _before(report, versions, new)
    mode = request.GET.get("mode") if request.GET.get("mode") in MODES else MODES[0]
    everything = request.GET.get("all") == "1"
    rows = compare(old.text, new.text, collapse=not everything)
    context: dict[str, Any] = {
        "report": report,
        "versions": versions,
        "old": old,
        "new": new,
        "rows": rows,
        "mode": mode,
        "everything": everything,
        "is_same": all(row.kind in ("same", "skipped") for row in rows),
        "is_office": report.office_id in permissions.access_of(request.user).offices,
    }
    return render(request, "submissions/compare.html", context)


def _chosen(versions: list[ReportVersion], number: str | None) -> ReportVersion | None:
    return next((version for version in versions if str(version.number) == number), None)


def _before(report: AnnualReport, versions: list[ReportVersion], new: ReportVersion) -> ReportVersion:
    earlier = [version for version in versions if version.number < new.number]
    handed_in = [version for version in earlier if version.submitted_at]
    return (handed_in or earlier or [new])[-1]


@login_required
def version_download(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The file as it was brought in, under its own name."""
    report = permissions.visible_report_or_404(request.user, pk)
    versions = permissions.versions_visible_to(request.user, report)
    version = get_object_or_404(versions.select_related("file"), number=number)
    return send_file(request, report, version.file, version.original_name)


@login_required
def attachment_download(request: HttpRequest, pk: int, number: int, attachment_pk: int) -> HttpResponse:
    """A file that was handed in with a version."""
    report = permissions.visible_report_or_404(request.user, pk)
    attachment = get_object_or_404(
        Attachment.objects.select_related("file"),
        pk=attachment_pk,
        version__in=permissions.versions_visible_to(request.user, report),
        version__number=number,
    )
    return send_file(request, report, attachment.file, attachment.original_name)


def send_file(request: HttpRequest, report: AnnualReport, stored: StoredFile, name: str) -> HttpResponse:
    """The stored bytes, verified, as a download; never shown inside a page of this site. Leaves a line in
    the trail. A file is at most ``UPLOAD_MAX_BYTES``, so it is not streamed.
    """
    actor = request.user if request.user.is_authenticated else None
    audit.record(
        "report.download",
        actor=actor,
        bureau_id=report.year.bureau_id,
        target=report,
        address=request.META.get("REMOTE_ADDR"),
        sha256=stored.sha256,
    )
    response = HttpResponse(files.read(stored), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
