"""Files of the desk: page pictures, the original, the reviewed Word document."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from offices import audit
from offices.permissions import role_required
from submissions import files
from submissions.findings_out import download
from submissions.models import AnnualReport

from ..page_images import KINDS, NoSuchPageError, page_image
from ..permissions import report_on_desk_or_404
from ..reviewed_docx import reviewed_docx, reviewed_name
from .desk import READERS

A_DAY = 86_400


def handed_in_or_404(request: HttpRequest, pk: int) -> AnnualReport:
    """A report the person may open, with something handed in."""
    report = report_on_desk_or_404(request.user, pk)
    if report.submitted_version is None:
        raise Http404
    return report


@role_required(*READERS)
@require_GET
def desk_page_image(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of a PDF or a photograph as the office handed it in."""
    report = handed_in_or_404(request, pk)
    if report.submitted_version.kind not in KINDS:
        raise Http404
    try:
        image = page_image(report.submitted_version.file, number)
    except NoSuchPageError as error:
        raise Http404 from error
    response = HttpResponse(image, content_type="image/png")
    response.headers["Cache-Control"] = f"private, max-age={A_DAY}"
    return response


@role_required(*READERS)
@require_GET
def desk_original(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it was handed in, under its own name."""
    report = handed_in_or_404(request, pk)
    version = report.submitted_version
    audit.record("version.downloaded", actor=request.user, bureau_id=report.year.bureau_id, target=version)
    return FileResponse(
        files.open_for_download(version.file), as_attachment=True, filename=version.original_name
    )


@role_required(*READERS)
@require_GET
def desk_reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word document with findings and comments at their passages; ``?office=1`` leaves out
    internal ones.
    """
    report = handed_in_or_404(request, pk)
    if report.submitted_run is None:
        raise Http404
    audit.record("version.reviewed_copy", actor=request.user, bureau_id=report.year.bureau_id, target=report)
    return download(reviewed_docx(report, for_office="office" in request.GET), reviewed_name(report))
