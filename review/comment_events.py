"""The reviewers' comments in the office's timeline: those that are not internal, once the decision they
led to is out. What a reviewer is still writing stays on the desk.
"""

from collections.abc import Iterator

from django.db.models import Max
from django.utils.translation import gettext as _

from submissions import timeline
from submissions.models import AnnualReport, ReportStatus
from submissions.timeline import Event

from .models import Comment

QUOTED = 60  # characters of the passage


@timeline.source
def comments_for_the_office(report: AnnualReport) -> Iterator[Event]:
    """A comment an entry, at the moment it was written."""
    decided = report.status_changes.filter(new__in=(ReportStatus.RETURNED, ReportStatus.ACCEPTED))
    told_until = decided.aggregate(latest=Max("at"))["latest"]
    if told_until is None:
        return
    comments = Comment.objects.filter(report=report, is_internal=False, at__lte=told_until)
    for comment in comments.select_related("by"):
        quote = comment.quote if len(comment.quote) <= QUOTED else f"{comment.quote[:QUOTED]}…"
        yield Event(
            comment.at,
            _("comment of the reviewer"),
            who=str(comment.by),
            detail=f"“{quote}”" if quote else _("on the whole report"),
            words=comment.body,
            icon="message-square-text",
        )
