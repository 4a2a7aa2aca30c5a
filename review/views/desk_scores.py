"""Points, comments on points, the note: saved as they are given."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from offices.permissions import role_required
from submissions.models import AnnualReport
from submissions.presentation import shown_findings

from .. import flow, scoring
from ..forms import ScoreForm
from ..models import Criterion, Review
from ..permissions import may_review, report_on_desk_or_404
from ..rubric_lines import line_of
from ..standards import standard_of_report
from .desk import SCORERS

NAMED_GAPS = 5  # of the items missing so many are named


def report_to_score_or_404(request: HttpRequest, pk: int) -> AnnualReport:
    """A report this person may score and that was handed in and checked."""
    report = report_on_desk_or_404(request.user, pk)
    if not may_review(request.user, report) or report.submitted_run is None:
        raise Http404
    return report


@role_required(*SCORERS)
@require_POST
def desk_score(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    """Keep points or comment of one criterion."""
    report = report_to_score_or_404(request, pk)
    review = scoring.begin_review(report, request.user)
    criterion = get_object_or_404(Criterion, pk=criterion_pk, rubric=review.rubric_id)
    form = ScoreForm(request.POST)
    if not form.is_valid():
        return _answer(request, report, review, criterion, problem=_("Points are a number, e.g. 3.5."))
    data = form.cleaned_data
    points: Decimal | None = data["level"] if data["level"] is not None else data["points"]
    comment = data["comment"] if "comment" in request.POST else None
    report.submitted_version.report = report
    findings = shown_findings(report.submitted_run, report.submitted_version, standard_of_report(report))
    proposal = line_of(report, report.submitted_run, criterion, review, findings).suggestion
    try:
        review = scoring.save_score(
            review,
            criterion,
            revision=data["revision"],
            points=points,
            comment=comment,
            suggested=proposal.points if proposal else None,
        )
    except scoring.ConflictError:
        return _answer(request, report, review, criterion, problem=_conflict(review))
    line = line_of(report, report.submitted_run, criterion, review, findings)
    return _answer(request, report, review, criterion, line=line)


def _conflict(review: Review) -> str:
    if review.finished_at:
        return _("Not saved: your review is already in. Take it back first.")
    return _("Not saved: this review was changed in another tab. Load the page again to see it.")


def _answer(
    request: HttpRequest,
    report: AnnualReport,
    review: Review,
    criterion: Criterion,
    *,
    problem: str = "",
    line: object = None,
) -> HttpResponse:
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect(f"{reverse('review_desk', args=[report.pk])}#criterion-{criterion.pk}")
    context = {"report": report, "review": review, "criterion": criterion, "problem": problem, "line": line}
    context |= {"gaps": scoring.gaps(review), "worth": review.rubric.criteria.aggregate(n=Sum("points"))["n"]}
    return render(request, "review/_score_saved.html", context)


@role_required(*SCORERS)
@require_POST
def desk_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the internal note; the office never sees it."""
    report = report_to_score_or_404(request, pk)
    review = scoring.begin_review(report, request.user)
    asked = request.POST.get("revision", "")
    problem = ""
    try:
        review = scoring.save_note(
            review, request.POST.get("note", ""), revision=int(asked) if asked.isdecimal() else -1
        )
    except scoring.ConflictError:
        problem = _conflict(review)
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect("review_desk", pk)
    return render(
        request, "review/_note_saved.html", {"review": review, "problem": problem, "report": report}
    )


@role_required(*SCORERS)
@require_POST
def desk_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the next report. The review goes in where it is whole; else what is done so far stays saved
    and what is missing is named. With ``stay`` the review has to go in, and the desk stays.
    """
    report = report_to_score_or_404(request, pk)
    review = scoring.review_of(report, request.user)
    if "stay" in request.POST:
        return _hand_in(request, scoring.begin_review(report, request.user))
    if review is not None and review.finished_at is None:
        _finish_or_name_gaps(request, review)
    following = flow.next_report(request.user, report)
    if following is None:
        messages.info(request, _("Nothing else is waiting for you."))
        return redirect("report_queue")
    return redirect("review_desk", following.pk)


def _hand_in(request: HttpRequest, review: Review) -> HttpResponse:
    desk = reverse("review_desk", args=[review.report_id])
    gaps = _finish_or_name_gaps(request, review)
    return redirect(f"{desk}#criterion-{gaps[0].criterion.pk}" if gaps else desk)


def _finish_or_name_gaps(request: HttpRequest, review: Review) -> Sequence[scoring.Gap]:
    """The review goes in, or the person reads what it lacks; an untouched one is passed over in silence."""
    try:
        scoring.finish(review)
    except scoring.NotFinishedError as error:
        if review.scores.exists() or "stay" in request.POST:
            messages.warning(request, _gaps_in_words(review.report, error.gaps))
        return error.gaps
    messages.success(request, _("Your review of %(office)s is in.") % {"office": review.report.office})
    return ()


def _gaps_in_words(report: AnnualReport, gaps: Sequence[scoring.Gap]) -> str:
    comma = _(", ")
    named = comma.join(f"“{gap.criterion.title}”" for gap in gaps[:NAMED_GAPS])
    if len(gaps) > NAMED_GAPS:
        named += " …"
    return ngettext(
        "%(office)s: saved, but your review is not in yet. %(count)s item is missing: %(items)s",
        "%(office)s: saved, but your review is not in yet. %(count)s items are missing: %(items)s",
        len(gaps),
    ) % {"office": report.office, "count": len(gaps), "items": named}


@role_required(*SCORERS)
@require_POST
def desk_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the own review back to change it."""
    report = report_to_score_or_404(request, pk)
    review = get_object_or_404(Review, report=report, reviewer=request.user)
    scoring.reopen(review)
    messages.info(request, _("Your review is open again; it counts once it is in."))
    return redirect("review_desk", pk)
