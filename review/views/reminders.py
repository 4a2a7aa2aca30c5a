"""Reminding the offices that have done nothing or are late, with one letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from offices.models import Role
from offices.permissions import role_required
from submissions.models import ReportingYear

from .. import reminders
from ..permissions import year_to_settle_or_404
from ..reminder_forms import RemindForm


@role_required(Role.BUREAU_ADMIN)
@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest, year_pk: int) -> HttpResponse:
    """Whom it would reach, with which words; then it goes to those still in that state."""
    year = year_to_settle_or_404(request.user, year_pk)
    audience = reminders.audience_or_default(request.GET.get("who", ""))
    found = reminders.addressees(reminders.reports_of(year, audience, timezone.localdate()))
    form = RemindForm(
        request.POST or None, addressees=found, initial={"text": reminders.proposed_text(year, audience)}
    )
    if request.method == "POST" and year.is_closed:
        messages.error(request, _("This year is closed; nobody was reminded."))
        return redirect("overview_year", year.pk)
    if request.method == "POST":
        # Offices that handed in while the page was open are no choice any more, and no mistake either.
        form.fields["reports"].choices = [(pk, "") for pk in form.ticked]
        if form.is_valid():
            _send(request, year, audience, form.cleaned_data)
            return redirect("overview_year", year.pk)
    context = {
        "year": year,
        "form": form,
        "found": found,
        "audience": audience,
        "audiences": reminders.AUDIENCES,
        "people": sum(addressee.people for addressee in found),
        "without_account": reminders.without_account(found),
        "letters": reminders.sent_letters(year),
    }
    return render(request, "review/reminder.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, year: ReportingYear, audience: str, said: dict) -> None:
    told = reminders.send(year, audience, said["reports"], said["text"], key=said["key"], by=request.user)
    if told:
        words = ngettext("%(n)s office was reminded.", "%(n)s offices were reminded.", len(told))
        messages.success(request, words % {"n": len(told)})
    else:
        messages.info(
            request,
            _("Nobody had to be reminded: this letter has gone already, or all have handed in meanwhile."),
        )
