"""A real Chromium for tests: Chinese, Beijing time, the screen of an office computer."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

OFFICE_SCREEN = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_INSTALL = (
    "No Chromium. Install one (apt-get install chromium fonts-wqy-zenhei) or name it in CHROMIUM."
)


def find_chromium() -> str | None:
    """The browser named in CHROMIUM, else one of the system's."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; where there is none, CI fails and a person is told what to do."""
    executable = find_chromium()
    if executable is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW_TO_INSTALL)
    # Chromium refuses its sandbox to root, which is who runs in most containers.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    """A fresh profile; addresses may be given without the host."""
    fresh = browser.new_context(
        base_url=str(live_server), locale="zh-CN", timezone_id="Asia/Shanghai", viewport=OFFICE_SCREEN
    )
    fresh.set_default_timeout(15_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on which any script error or breach of the content policy fails the test.

    When the test fails, what was on the screen is kept under ``screenshots/``.
    """
    complaints: list[str] = []
    fresh = context.new_page()
    fresh.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    fresh.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None,
    )
    failed_before = request.session.testsfailed
    yield fresh
    if request.session.testsfailed > failed_before:
        keep_screenshot(fresh, request.node.name)
    assert not complaints, "\n".join(complaints)


def keep_screenshot(page: Page, name: str) -> None:
    """Keep the whole page as ``screenshots/<name>.png``; a browser that is gone is no second failure."""
    folder = Path(settings.BASE_DIR) / "screenshots"
    folder.mkdir(exist_ok=True)
    plain_name = re.sub(r"[^\w-]+", "-", name)
    with contextlib.suppress(Error):
        page.screenshot(path=folder / f"{plain_name}.png", full_page=True)
