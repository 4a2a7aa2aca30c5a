"""The administrator's pages of a year's round: opening it, its dates, its offices."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from offices import audit
from offices.models import Bureau, Role
from offices.permissions import ADMINISTERING, access_of, role_required
from submissions import seasons, workflow
from submissions.models import AnnualReport, ReportingYear, ReportStatus
from submissions.permissions import report_for_admin_or_404

from .. import openings
from ..permissions import year_to_settle_or_404, years_to_settle
from ..season_forms import (
    ExemptReportForm,
    ExtendReportForm,
    OpenYearForm,
    ReasonForm,
    SettleYearForm,
    WithdrawExtensionForm,
)

PAGE_SIZE = 50


@role_required(Role.BUREAU_ADMIN)
@require_GET
def season(request: HttpRequest) -> HttpResponse:
    """The years of the bureaus one administers, newest first."""
    years = years_to_settle(request.user).with_counts()
    bureaus = Bureau.objects.filter(pk__in=access_of(request.user).bureaus_with(*ADMINISTERING))
    return render(request, "review/season.html", {"years": years, "bureaus": bureaus})


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def season_open(request: HttpRequest, bureau_pk: int) -> HttpResponse:
    """Open the next year: last year's dates and switches to change, then everything beside last year's,
    then, on a second press, the year itself.
    """
    administered = access_of(request.user).bureaus_with(*ADMINISTERING)
    bureau = get_object_or_404(Bureau, pk=bureau_pk, pk__in=administered)
    newest = ReportingYear.objects.filter(bureau=bureau).order_by("-year").first()
    proposed = seasons.proposal(bureau, newest.year + 1 if newest else timezone.localdate().year)
    form = OpenYearForm(request.POST or None, instance=proposed, button=_("See what it takes over"))
    context = {"form": form, "bureau": bureau, "newest": newest, "offices": bureau.offices.active().count()}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        year = form.save(commit=False)
        if "open" in request.POST:
            return _open(request, year)
        context |= {"year": year, "lines": openings.carried_over(year), "today": timezone.localdate()}
        context["come"], context["gone"] = openings.offices_come_and_gone(year)
        return render(request, "review/season_open_preview.html", context)
    return render(request, "review/season_open.html", context, status=422 if form.errors else 200)


def _open(request: HttpRequest, year: ReportingYear) -> HttpResponse:
    count = openings.open_from_last(year, by=request.user)
    words = ngettext(
        "The year is open, with a row for %(count)s office.",
        "The year is open, with a row for each of %(count)s offices.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("season_year", year.pk)


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def season_year(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Dates and switches of one year, and its offices with their dates."""
    year = year_to_settle_or_404(request.user, year_pk)
    form = SettleYearForm(request.POST or None, instance=year, button=_("Save"))
    if request.method == "POST" and form.is_valid():
        _settle(request, form)
        return redirect("season_year", year.pk)
    reports = AnnualReport.objects.filter(year=year).select_related("office", "year")
    page = Paginator(reports.order_by("office__region_code", "office__name"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "year": year,
        "form": form,
        "page_obj": page,
        "missing": year.bureau.offices.active().exclude(reports__year=year).count(),
        "reopen_form": ReasonForm(button=_("Open again"), name="reopen"),
        "left": seasons.left_open(year),
    }
    return render(request, "review/season_year.html", context, status=422 if form.errors else 200)


def _settle(request: HttpRequest, form: SettleYearForm) -> None:
    """Save dates and switches, and say what is different now."""
    changes = form.changes()
    year = form.save()
    audit.record(
        "year.changed", actor=request.user, bureau_id=year.bureau_id, target=year, fields=form.changed_data
    )
    dropped = seasons.drop_idle_extensions(year, by=request.user)
    said = _("Saved.") if changes else _("Nothing was changed.")
    messages.success(request, f"{said} {_('; ').join(changes)}".strip())
    if dropped:
        words = ngettext(
            "%(n)s extension ended with it: the year's date is as late now.",
            "%(n)s extensions ended with it: the year's date is as late now.",
            dropped,
        )
        messages.info(request, words % {"n": dropped})


@role_required(Role.BUREAU_ADMIN)
@require_POST
def season_switch(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Close the year, open it again, or add rows for offices founded since."""
    year = year_to_settle_or_404(request.user, year_pk)
    try:
        if "close" in request.POST:
            seasons.close_year(year, by=request.user)
            messages.success(request, _("The year is closed. Nothing more can be handed in."))
        elif "reopen" in request.POST and request.POST.get("reason", "").strip():
            seasons.reopen_year(year, by=request.user, reason=request.POST["reason"].strip())
            messages.success(request, _("The year is open again."))
        elif "reopen" in request.POST:
            messages.error(request, _("Please give a reason for opening the year again."))
        elif "add_rows" in request.POST:
            count = seasons.add_missing_rows(year)
            messages.success(request, _("%(count)s offices added.") % {"count": count})
    except seasons.SeasonError:
        messages.info(request, _("Somebody else has done this already."))
    return redirect("season_year", year.pk)


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def season_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Extension and exemption of one office in one year, each with a reason."""
    report = report_for_admin_or_404(request.user, pk)
    forms = _office_forms(request, report)
    for name, form in forms.items():
        if name in request.POST and form.is_valid():
            try:
                ACTIONS[name](request, report, form.cleaned_data)
            except (workflow.WrongStatusError, seasons.SeasonError):
                messages.error(request, _("This is not possible in the report's present state."))
            return redirect("season_office", report.pk)
    failed = any(form.is_bound and form.errors for form in forms.values())
    context = {
        "report": report,
        "forms": forms,
        "changes": report.status_changes.select_related("by")[:20],
        "reminders": report.reminders.select_related("sent_by")[:20],
    }
    return render(request, "review/season_office.html", context, status=422 if failed else 200)


def _office_forms(request: HttpRequest, report: AnnualReport) -> dict[str, object]:
    """The forms that make sense in the report's state; the one posted is bound."""

    def data(name: str) -> object:
        return request.POST if name in request.POST else None

    forms: dict[str, object] = {}
    if report.first_submitted_at is None and report.status != ReportStatus.EXEMPT:
        initial = {"until": report.extended_to, "reason": report.extension_reason}
        forms["extend"] = ExtendReportForm(data("extend"), report=report, initial=initial)
        if report.extended_to:
            forms["withdraw"] = WithdrawExtensionForm(data("withdraw"))
        forms["exempt"] = ExemptReportForm(data("exempt"))
    if report.status == ReportStatus.EXEMPT:
        forms["lift"] = ReasonForm(data("lift"), button=_("The office has to report after all"), name="lift")
    return forms


def _extend(request: HttpRequest, report: AnnualReport, said: dict) -> None:
    seasons.extend(report, until=said["until"], reason=said["reason"], by=request.user)
    messages.success(request, _("The date is extended."))


def _withdraw(request: HttpRequest, report: AnnualReport, said: dict) -> None:
    seasons.withdraw_extension(report, by=request.user)
    messages.success(request, _("The date of the year holds for the office again."))


def _exempt(request: HttpRequest, report: AnnualReport, said: dict) -> None:
    workflow.exempt(report, by=request.user, reason=said["exemption"], offline=said["is_offline"])
    messages.success(request, _("The office is exempt this year."))


def _lift(request: HttpRequest, report: AnnualReport, said: dict) -> None:
    workflow.lift_exemption(report, by=request.user, reason=said["reason"])
    messages.success(request, _("The office has to report again."))


ACTIONS = {"extend": _extend, "withdraw": _withdraw, "exempt": _exempt, "lift": _lift}
