"""A report that comes back: what changed, what was asked for and is left, the reviewer's own points."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from review import findings, scoring
from review.models import Comment, LastLook, Review
from review.tests.conftest import TEXT, hand_in
from submissions import workflow
from submissions.models import Finding, FindingState

pytestmark = pytest.mark.django_db
FLAWED = TEXT.replace("法治意识不强", "法制意识不强。。")


@pytest.fixture
def first(report, officer):
    """Handed in with slips the machine sees."""
    return hand_in(report, officer, FLAWED)


def send_back(report, reviewer, items):
    workflow.return_for_revision(
        report, by=reviewer, letter="请修改", due_on=timezone.localdate() + timedelta(days=5), items=items
    )
    report.refresh_from_db()


def item_of(finding):
    return workflow.LetterItem(
        finding.rule, finding.quote, finding.rule, finding.fingerprint, finding.evidence
    )


@pytest.fixture
def again(client, first, officer, reviewer):
    """Returned with everything that was found, one slip mended, handed in again; the reviewer signed in."""
    send_back(first, reviewer, [item_of(finding) for finding in first.submitted_run.findings.all()])
    client.force_login(reviewer)
    return hand_in(first, officer, FLAWED.replace("。。", "。"), "修改稿.txt")


def desk(client, report, **query):
    return client.get(reverse("review_desk", args=[report.pk]), query)


def test_it_opens_on_the_changes_and_one_link_leads_to_the_full_text(client, again):
    page = desk(client, again)
    assert page.context["shows_changes"]
    assert 'href="?view=full" id="go-view"' in page.content.decode()
    full = desk(client, again, view="full")
    assert not full.context["shows_changes"]
    assert 'href="?view=changes" id="go-view"' in full.content.decode()


def test_a_first_version_opens_on_its_text(client, first, reviewer):
    client.force_login(reviewer)
    assert not desk(client, first).context["shows_changes"]


def test_what_was_asked_for_and_is_left_comes_first_what_is_solved_is_said(client, again):
    found = desk(client, again).context["desk"]
    assert "left" in [group.key for group in found.groups]
    left = {shown.finding.rule for group in found.groups if group.key == "left" for shown in group.members}
    assert "punctuation.doubled" not in left
    assert "punctuation.doubled" in {finding.rule for finding, _words in found.solved}
    standings = {asked.item.rule: asked.standing for asked in found.asked}
    assert standings["punctuation.doubled"] == "solved"
    assert "left" in standings.values()


def test_the_passage_of_what_is_left_stands_in_the_changes_to_be_jumped_to(client, again):
    page = desk(client, again)
    found = page.context["desk"]
    left = [s for group in found.groups if not group.is_folded for s in group.members if s.finding.evidence]
    assert left
    for shown in left:
        assert f'id="passage-{shown.key}"' in page.content.decode()


def test_a_comment_asked_for_says_whether_its_passage_changed(client, first, officer, reviewer):
    quotes = {"changed": "办理行政执法案件31件", "unchanged": "调解纠纷86件"}
    send_back(first, reviewer, [workflow.LetterItem("请核对", quote=quote) for quote in quotes.values()])
    client.force_login(reviewer)
    back = hand_in(first, officer, FLAWED.replace("31件", "36件"), "修改稿.txt")
    asked = {item.item.quote: item.standing for item in desk(client, back).context["desk"].asked}
    assert asked == {quote: standing for standing, quote in quotes.items()}


def test_the_own_review_opens_again_with_its_points_and_the_first_save_counts(
    client, first, officer, reviewer
):
    review = scoring.begin_review(first, reviewer)
    for criterion in review.rubric.criteria.all():
        review = scoring.save_score(review, criterion, points=criterion.points, revision=review.revision)
    scoring.finish(review)
    send_back(first, reviewer, [workflow.LetterItem("请修改")])
    client.force_login(reviewer)
    back = hand_in(first, officer, FLAWED.replace("。。", "。"), "修改稿.txt")
    page = desk(client, back)
    assert page.context["may_edit"]
    criterion = review.rubric.criteria.first()
    client.post(
        reverse("desk_score", args=[back.pk, criterion.pk]),
        {"points": "4", "comment": "仍有差错", "revision": page.context["desk"].revision},
    )
    assert Review.objects.get().total == Decimal(96)
    client.post(reverse("desk_finish", args=[back.pk]))
    assert Review.objects.get().finished_at is not None


def test_a_finding_added_by_hand_lives_on_while_its_passage_stands(client, first, officer, reviewer):
    text = first.submitted_version.text
    for words in ("调解纠纷86件", "办理行政执法案件31件"):
        at = text.index(words)
        findings.add_by_hand(first, words, "请附台账", "should", (at, at + len(words)), by=reviewer)
    send_back(first, reviewer, [workflow.LetterItem("请修改")])
    client.force_login(reviewer)
    back = hand_in(first, officer, "二〇二六年\n" + FLAWED.replace("31件", "36件"), "修改稿.txt")
    desk(client, back)
    desk(client, back)
    kept = Finding.objects.get(run=back.submitted_run, is_manual=True)
    assert (kept.quote, kept.state) == ("调解纠纷86件", FindingState.STILL)
    start, end = kept.evidence[0]
    assert back.submitted_version.text[start:end] == "调解纠纷86件"


def test_earlier_comments_can_be_asked_for_once_more(client, first, officer, reviewer):
    Comment.objects.create(report=first, version=first.submitted_version, body="请附台账", by=reviewer)
    send_back(first, reviewer, [workflow.LetterItem("请附台账")])
    client.force_login(reviewer)
    back = hand_in(first, officer, FLAWED.replace("。。", "。"), "修改稿.txt")
    page = client.get(reverse("decision_new", args=[back.pk]), {"kind": "return"})
    offered = {
        draft.item.text: is_on for _g, _t, members in page.context["groups"] for draft, is_on in members
    }
    assert offered["请附台账"] is False


def test_going_on_never_waits_and_comes_back_to_what_is_unfinished_last(
    client, first, more_reports, reviewer
):
    client.force_login(reviewer)
    criterion = scoring.current_rubric(first.year).criteria.first()
    desk(client, first)
    client.post(reverse("desk_score", args=[first.pk, criterion.pk]), {"points": "8", "revision": 0})
    on = client.post(reverse("desk_finish", args=[first.pk]))
    assert on.url == reverse("review_desk", args=[more_reports[0].pk])
    said = str(client.get(on.url).context["messages"]._loaded_messages[0])
    assert "白石镇" in said
    assert criterion.title not in said
    assert "按时公开" in said
    assert client.post(reverse("desk_finish", args=[more_reports[0].pk])).url.endswith(
        f"/{more_reports[1].pk}/"
    )
    desk(client, more_reports[1])
    assert client.get(reverse("desk_next"), {"after": more_reports[1].pk}).url.endswith(f"/{first.pk}/")
    assert Review.objects.get().finished_at is None
    assert not LastLook.objects.filter(skipped_until__isnull=False).exists()
