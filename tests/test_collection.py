"""Every process of a run, on any machine, finds the same tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


def plain_name(item: pytest.Item) -> str:
    """The test's name without the group that pytest-xdist writes behind it."""
    group = item.get_closest_marker("xdist_group")
    return item.nodeid.removesuffix(f"@{group.args[0]}") if group else item.nodeid


def test_the_same_tests_are_found_without_fonts_and_programs(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A name holding the moment or a set's order differs from process to process, and pytest-xdist then runs
    nothing at all; so does a file that stops while it is read, for want of a font or a program.
    """
    without_run = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TEST_"))
    }
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"],
        cwd=settings.BASE_DIR,
        env={**without_run, "PATH": str(tmp_path), "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-3000:]
    missing = {plain_name(item) for item in request.session.items} - set(found.stdout.splitlines())
    assert not missing, sorted(missing)[:5]
