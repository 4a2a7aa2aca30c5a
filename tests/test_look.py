"""The look in a real browser: accessible, nothing overflows, keyboard, script and no script, print."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from tests.browser import OFFICE_SCREEN, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/sign-in/", "/gallery/", "/gallery/desk/", "/no-such-page/")
ERRORS = (
    "400.html",
    "403.html",
    "403_csrf.html",
    "429.html",
    "500.html",
    "503.html",
    "errors/database_away.html",
    "errors/disk_full.html",
)
ZOOMED = {"width": 683, "height": 384}  # the office screen at 200 %


@pytest.fixture
def inspected(browser: Browser, live_server: object) -> Iterator[Page]:
    """A page into which axe may write: it needs a style of its own, which our policy refuses."""
    context = browser.new_context(base_url=str(live_server), bypass_csp=True, viewport=OFFICE_SCREEN)
    yield context.new_page()
    context.close()


def choose_language(page: Page, live_server: object, code: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": code, "url": str(live_server)}])


def serve_errors(page: Page, language: str) -> list[str]:
    """Addresses at which the browser is given the pages of errors, which no address of the site shows."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with translation.override(language):
        context = {"seconds": 20, "request_id": "9f86d081884c7d65"}
        bodies = {f"/error/{name}": render_to_string(name, context, request) for name in ERRORS}
    page.route(
        "**/error/**",
        lambda route: route.fulfill(
            body=bodies[urlsplit(route.request.url).path], content_type="text/html; charset=utf-8"
        ),
    )
    return list(bodies)


@pytest.mark.parametrize(
    ("language", "size"), [("zh-hans", OFFICE_SCREEN), ("en", PHONE)], ids=["zh-screen", "en-phone"]
)
def test_axe_finds_nothing(inspected: Page, live_server: object, size: dict, language: str) -> None:
    choose_language(inspected, live_server, language)
    inspected.set_viewport_size(size)
    for path in (*PAGES, *serve_errors(inspected, language)):
        inspected.goto(path)
        found = Axe().run(inspected).response["violations"]
        assert [(path, rule["id"], rule["nodes"][0]["target"]) for rule in found] == []


@pytest.mark.parametrize("size", [OFFICE_SCREEN, ZOOMED, PHONE], ids=["screen", "zoomed", "phone"])
def test_nothing_hangs_over_the_edge(page: Page, live_server: object, size: dict) -> None:
    choose_language(page, live_server, "en")  # the longer words
    page.set_viewport_size(size)
    for path in (*PAGES, *serve_errors(page, "en")):
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over == 0, path


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/gallery/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_menu_opens_by_key_and_closes_on_escape(page: Page) -> None:
    page.goto("/gallery/")
    summary = page.locator(".toolbar .menu summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".toolbar .menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".toolbar .menu[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_menu_closes_on_a_press_elsewhere(page: Page) -> None:
    page.goto("/gallery/")
    page.click(".toolbar .menu summary")
    page.click("h1")
    assert page.locator(".menu[open]").count() == 0


def test_a_dialog_opens_and_closes(page: Page) -> None:
    page.goto("/gallery/")
    page.click("[data-open='#dialog']")
    assert page.locator("#dialog").is_visible()
    page.click("#dialog [data-close]")
    assert page.locator("#dialog").is_hidden()


def test_copying_says_so(page: Page) -> None:
    page.goto("/gallery/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("[data-copy]")
    assert page.locator(".toast").inner_text() == "已复制"
    assert page.evaluate("navigator.clipboard.readText()") == "9f86d081884c7d65"


def test_leaving_with_something_typed_asks_first(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/gallery/")
    page.goto("/sign-in/")
    assert asked == [], "nothing was typed"
    page.goto("/gallery/")
    page.locator("form[data-guard] textarea").fill("请补写")
    page.goto("/sign-in/")
    assert asked == ["beforeunload"]


def test_a_finding_shows_its_passage_and_a_passage_its_finding(page: Page) -> None:
    page.goto("/gallery/desk/")
    page.click("a[data-finding='4']")
    assert page.locator("#passage-4.is-chosen").count() == 1
    expect(page.locator("#passage-4")).to_be_in_viewport()
    page.click("#passage-3")
    assert page.locator("#finding-3").get_attribute("aria-current") == "true"
    assert page.locator(".finding.is-chosen").count() == 1
    page.evaluate("report.step(-1)")
    assert page.locator("#finding-2.is-chosen").count() == 1


def test_the_address_of_a_passage_chooses_it(page: Page) -> None:
    page.goto("/gallery/#passage-2")
    assert page.locator("#finding-2.is-chosen").count() == 1
    page.goto("/gallery/#passage-1")
    page.wait_for_selector("#finding-1.is-chosen")
    assert page.locator(".finding.is-chosen").count() == 1
    assert page.locator(".passage.is-chosen").count() == 1


def test_what_is_met_can_be_hidden(page: Page) -> None:
    page.goto("/gallery/")
    page.uncheck("[data-toggle-met]")
    background = "getComputedStyle(document.querySelector('#passage-9')).backgroundColor"
    assert page.evaluate(background) == "rgba(0, 0, 0, 0)"
    page.click("#passage-9")
    assert page.locator(".is-chosen").count() == 0, "what is not shown is not pressed"
    page.click("a[data-finding='9']")
    assert page.evaluate(background) != "rgba(0, 0, 0, 0)", "asked for by name it shows"


def test_a_press_on_a_row_follows_its_link(page: Page) -> None:
    page.goto("/gallery/")
    page.locator("[data-row-links] tbody td[data-label]").nth(3).click()
    assert page.url.endswith("#lists")


def test_all_rows_are_ticked_at_once(page: Page) -> None:
    page.goto("/gallery/")
    page.check("[data-check-all]")
    assert page.locator("input[name=pk]:not(:checked)").count() == 0


def test_without_script_the_passage_is_still_marked(browser: Browser, live_server: object) -> None:
    context = browser.new_context(base_url=str(live_server), java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/gallery/#passage-1")
    assert plain.locator("#passage-1").is_visible()
    assert plain.locator(".dismiss").first.is_hidden(), "buttons that need script stay away"
    context.close()


def test_what_is_folded_is_printed(page: Page) -> None:
    page.goto("/gallery/")
    explanation = page.locator("details.more")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert explanation.get_attribute("open") is not None
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert explanation.get_attribute("open") is None


def test_paper_shows_the_content_and_exact_times_only(page: Page) -> None:
    page.goto("/gallery/")
    page.emulate_media(media="print")
    for chrome in (".site-head", ".site-foot", ".side", ".toolbar", ".pagination-bar"):
        assert page.locator(chrome).first.is_hidden(), chrome
    exact = page.evaluate("getComputedStyle(document.querySelector('.when'), '::after').content")
    assert "attr(title)" not in exact
    assert ":" in exact
