"""The clerk's pages in a real browser, with the real worker and broker: with and without script, with the
keyboard, on a phone; axe looks at each.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from offices.models import User
from submissions import check_runs, uploads, workflow
from submissions.models import AnnualReport, FormDraft, ReportStatus
from submissions.workflow import LetterItem

from ..cast import PASSWORD
from ..processes import Worker, wait_until
from . import OFFICE_SCREEN, PHONE
from .earlier_years import lay_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAMPLES = Path(settings.BASE_DIR) / "submissions" / "checking" / "tests" / "samples"
RESULT_IN_TIME = 60_000  # milliseconds; the machine of a test may be slow


def sample(name: str = "baizhi-2024") -> str:
    """A sample report as if 白石镇 had written it about 2025."""
    text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    for old, new in (
        ("白芷街道", "白石镇"),
        ("2025年", "2026年"),
        ("2024年", "2025年"),
        ("2025〕", "2026〕"),
    ):
        text = text.replace(old, new)
    return text


@pytest.fixture
def report_file(tmp_path: Path) -> Path:
    """A report in which nothing must be mended, as a file on the clerk's desk."""
    path = tmp_path / "白石镇年度报告.txt"
    path.write_text(sample(), encoding="utf-8")
    return path


def sign_in(page: Page, person: User) -> None:
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button.btn-primary").click()
    page.wait_for_url(re.compile("/office/|/$"))


def assert_accessible(page: Page) -> None:
    """No violation axe knows of, and nothing wider than the screen."""
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def bring_in(page: Page, report: AnnualReport, file: Path) -> None:
    """Choose the file and wait for the result."""
    page.goto(f"/report/{report.pk}/upload/")
    page.set_input_files('input[name="file"]', file)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible(timeout=RESULT_IN_TIME)
    page.wait_for_load_state()  # the heading stands before the page is whole, and keys need its script


def by_keyboard(page: Page, target: Locator, key: str = "Enter") -> None:
    """Walk to the target with Tab, as a person without a mouse does, and press the key."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press(key)
            return
    pytest.fail(f"Tab never comes to {target}")


@pytest.fixture
def plain_page(browser: Browser, live_server: object) -> Iterator[Page]:
    """A browser in which scripts are switched off."""
    context: BrowserContext = browser.new_context(
        base_url=str(live_server), locale="zh-CN", viewport=OFFICE_SCREEN, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_from_the_home_card_to_the_receipt_by_keyboard_alone(
    page: Page, worker: Worker, report: AnnualReport, officer: User, report_file: Path
) -> None:
    sign_in(page, officer)
    assert_accessible(page)
    by_keyboard(page, page.get_by_role("link", name="上传报告"))
    page.wait_for_url(re.compile("/upload/"))
    assert_accessible(page)
    with page.expect_file_chooser() as chooser:
        by_keyboard(page, page.locator('input[name="file"]'), "Space")
    chooser.value.set_files(report_file)
    by_keyboard(page, page.get_by_role("button", name="上传并检查"))
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible(timeout=RESULT_IN_TIME)
    assert_accessible(page)
    by_keyboard(page, page.get_by_role("link", name="报送", exact=True))
    page.wait_for_url(re.compile("/submit/"))
    assert_accessible(page)
    by_keyboard(page, page.get_by_label(re.compile("负责人")), "Control+A")
    page.keyboard.type("周正")
    by_keyboard(page, page.get_by_label(re.compile("内容真实完整")), "Space")
    by_keyboard(page, page.get_by_role("button", name="报送", exact=True))
    expect(page.get_by_role("heading", name="报送回执")).to_be_visible()
    assert_accessible(page)
    report.refresh_from_db()
    assert report.status == ReportStatus.SUBMITTED
    page.get_by_role("link", name=re.compile("verify")).click()
    expect(page.get_by_text("回执真实有效")).to_be_visible()
    assert_accessible(page)


def test_without_script_it_is_the_same_way(
    plain_page: Page, worker: Worker, report: AnnualReport, officer: User, report_file: Path
) -> None:
    page = plain_page
    sign_in(page, officer)
    page.goto(f"/report/{report.pk}/upload/")
    page.set_input_files('input[name="file"]', report_file)
    page.get_by_role("button", name="上传并检查").click()
    # The page loads itself again every few seconds until the result is there.
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible(timeout=RESULT_IN_TIME)
    page.get_by_role("link", name="报送", exact=True).click()
    page.get_by_label(re.compile("负责人")).fill("周正")
    page.get_by_label(re.compile("内容真实完整")).check()
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.get_by_role("heading", name="报送回执")).to_be_visible()


def test_keys_go_through_the_findings_and_an_answer_stays(
    page: Page, worker: Worker, report: AnnualReport, officer: User, tmp_path: Path
) -> None:
    flawed = tmp_path / "报告.txt"
    flawed.write_text(sample() + "\n有两处问题。。\n手机13812345678。", encoding="utf-8")
    sign_in(page, officer)
    bring_in(page, report, flawed)
    page.keyboard.press("j")
    first = page.locator(".finding.is-chosen")
    expect(first).to_have_count(1)
    expect(page.locator(".passage.is-chosen").first).to_be_in_viewport()
    finding_id = first.get_attribute("id")
    page.keyboard.press("j")
    assert page.locator(".finding.is-chosen").get_attribute("id") != finding_id
    page.keyboard.press("k")
    chosen = page.locator(f"#{finding_id}")
    chosen.locator("summary").click()
    chosen.get_by_label("误报", exact=True).check()
    chosen.get_by_label(re.compile("理由")).fill("原文如此。")
    chosen.get_by_role("button", name="保存答复").click()
    expect(page.locator(f"#{finding_id}")).to_contain_text("原文如此。")
    assert_accessible(page)


def test_a_returned_report_is_answered_item_by_item(
    page: Page,
    context: BrowserContext,
    worker: Worker,
    report: AnnualReport,
    officer: User,
    reviewer: User,
    report_file: Path,
) -> None:
    sign_in(page, officer)
    bring_in(page, report, report_file)
    report.refresh_from_db()
    workflow.submit(report, by=officer, declared_by="周正")
    items = [LetterItem("请补充书记履职情况。", evidence=[[10, 20]]), LetterItem("请核对培训场次。")]
    workflow.return_for_revision(report, by=reviewer, letter="请按下列意见修改。", items=items)
    page.goto("/office/")
    page.get_by_role("link", name="查看退回意见").click()
    expect(page.get_by_text("请按下列意见修改。")).to_be_visible()
    assert_accessible(page)
    first = page.locator(".finding").first
    first.get_by_label("已修改", exact=True).check()
    first.get_by_label(re.compile("说明（")).fill("已补充。")
    context.clear_cookies(name="sessionid")
    first.get_by_role("button", name="保存").click()
    expect(page.locator("#toasts")).to_contain_text("登录已过期")
    assert first.get_by_label(re.compile("说明（")).input_value() == "已补充。"
    elsewhere = context.new_page()
    sign_in(elsewhere, officer)
    elsewhere.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#toasts")).to_contain_text("已重新登录")
    first.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已完成 1 / 2")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert_accessible(page)


def test_what_is_written_saves_itself_and_outlives_the_session(
    page: Page, context: BrowserContext, report: AnnualReport, officer: User
) -> None:
    sign_in(page, officer)
    page.goto(f"/report/{report.pk}/write/")
    assert_accessible(page)
    page.get_by_label("引言").fill("2025年工作扎实推进。")
    expect(page.locator("#draft-state")).to_contain_text("已保存", timeout=20_000)
    assert report.form_draft.content["opening"] == "2025年工作扎实推进。"
    context.clear_cookies()
    page.get_by_label("引言").fill("2025年工作扎实推进，成效明显。")
    expect(page.locator("#toasts")).to_contain_text("登录已过期", timeout=20_000)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, officer)
    page.goto(f"/report/{report.pk}/write/")
    page.get_by_role("button", name="恢复").click()
    assert page.get_by_label("引言").input_value() == "2025年工作扎实推进，成效明显。"
    kept = FormDraft.objects.filter(report=report, content__opening="2025年工作扎实推进，成效明显。")
    wait_until(kept.exists, what="the draft to be saved")


def test_words_are_not_kept_under_the_name_of_whoever_signs_in_next(
    page: Page, context: BrowserContext, report: AnnualReport, officer: User, colleague: User
) -> None:
    sign_in(page, officer)
    page.goto(f"/report/{report.pk}/write/")
    context.clear_cookies()
    page.get_by_label("引言").fill("陈小云写的引言。")
    expect(page.locator("#toasts")).to_contain_text("登录已过期", timeout=20_000)
    elsewhere = context.new_page()
    sign_in(elsewhere, colleague)
    come_back = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(come_back)
    expect(page.locator("#toasts")).to_contain_text("登录的是其他人员", timeout=20_000)
    assert not FormDraft.objects.exists()
    assert page.get_by_label("引言").input_value() == "陈小云写的引言。"
    context.clear_cookies()
    sign_in(elsewhere, officer)
    page.evaluate(come_back)
    kept = FormDraft.objects.filter(content__opening="陈小云写的引言。", saved_by=officer)
    wait_until(kept.exists, what="the draft to be saved")


def test_a_lost_connection_says_so_and_can_be_repeated(
    page: Page,
    context: BrowserContext,
    worker: Worker,
    report: AnnualReport,
    officer: User,
    report_file: Path,
) -> None:
    sign_in(page, officer)
    page.goto(f"/report/{report.pk}/upload/")
    page.set_input_files('input[name="file"]', report_file)
    context.set_offline(True)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_text("网络中断")).to_be_visible()
    assert_accessible(page)
    context.set_offline(False)
    context.clear_cookies()  # the session ends, too
    again = page.get_by_role("button", name="重试")
    again.click()
    expect(page.get_by_text("登录已过期")).to_be_visible()
    elsewhere = context.new_page()
    sign_in(elsewhere, officer)
    elsewhere.close()
    again.click()
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible(timeout=RESULT_IN_TIME)
    assert report.versions.count() == 1


def test_several_files_dropped_at_once_are_a_report_and_its_attachments(
    page: Page, report: AnnualReport, officer: User
) -> None:
    sign_in(page, officer)
    page.goto(f"/report/{report.pk}/upload/")
    page.evaluate(
        """() => {
            const dropped = new DataTransfer();
            for (const name of ["报告.docx", "清单.txt"]) dropped.items.add(new File(["x"], name));
            const drop = new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true });
            document.querySelector(".drop-zone").dispatchEvent(drop);
        }"""
    )
    expect(page.locator(".drop-name")).to_contain_text("报告.docx")
    expect(page.locator(".file-names")).to_have_text("清单.txt")


def test_two_people_in_the_form_never_overwrite_each_other_silently(
    page: Page, browser: Browser, live_server: object, report: AnnualReport, officer: User, colleague: User
) -> None:
    sign_in(page, officer)
    page.goto(f"/report/{report.pk}/write/")
    context = browser.new_context(base_url=str(live_server), locale="zh-CN", viewport=OFFICE_SCREEN)
    other = context.new_page()
    sign_in(other, colleague)
    other.goto(f"/report/{report.pk}/write/")
    page.get_by_label("引言").fill("甲写的引言。")
    expect(page.locator("#draft-state")).to_contain_text("已保存", timeout=20_000)
    other.get_by_label("引言").fill("乙写的引言。")
    expect(other.locator("#draft-state")).to_contain_text("陈小云", timeout=20_000)
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.locator("blockquote.words").first).to_have_text("甲写的引言。")
    assert other.get_by_label("引言").input_value() == "乙写的引言。"
    assert_accessible(other)
    report.form_draft.refresh_from_db()
    assert (
        report.form_draft.content["opening"] == "甲写的引言。"
    )  # until the colleague has looked and decides
    context.close()


def test_anybody_reads_what_is_published(
    page: Page, context: BrowserContext, live_server: object, report: AnnualReport, officer: User, chief: User
) -> None:
    incoming = uploads.IncomingFile("报告.txt", sample().encode())
    version = uploads.receive(report, incoming, by=officer)
    check_runs.run(version.check_runs.get().pk)
    report.refresh_from_db()
    workflow.submit(report, by=officer, declared_by="周正")
    workflow.accept(report, by=chief)
    workflow.publish(report, by=officer, on=date(2026, 3, 20), here=True)
    own = f"/published/yunxi/report/{report.pk}/"
    for language, viewport in (("zh-hans", OFFICE_SCREEN), ("en", PHONE)):
        context.add_cookies([{"name": "django_language", "value": language, "url": str(live_server)}])
        page.set_viewport_size(viewport)
        for address in (
            "/published/",
            "/published/yunxi/",
            f"/published/yunxi/office/{report.office_id}/",
            own,
        ):
            page.goto(address)
            expect(page.locator("main")).to_contain_text("云溪县")
            assert_accessible(page)
    expect(page.locator(".paper")).to_contain_text("第一责任人")


@pytest.mark.parametrize(
    ("language", "viewport"), [("zh-hans", OFFICE_SCREEN), ("en", PHONE)], ids=["zh-office", "en-phone"]
)
def test_every_page_is_accessible_in_both_languages(
    page: Page,
    context: BrowserContext,
    worker: Worker,
    report: AnnualReport,
    officer: User,
    report_file: Path,
    live_server: object,
    viewport: dict[str, int],
    language: str,
    each_page: Callable[[AnnualReport], list[str]],
) -> None:
    sign_in(page, officer)
    bring_in(page, report, report_file)
    report.refresh_from_db()
    context.add_cookies([{"name": "django_language", "value": language, "url": str(live_server)}])
    page.set_viewport_size(viewport)
    for address in each_page(report):
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        assert len(answer.body()) < 150_000, address
        assert_accessible(page)


@pytest.fixture
def each_page(officer: User, reviewer: User) -> Callable[[AnnualReport], list[str]]:
    """The addresses of every page of a clerk with a checked report, and the public ones."""

    def addresses(report: AnnualReport) -> list[str]:
        own = ("", "upload/", "write/", "result/", "submit/", "versions/", "compare/", "compare/?mode=inline")
        return [
            "/office/",
            *(f"/report/{report.pk}/{part}" for part in own),
            "/notices/",
            "/notices/preferences/",
            "/published/",
            "/published/yunxi/",
            "/what-is-checked/",
            "/password/",
            *lay_in(report, officer, reviewer),
        ]

    return addresses
