"""Circular, summary and archive of a year, and the bureau's own templates."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from offices.models import Role
from offices.permissions import role_required
from submissions import files
from submissions.models import ReportingYear

from .. import exports
from ..document_forms import UploadTemplateForm, WriteCircularForm
from ..document_templates import (
    FIELDS,
    TemplateRefusedError,
    accept_template,
    drop_templates,
    template_of,
)
from ..documents import composed, default_template
from ..models import BureauTemplate, ExportKind
from ..permissions import (
    year_to_administer_or_404,
    year_to_settle_or_404,
    years_to_administer,
    years_to_settle,
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS = (Role.BUREAU_ADMIN, Role.CHIEF_REVIEWER)
AT_ONCE = (ExportKind.SUMMARY, ExportKind.ARCHIVE)  # nothing has to be typed for these


@role_required(*MAKERS)
@require_GET
def documents_latest(request: HttpRequest) -> HttpResponse:
    """The documents of the newest year."""
    newest = years_to_administer(request.user).order_by("-year").first()
    if newest is None:
        return render(request, "review/list_none.html")
    return redirect("documents", newest.pk)


@role_required(*MAKERS)
@require_GET
def documents(request: HttpRequest, year_pk: int) -> HttpResponse:
    """What can be made of a year."""
    year = year_to_administer_or_404(request.user, year_pk)
    recent = year.exports.exclude(kind__startswith="compliance").select_related("asked_by")[:5]
    return render(
        request,
        "review/documents.html",
        {
            "year": year,
            "years": years_to_administer(request.user).filter(bureau=year.bureau_id),
            "recent": recent,
            "may_settle": years_to_settle(request.user).filter(pk=year.pk).exists(),
        },
    )


@role_required(*MAKERS)
@require_POST
def document_make(request: HttpRequest, year_pk: int) -> HttpResponse:
    """The summary or the archive, made by the worker."""
    year = year_to_administer_or_404(request.user, year_pk)
    kind = request.POST.get("kind", "")
    if kind not in AT_ONCE:
        raise Http404
    exports.ask_for(year, kind, by=request.user, language=get_language())
    return redirect("exports")


@role_required(*MAKERS)
@require_http_methods(["GET", "POST"])
def circular(request: HttpRequest, year_pk: int) -> HttpResponse:
    """The circular as the figures suggest it, edited before it is made."""
    year = year_to_administer_or_404(request.user, year_pk)
    if request.method == "POST":
        form = WriteCircularForm(request.POST)
        if form.is_valid():
            exports.ask_for(
                year,
                ExportKind.CIRCULAR,
                by=request.user,
                language=get_language(),
                options=form.as_options(),
            )
            return redirect("exports")
    else:
        form = WriteCircularForm(initial=composed(year, timezone.localdate()))
    own = template_of(year.bureau, BureauTemplate.Kind.CIRCULAR)
    status = 422 if form.errors else 200
    return render(
        request, "review/documents_circular.html", {"year": year, "form": form, "own": own}, status=status
    )


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest, year_pk: int) -> HttpResponse:
    """The bureau's own templates: which are in use, the fields they may name, a new one."""
    year = year_to_settle_or_404(request.user, year_pk)
    form = UploadTemplateForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        try:
            accept_template(year.bureau, kind, file.name, file.read(), by=request.user)
        except TemplateRefusedError as error:
            problems = error.problems
        else:
            messages.success(request, _("The template was tried and is in use from now on."))
            return redirect("document_templates", year.pk)
    return render(
        request,
        "review/documents_templates.html",
        {"year": year, "form": form, "problems": problems, "kinds": _kinds(year)},
        status=422 if problems or form.errors else 200,
    )


def _kinds(year: ReportingYear) -> list[dict]:
    """Each kind with the template in use and its fields."""
    return [
        {
            "kind": kind,
            "label": BureauTemplate.Kind(kind).label,
            "own": template_of(year.bureau, kind),
            "fields": [(format_lazy("{{{{ {name} }}}}", name=name), said) for name, said in fields.items()],
        }
        for kind, fields in FIELDS.items()
    ]


@role_required(Role.BUREAU_ADMIN)
@require_POST
def template_drop(request: HttpRequest, year_pk: int, kind: str) -> HttpResponse:
    """Back to the shipped layout."""
    year = year_to_settle_or_404(request.user, year_pk)
    if kind not in FIELDS:
        raise Http404
    drop_templates(year.bureau, kind, by=request.user)
    messages.success(request, _("The layout that comes with the system is used again."))
    return redirect("document_templates", year.pk)


@role_required(Role.BUREAU_ADMIN)
@require_GET
def template_file(request: HttpRequest, year_pk: int, kind: str) -> HttpResponse:
    """The template in use, as a start for a better one."""
    year = year_to_settle_or_404(request.user, year_pk)
    if kind not in FIELDS:
        raise Http404
    own = template_of(year.bureau, kind)
    response = HttpResponse(files.read(own.file) if own else default_template(kind), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{kind}-template.docx"'
    return response
