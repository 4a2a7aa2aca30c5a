"""Who is locked out, signed in, without a second factor: for the security administrator of a bureau."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST, require_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

from .. import audit, lockout, second_factor, sessions
from ..models import Role, User, UserSession
from ..permissions import access_of, role_required

PER_PAGE = 50


def people_for(user: User) -> QuerySet[User]:
    """Everybody with a role in a bureau whose security this person looks after, but for owners."""
    bureaus = access_of(user).bureaus_with(Role.SECURITY_ADMIN)
    return User.objects.filter(memberships__bureau__in=bureaus, is_superuser=False).distinct()


@role_required(Role.SECURITY_ADMIN)
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """People with what stands in their way; those locked out first."""
    locked = lockout.locked_accounts()
    device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    people = people_for(request.user).annotate(has_factor=Exists(device))
    if asked := request.GET.get("q", "").strip():
        people = people.filter(Q(full_name__icontains=asked) | Q(username__icontains=asked))
    people = people.annotate(is_locked=Q(username__in=list(locked))).order_by("-is_locked", "full_name", "pk")
    page = Paginator(people.prefetch_related("memberships"), PER_PAGE).get_page(request.GET.get("page"))
    open_now = UserSession.objects.filter(user__in=[person.pk for person in page], ended_at=None)
    open_now = open_now.filter(seen_at__gt=sessions.oldest_open())
    signed_in: dict[int, int] = {}
    for user_id in open_now.values_list("user_id", flat=True):
        signed_in[user_id] = signed_in.get(user_id, 0) + 1
    rows = [{"person": person, "signed_in": signed_in.get(person.pk, 0)} for person in page]
    context = {"page": page, "rows": rows, "addresses": lockout.locked_addresses(), "q": asked}
    return render(request, "offices/security.html", context)


@role_required(Role.SECURITY_ADMIN)
@require_POST
def security_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person in, sign them out everywhere, or reset their second factor; never one's own."""
    person = get_object_or_404(people_for(request.user).exclude(pk=request.user.pk), pk=pk)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    name, words, carry_out = act
    carry_out(person)
    audit.record(name, actor=request.user, target=person, bureau_id=_bureau(request, person))
    messages.success(request, words % {"person": person})
    return redirect("security")


def _reset(person: User) -> None:
    """A telephone is gone: what was opened with it ends, too."""
    second_factor.remove(person)
    sessions.end(UserSession.objects.filter(user=person))


ACTS: dict[str, tuple[str, Any, Any]] = {
    "unlock": (
        "account.unlocked",
        later("%(person)s can sign in again."),
        lambda person: lockout.release_account(person.username),
    ),
    "sign_out": (
        "account.signed_out",
        later("%(person)s was signed out everywhere."),
        lambda person: sessions.end(UserSession.objects.filter(user=person)),
    ),
    "reset_factor": ("account.factor_reset", later("The second factor of %(person)s was reset."), _reset),
}


@role_required(Role.SECURITY_ADMIN)
@require_POST
def address_release(request: HttpRequest) -> HttpResponse:
    """Let a locked address try again."""
    address = request.POST.get("address", "")
    if not AccessAttempt.objects.filter(ip_address=address or None).exists():
        raise Http404
    lockout.release_address(address)
    bureau = min(access_of(request.user).bureaus_with(Role.SECURITY_ADMIN))
    audit.record("account.address_released", actor=request.user, bureau_id=bureau, released=address)
    messages.success(request, _("The address can try again."))
    return redirect("security")


def _bureau(request: HttpRequest, person: User) -> int | None:
    mine = access_of(request.user).bureaus_with(Role.SECURITY_ADMIN)
    return person.memberships.filter(bureau__in=mine).values_list("bureau_id", flat=True).first()
