"""The account in a real browser: second factor from the picture to the recovery codes, trail, locks; axe
looks at each page, on the office's screen and on a telephone, in both languages.
"""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from offices import audit
from offices.models import Role, User
from tests.browser import OFFICE_SCREEN, PHONE
from tests.cast import PASSWORD, give_role, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def security_admin(bureau) -> User:
    return give_role(person("security", "安权"), Role.SECURITY_ADMIN, bureau)


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto(reverse("sign_in"))
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("main form[method=post] button").first.click()


def code_now(user: User) -> str:
    """What the telephone shows; the code used before is forgotten, so that no test waits for the next."""
    TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0)
    totp = TOTP(TOTPDevice.objects.get(user=user).bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"


def looks_right(page: Page) -> None:
    """No violation axe knows of, and nothing wider than the screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_second_factor_from_the_picture_to_the_recovery_codes(page: Page, reviewer: User, settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(page, "reviewer")
    expect(page.locator("main img")).to_be_visible()
    looks_right(page)
    page.locator("[name=code]").fill(code_now(reviewer))
    page.locator("main form button").click()
    codes = page.locator("#codes li").all_inner_texts()
    assert len(codes) == 10
    looks_right(page)
    page.locator("main .btn-primary").click()
    page.context.clear_cookies()
    sign_in(page, "reviewer")
    page.locator("[name=code]").fill("000000")
    page.locator("main form button").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()
    looks_right(page)
    TOTPDevice.objects.update(throttling_failure_count=0)
    page.locator("[name=code]").fill(codes[0])
    page.locator("main form button").click()
    page.wait_for_url(f"**{reverse('report_queue')}*")


@pytest.mark.parametrize(
    ("language", "size"), [("zh-hans", OFFICE_SCREEN), ("en", PHONE)], ids=["zh-office", "en-phone"]
)
def test_axe_finds_nothing_on_any_page(
    page: Page, officer: User, auditor: User, security_admin: User, live_server, size: dict, language: str
) -> None:
    bureau_id = officer.memberships.get().bureau_id
    for number in range(5):
        audit.record("report.viewed", actor=officer, target=officer, bureau_id=bureau_id, number=number)
    page.set_viewport_size(size)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": str(live_server)}])
    for name in ("sign_in", "password_reset", "password_reset_sent"):
        page.goto(reverse(name))
        looks_right(page)
    pages = {
        "officer": ["profile", "password_change", "sessions", "second_factor"],
        "auditor": ["audit_trail"],
        "security": ["security"],
    }
    for who, names in pages.items():
        sign_in(page, who)
        for name in names:
            page.goto(reverse(name))
            looks_right(page)
        page.context.clear_cookies(name="sessionid")


def test_whoever_is_locked_out_reads_until_when(page: Page, officer: User) -> None:
    for _ in range(5):
        sign_in(page, "officer", "wrong")
    expect(page.locator(".callout.is-must")).to_contain_text("15")
    looks_right(page)
