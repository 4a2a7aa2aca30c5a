"""The browser of the tests: Chinese, no script errors, nothing the content policy refuses."""

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_page_is_chinese_and_breaks_no_policy(page: Page) -> None:
    answer = page.goto("/gallery/")

    assert answer is not None
    assert answer.ok
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    # Without a Chinese font every character is a box of the same width.
    widths = page.evaluate(
        "() => ['一', 'i'].map(c => document.createElement('canvas').getContext('2d').measureText(c).width)"
    )
    assert widths[0] > widths[1]
