"""What an office has to do next about a report, in plain words. Feeds the home card and the report's page."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from offices.models import User

from .blocking import blocking_count
from .models import AnnualReport, CheckRunStatus, ReportStatus
from .models.reports import WITH_OFFICE
from .permissions import may_submit
from .revision import SAME_TEXT, reads_as_sent_back
from .sign_off import news_of_lead

S = ReportStatus


@dataclass(frozen=True, slots=True)
class NextStep:
    """``words`` say where things stand, ``detail`` what to do; the button may be absent."""

    words: str
    detail: str = ""
    button: str = ""
    url: str = ""
    icon: str = ""
    who: str = ""


def next_step(report: AnnualReport, user: User) -> NextStep:
    """The one thing to do now; reads ``year``, ``current_version``, ``latest_run`` (``for_pages``)."""
    status = S(report.status)
    step: NextStep = _STEPS[status](report, user)
    return replace(step, who=_who_acts(status))


def _who_acts(status: ReportStatus) -> str:
    """Who must act, as the office reads it; nothing where all is done."""
    if status in (S.PUBLISHED, S.EXEMPT):
        return ""
    return _("your office") if status in (*WITH_OFFICE, S.ACCEPTED) else str(status.who_acts)


def _to(name: str, report: AnnualReport) -> str:
    return reverse(name, args=[report.pk])


def _closed(report: AnnualReport) -> NextStep:
    return NextStep(
        _("This reporting year is closed."), _("Please talk to your bureau if something is missing.")
    )


def _not_started(report: AnnualReport, user: User) -> NextStep:
    if report.year.is_closed:
        return _closed(report)
    return NextStep(
        _("Nothing has been brought in yet."),
        _("Bring in a file or write the report here. It is checked at once; the bureau sees nothing yet."),
        _("Bring in the report"),
        _to("report_upload", report),
        "upload",
    )


def _draft(report: AnnualReport, user: User) -> NextStep:
    if report.year.is_closed:
        return _closed(report)
    return _of_check(report) or _ready(report, user)


def _of_check(report: AnnualReport) -> NextStep | None:
    """What the machine's work asks for; None where the version may be handed in."""
    run = report.latest_run
    if report.current_version_id is None:
        return _not_started(report, None)
    if run is None or not run.is_finished:
        return NextStep(
            _("The check is under way."),
            _("It takes about a minute. You may close this page; the result stays here."),
            _("See how far it is"),
            _to("report_result", report),
            "loader",
        )
    if run.status == CheckRunStatus.FAILED:
        return NextStep(
            _("The file could not be read."),
            _("See why, and bring in another file."),
            _("See why"),
            _to("report_result", report),
            "file-x",
        )
    if count := blocking_count(report):
        words = ngettext("%(n)s point must be mended first.", "%(n)s points must be mended first.", count)
        return NextStep(
            words % {"n": count},
            _(
                "Mend them in your document and bring it in again; "
                "what is a false alarm you can mark as such."
            ),
            _("See the result"),
            _to("report_result", report),
            "list-checks",
        )
    return None


def _as_sent_back(report: AnnualReport) -> NextStep | None:
    if not reads_as_sent_back(report):
        return None
    return NextStep(
        _("It reads exactly like the version sent back."),
        str(SAME_TEXT),
        _("Bring in the revised report"),
        _to("report_upload", report),
        "upload",
    )


def _ready(report: AnnualReport, user: User) -> NextStep:
    if not may_submit(user, report):
        return NextStep(
            _("Ready; the office lead has to hand it in."),
            news_of_lead(report),
            _("See the result"),
            _to("report_result", report),
            "list-checks",
        )
    return NextStep(
        _("Checked and ready to be handed in."),
        _("The bureau sees the report only after you hand it in."),
        _("Hand in"),
        _to("report_submit", report),
        "send",
    )


def _submitted(report: AnnualReport, user: User) -> NextStep:
    return NextStep(
        _("Handed in; the bureau is reviewing it."),
        _("There is nothing to do now. You will be told when there is news."),
        _("Receipt"),
        _to("report_receipt", report),
        "receipt-text",
    )


def _returned(report: AnnualReport, user: User) -> NextStep:
    if report.current_version_id != report.submitted_version_id:
        return _of_check(report) or _as_sent_back(report) or _ready(report, user)
    detail = _("Read the letter, mend the report and bring it in again.")
    if report.revision_due_on:
        detail = _("Read the letter, mend the report and bring it in again by %(day)s.") % {
            "day": date_format(report.revision_due_on, "DATE_FORMAT")
        }
    return NextStep(
        _("The bureau sent the report back."),
        detail,
        _("Read the letter"),
        _to("report_home", report),
        "mail-open",
    )


def _accepted(report: AnnualReport, user: User) -> NextStep:
    return NextStep(
        _("Accepted. Now it has to be published."),
        _("Publish it by %(day)s and record where, or publish it on the public page here.")
        % {"day": date_format(report.year.publish_by, "DATE_FORMAT")},
        _("Record the publication"),
        _to("report_publication", report),
        "globe",
    )


def _published(report: AnnualReport, user: User) -> NextStep:
    words = _("Accepted and published. All done.")
    day = _("Published on %(day)s.") % {"day": date_format(report.published_on, "DATE_FORMAT")}
    if report.is_published_here:
        address = reverse("public_report", args=[report.year.bureau.slug, report.pk])
        return NextStep(words, day, _("See the public page"), address, "globe")
    return NextStep(
        words,
        day,
        _("Receipt"),
        _to("report_receipt", report),
        "receipt-text",
    )


def _exempt(report: AnnualReport, user: User) -> NextStep:
    if report.is_handled_offline:
        return NextStep(
            _("Handled offline as classified."), _("Nothing is brought in here; only the fact is recorded.")
        )
    return NextStep(_("Exempt from reporting this year."), report.exemption_reason)


_STEPS: dict[ReportStatus, Any] = {
    S.NOT_STARTED: _not_started,
    S.DRAFT: _draft,
    S.SUBMITTED: _submitted,
    S.RETURNED: _returned,
    S.RECOMMENDED: _submitted,
    S.ACCEPTED: _accepted,
    S.PUBLISHED: _published,
    S.EXEMPT: _exempt,
}
