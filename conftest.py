"""Fixtures every test may use, and the folder of the run, which goes when the run ends."""

import os
import shutil
from collections.abc import Generator

import pytest
from django.db import connection

from offices import audit_guard
from submissions import standards

pytest_plugins = ["tests.cast", "tests.processes", "tests.browser"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder of the run; not in a pytest-xdist worker, whose siblings still use it."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.get("TEST_RUN_DIR", ""), ignore_errors=True)


# In CI a skipped test is a failed one, but for what a machine cannot be given:
MAY_BE_SKIPPED = (
    "real",  # the reports of real offices, which are not ours to publish
    "make test-services runs it",  # tests/suites.py
    "make test runs it",
    "REDIS_URL names a service",  # emptied only where it is our own; the embedded run has shown it
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure in CI, so that a missing browser or LibreOffice never passes for success."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(allowed in reason for allowed in MAY_BE_SKIPPED):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped, and CI may not skip it. {reason}"
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Number what would be named by its bytes: a document made on the spot holds the time it was made at,
    so two processes of one run would call the same test by two names, and pytest-xdist refuses to start.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> bool:
    """The database after all migrations, without the triggers that keep the trail: tests empty every table.
    Says whether the migrations had laid them.
    """
    with django_db_blocker.unblock():
        was_guarded = audit_guard.is_installed(connection)
        audit_guard.remove(connection)
    return was_guarded


@pytest.fixture(autouse=True)
def _no_standard_of_another_test() -> None:
    """A process remembers kept standards by their number, and a test's database gives numbers out again."""
    standards.standard_kept.cache_clear()
