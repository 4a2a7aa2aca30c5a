"""Progress while a check runs, its result, answers to findings, findings to take away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from offices.notifications import mark_read

from .. import check_news, findings_out, permissions, uploads
from ..forms import AnswerFindingForm
from ..models import (
    AnnualReport,
    CheckRun,
    CheckRunStatus,
    Finding,
    FindingResponse,
    ReportVersion,
    ResponseKind,
)
from ..models.check_runs import CheckStep
from ..presentation import ShownFinding, latest_responses, present
from ..words import standard_behind, words_of_failure, words_of_finding
from ..workflow import missing_actions_to_submit

HTMX_STOP = 286  # htmx stops polling on this status


@login_required
def report_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The check of the current version, or of ``?version=``: progress, failure or result."""
    report = permissions.report_for_office_or_404(request.user, pk)
    version = version_or_404(report, request.GET.get("version"))
    if version is None:
        return redirect("report_upload", pk=pk)
    run = latest_run(version)
    mark_read(request.user, request.path)
    context: dict[str, Any] = {"report": report, "version": version, "run": run}
    context["is_current"] = version.pk == report.current_version_id
    if run is None or not run.is_finished:
        return render(request, "submissions/progress.html", context | progress_of(run))
    if run.status == CheckRunStatus.FAILED:
        context["failure"] = words_of_failure(standard_behind(run, report.year), run)
        return render(request, "submissions/check_failed.html", context)
    version.report = report
    shown = present(run, version)
    missing = missing_actions_to_submit(report, request.user)
    context |= {
        "shown": shown,
        "answers": ANSWERS,
        "may_answer": context["is_current"] and permissions.may_upload(request.user, report),
        "is_ready": not missing,
        "waits_for_lead": missing[0].words if [action.id for action in missing] == ["not_lead"] else "",
        "solved": solved_findings(version, run),
    }
    return render(request, "submissions/result.html", context)


ANSWERS = tuple(
    (kind.value, kind.label)
    for kind in (
        ResponseKind.CHANGED,
        ResponseKind.EXPLAINED,
        ResponseKind.NOT_APPLICABLE,
        ResponseKind.FALSE_ALARM,
    )
)


def version_or_404(report: AnnualReport, number: str | None) -> ReportVersion | None:
    """The version of that number, the current one without; None where there is none yet."""
    if not number:
        return report.current_version
    if not number.isdecimal():
        raise Http404
    return get_object_or_404(report.versions.select_related("file", "uploaded_by"), number=int(number))


def latest_run(version: ReportVersion) -> CheckRun | None:
    """The check that counts for a version: its latest."""
    return version.check_runs.order_by("-id").first()


def progress_of(run: CheckRun | None) -> dict[str, Any]:
    """The steps by name with where the check stands."""
    ids = [step.value for step in CheckStep]
    at = ids.index(run.step) if run is not None and run.step in ids else 0
    queued = run is None or run.status == CheckRunStatus.QUEUED
    steps = [
        {
            "label": capfirst(step.label),
            "is_done": not queued and i < at,
            "is_current": not queued and i == at,
        }
        for i, step in enumerate(CheckStep)
    ]
    return {"steps": steps, "step_count": len(ids), "at": 0 if queued else at + 1, "queued": queued}


@login_required
def report_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress part, asked for every second by htmx; tells it to load the result once it is there."""
    report = permissions.report_for_office_or_404(request.user, pk)
    version = version_or_404(report, request.GET.get("version"))
    run = latest_run(version) if version else None
    if run is not None and run.is_finished:
        response = HttpResponse(status=HTMX_STOP)
        response.headers["HX-Refresh"] = "true"
        return response
    return render(
        request, "submissions/_progress.html", {"report": report, "version": version, **progress_of(run)}
    )


@login_required
@require_POST
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Check the current version once more, e.g. after a failure."""
    report = permissions.report_for_office_or_404(request.user, pk)
    version = report.current_version
    if version is None or not permissions.may_upload(request.user, report):
        raise Http404
    run = latest_run(version)
    if run is None or run.is_finished:
        uploads.queue_check(version)
    return redirect("report_result", pk=pk)


@login_required
@require_POST
def answer_finding(request: HttpRequest, pk: int, finding_pk: int) -> HttpResponse:
    """Keep what the office says to one finding of the current version."""
    report = permissions.report_for_office_or_404(request.user, pk)
    if not permissions.may_upload(request.user, report):
        messages.warning(
            request, _("The report is with the bureau; answers can be given again if it is returned.")
        )
        return redirect("report_result", pk=pk)
    finding = get_object_or_404(
        Finding.objects.select_related("run__version"), pk=finding_pk, run__version=report.current_version_id
    )
    form = AnswerFindingForm(request.POST)
    if form.is_valid():
        FindingResponse.objects.create(
            report=report,
            version=finding.run.version,
            fingerprint=finding.fingerprint,
            rule=finding.rule,
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        check_news.tell_lead(report)  # a false alarm may have been the last thing in the way
    elif not request.htmx:
        for error in (e for errors in form.errors.values() for e in errors):
            messages.error(request, error)
    if request.htmx:
        return _finding_part(request, report, finding, form)
    return redirect(f"{reverse('report_result', args=[pk])}#finding-{finding_pk}")


def _finding_part(
    request: HttpRequest, report: AnnualReport, finding: Finding, form: AnswerFindingForm
) -> HttpResponse:
    office, bureau = latest_responses(report.responses.filter(fingerprint=finding.fingerprint))
    shown = ShownFinding(
        finding,
        finding.position + 1,
        words_of_finding(standard_behind(finding.run, report.year), finding),
        office.get(finding.fingerprint),
        bureau.get(finding.fingerprint),
    )
    context = {"report": report, "shown_finding": shown, "answers": ANSWERS, "may_answer": True, "form": form}
    status = 200 if form.is_valid() else 422
    return render(request, "submissions/_finding.html", context, status=status)


def solved_findings(version: ReportVersion, run: CheckRun) -> list[dict[str, Any]]:
    """Findings of the version before that are gone, in words."""
    before = version.report.versions.filter(number__lt=version.number).order_by("-number").first()
    earlier = latest_run(before) if before else None
    if earlier is None or earlier.status != CheckRunStatus.DONE:
        return []
    standard = standard_behind(earlier, version.report.year)
    still = set(run.findings.values_list("fingerprint", flat=True))
    return [
        {"finding": finding, "words": words_of_finding(standard, finding), "number": before.number}
        for finding in earlier.findings.all()
        if finding.fingerprint not in still
    ]


@login_required
def findings_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The findings of a version as a workbook."""
    return _take_away(request, pk, "xlsx")


@login_required
def findings_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The version with its findings as comments at their passages."""
    return _take_away(request, pk, "docx")


def _take_away(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    report = permissions.report_for_office_or_404(request.user, pk)
    version = version_or_404(report, request.GET.get("version"))
    run = latest_run(version) if version else None
    if version is None or run is None or run.status != CheckRunStatus.DONE:
        raise Http404
    version.report = report
    make = findings_out.as_xlsx if kind == "xlsx" else findings_out.as_docx
    name = findings_out.file_name(version, kind)
    return findings_out.download(make(run, version), name)
