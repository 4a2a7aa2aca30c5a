"""Carries one report through its stages with the site's own functions, then sets the times back
to when it is meant to have happened. The trail keeps the real times: it cannot be changed.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from offices.models import User
from review import commenting
from review.models import Comment
from submissions import check_runs, uploads, workflow
from submissions.models import AnnualReport, CheckRun, Finding, Receipt, ReportVersion, StatusChange
from submissions.words import Wording, standard_of, words_of_finding

from . import texts

ITEMS_IN_LETTER = 4
LETTER = (
    "{office}：\n你单位报送的{year}年度法治政府建设情况报告收悉。经审核，尚有下列问题，现退回修改。"
    "请对照逐条修改后，于{due}前重新报送。\n{items}"
)
COMMENTS = {
    "shortcomings": "问题写得较笼统，请结合本单位执法监督检查发现的具体情况来写。",
    "next_plan": "请写明责任单位和完成时限，并与查摆的不足逐条对应。",
}
EXTRA_ITEM = "请在“第一责任人”部分补充主要负责人专题研究、述法等具体情况，写明次数。"


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A time of that day in Beijing."""
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_current_timezone())


def bring_in(report: AnnualReport, text: str, *, by: User, at: datetime, check: bool = True) -> ReportVersion:
    """A new version of ``text``, checked here and now unless ``check`` is False."""
    status = report.status
    name = f"{report.office.short_name}{report.year.year}年度法治政府建设情况报告.docx"
    incoming = uploads.IncomingFile(name, texts.as_docx(texts.signed_by(text, at.date())))
    version = uploads.receive(report, incoming, by=by)
    if check:
        for run_id in version.check_runs.filter(status="queued").values_list("pk", flat=True):
            check_runs.run(run_id)
    ReportVersion.objects.filter(pk=version.pk).update(uploaded_at=at)
    CheckRun.objects.filter(version=version).update(queued_at=at, touched_at=at)
    CheckRun.objects.filter(version=version, finished_at__isnull=False).update(
        started_at=at + timedelta(seconds=2), finished_at=at + timedelta(seconds=21)
    )
    report.refresh_from_db()
    if report.status != status:  # only the first file begins a draft
        _status_at(report, at)
    return version


def hand_in(report: AnnualReport, *, by: User, at: datetime, declared_by: str) -> None:
    """Submitted at ``at``, with its receipt."""
    is_first = report.first_submitted_at is None
    receipt = workflow.submit(report, by=by, declared_by=declared_by)
    times = {"submitted_at": at} | ({"first_submitted_at": at} if is_first else {})
    _status_at(report, at, **times)
    ReportVersion.objects.filter(pk=report.submitted_version_id).update(submitted_at=at)
    Receipt.objects.filter(pk=receipt.pk).update(submitted_at=at, was_on_time=bool(report.handed_in_on_time))


def send_back(report: AnnualReport, *, by: User, at: datetime, due_on: date) -> None:
    """Returned with a letter made of the first findings."""
    standard = standard_of(report.year)
    findings = Finding.objects.filter(run=report.latest_run).order_by("position")[: ITEMS_IN_LETTER - 1]
    items = [_item(words_of_finding(standard, finding, "zh"), finding) for finding in findings]
    items.append(workflow.LetterItem(EXTRA_ITEM, rule="first_responsible.complete"))
    letter = LETTER.format(
        office=report.office.name,
        year=report.year.year,
        due=f"{due_on.month}月{due_on.day}日",
        items="\n".join(f"{number}．{item.text}" for number, item in enumerate(items, start=1)),
    )
    kept = workflow.return_for_revision(report, by=by, letter=letter, items=items, due_on=due_on)
    kept.sent_at = at
    kept.save(update_fields=["sent_at"])
    _comment(report, by=by, at=at - timedelta(minutes=20))
    _status_at(report, at, returned_at=at)


def _comment(report: AnnualReport, *, by: User, at: datetime) -> None:
    """What the reviewer wrote on the desk before sending it back."""
    version = report.submitted_version
    outline = report.submitted_run.outline
    places = {section["section"]: section["start"] for section in outline if section["level"] == 1}
    for content, words in COMMENTS.items():
        start = places.get(content)
        end = version.text.find("\n", start) if start is not None else -1
        span = (start, end) if end > 0 else None
        comment = commenting.add_comment(report, version, words, by=by, span=span)
        Comment.objects.filter(pk=comment.pk).update(at=at)


def _item(words: Wording, finding: Finding) -> workflow.LetterItem:
    return workflow.LetterItem(
        words.mend or words.message,
        finding.quote,
        finding.rule,
        finding.fingerprint,
        finding.evidence,
    )


def answer_letter(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Every item of the latest letter marked as changed."""
    letter = report.letters.first()
    letter.items.update(answer="changed", answered_by=by, answered_at=at)


def recommend(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Under second review."""
    workflow.recommend(report, by=by)
    _status_at(report, at)


def accept(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Accepted at ``at``."""
    workflow.accept(report, by=by)
    _status_at(report, at, accepted_at=at)


def publish(report: AnnualReport, *, by: User, at: datetime, here: bool) -> None:
    """Published here, or on the office's website."""
    url = "" if here else f"https://www.yunxi.example/fazhi/{report.year.year}/{report.office_id}.html"
    workflow.publish(report, by=by, on=timezone.localdate(at), url=url, here=here)
    _status_at(report, at)


def _status_at(report: AnnualReport, at: datetime, **times: datetime) -> None:
    """The last change of status happened at ``at``."""
    change = StatusChange.objects.filter(report=report).first()
    if change is not None:
        StatusChange.objects.filter(pk=change.pk).update(at=at)
    AnnualReport.objects.filter(pk=report.pk).update(status_since=at, **times)
    report.refresh_from_db()
