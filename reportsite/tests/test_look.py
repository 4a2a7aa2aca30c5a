"""The stylesheets and scripts themselves: contrast, old browsers, size, nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKEN_TEXT = (settings.BASE_DIR / "static/css/tokens.css").read_text("utf-8")
CSS = sorted((settings.BASE_DIR / "static/css").glob("*.css"))
SCRIPTS = sorted((settings.BASE_DIR / "static/js").glob("*.js"))
TOKENS = dict(
    re.findall(
        r"--([a-z-]+): (#[0-9a-f]{6});", (settings.BASE_DIR / "static/css/tokens.css").read_text("utf-8")
    )
)


GROUNDS = ("ground", "paper", "neutral-tint")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *[
            (ink, ground)
            for ink in ("ink", "quiet", "accent")
            for ground in ("ground", "paper", "neutral-tint")
        ],
        *[(level, f"{level}-tint") for level in ("must", "should", "confirm", "met", "accent")],
        *[(level, "paper") for level in ("must", "should", "confirm", "met")],
        *[("ink", f"{level}-tint") for level in ("must", "should", "confirm", "met", "accent")],
    ],
)
def test_words_can_be_read(ink, ground):
    assert contrast(TOKENS[ink], TOKENS[ground]) >= 4.5


def test_edges_of_fields_can_be_seen():
    assert contrast(TOKENS["line-strong"], TOKENS["paper"]) >= 3


# Chromium 80, still on office computers, knows none of these; one unknown selector drops its whole rule.
UNKNOWN = {
    ":has()": r":has\(",
    ":is() or :where()": r":(is|where)\(",
    "container queries": r"@container",
    "colour functions": r"color-mix\(|oklch\(",
    "aspect-ratio": r"aspect-ratio\s*:",
    "inset": r"[{;]\s*inset\s*:",
    "layers": r"@layer",
    "nesting": r"\{[^{}@]*\{[^}]*&",
}


@pytest.mark.parametrize("sheet", CSS, ids=lambda path: path.name)
def test_an_old_browser_understands_the_sheet(sheet):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    for name, pattern in UNKNOWN.items():
        assert not re.search(pattern, text), f"{name} in {sheet.name}"
    for block in re.findall(r"\{([^{}]*)\}", text):
        has_flex_gap = re.search(r"(?<!grid-)\bgap\s*:", block)
        assert not has_flex_gap, f"flex gap (or write grid-gap) in {sheet.name}: {block.strip()}"
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("sheet", CSS, ids=lambda path: path.name)
def test_every_value_named_exists(sheet):
    known = set(
        re.findall(r"--([a-z0-9-]+):", (settings.BASE_DIR / "static/css/tokens.css").read_text("utf-8"))
    )
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", sheet.read_text("utf-8")))
    assert used <= known


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_an_old_browser_understands_the_script(script):
    text = script.read_text("utf-8")
    for pattern in (r"\?\.[a-zA-Z\[(]", r"\?\?", r"\.replaceChildren\(", r"\.at\(", r"^import ", r"\beval\("):
        assert not re.search(pattern, text, flags=re.MULTILINE), f"{pattern} in {script.name}"


@pytest.mark.parametrize("path", [*CSS, *SCRIPTS], ids=lambda path: path.name)
def test_nothing_comes_from_another_host(path: Path):
    text = path.read_text("utf-8").replace("http://www.w3.org/", "")
    assert not re.search(r"https?://|@import", text)


def test_a_page_stays_light():
    everywhere = (settings.BASE_DIR / "templates/_styles.html").read_text("utf-8")
    sheets = [path for path in CSS if path.name in everywhere]
    assert len(sheets) == 8
    own = (
        sum(path.stat().st_size for path in sheets) + (settings.BASE_DIR / "static/js/site.js").stat().st_size
    )
    assert own < 64_000


@pytest.mark.parametrize(
    "template",
    sorted(path for path in (settings.BASE_DIR / "templates").rglob("*.html") if path.parent.name != "mail"),
    ids=lambda path: path.name,
)
def test_templates_keep_to_the_content_security_policy(template):
    text = template.read_text("utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or "application/json" in script
