"""A returned report: the letter, the to-do list, what was done about each item."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import permissions
from ..forms import AnswerItemForm
from ..marking import MarkedParagraph, Passage, mark_text
from ..models import AnnualReport, ReportStatus, ReturnItem, ReturnLetter
from ..presentation import roles_of_paragraphs
from ..words import rule_name, standard_of


def letter_context(report: AnnualReport) -> dict[str, Any]:
    """The latest letter, its items with their passages, and how many are done."""
    letter = (
        report.letters.select_related("sent_by", "version__report__year").prefetch_related("items").first()
    )
    if letter is None:
        raise Http404
    items = list(letter.items.all())
    standard = standard_of(report.year)
    return {
        "letter": letter,
        "items": [
            {"item": item, "number": n, "rule": rule_name(standard, item.rule) if item.rule else ""}
            for n, item in enumerate(items, start=1)
        ],
        "done_count": sum(1 for item in items if item.answer),
        "answers": ReturnItem.Answer.choices,
        "paragraphs": _paragraphs(letter, items),
        "may_answer": True,
        "has_new_version": report.current_version_id != report.submitted_version_id,
    }


def _paragraphs(letter: ReturnLetter, items: list[ReturnItem]) -> list[MarkedParagraph]:
    version = letter.version
    run = version.check_runs.filter(status="done").order_by("-id").first()
    if run is None:
        return []
    passages = [
        Passage(start, end, str(item.pk), "comment", item.text[:60], number)
        for number, item in enumerate(items, start=1)
        for start, end in item.evidence
    ]
    roles = roles_of_paragraphs(version.text, run.facts)
    return mark_text(version.text, passages, outline=run.outline, places=run.places, roles=roles)


def open_items(report: AnnualReport) -> QuerySet[ReturnItem]:
    """Items of the latest letter nobody has answered yet."""
    latest = report.letters.order_by("-sent_at", "-id").values("pk")[:1]
    return ReturnItem.objects.filter(letter__in=latest, answer="")


@login_required
@require_POST
def answer_item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Keep what was done about one item of the latest letter."""
    report = permissions.report_for_office_or_404(request.user, pk)
    item = get_object_or_404(ReturnItem, pk=item_pk, letter__report=report)
    if report.status != ReportStatus.RETURNED or item.letter_id != report.letters.first().pk:
        messages.info(request, _("This letter is settled; nothing was changed."))
        return redirect(report)
    form = AnswerItemForm(request.POST)
    if form.is_valid():
        item.answer = form.cleaned_data["answer"]
        item.answer_text = form.cleaned_data["answer_text"]
        item.answered_by = request.user
        item.answered_at = timezone.now()
        item.save(update_fields=["answer", "answer_text", "answered_by", "answered_at"])
    if request.htmx:
        context = letter_context(report) | {
            "report": report,
            "failed": item.pk if form.errors else 0,
            "form": form,
        }
        return render(request, "submissions/_to_do.html", context, status=422 if form.errors else 200)
    for error in (e for errors in form.errors.values() for e in errors):
        messages.error(request, error)
    return redirect(f"{reverse('report_home', args=[pk])}#finding-{item_pk}")
