"""What must hold of the repository itself."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

LONGEST = 400
# Only what people read as code. Data (.toml), the catalogue and the changelog are tables: they grow by rows.
CODE = {".py", ".html", ".css", ".js"}
BINARY = {".docx", ".doc", ".wps", ".pdf", ".ofd", ".png", ".jpg", ".ico", ".woff2", ".mo", ".zip", ".xlsx"}
# In pieces, so that this file does not find itself.
MACHINE = re.compile(
    "|".join(["/ro" + "ot/", "/ho" + r"me/\w", "/wo" + "rk/", "/tmp/" + "tools", "/opt/" + "wheels"])
)
REGISTRY = re.compile(
    "|".join(["pypi" + r"\.", "python" + "hosted", "npm" + "js", "mirrors" + r"\.", "artifact" + "ory"])
)
FOREIGN_ASSET = re.compile(
    r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)=["']https?://|url\(["']?https?://"""
)
INLINE = re.compile(
    r"""<script(?![^>]*\b(?:src|type="application/json")\b)[^>]*>|<style\b|\sstyle=["']|\son\w+=["']"""
)

LETTERS = "templates/offices/mail/"
ACTIVE = re.compile(r"<(?:script|style|link|img|iframe|form)\b|\son\w+=|url\(", re.IGNORECASE)


@pytest.mark.xdist_group("together")
def test_what_shares_a_costly_fixture_is_kept_together(request: pytest.FixtureRequest) -> None:
    """pytest-xdist marks it in the name; where it does not, every process makes the fixture for itself."""
    if request.config.getoption("loadgroup", False):  # set in each process by --dist loadgroup
        assert request.node.nodeid.endswith("@together")


def tracked() -> list[Path]:
    """Every file git knows and that is still there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=settings.BASE_DIR, capture_output=True, check=True)
    paths = [Path(settings.BASE_DIR, name) for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts(suffixes: set[str] | None = None) -> dict[str, str]:
    """Name → content of the tracked files of some kinds; of all but the binary ones without ``suffixes``."""
    return {
        path.relative_to(settings.BASE_DIR).as_posix(): path.read_text(encoding="utf-8")
        for path in tracked()
        if (path.suffix in suffixes if suffixes else path.suffix not in BINARY)
    }


@pytest.fixture(scope="module", autouse=True)
def in_git() -> None:
    """An unpacked archive has no list of files to go by."""
    if not Path(settings.BASE_DIR, ".git").exists():
        pytest.skip("This is not a git checkout.")


def test_no_file_has_outgrown_its_readers() -> None:
    lengths = {
        name: content.count("\n") for name, content in texts(CODE).items() if "/migrations/" not in name
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


@pytest.mark.parametrize("told", [MACHINE, REGISTRY], ids=["path of a machine", "host of a registry"])
def test_nothing_tells_where_it_was_made(told: re.Pattern[str]) -> None:
    found = {name: match[0] for name, content in texts().items() if (match := told.search(content))}

    assert found == {}


def test_pages_take_nothing_from_other_hosts() -> None:
    found = {
        name: match[0]
        for name, content in texts({".html", ".css", ".js"}).items()
        if (match := FOREIGN_ASSET.search(content))
    }

    assert found == {}


def test_pages_hold_no_inline_script_or_style() -> None:
    """The content policy would refuse them, silently for the person in front of the page."""
    found = {
        name: match[0]
        for name, content in texts({".html"}).items()
        if not name.startswith(LETTERS) and (match := INLINE.search(content))
    }

    assert found == {}


def test_letters_run_nothing_and_load_nothing() -> None:
    """Mail programs know no style sheets, so what a letter looks like stands in it, and nothing else does."""
    letters = {name: content for name, content in texts({".html"}).items() if name.startswith(LETTERS)}

    assert letters
    assert {name: match[0] for name, content in letters.items() if (match := ACTIVE.search(content))} == {}


def test_no_module_is_a_bag_of_everything() -> None:
    bags = {"utils.py", "helpers.py", "common.py", "services.py", "managers.py"}

    assert [path for path in tracked() if path.name in bags] == []


def test_every_setting_of_the_environment_is_documented() -> None:
    settings_source = Path(settings.BASE_DIR, "reportsite", "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", settings_source))
    documented = Path(settings.BASE_DIR, ".env.example").read_text(encoding="utf-8")

    assert read - set(re.findall(r"^#?([A-Z_]+)=", documented, re.MULTILINE)) == set()
