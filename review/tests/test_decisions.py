import io
from datetime import timedelta

import docx
import pytest
from django.urls import reverse
from django.utils import timezone
from model_bakery import baker

from offices.models import Notification
from review import commenting, decisions, dispatch, findings
from review.letters import in_context
from review.models import Comment, Decision
from review.tasks import send_decisions
from submissions import workflow
from submissions.models import Finding, FindingResponse, ReportingYear, ReturnLetter

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(settings):
    settings.DECISION_DELAY = timedelta(minutes=3)


@pytest.fixture
def url(client, handed_in, reviewer):
    client.force_login(reviewer)
    return reverse("decision_new", args=[handed_in.pk])


def due():
    return timezone.localdate() + timedelta(days=10)


def returned(report, by, **more):
    return decisions.decide(report, "return", by=by, letter="请修改。", due_on=due(), **more)


def test_accepting_goes_out_at_once_without_delay(handed_in, reviewer):
    decisions.decide(handed_in, "accept", by=reviewer)
    handed_in.refresh_from_db()
    assert (handed_in.status, handed_in.accepted_by) == ("accepted", reviewer)


def test_with_delay_nothing_happens_until_the_time_has_come(later, handed_in, reviewer, officer):
    decision = returned(handed_in, reviewer)
    assert dispatch.send_due() == 0
    handed_in.refresh_from_db()
    assert handed_in.status == "submitted"
    Decision.objects.filter(pk=decision.pk).update(goes_out_at=timezone.now())
    assert send_decisions() == 1
    assert send_decisions() == 0  # running twice does no harm
    handed_in.refresh_from_db()
    assert handed_in.status == "returned"
    assert ReturnLetter.objects.count() == 1


def test_a_decision_can_be_taken_back_in_time(client, later, handed_in, reviewer):
    decision = returned(handed_in, reviewer)
    client.force_login(reviewer)
    client.post(reverse("decision_take_back", args=[decision.pk]))
    Decision.objects.filter(pk=decision.pk).update(goes_out_at=timezone.now())
    assert dispatch.send_due() == 0
    handed_in.refresh_from_db()
    assert handed_in.status == "submitted"


def test_what_went_out_cannot_be_taken_back(client, handed_in, reviewer):
    decision = returned(handed_in, reviewer)
    assert not decisions.take_back(decision, by=reviewer)


@pytest.mark.parametrize("who", ["officer", "stranger", "rater", "administrator"])
def test_others_can_neither_decide_nor_take_back(client, later, handed_in, reviewer, who, request):
    decision = returned(handed_in, reviewer)
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("decision_new", args=[handed_in.pk])).status_code in (403, 404)
    assert client.post(reverse("decision_take_back", args=[decision.pk])).status_code in (403, 404)
    decision.refresh_from_db()
    assert decision.taken_back_at is None


def test_only_one_decision_waits_at_a_time(later, handed_in, reviewer, chief):
    returned(handed_in, reviewer)
    with pytest.raises(decisions.NotPossibleError):
        decisions.decide(handed_in, "accept", by=chief)


def test_a_report_that_moved_on_cancels_the_decision_and_tells_its_author(later, handed_in, reviewer, chief):
    decision = returned(handed_in, reviewer)
    workflow.return_for_revision(handed_in, by=chief, letter="先行退回", due_on=due())
    Decision.objects.filter(pk=decision.pk).update(goes_out_at=timezone.now())
    assert dispatch.send_due() == 0
    decision.refresh_from_db()
    assert decision.taken_back_at is not None
    assert Notification.objects.filter(user=reviewer, kind="decision_cancelled").exists()


def test_with_second_review_the_first_recommends_and_another_accepts(handed_in, reviewer, chief):
    handed_in.year.requires_second_review = True
    handed_in.year.save()
    assert decisions.kinds_open_to(reviewer, handed_in) == ["recommend"]
    decisions.decide(handed_in, "recommend", by=chief)
    handed_in.refresh_from_db()
    assert decisions.kinds_open_to(chief, handed_in) == ["return"]
    assert decisions.kinds_open_to(reviewer, handed_in) == []


def test_the_letter_is_drafted_from_findings_and_comments(client, url, handed_in, reviewer):
    text = handed_in.submitted_version.text
    start = text.index("31件")
    for body, internal in (("请核对案件数", False), ("内部看法", True)):
        Comment.objects.create(
            report=handed_in,
            version=handed_in.submitted_version,
            body=body,
            by=reviewer,
            start=start,
            end=start + 3,
            quote="31件",
            is_internal=internal,
        )
    page = client.get(f"{url}?kind=return")
    letter = page.context["form"].initial["letter"]
    assert letter.startswith("云溪县白石镇人民政府：")
    assert "请核对案件数" in letter
    assert "31件" in letter
    assert "内部看法" not in page.content.decode()


def test_the_page_shows_what_goes_out_then_sends_exactly_that(client, url, handed_in, reviewer, officer):
    Comment.objects.create(
        report=handed_in, version=handed_in.submitted_version, body="请补充数据来源", by=reviewer
    )
    items = [draft.key for _g, _t, members in client.get(url).context["groups"] for draft, _on in members]
    chosen = [key for key in items if key.startswith("c")]
    data = {"kind": "return", "letter": "请按意见修改。", "due_on": due(), "items": chosen}
    preview = client.post(url, data)
    assert "陈小云" in preview.content.decode()  # who receives it
    handed_in.refresh_from_db()
    assert handed_in.status == "submitted"
    client.post(url, {**data, "confirm": "1"})
    letter = ReturnLetter.objects.get()
    assert (letter.body, [item.text for item in letter.items.all()]) == ("请按意见修改。", ["请补充数据来源"])


def test_a_return_without_letter_or_with_a_past_date_is_refused_and_nothing_typed_is_lost(client, url):
    response = client.post(url, {"kind": "return", "letter": "", "due_on": "2020-01-01", "confirm": "1"})
    assert response.status_code == 422
    assert "2020-01-01" in response.content.decode()
    assert not Decision.objects.exists()


def test_the_letter_can_be_written_anew_from_the_ticked_items(client, url, handed_in, reviewer):
    Comment.objects.create(
        report=handed_in, version=handed_in.submitted_version, body="唯一意见", by=reviewer
    )
    key = f"c{Comment.objects.get().pk}"
    page = client.post(
        url, {"kind": "return", "items": [key], "due_on": due(), "letter": "旧稿", "compose": "1"}
    )
    assert "唯一意见" in page.context["form"]["letter"].value()


@pytest.mark.parametrize(
    ("level", "answer", "is_ticked"),
    [
        ("should", "", True),
        ("should", "changed", True),
        ("should", "false_alarm", False),
        ("must", "false_alarm", True),
        ("confirm", "", False),
    ],
)
def test_what_the_office_denied_is_asked_for_again_only_if_ticked(
    client, url, handed_in, officer, level, answer, is_ticked
):
    finding = baker.make(
        Finding,
        run=handed_in.submitted_run,
        rule="date.missing",
        level=level,
        fingerprint="f" * 64,
        position=99,
    )
    if answer:
        baker.make(
            FindingResponse,
            report=handed_in,
            version=handed_in.submitted_version,
            fingerprint=finding.fingerprint,
            kind=answer,
            reason="日期在文末",
            by=officer,
        )
    page = client.get(url)
    assert (f"f{finding.pk}" in page.context["form"].initial["items"]) is is_ticked


def test_a_decided_report_offers_no_second_decision(client, url, handed_in, reviewer):
    decisions.decide(handed_in, "accept", by=reviewer)
    handed_in.refresh_from_db()
    client.post(url, {"kind": "accept", "confirm": "1"})
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("reviewer", 200), ("officer", 200), ("stranger", 404), ("neighbour", 404)]
)
def test_the_letter_as_word_file_for_bureau_and_office(client, handed_in, reviewer, who, status, request):
    returned(handed_in, reviewer)
    client.force_login(request.getfixturevalue(who))
    response = client.get(reverse("letter_docx", args=[ReturnLetter.objects.get().pk]))
    assert response.status_code == status
    if status == 200:
        text = "\n".join(p.text for p in docx.Document(io.BytesIO(response.content)).paragraphs)
        assert "关于退回修改2025年度法治政府建设情况报告的函" in text.replace("\n", "")


def test_the_reviewed_copy_holds_comments_at_their_passages(client, handed_in, reviewer):
    start = handed_in.submitted_version.text.index("31件")
    for body, internal in (("请核对案件数", False), ("内部看法", True)):
        Comment.objects.create(
            report=handed_in,
            version=handed_in.submitted_version,
            body=body,
            by=reviewer,
            start=start,
            end=start + 3,
            quote="31件",
            is_internal=internal,
        )
    client.force_login(reviewer)
    url = reverse("desk_reviewed", args=[handed_in.pk])
    inside = [c.text for c in docx.Document(io.BytesIO(client.get(url).content)).comments]
    outside = [c.text for c in docx.Document(io.BytesIO(client.get(f"{url}?office=1").content)).comments]
    assert any("请核对案件数" in text for text in outside)
    assert any("内部看法" in text for text in inside)
    assert not any("内部看法" in text for text in outside)


def test_the_reviewed_copy_leaves_out_what_was_put_aside_and_tells_the_answers(client, handed_in, reviewer):
    finding = Finding.objects.create(
        run=handed_in.submitted_run, rule="wording.typo", level="should", fingerprint="x", quote="31件"
    )
    findings.dismiss(handed_in, finding, "惯用", by=reviewer)
    commenting.add_comment(handed_in, handed_in.submitted_version, "请核对件数", by=reviewer)
    returned(handed_in, reviewer, items=[workflow.LetterItem("请核对件数")])
    ReturnLetter.objects.get().items.update(answer="explained", answer_text="已核对无误")
    client.force_login(reviewer)
    data = client.get(reverse("desk_reviewed", args=[handed_in.pk])).content
    said = [comment.text for comment in docx.Document(io.BytesIO(data)).comments]
    assert len(said) == handed_in.submitted_run.findings.count()  # one less, and the comment
    assert any(text.endswith("单位答复：已说明：已核对无误") for text in said)


def test_after_resubmission_the_desk_shows_changes_answers_and_what_was_solved(
    client, handed_in, reviewer, officer
):
    from review.tests.conftest import TEXT, hand_in  # noqa: PLC0415 - shared text of the fixtures

    comment = Comment.objects.create(
        report=handed_in,
        version=handed_in.submitted_version,
        body="请核对案件数",
        by=reviewer,
        start=handed_in.submitted_version.text.index("31件"),
        end=handed_in.submitted_version.text.index("31件") + 3,
        quote="31件",
        before="办理行政执法案件",
        after="，全部经过",
    )
    items = [workflow.LetterItem("请核对案件数", quote="31件")]
    returned(handed_in, reviewer, items=items)
    handed_in.refresh_from_db()
    letter = ReturnLetter.objects.get()
    letter.items.update(answer="changed")
    again = hand_in(handed_in, officer, TEXT.replace("31件", "36件"))
    client.force_login(reviewer)
    page = client.get(reverse("review_desk", args=[again.pk]), {}).content.decode()
    assert "<del>" in page or "diff-changed" in page
    full = client.get(reverse("review_desk", args=[again.pk]), {"view": "full"}).content.decode()
    assert f'id="finding-c{comment.pk}"' in full
    assert "已修改" in full


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("权利", "强化对权利的制约监督"),
        ("制约监督。一是", "强化对权利的制约监督。一是形成长效机制"),
        ("机关工作人员的法治思维", "机关工作人员的法治思维"),
        ("法", "……力提升机关工作人员的法治思维和法治水平并重"),
    ],
)
def test_a_short_quote_is_told_with_the_words_around_it(quote, said):
    text = (
        "（一）完善机制，强化对权利的制约监督。一是形成长效机制，大力提升机关工作人员的法治思维和法治水平并重"
    )
    start = text.index(quote, 30) if quote == "法" else text.index(quote)
    assert in_context(text, [[start, start + len(quote)]], quote) == said


def test_a_closed_year_takes_no_return_that_nobody_could_answer(handed_in, reviewer):
    ReportingYear.objects.filter(pk=handed_in.year_id).update(closed_at=timezone.now())
    handed_in.year.refresh_from_db()
    with pytest.raises(decisions.NotPossibleError):
        returned(handed_in, reviewer)
    assert decisions.decide(handed_in, "accept", by=reviewer)


def test_the_lines_of_a_letter_are_as_they_were_typed(handed_in, reviewer):
    decisions.decide(handed_in, "return", by=reviewer, letter="白石镇：\r\n请修改。\r\n", due_on=due())
    assert handed_in.letters.get().body == "白石镇：\n请修改。"


def test_a_recommendation_tells_the_chief_reviewers_and_the_desk_tells_who_recommended(
    client, url, handed_in, reviewer, chief, officer
):
    handed_in.year.requires_second_review = True
    handed_in.year.save()
    page = client.get(url).content.decode()
    assert ("傅核" in page, "陈小云" in page, 'id="return-part"' in page) == (True, False, False)
    assert list(client.post(url, {"kind": "recommend"}).context["recipients"]) == [chief]
    client.post(url, {"kind": "recommend", "confirm": "1"})
    client.force_login(chief)
    desk = client.get(reverse("review_desk", args=[handed_in.pk])).content.decode()
    assert "沈审初审建议通过" in desk
    page = client.get(url).content.decode()
    assert ("陈小云" in page, 'id="return-part"' in page) == (True, True)
