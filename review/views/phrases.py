"""The phrase bank, and how the machine's rules fare."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from offices.permissions import REVIEWING, access_of, role_required
from submissions.checking.standard import Standard, load_standard
from submissions.words import rule_name

from ..findings import MANUAL_RULE, records_of_rules
from ..forms import PhraseForm
from ..models import Phrase
from ..permissions import reports_on_queue
from ..vetoes import RAISED, RULES
from .desk import READERS, SCORERS


def _phrases_of(request: HttpRequest) -> QuerySet[Phrase]:
    """The bureau's phrases and one's own."""
    bureaus = access_of(request.user).bureaus_with(*REVIEWING)
    mine = Q(owner=request.user) | Q(owner__isnull=True)
    return Phrase.objects.filter(mine, bureau__in=bureaus).select_related("owner")


@role_required(*SCORERS)
@require_http_methods(["GET", "POST"])
def phrases(request: HttpRequest) -> HttpResponse:
    """All phrases with a form for a new one."""
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phrase = form.save(commit=False)
        phrase.bureau_id = min(access_of(request.user).bureaus_with(*REVIEWING))
        phrase.owner = None if form.cleaned_data["is_shared"] else request.user
        phrase.save()
        messages.success(request, _("The phrase was kept."))
        return redirect("phrases")
    status = 422 if form.is_bound else 200
    return render(
        request, "review/phrases.html", {"form": form, "phrases": _phrases_of(request)}, status=status
    )


@role_required(*SCORERS)
@require_http_methods(["GET", "POST"])
def phrase_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a phrase."""
    phrase = get_object_or_404(_phrases_of(request), pk=pk)
    form = PhraseForm(request.POST or None, instance=phrase, initial={"is_shared": phrase.owner_id is None})
    if request.method == "POST" and form.is_valid():
        phrase = form.save(commit=False)
        phrase.owner = None if form.cleaned_data["is_shared"] else request.user
        phrase.save()
        return redirect("phrases")
    return render(
        request,
        "review/phrase_edit.html",
        {"form": form, "phrase": phrase},
        status=422 if form.is_bound else 200,
    )


@role_required(*SCORERS)
@require_POST
def phrase_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a phrase of one's own or of the bureau."""
    get_object_or_404(_phrases_of(request), pk=pk).delete()
    messages.success(request, _("The phrase was removed."))
    return redirect("phrases")


def _name_of(rule: str, standard: Standard) -> str:
    """The rule's plain name; of what people add by hand, what it is."""
    if rule == MANUAL_RULE:
        return _("by hand")
    return str(RULES[rule].label) if rule.startswith(RAISED) and rule in RULES else rule_name(standard, rule)


@role_required(*READERS)
@require_GET
def dismissals(request: HttpRequest) -> HttpResponse:
    """How often findings of each rule were put aside: a rule that cries wolf stands on top."""
    if not access_of(request.user).bureaus:
        raise PermissionDenied
    standard = load_standard()
    rows = [
        (record, _name_of(record.rule, standard))
        for record in records_of_rules(reports_on_queue(request.user))
    ]
    return render(request, "review/dismissals.html", {"rows": rows})
