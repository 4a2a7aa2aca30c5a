"""The front door: where each person is taken first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse

from offices.permissions import Access, access_of


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Take the person to their work; who has no role reads whom to ask."""
    for name in _first_pages(access_of(request.user), is_staff=request.user.is_staff):
        try:
            return redirect(reverse(name))
        except NoReverseMatch:  # a page that this installation does not have
            continue
    return render(request, "home.html")


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address on pages that name no sign of their own, such as the set-up."""
    return redirect(static("img/mark.svg"), permanent=True)


def _first_pages(access: Access, *, is_staff: bool) -> list[str]:
    """Url names in the order in which the person's duties come.

    A rater drawn from a township holds an office role, too: their own report
    has a date, so it comes first, and the review is one press away.
    """
    duties = [
        (access.is_office_staff, "office_home"),
        (access.is_reviewer and access.handles_reports, "report_queue"),
        (access.is_bureau_admin or (access.is_reviewer and not access.handles_reports), "overview"),
        (access.is_auditor, "audit_trail"),
        (access.is_security_admin, "security"),
        (is_staff, "admin:index"),
    ]
    return [name for has_duty, name in duties if has_duty]
