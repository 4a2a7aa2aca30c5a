"""What a person should know, and how they want to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ..forms_notices import NoticePreferencesForm
from ..mail import person_of_token
from ..models import Notification, User
from ..notice_words import quoted, sentence

PER_PAGE = 30


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """All notices, newest first; unread ones stand out."""
    found = Notification.objects.filter(user=request.user)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"notice": n, "words": sentence(n), "text": quoted(n)} for n in page]
    context = {"page": page, "rows": rows, "has_unread": any(row["notice"].read_at is None for row in rows)}
    return render(request, "offices/notices.html", context)


@login_required
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    notice = get_object_or_404(Notification, pk=pk, user=request.user)
    Notification.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    if url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("notices")


@login_required
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    Notification.objects.filter(user=request.user, read_at=None).update(read_at=timezone.now())
    return redirect("notices")


@login_required
def notice_preferences(request: HttpRequest) -> HttpResponse:
    """By e-mail or not, where to, in which language."""
    form = NoticePreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("notice_preferences")
    return render(
        request, "offices/notice_preferences.html", {"form": form}, status=422 if form.is_bound else 200
    )


@csrf_exempt  # mail programs post here without a page before it (RFC 8058); the address is signed
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """No more e-mail, with one press and without signing in."""
    person = person_of_token(token)
    if person is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        User.objects.filter(pk=person.pk).update(wants_email=False)
    context = {"is_done": is_done, "address": _masked(person.email)}
    return render(request, "offices/unsubscribe.html", context)


def _masked(address: str) -> str:
    """Enough of an address for its owner to know it: ``c***@example.com``."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}"
