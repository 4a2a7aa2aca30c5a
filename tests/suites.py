"""Tests that bring a database and a broker of their own, whatever the suite runs on.

Each belongs to one of the two suites; in the other it would be the same run once more.
"""

import os

import pytest

ON_SERVICES = "DATABASE_URL" in os.environ
of_the_services = pytest.mark.skipif(
    not ON_SERVICES, reason="make test-services runs it, as it brings PostgreSQL and Redis of its own"
)
of_the_embedded = pytest.mark.skipif(
    ON_SERVICES, reason="make test runs it, as it is about the embedded database and broker"
)
