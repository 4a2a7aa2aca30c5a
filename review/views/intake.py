"""Bringing in reports that came by other ways."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from offices.models import Bureau, Role
from offices.permissions import ADMINISTERING, access_of, role_required

from .. import intake
from ..intake_files import IntakeRefusedError, taken_apart
from ..intake_forms import BringInForm, FileItemsForm
from ..models import IntakeBatch, IntakeItem

PAGE_SIZE = 25  # each row holds a list of offices to choose from


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def intake_list(request: HttpRequest) -> HttpResponse:
    """Files or a ZIP come in here; below, what was brought in before."""
    administered = access_of(request.user).bureaus_with(*ADMINISTERING)
    bureaus = Bureau.objects.filter(pk__in=administered)
    form = BringInForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        asked = request.POST.get("bureau", "")
        bureau = bureaus.filter(pk=asked).first() if asked.isdecimal() else bureaus.first()
        if bureau is None:
            raise Http404
        if form.is_valid():
            try:
                batch = intake.take_in(bureau, taken_apart(form.cleaned_data["files"]), by=request.user)
            except IntakeRefusedError as error:
                form.add_error("files", str(error))
            else:
                return redirect("intake_batch", batch.pk)
    batches = (
        IntakeBatch.objects.filter(bureau__in=administered)
        .select_related("bureau", "brought_by")
        .annotate(files=Count("items"), filed=Count("items", filter=Q(items__filed_at__isnull=False)))
        .order_by("-pk")
    )
    page = Paginator(batches, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "bureaus": bureaus, "page_obj": page}
    return render(request, "review/intake.html", context, status=422 if form.errors else 200)


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def intake_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read from each file and where it seems to belong; a person corrects and files."""
    batch = get_object_or_404(
        IntakeBatch.objects.select_related("bureau", "brought_by"),
        pk=pk,
        bureau__in=access_of(request.user).bureaus_with(*ADMINISTERING),
    )
    form = FileItemsForm(request.POST or None, initial={"received_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        _file(request, batch, form.cleaned_data["received_on"])
        return redirect("intake_batch", batch.pk)
    items = batch.items.select_related(
        "matched_report__office", "matched_report__year", "filed_version__report"
    )
    unread = batch.items.filter(is_read=False).count()
    if request.htmx and not unread:
        return HttpResponse(headers={"HX-Refresh": "true"})
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "form": form,
        "page_obj": page,
        "rows": [(item, intake.problem_words(item)) for item in page],
        "reports": intake.fileable(batch.bureau).order_by(
            "-year__year", "office__region_code", "office__name"
        ),
        "unread": unread,
        "total": batch.items.count(),
        "sure": intake.SURE,
    }
    template = "review/intake_progress.html" if request.htmx else "review/intake_batch.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _file(request: HttpRequest, batch: IntakeBatch, received_on: object) -> None:
    """File what is ticked, each where its row says; what is refused stays open and says why."""
    ticked = [int(pk) for pk in request.POST.getlist("item") if pk.isdecimal()]
    items = IntakeItem.objects.filter(batch=batch, pk__in=ticked, is_read=True).select_related("file")
    fileable = {report.pk: report for report in intake.fileable(batch.bureau)}
    filed = 0
    for item in items:
        chosen = request.POST.get(f"report-{item.pk}", "")
        report = fileable.get(int(chosen)) if chosen.isdecimal() else None
        try:
            if report is None:
                raise intake.FilingRefusedError(_("Choose a report that still waits for a file."))
            intake.file_item(item, report, by=request.user, received_on=received_on)
            filed += 1
        except intake.FilingRefusedError as error:
            messages.error(request, f"{item.original_name}: {error}")
    if filed:
        words = ngettext("%(n)s report was filed.", "%(n)s reports were filed.", filed)
        messages.success(request, words % {"n": filed})
    elif not items:
        messages.error(request, _("Tick at least one file."))
