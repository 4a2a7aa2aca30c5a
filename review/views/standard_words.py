"""The word lists of a year's standard: looked through, switched, changed and added to, in its draft."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from submissions.models import ReportingYear

from .. import pattern_trials
from .. import standard_editing as editing
from ..permissions import year_to_settle_or_404, years_to_settle
from ..word_forms import ChangeWordForm, form_of
from ..word_lists import LISTS, LISTS_BY_ID, Word, WordList, WordLists
from .standard import ADMIN, is_kept, overtaken, page_frame

PAGE_SIZE = 60


def _list_or_404(name: str) -> WordList:
    if name not in LISTS_BY_ID:
        raise Http404
    return LISTS_BY_ID[name]


@ADMIN
@require_GET
def standard_words(request: HttpRequest, year_pk: int) -> HttpResponse:
    """One list, or what is looked for in all of them."""
    year = year_to_settle_or_404(request.user, year_pk)
    lists = WordLists(editing.content_to_edit(year))
    wanted = request.GET.get("q", "").strip()[:100]
    only_own = "own" in request.GET
    chosen = LISTS_BY_ID.get(request.GET.get("list", ""))
    if chosen is None and not wanted and not only_own:
        chosen = LISTS[0]
    found = lists.found([chosen] if chosen else LISTS, wanted, only_own=only_own)
    counts = lists.counts()
    context = {
        **page_frame(year),
        "years": years_to_settle(request.user).order_by("-year"),
        "lists": [(each, counts[each.id]) for each in LISTS],
        "chosen": chosen,
        "wanted": wanted,
        "only_own": only_own,
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "review/standard_words.html", context)


@ADMIN
@require_http_methods(["GET", "POST"])
def word_new(request: HttpRequest, year_pk: int, name: str) -> HttpResponse:
    """One more entry of a list."""
    return _edit(request, year_to_settle_or_404(request.user, year_pk), _list_or_404(name), None)


@ADMIN
@require_http_methods(["GET", "POST"])
def word_change(request: HttpRequest, year_pk: int, name: str, key: str) -> HttpResponse:
    """One entry of a list."""
    return _edit(request, year_to_settle_or_404(request.user, year_pk), _list_or_404(name), key)


def _edit(request: HttpRequest, year: ReportingYear, word_list: WordList, key: str | None) -> HttpResponse:
    content = editing.content_to_edit(year)
    lists = WordLists(content)
    word = lists.word(word_list, key) if key is not None else None
    if key is not None and word is None:
        raise Http404
    taken = frozenset(lists.standard.source[word_list.kind])
    form = form_of(word_list)(request.POST if request.method == "POST" else None, word=word, taken=taken)
    if request.method == "POST" and word and "reset" in request.POST:
        changed = editing.without_entry(content, word_list.kind, word.key)
        is_kept(request, year, changed)
        return _to_list(year, word_list)
    if request.method == "POST" and form.is_valid():
        changed = _with_word(lists, word_list, word, form)
        if changed is not None and is_kept(request, year, changed):
            return _to_list(year, word_list)
    context = {**page_frame(year), "form": form, "word": word, "word_list": word_list}
    context["differences"] = overtaken(request, form, year)
    return render(request, "review/standard_word.html", context, status=422 if form.is_bound else 200)


def _with_word(
    lists: WordLists, word_list: WordList, word: Word | None, form: ChangeWordForm
) -> editing.Content | None:
    """The content with the entry in it; None, and the form says why, where it cannot be."""
    key = word.key if word else form.key() or lists.new_key(word_list)
    fields = form.as_fields() | ({"rule": word_list.rule} if word_list.rule else {})
    changed = editing.with_entry(lists.content, word_list.kind, key, fields)
    try:
        examples = [*(fields.get("fails") or ()), *(fields.get("passes") or ())]
        problems = pattern_trials.too_slow(editing.built(changed), examples)
        if word_list.kind == "phrase" and not problems:
            problems = WordLists(changed).wrong_examples(key)
    except editing.StandardError as error:
        problems = list(error.problems)
    for problem in problems:
        form.add_error(None, problem)
    return None if problems else changed


def _to_list(year: ReportingYear, word_list: WordList) -> HttpResponse:
    return redirect(f"{redirect('standard_words', year.pk).url}?list={word_list.id}")


@ADMIN
@require_POST
def word_switch(request: HttpRequest, year_pk: int, name: str) -> HttpResponse:
    """Switch one entry off, or on again."""
    year, word_list = year_to_settle_or_404(request.user, year_pk), _list_or_404(name)
    content = editing.content_to_edit(year)
    word = WordLists(content).word(word_list, request.POST.get("key", ""))
    if word is None:
        raise Http404
    changed = editing.with_entry(content, word_list.kind, word.key, {"enabled": not word.is_on})
    is_kept(request, year, changed)
    return _to_list(year, word_list)
