"""The roster: a bureau's offices and their people, from a file, and their first sign-in."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from offices import audit, invitations, roster, roster_template
from offices.models import OFFICE_ROLES, Bureau, Membership, Office, Role
from offices.permissions import ADMINISTERING, access_of, role_required
from offices.roster_files import MAX_BYTES, Line, RosterFileError, read_roster

from ..roster_forms import UploadRosterForm
from ..tasks import enqueue_invitations

PAGE_SIZE = 50
KEPT = "roster"  # the session's entry between dry run and apply
INVITED = "roster-invited"
SHOWN_ROWS = 300  # of each kind, on the page of the dry run
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHOICES = {
    "": gettext_lazy("all offices"),
    "never": gettext_lazy("never signed in"),
    "nobody": gettext_lazy("no account"),
    "ended": gettext_lazy("ended"),
}


def _bureaus(request: HttpRequest) -> QuerySet[Bureau]:
    """The bureaus the person administers."""
    return Bureau.objects.filter(pk__in=access_of(request.user).bureaus_with(*ADMINISTERING))


def _home(bureau: Bureau) -> str:
    """The roster of this bureau: who administers several goes on in the one at hand."""
    return f"{reverse('roster')}?bureau={bureau.pk}"


def _bureau(request: HttpRequest) -> Bureau:
    """The bureau the person administers: the one named, else the first."""
    own = _bureaus(request)
    named = request.GET.get("bureau", "")
    bureau = own.filter(pk=named).first() if named.isdecimal() else own.first()
    if bureau is None:
        raise Http404
    return bureau


@role_required(Role.BUREAU_ADMIN)
@require_GET
def roster_list(request: HttpRequest) -> HttpResponse:
    """Offices and their people; who has never signed in stands out."""
    bureau = _bureau(request)
    shown = request.GET.get("show", "")
    pills = [(key, label, _narrowed(bureau, key).count(), key == shown) for key, label in CHOICES.items()]
    people = Membership.objects.filter(role__in=OFFICE_ROLES).select_related("user").order_by("role", "user")
    offices = _narrowed(bureau, shown).select_related("merged_into")
    page = Paginator(
        offices.prefetch_related(Prefetch("memberships", people, to_attr="people"), "changes"), PAGE_SIZE
    )
    context = {
        "bureau": bureau,
        "bureaus": _bureaus(request),
        "pills": pills,
        "page_obj": page.get_page(request.GET.get("page")),
    }
    return render(request, "review/roster.html", context)


def _narrowed(bureau: Bureau, key: str) -> QuerySet[Office]:
    offices = Office.objects.of_bureau(bureau).in_list_order()
    if key == "ended":
        return offices.filter(ended_on__isnull=False)
    working = Membership.objects.filter(role__in=OFFICE_ROLES, user__is_active=True, bureau=bureau)
    if key == "never":
        return offices.active().filter(pk__in=working.filter(user__last_login=None).values("office"))
    if key == "nobody":
        return offices.active().exclude(pk__in=working.values("office"))
    return offices.active()


@role_required(Role.BUREAU_ADMIN)
@require_GET
def roster_template_file(request: HttpRequest) -> HttpResponse:
    """The empty roster to fill in."""
    answer = HttpResponse(roster_template.template(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="roster.xlsx"'
    return answer


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def roster_upload(request: HttpRequest) -> HttpResponse:
    """Take the file and keep its rows for the dry run; nothing is changed yet."""
    bureau = _bureau(request)
    form = UploadRosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read = read_roster(file.read(MAX_BYTES + 1))
        except RosterFileError as error:
            form.add_error("file", str(error))
        else:
            rows = [[line.number, line.cells] for line in read.lines]
            request.session[KEPT] = {
                "bureau": bureau.pk,
                "name": file.name,
                "rows": rows,
                "unknown": read.unknown,
            }
            return redirect("roster_apply")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "review/roster_upload.html", {"bureau": bureau, "form": form}, status=status)


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def roster_apply(request: HttpRequest) -> HttpResponse:
    """The dry run: every change and every mistake; then, on a click, the changes themselves."""
    kept = request.session.get(KEPT)
    if not kept:
        messages.info(request, _("There is no roster file waiting. Please choose one."))
        return redirect("roster_upload")
    bureau = Bureau.objects.filter(
        pk=kept["bureau"], pk__in=access_of(request.user).bureaus_with(*ADMINISTERING)
    ).first()
    if bureau is None:
        raise Http404
    lines = [Line(number, cells) for number, cells in kept["rows"]]
    if request.method == "POST":
        return _apply(request, bureau, lines)
    return render(request, "review/roster_apply.html", _dry_run(bureau, lines, kept))


def _apply(request: HttpRequest, bureau: Bureau, lines: list[Line]) -> HttpResponse:
    if "discard" in request.POST:
        del request.session[KEPT]
        messages.info(request, _("The file was put aside; nothing was changed."))
        return redirect(_home(bureau))
    try:
        planned, people = roster.apply(bureau, lines, request.POST.get("digest", ""), by=request.user)
    except roster.StalePlanError:
        messages.error(request, _("The roster has changed meanwhile. Please look at the changes once more."))
        return redirect("roster_apply")
    del request.session[KEPT]
    messages.success(
        request,
        _("Done: %(new)s offices new, %(changed)s changed, %(ended)s ended; %(people)s people new.")
        % {
            "new": planned.count("new"),
            "changed": planned.count("changed"),
            "ended": planned.count("ended"),
            "people": len(people),
        },
    )
    if people:
        request.session[INVITED] = {"bureau": bureau.pk, "people": [user.pk for user in people]}
        return redirect("roster_invitations")
    return redirect(_home(bureau))


def _dry_run(bureau: Bureau, lines: list[Line], kept: Mapping[str, object]) -> dict[str, object]:
    planned = roster.plan(bureau, lines)
    shown = [step for step in planned.offices if step.action != "same"]
    people = [step for step in planned.people if step.changes]
    fields = {name: Office._meta.get_field(name).verbose_name for name in roster.FIELDS}
    return {
        "bureau": bureau,
        "plan": planned,
        "file": kept,
        "rows": len(lines),
        "counts": [(action, planned.count(action)) for action in ("new", "changed", "ended", "same")],
        "offices": [
            (step, [(fields[name], old, new) for name, old, new in step.changes])
            for step in shown[:SHOWN_ROWS]
        ],
        "people": people[:SHOWN_ROWS],
        "hidden": max(0, len(shown) - SHOWN_ROWS) + max(0, len(people) - SHOWN_ROWS),
    }


@role_required(Role.BUREAU_ADMIN)
@require_POST
def roster_invite(request: HttpRequest) -> HttpResponse:
    """Make first-sign-in links for the ticked people: shown once on the next page, or e-mailed."""
    bureau = _bureau(request)
    ticked = [int(pk) for pk in request.POST.getlist("person") if pk.isdecimal()]
    people = list(invitations.to_invite(bureau.pk, ticked).values_list("pk", flat=True))
    if not people:
        messages.error(request, _("Tick at least one person who has never signed in."))
        return redirect(_home(bureau))
    if "email" in request.POST:
        audit.record("people.invited", actor=request.user, bureau_id=bureau.pk, people=people, by="e-mail")
        if enqueue_invitations(bureau.pk, people):
            messages.success(request, _("The invitations go out by e-mail to those who have an address."))
        else:
            messages.error(
                request, _("The letters could not be handed to the worker. Please try again later.")
            )
        return redirect(_home(bureau))
    request.session[INVITED] = {"bureau": bureau.pk, "people": people}
    return redirect("roster_invitations")


@never_cache
@role_required(Role.BUREAU_ADMIN)
@require_GET
def roster_invitations(request: HttpRequest) -> HttpResponse:
    """The links, once: to print and hand over. They are kept nowhere."""
    asked = request.session.pop(INVITED, None)
    if not asked or asked["bureau"] not in access_of(request.user).bureaus_with(*ADMINISTERING):
        messages.info(request, _("The links were shown once. Make new ones where they are still needed."))
        return redirect("roster")
    found = invitations.invitations(invitations.to_invite(asked["bureau"], asked["people"]))
    audit.record(
        "people.invited",
        actor=request.user,
        bureau_id=asked["bureau"],
        people=[invitation.user.pk for invitation in found],
        by="paper",
    )
    context = {"invitations": found, "days": invitations.DAYS_VALID}
    return render(request, "review/roster_invitations.html", context)
