"""A resubmission in six moves, what is typed and a closed tab, veto signs: keyboard alone."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, expect

from offices.models import User
from review import scoring
from review.models import Comment, Review, WorkDraft
from review.tests.conftest import hand_in
from review.vetoes import undecided
from submissions import workflow
from submissions.models import AnnualReport, Finding, FindingResponse

from .conftest import WITH_SLIPS
from .test_reviewer import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEFT = "shortcomings.no_measure"  # the rule of the finding that stays; its item is worth four points


@pytest.fixture
def again(handed_in: AnnualReport, officer: User, reviewer: User) -> AnnualReport:
    """白石镇's report scored, returned with all that was found, and handed in again with one slip left."""
    review = scoring.begin_review(handed_in, reviewer)
    for criterion in review.rubric.criteria.all():
        is_low = LEFT in criterion.suggestion_params.get("rules", ())
        points, said = (Decimal(0), "没有对应措施") if is_low else (criterion.points, "")
        review = scoring.save_score(review, criterion, points=points, comment=said, revision=review.revision)
    scoring.finish(review)
    found = Finding.objects.filter(run=handed_in.submitted_run)
    Finding.objects.exclude(pk__in=found.filter(rule=LEFT)[:1]).delete()
    items = [workflow.LetterItem(f.rule, f.quote, f.rule, f.fingerprint, f.evidence) for f in found]
    workflow.return_for_revision(
        handed_in,
        by=reviewer,
        letter="请修改",
        due_on=timezone.localdate() + timedelta(days=5),
        items=[*items, workflow.LetterItem("请写明案件数", quote="31件")],
    )
    handed_in.refresh_from_db()
    back = hand_in(handed_in, officer, WITH_SLIPS.replace("31件", "36件"))
    Finding.objects.filter(run=back.submitted_run).exclude(rule=LEFT).delete()
    return back


def test_six_moves_and_as_many_answers(desk: Page, again: AnnualReport, second: AnnualReport) -> None:
    """The owner's measure is eight seconds. What the program adds to a person's own time are the moves it
    asks for and the answers it makes them wait for; a clock would measure the machine.
    """
    desk.goto("/review/?preset=mine")
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(_waited_for(request)))
    desk.get_by_role("link", name="重新报送").click()
    desk.wait_for_url("**/?preset=again")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/review/{again.pk}/")
    paper = desk.locator("#paper.diff")
    expect(paper.locator("del")).to_have_text("1")
    expect(paper).not_to_contain_text("充实执法力量")  # unchanged, and nothing is open about it
    desk.keyboard.press("j")
    expect(paper.locator(".passage.is-chosen")).to_be_in_viewport()
    desk.keyboard.press("4")
    desk.keyboard.press("n")
    desk.wait_for_url(f"**/review/{second.pk}/")
    review = Review.objects.get()
    assert review.finished_at is not None
    assert review.total == Decimal(100)  # 96 of the first time, and four more
    scored = review.scores.latest("saved_at").criterion_id
    assert [one for one in asked if one] == [
        "GET /review/",
        f"GET /review/{again.pk}/",
        f"POST /review/{again.pk}/score/{scored}/",
        f"POST /review/{again.pk}/finish/",
        f"GET /review/{second.pk}/",
    ]


def _waited_for(request: Request) -> str:
    """The request as one line; nothing for looks, scripts, pictures and what is sent on leaving."""
    is_waited_for = request.resource_type in ("document", "xhr", "fetch")
    return f"{request.method} {urlsplit(request.url).path}" if is_waited_for else ""


def test_changes_and_full_text_are_one_key_apart(desk: Page, again: AnnualReport) -> None:
    desk.goto(f"/review/{again.pk}/")
    expect(desk.locator("#left")).to_contain_text("还剩 1 项")
    expect(desk.locator(".asked")).to_contain_text("原文已改")
    assert_accessible(desk)
    desk.keyboard.press("v")
    desk.wait_for_url("**view=full")
    expect(desk.locator("#paper")).to_contain_text("充实执法力量")
    desk.keyboard.press("v")
    desk.wait_for_url("**view=changes")
    desk.keyboard.press("j")
    desk.keyboard.press("c")
    expect(desk.locator("#comment-dialog [data-chosen-words]")).not_to_contain_text("整份报告")
    desk.keyboard.type("仍未改")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#paper.diff .margin-note")).to_contain_text("仍未改")
    comment = Comment.objects.get()
    assert again.submitted_version.text[comment.start : comment.end] == comment.quote != ""


def test_going_on_with_items_missing_names_them_and_does_not_wait(
    desk: Page, handed_in: AnnualReport, second: AnnualReport
) -> None:
    desk.goto(f"/review/{handed_in.pk}/")
    desk.keyboard.press("2")
    desk.keyboard.press("w")
    desk.keyboard.type("逾期较久")
    desk.keyboard.press("Escape")
    desk.keyboard.press("n")
    desk.wait_for_url(f"**/review/{second.pk}/")
    expect(desk.locator(".alert")).to_contain_text("白石镇：已保存，尚未交评分")
    score = Review.objects.get().scores.get()
    assert (score.points, score.comment) == (Decimal(2), "逾期较久")


def test_what_was_typed_survives_a_closed_tab(
    desk: Page, context: BrowserContext, handed_in: AnnualReport
) -> None:
    desk.goto(f"/review/{handed_in.pk}/")
    desk.get_by_label("评语：按时报送").fill("逾期较久")
    desk.keyboard.press("Escape")
    desk.keyboard.press("c")
    desk.keyboard.type("写到一半的批注")
    desk.close(run_before_unload=True)
    other = context.new_page()
    for _ in range(100):  # the beacons travel on their own
        if WorkDraft.objects.exists() and Review.objects.filter(scores__comment="逾期较久").exists():
            break
        other.wait_for_timeout(100)
    other.goto(f"/review/{handed_in.pk}/")
    expect(other.get_by_label("评语：按时报送")).to_have_value("逾期较久")
    other.keyboard.press("c")
    expect(other.locator("#comment-body")).to_have_value("写到一半的批注")
    other.keyboard.type("，又写")
    expect(other.locator("#comment-dialog .draft-saved")).to_contain_text("草稿已保存")
    other.keyboard.press("Control+Enter")
    expect(other.locator(".margin-note")).to_contain_text("写到一半的批注")
    assert not WorkDraft.objects.exists()


def test_two_tabs_writing_the_same_comment_are_told(
    desk: Page, context: BrowserContext, handed_in: AnnualReport
) -> None:
    desk.goto(f"/review/{handed_in.pk}/")
    other = context.new_page()
    other.goto(f"/review/{handed_in.pk}/")
    for tab, words, said in ((desk, "第一窗口", "草稿已保存"), (other, "第二窗口", "另一窗口也在写")):
        tab.bring_to_front()
        tab.keyboard.press("c")
        tab.keyboard.type(words)
        expect(tab.locator("#comment-dialog .draft-saved")).to_contain_text(said)
    assert WorkDraft.objects.get().content["body"] == "第一窗口"
    other.get_by_role("button", name="以本窗口为准").click()
    expect(other.locator("#comment-dialog .draft-saved")).to_contain_text("草稿已保存")
    assert WorkDraft.objects.get().content["body"] == "第二窗口"


def test_a_veto_sign_is_decided_by_keyboard(desk: Page, handed_in: AnnualReport) -> None:
    Finding.objects.create(
        run=handed_in.submitted_run,
        rule="office.other_name",
        level="should",
        evidence=[[3, 6]],
        quote="白石镇",
        fingerprint="x",
        position=60,
    )
    desk.goto("/review/?preset=all&veto=open")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/review/\d+/$"))
    expect(desk.locator("#vetoes")).to_contain_text("1 项待认定")
    assert_accessible(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.keyboard.type("是本镇旧称")
    desk.keyboard.press("Enter")  # decides nothing by itself
    assert not FindingResponse.objects.exists()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#vetoes")).to_contain_text("均已认定")
    assert undecided(handed_in) == 0
