"""The trail to read, search and take away: for auditors and security administrators of a bureau."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import audit
from ..audit_words import details_of, words_of
from ..filters import AuditFilter
from ..models import AuditEvent, Role, User
from ..permissions import access_of, role_required

READERS = (Role.AUDITOR, Role.SECURITY_ADMIN)
PER_PAGE = 50
AT_MOST = 100_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines_for(user: User) -> QuerySet[AuditEvent]:
    """Lines of the person's bureaus, and those of no bureau: names nobody has, the trail itself."""
    bureaus = access_of(user).bureaus_with(*READERS)
    return AuditEvent.objects.filter(Q(bureau_id__in=bureaus) | Q(bureau_id=None)).select_related("actor")


@role_required(*READERS)
@require_safe
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    found = AuditFilter(request.GET, lines_for(request.user))
    page = Paginator(found.qs.order_by("-id"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"event": event, "words": words_of(event.action), "details": details_of(event.details)}
        for event in page
    ]
    query = request.GET.copy()
    query.pop("page", None)
    context = {"filter": found, "page": page, "rows": rows, "query": query.urlencode()}
    return render(request, "offices/audit_trail.html", context)


@role_required(*READERS)
@require_safe
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    """Exactly what the filter shows, oldest first, as .csv; leaves a line of its own."""
    found = AuditFilter(request.GET, lines_for(request.user)).qs.order_by("id")
    bureau_id = min(access_of(request.user).bureaus_with(*READERS))
    asked = {name: value for name, value in request.GET.items() if value}
    audit.record("audit.exported", actor=request.user, bureau_id=bureau_id, lines=found.count(), filter=asked)
    response = StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    name = f"audit-{timezone.localtime():%Y%m%d-%H%M}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        return value


def _csv(events: QuerySet[AuditEvent]) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    heads = [_("Number"), _("Time"), _("Person"), _("Action"), _("Object"), _("Details")]
    heads += [_("Network address"), _("Request"), _("Hash")]
    yield "\ufeff".encode()  # so that a spreadsheet reads Chinese
    yield writer.writerow(heads).encode()
    count = events.count()
    for event in events[:AT_MOST].iterator(chunk_size=500):
        yield writer.writerow([plain(value) for value in _cells(event)]).encode()
    if count > AT_MOST:
        words = _("These are the first %(shown)s of %(all)s lines. For the others, narrow the dates.")
        yield writer.writerow([words % {"shown": AT_MOST, "all": count}]).encode()


def _cells(event: AuditEvent) -> list[Any]:
    return [
        event.sequence,
        timezone.localtime(event.at).isoformat(timespec="seconds"),
        event.actor_name,
        f"{words_of(event.action)} ({event.action})",
        " ".join(part for part in (event.object_name, event.object_type, event.object_id) if part),
        details_of(event.details),
        event.address,
        event.request_id,
        event.hash,
    ]


def plain(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula, whatever a person is called."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
