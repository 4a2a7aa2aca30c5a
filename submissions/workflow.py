"""The only writer of :attr:`AnnualReport.status`.

Every move is one conditional UPDATE on the old status plus a ``StatusChange``
row, in one transaction; people are told after it. Whoever loses a race gets
:class:`WrongStatusError` and sees what happened meanwhile.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices import audit
from offices.models import Role, User
from offices.notifications import notify, people_of_bureau, people_of_office

from .blocking import blocking_count
from .models import (
    AnnualReport,
    CheckRunStatus,
    Receipt,
    ReportStatus,
    ReportVersion,
    ReturnItem,
    ReturnLetter,
    StatusChange,
)
from .permissions import may_submit
from .revision import SAME_TEXT, reads_as_sent_back
from .sign_off import words_for_lead

S = ReportStatus
ALLOWED: dict[ReportStatus, frozenset[ReportStatus]] = {
    S.DRAFT: frozenset({S.NOT_STARTED, S.SUBMITTED, S.EXEMPT}),
    S.NOT_STARTED: frozenset({S.EXEMPT}),
    S.SUBMITTED: frozenset({S.DRAFT, S.RETURNED, S.RECOMMENDED}),
    S.RECOMMENDED: frozenset({S.SUBMITTED}),
    S.RETURNED: frozenset({S.SUBMITTED, S.RECOMMENDED, S.ACCEPTED}),
    S.ACCEPTED: frozenset({S.SUBMITTED, S.RECOMMENDED, S.PUBLISHED}),
    S.PUBLISHED: frozenset({S.ACCEPTED}),
    S.EXEMPT: frozenset({S.NOT_STARTED, S.DRAFT}),
}
TOKEN_BYTES = 15


class WrongStatusError(Exception):
    """The report is not where this step needs it; someone else was first."""

    def __init__(self, report: AnnualReport) -> None:
        super().__init__(f"{report.pk}: {report.status}")
        self.report = report


class NotReadyError(Exception):
    """The report cannot be handed in yet; ``missing`` says what for."""

    def __init__(self, missing: "Sequence[MissingAction]") -> None:
        super().__init__(", ".join(action.id for action in missing))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class MissingAction:
    """Something the office still has to do before it can hand in."""

    id: str
    words: Any
    url: str = ""


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One thing a return letter asks for."""

    text: str
    quote: str = ""
    rule: str = ""
    fingerprint: str = ""
    evidence: Sequence[Sequence[int]] = ()


def missing_actions_to_submit(report: AnnualReport, user: User) -> list[MissingAction]:
    """What stands between this report and its receipt; feeds the page and the refusal alike."""
    missing: list[MissingAction] = []
    run = report.latest_run
    if report.year.is_closed:
        missing.append(MissingAction("year_closed", _("This reporting year is closed.")))
    if report.current_version is None:
        missing.append(MissingAction("no_file", _("Bring in the report first.")))
    elif run is None or not run.is_finished:
        missing.append(MissingAction("check_running", _("The check is still under way.")))
    elif run.status == CheckRunStatus.FAILED:
        missing.append(
            MissingAction("unreadable", _("The file could not be read; please bring in another one."))
        )
    elif count := blocking_count(report):
        missing.append(
            MissingAction("must_findings", _("%(count)s findings must be mended first.") % {"count": count})
        )
    if report.status == S.RETURNED and report.current_version_id == report.submitted_version_id:
        missing.append(MissingAction("unchanged", _("Bring in the revised report first.")))
    elif report.status == S.RETURNED and reads_as_sent_back(report):
        missing.append(MissingAction("same_text", SAME_TEXT))
    if not may_submit(user, report):
        missing.append(MissingAction("not_lead", words_for_lead(report)))
    return missing


def begin_draft(report: AnnualReport, *, by: User, version: ReportVersion) -> None:
    """not_started → draft with the first file; nothing for a report already begun."""
    if report.status == S.NOT_STARTED:
        _move(report, S.DRAFT, by=by, version=version)


@transaction.atomic
def submit(report: AnnualReport, *, by: User, declared_by: str) -> Receipt:
    """draft | returned → submitted, with a receipt.

    The version checked last becomes the version handed in. Tells the bureau's
    reviewers on commit. Raises :class:`NotReadyError`.
    """
    missing = missing_actions_to_submit(report, by)
    if missing:
        raise NotReadyError(missing)
    now = timezone.now()
    version = report.current_version
    _move(
        report,
        S.SUBMITTED,
        by=by,
        version=version,
        still={"current_version": version},
        submitted_at=now,
        first_submitted_at=first_time_of(report) or now,
        submitted_version=version,
        submitted_run=report.latest_run,
        revision_due_on=None,
        review_started_at=None,
    )
    version.submitted_at = version.submitted_at or now  # like its receipt, of which there is one
    version.save(update_fields=["submitted_at"])
    receipt, _created = Receipt.objects.get_or_create(
        version=version,
        defaults={
            "report": report,
            "number": _receipt_number(report, version),
            "token": secrets.token_urlsafe(TOKEN_BYTES),
            "submitted_at": now,
            "submitted_by": by,
            "declared_by": declared_by,
            "sha256": version.file.sha256,
            "standard": report.latest_run.standard,
            "was_on_time": bool(report.handed_in_on_time),
        },
    )
    _tell_bureau(report, "report_submitted", version)
    return receipt


@transaction.atomic
def submit_on_behalf(report: AnnualReport, *, by: User, received_at: datetime, reason: str) -> None:
    """draft | returned → submitted, for a report that reached the bureau by other ways.

    What would hold an office up is not asked for: the report is here, and the
    reviewer sees what the machine finds. ``received_at`` counts for timeliness.
    No receipt is made, as the office declared nothing; it is told.
    """
    version = report.current_version
    _move(
        report,
        S.SUBMITTED,
        by=by,
        reason=reason,
        version=version,
        submitted_at=received_at,
        first_submitted_at=first_time_of(report) or received_at,
        submitted_version=version,
        submitted_run=report.latest_run,
        revision_due_on=None,
        review_started_at=None,
    )
    version.submitted_at = received_at
    version.save(update_fields=["submitted_at"])
    _tell_office(report, "report_received", version)


def first_time_of(report: AnnualReport) -> datetime | None:
    """When it was first handed in, also where it was taken back since; its versions remember."""
    return report.first_submitted_at or report.versions.aggregate(first=Min("submitted_at"))["first"]


@transaction.atomic
def withdraw(report: AnnualReport, *, by: User) -> None:
    """submitted → draft, only while nobody has begun to review.

    Until it is handed in again it counts as not handed in, on every list and to the reminders.
    """
    if report.review_started_at is not None or report.return_count:
        raise WrongStatusError(report)
    still = {"review_started_at": None}
    gone = {"submitted_at": None, "first_submitted_at": None}
    _move(report, S.DRAFT, by=by, version=report.current_version, still=still, **gone)


@transaction.atomic
def return_for_revision(
    report: AnnualReport,
    *,
    by: User,
    letter: str,
    items: Sequence[LetterItem] = (),
    due_on: date | None = None,
) -> ReturnLetter:
    """submitted | recommended | accepted → returned, with a letter the office sees first thing."""
    version = report.submitted_version
    _move(
        report,
        S.RETURNED,
        by=by,
        reason=letter,
        version=version,
        returned_at=timezone.now(),
        return_count=F("return_count") + 1,
        revision_due_on=due_on,
        accepted_at=None,
        accepted_by=None,
    )
    kept = ReturnLetter.objects.create(report=report, version=version, body=letter, due_on=due_on, sent_by=by)
    ReturnItem.objects.bulk_create(
        ReturnItem(
            letter=kept,
            position=position,
            text=item.text,
            quote=item.quote[:400],
            rule=item.rule,
            fingerprint=item.fingerprint,
            evidence=[list(span) for span in item.evidence],
        )
        for position, item in enumerate(items)
    )
    _tell_office(report, "report_returned", version, due_on=due_on.isoformat() if due_on else "")
    return kept


@transaction.atomic
def recommend(report: AnnualReport, *, by: User) -> None:
    """submitted → recommended: the first reviewer is content, another has to decide."""
    _move(report, S.RECOMMENDED, by=by, version=report.submitted_version)
    version = report.submitted_version
    people = people_of_bureau(report.year.bureau_id, Role.CHIEF_REVIEWER)
    transaction.on_commit(partial(_tell, people, "report_recommended", report, version, "review_desk"))


@transaction.atomic
def accept(report: AnnualReport, *, by: User) -> None:
    """submitted | recommended → accepted; the office is told that it may publish."""
    _move(
        report,
        S.ACCEPTED,
        by=by,
        version=report.submitted_version,
        accepted_at=timezone.now(),
        accepted_by=by,
    )
    publish_by = report.year.publish_by.isoformat()
    _tell_office(report, "report_accepted", report.submitted_version, day=publish_by)


@transaction.atomic
def publish(report: AnnualReport, *, by: User, on: date, url: str = "", here: bool = False) -> None:
    """accepted → published: when, and where or on the public page here."""
    _move(
        report,
        S.PUBLISHED,
        by=by,
        version=report.submitted_version,
        published_on=on,
        published_at_url=url,
        is_published_here=here,
    )


@transaction.atomic
def retract_publication(report: AnnualReport, *, by: User, reason: str) -> None:
    """published → accepted."""
    _move(
        report,
        S.ACCEPTED,
        by=by,
        reason=reason,
        version=report.submitted_version,
        published_on=None,
        published_at_url="",
        is_published_here=False,
    )


@transaction.atomic
def exempt(report: AnnualReport, *, by: User, reason: str, offline: bool = False) -> None:
    """not_started | draft → exempt, with a reason; ``offline`` for a classified report."""
    _move(report, S.EXEMPT, by=by, reason=reason, exemption_reason=reason, is_handled_offline=offline)


@transaction.atomic
def lift_exemption(report: AnnualReport, *, by: User, reason: str) -> None:
    """exempt → draft, or not_started where no file was brought in."""
    back = S.DRAFT if report.current_version_id else S.NOT_STARTED
    _move(report, back, by=by, reason=reason, exemption_reason="", is_handled_offline=False)


def _move(
    report: AnnualReport,
    new: ReportStatus,
    *,
    by: User | None,
    version: ReportVersion | None = None,
    reason: str = "",
    still: Mapping[str, Any] | None = None,
    **fields: Any,
) -> None:
    """The conditional UPDATE, the history row and the trail; refreshes ``report``.

    ``still`` is what besides the status must be as the caller saw it.
    """
    old = S(report.status)
    if old not in ALLOWED[new]:
        raise WrongStatusError(report)
    moved = AnnualReport.objects.filter(pk=report.pk, status=old, **(still or {})).update(
        status=new, status_since=timezone.now(), **fields
    )
    if not moved:
        report.refresh_from_db()
        raise WrongStatusError(report)
    StatusChange.objects.create(
        report=report,
        old=old,
        new=new,
        by=by,
        reason=reason,
        version=version,
        standard=report.latest_run.standard if report.latest_run else "",
    )
    audit.record(
        f"report.{new}",
        actor=by,
        bureau_id=report.year.bureau_id,
        target=report,
        was=old,
        version=version and version.number,
    )
    report.refresh_from_db()


def _receipt_number(report: AnnualReport, version: ReportVersion) -> str:
    """Readable and unique: division code or id, year, version."""
    code = report.office.region_code[:9] or f"{report.office_id:09d}"
    return f"FZ{report.year.year}-{code}-{report.pk:06d}-{version.number:02d}"


def _tell_bureau(report: AnnualReport, kind: str, version: ReportVersion) -> None:
    people = people_of_bureau(report.year.bureau_id, Role.REVIEWER, Role.CHIEF_REVIEWER)
    transaction.on_commit(partial(_tell, people, kind, report, version, "review_desk"))


def _tell_office(report: AnnualReport, kind: str, version: ReportVersion, **params: str) -> None:
    people = people_of_office(report.office_id)
    transaction.on_commit(partial(_tell, people, kind, report, version, "report_home", **params))


def _tell(
    people: list[User], kind: str, report: AnnualReport, version: ReportVersion, page: str, **params: str
) -> None:
    notify(
        people,
        kind,
        about=f"report-{report.pk}-v{version.number}-{report.return_count}",
        url=reverse(page, args=[report.pk]),
        office=str(report.office),
        year=report.year.year,
        version=version.number,
        **params,
    )
