"""The reviewers' pages in a real browser: mouse, keyboard alone, a phone, no script; axe looks at each."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from offices.models import Role, User
from review import scoring
from review.models import Assignment, Comment, Decision, Review
from submissions.models import AnnualReport, FindingResponse, ReturnLetter

from ..cast import give_role
from . import OFFICE_SCREEN, PHONE
from .conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain_context(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    """A browser in which scripts are switched off."""
    context = browser.new_context(
        base_url=str(live_server), locale="zh-CN", viewport=OFFICE_SCREEN, java_script_enabled=False
    )
    yield context
    context.close()


def assert_accessible(page: Page) -> None:
    """No violation axe knows of, and nothing wider than the screen."""
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(
    ("size", "language"), [(OFFICE_SCREEN, "en"), (PHONE, "zh-hans")], ids=["office-in-english", "phone"]
)
def test_axe_finds_nothing_on_any_page(
    desk: Page, handed_in: AnnualReport, chief: User, size: dict, language: str, live_server: object
) -> None:
    desk.set_viewport_size(size)
    chosen = {"name": site_settings.LANGUAGE_COOKIE_NAME, "value": language, "url": str(live_server)}
    desk.context.add_cookies([chosen])
    Comment.objects.create(
        report=handed_in, version=handed_in.submitted_version, body="请核对", by=chief, start=40, end=52
    )
    pages = ["/review/", "/review/?preset=all&q=白石&status=submitted", "/review/phrases/", "/review/rubric/"]
    pages += ["/review/dismissals/", f"/review/{handed_in.pk}/preview/", f"/review/{handed_in.pk}/"]
    pages += [f"/review/{handed_in.pk}/decide/?kind=return", f"/review/{handed_in.pk}/comments/"]
    for address in pages:
        desk.goto(address)
        for folded in desk.locator("main details").all():
            folded.evaluate("folded => { folded.open = true; }")
        assert_accessible(desk)


def test_the_preview_stands_beside_the_list(desk: Page, handed_in: AnnualReport) -> None:
    desk.goto("/review/")
    desk.get_by_role("link", name="预览：白石镇").click()
    preview = desk.locator("#preview")
    expect(preview).to_contain_text("现将2025年度法治政府建设情况报告如下")
    desk.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    expect(desk.get_by_role("link", name="预览：白石镇")).to_be_focused()


def test_keyboard_alone_from_the_queue_to_the_returned_report(
    desk: Page, handed_in: AnnualReport, second: AnnualReport, reviewer: User
) -> None:
    Assignment.objects.create(report=handed_in, reviewer=reviewer)
    desk.goto("/review/?preset=mine&sort=office")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/review/\d+/$"))
    if f"/review/{handed_in.pk}/" not in desk.url:
        desk.keyboard.press("n")
        desk.wait_for_url(f"**/review/{handed_in.pk}/")
    desk.keyboard.press("?")
    expect(desk.locator("#help")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#help")).to_be_hidden()
    desk.keyboard.press("j")
    expect(desk.locator(".finding.is-chosen")).to_have_count(1)
    _score_by_keys(desk)
    desk.keyboard.press("c")
    desk.keyboard.type("请补充案件数据")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".margin-note")).to_contain_text("请补充案件数据")
    expect(desk.locator("#comment-dialog")).to_be_hidden()
    desk.keyboard.press("r")
    desk.wait_for_url(re.compile("/decide/"))
    desk.get_by_role("button", name="预览发出内容").press("Enter")
    expect(desk.locator("main")).to_contain_text("陈小云")
    desk.get_by_role("button", name="确认：").press("Enter")
    expect(desk.locator(".alert")).to_contain_text("已决定并发出")
    letter = ReturnLetter.objects.get()
    assert "请补充案件数据" in letter.body
    assert letter.items.filter(text="请补充案件数据").exists()


def _score_by_keys(desk: Page) -> None:
    """Take the first suggestion, give the second item three points."""
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("a")
    expect(desk.locator("#total")).to_contain_text("8 /")
    desk.keyboard.press("3")
    expect(desk.locator("#total")).to_contain_text("11 /")


def test_what_is_typed_saves_itself_and_a_second_tab_is_told(
    desk: Page, context: BrowserContext, handed_in: AnnualReport, reviewer: User
) -> None:
    desk.goto(f"/review/{handed_in.pk}/")
    other = context.new_page()
    other.goto(f"/review/{handed_in.pk}/")
    field = desk.get_by_label("分数：按时报送")
    field.fill("2")
    field.blur()
    expect(desk.locator("#total")).to_contain_text("2 /")
    expect(desk.locator(".wants-comment")).to_be_visible()
    desk.get_by_label("评语：按时报送").fill("逾期较久")
    desk.get_by_label("评语：按时报送").blur()
    expect(desk.locator(".wants-comment")).to_have_count(0)
    assert Review.objects.get().scores.get().comment == "逾期较久"
    there = other.get_by_label("分数：按时报送")
    there.fill("7")
    there.blur()
    expect(other.locator("#conflict")).to_contain_text("另一窗口")
    assert Review.objects.get().total == Decimal(2)
    assert there.input_value() == "7"  # what was typed is not lost


def test_marked_text_becomes_a_comment_at_its_passage(desk: Page, handed_in: AnnualReport) -> None:
    desk.goto(f"/review/{handed_in.pk}/")
    desk.evaluate(
        """() => {
            const paragraphs = [...document.querySelectorAll('#paper p')];
            const paragraph = paragraphs.find(p => p.textContent.includes('调解纠纷86件'));
            const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
            let node;
            while ((node = walker.nextNode()) && !node.textContent.includes('86件'));
            const range = document.createRange();
            const at = node.textContent.indexOf('86件');
            range.setStart(node, at);
            range.setEnd(node, at + 3);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    desk.locator("#selection-button").click()
    expect(desk.locator("#comment-dialog [data-chosen-words]")).to_have_text("86件")
    desk.locator("#comment-body").fill("与台账不符")
    desk.get_by_role("button", name="保存批注").click()
    note = desk.locator(".noted .margin-note")
    expect(note).to_contain_text("与台账不符")
    assert note.bounding_box()["y"] > desk.locator(".passage-comment").first.bounding_box()["y"]
    comment = Comment.objects.get()
    assert handed_in.submitted_version.text[comment.start : comment.end] == "86件"


def test_findings_are_confirmed_and_put_aside_by_keys_and_the_walk_goes_on(
    desk: Page, handed_in: AnnualReport
) -> None:
    desk.goto(f"/review/{handed_in.pk}/")
    names = desk.locator("#findings .finding h3").all_inner_texts()
    chosen = desk.locator(".finding.is-chosen")
    desk.keyboard.press("j")
    desk.keyboard.press("y")
    expect(chosen).to_contain_text("已确认")  # and still chosen, though the list was exchanged
    desk.keyboard.press("j")
    expect(chosen.locator("h3")).to_have_text(names[1])
    desk.keyboard.press("Enter")
    desk.keyboard.type("本地惯用说法")
    desk.keyboard.press("Enter")
    expect(desk.locator(".finding-group", has_text="不计")).to_contain_text("本地惯用说法")
    desk.keyboard.press("j")
    expect(chosen.locator("h3")).to_have_text(names[2])
    answers = FindingResponse.objects.order_by("pk").values_list("kind", "reason")
    assert list(answers) == [("confirmed", ""), ("dismissed", "本地惯用说法")]


def test_a_decision_waits_and_can_be_taken_back(
    desk: Page, handed_in: AnnualReport, settings: object
) -> None:
    settings.DECISION_DELAY = timedelta(minutes=3)
    desk.goto(f"/review/{handed_in.pk}/decide/?kind=accept")
    desk.get_by_role("button", name="预览发出内容").click()
    desk.get_by_role("button", name="确认：通过").click()
    expect(desk.locator(".desk-banner")).to_contain_text("发出")
    assert_accessible(desk)
    desk.get_by_role("button", name="撤回").click()
    expect(desk.locator(".alert")).to_contain_text("已撤回")
    assert Decision.objects.get().taken_back_at is not None


def test_panes_keep_their_width(desk: Page, handed_in: AnnualReport) -> None:
    desk.goto(f"/review/{handed_in.pk}/")
    grip = desk.locator('[data-pane="left"]')
    before = desk.locator(".pane-left").bounding_box()["width"]
    grip.focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    desk.reload()
    assert desk.locator(".pane-left").bounding_box()["width"] == pytest.approx(before + 40, abs=2)


def test_without_script_the_desk_still_scores_comments_and_decides(
    plain_context: BrowserContext, live_server: object, handed_in: AnnualReport, reviewer: User
) -> None:
    sign_in(plain_context, reviewer, live_server)
    page = plain_context.new_page()
    page.goto(f"/review/{handed_in.pk}/")
    first = page.locator(".criterion").first
    first.get_by_role("button", name="采纳 8 分").click()
    expect(page.locator("#total")).to_contain_text("8 /")
    page.get_by_role("link", name="批注").first.click()
    page.get_by_label("批注内容").fill("请核对")
    page.get_by_label("原文").fill("调解纠纷86件")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".margin-note")).to_contain_text("请核对")


def test_the_chief_assigns_what_was_shown_first(
    context: BrowserContext,
    page: Page,
    live_server: object,
    handed_in: AnnualReport,
    second: AnnualReport,
    chief: User,
    reviewer: User,
) -> None:
    sign_in(context, chief, live_server)
    page.goto("/review/?preset=new")
    page.get_by_label("本页全选").check()
    page.get_by_role("button", name="分派").click()
    page.get_by_label("在所选人员中平均分派").check()
    page.get_by_label("沈审").first.check()
    page.get_by_role("button", name="查看分派结果").click()
    expect(page.locator("main")).to_contain_text("沈审：2")
    assert not Assignment.objects.exists()
    page.get_by_role("button", name=re.compile("分派：2")).click()
    assert Assignment.objects.filter(reviewer=reviewer).count() == 2


@pytest.mark.parametrize("who", ["officer", "stranger", "rater"])
def test_clerk_stranger_and_rater_of_the_own_office_get_no_desk(
    context: BrowserContext,
    page: Page,
    live_server: object,
    handed_in: AnnualReport,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    sign_in(context, request.getfixturevalue(who), live_server)
    response = page.goto(f"/review/{handed_in.pk}/")
    assert response.status in (403, 404)
    assert "调解纠纷" not in page.content()


def test_a_second_reviewer_sees_scores_only_after_their_own(
    context: BrowserContext,
    page: Page,
    live_server: object,
    handed_in: AnnualReport,
    bureau: object,
    chief: User,
) -> None:
    colleague = give_role(
        User.objects.create_user("colleague2", password=None, full_name="方复"), Role.REVIEWER, bureau
    )
    _finished_review(handed_in, chief)
    sign_in(context, colleague, live_server)
    page.goto(f"/review/{handed_in.pk}/")
    assert "傅核" not in page.locator(".pane-right").inner_text()
    _finished_review(handed_in, colleague)
    page.reload()
    expect(page.locator(".pane-right")).to_contain_text("傅核")


def _finished_review(report: AnnualReport, by: User) -> Review:
    """A review with full points, as the desk leaves it."""
    review = scoring.begin_review(report, by)
    for criterion in review.rubric.criteria.all():
        review = scoring.save_score(review, criterion, points=criterion.points, revision=review.revision)
    return scoring.finish(review)
