import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from offices.models import AuditEvent, Role
from review.api import api
from review.api_tokens import make_token, revoke
from review.models import ApiToken
from submissions.models import AnnualReport
from tests.cast import give_role, open_year, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts():
    """Counts of requests belong to one test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def token(bureau, administrator) -> str:
    return make_token(bureau, "县大数据平台", by=administrator)[1]


@pytest.fixture
def ask(client, token):
    """GET below /api/v1/ with the token of 云溪县."""
    return lambda path, **query: client.get(
        f"/api/v1/{path}", query, headers={"authorization": f"Bearer {token}"}
    )


ADDRESSES = ["years", "offices", "reports", "reports/1", "years/1/list"]


@pytest.mark.parametrize("path", ADDRESSES)
def test_nothing_is_said_without_a_valid_token(client, year, token, administrator, path):
    row = ApiToken.objects.get()
    client.force_login(administrator)  # a session opens nothing here
    for headers in ({}, {"authorization": "Bearer fz_wrong"}, {"authorization": f"Basic {token}"}):
        assert client.get(f"/api/v1/{path}", headers=headers).status_code == 401
    good = {"authorization": f"Bearer {token}"}
    ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert client.get(f"/api/v1/{path}", headers=good).status_code == 401
    ApiToken.objects.update(expires_on=None)
    revoke(row, by=administrator)
    assert client.get(f"/api/v1/{path}", headers=good).status_code == 401


def test_a_token_opens_its_own_bureau_only(ask, year, report, other_bureau, office):
    foreign = open_year(other_bureau, 2025)
    strange = AnnualReport.objects.create(year=foreign, office=office)
    assert [item["id"] for item in ask("years").json()["results"]] == [year.pk]
    assert ask("reports").json()["count"] == 2
    assert ask(f"reports/{report.pk}").status_code == 200
    assert ask(f"reports/{strange.pk}").status_code == 404
    assert ask(f"years/{foreign.pk}/list").status_code == 404


def test_a_report_comes_with_requirements_and_findings(ask, handed_in):
    said = ask(f"reports/{handed_in.pk}").json()
    assert (said["status"], said["office"], said["year"]) == ("submitted", "云溪县白石镇人民政府", 2025)
    outcomes = {item["id"]: item["outcome"] for item in said["results"]["requirements"]}
    assert outcomes["section.achievements"] == "met"
    assert all(finding["message"] for finding in said["results"]["findings"])
    assert len(said["results"]["findings"]) == handed_in.submitted_run.findings.count()


def test_before_it_is_handed_in_a_report_has_no_results(ask, report):
    assert ask(f"reports/{report.pk}").json()["results"] is None


def test_reports_are_narrowed_and_paged(ask, year, handed_in):
    assert ask("reports", status="submitted").json()["count"] == 1
    assert ask("reports", year=2024).json()["count"] == 0
    assert ask("reports", page=2).json() == {"count": 2, "page": 2, "results": []}
    for query in ({"status": "lost"}, {"year": "soon"}, {"page": 0}):
        assert ask("reports", **query).status_code == 422


def test_the_list_is_the_one_of_the_page(ask, year, handed_in):
    said = ask(f"years/{year.pk}/list").json()
    assert [row["office"] for row in said["results"]] == ["云溪县青林街道办事处", "云溪县白石镇人民政府"]
    assert (said["totals"]["required"], said["totals"]["handed_in"]) == ("2", "1")
    assert {column["id"] for column in said["columns"]} == said["results"][0].keys()


def test_the_same_queries_for_one_and_for_three(ask, year, handed_in, request):
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ask(path).status_code == 200
        return len(queries)

    ask("years")  # notes the use of the token
    paths = ["reports", "offices", f"years/{year.pk}/list"]
    before = [count(path) for path in paths]
    request.getfixturevalue("more_reports")
    assert [count(path) for path in paths] == before


def test_too_many_requests_are_told_to_wait(ask, monkeypatch):
    monkeypatch.setattr(api.throttle, "num_requests", 2)
    assert [ask("years").status_code for _ in range(3)] == [200, 200, 429]


def test_the_token_is_shown_once_and_kept_as_a_hash(client, bureau, administrator):
    client.force_login(administrator)
    page = client.post(reverse("api_tokens"), {"bureau": bureau.pk, "name": "县大数据平台"})
    made = page.context["made"]
    row = ApiToken.objects.get()
    assert made in page.content.decode()
    assert made not in client.get(reverse("api_tokens")).content.decode()
    assert made not in str(ApiToken.objects.values().get())
    assert AuditEvent.objects.filter(action="api_token.made").count() == 1
    client.post(reverse("api_token_revoke", args=[row.pk]))
    row.refresh_from_db()
    assert row.revoked_by == administrator


def test_tokens_are_the_administrators_own(client, bureau, token, other_bureau, reviewer, officer):
    row = ApiToken.objects.get()
    foreign = give_role(person("foreign", "江管"), Role.BUREAU_ADMIN, other_bureau)
    assert client.get(reverse("api_tokens")).status_code == 302
    for user in (reviewer, officer):
        client.force_login(user)
        assert client.get(reverse("api_tokens")).status_code == 403
    client.force_login(foreign)
    assert row.name not in client.get(reverse("api_tokens")).content.decode()
    assert client.post(reverse("api_token_revoke", args=[row.pk])).status_code == 404
    assert client.post(reverse("api_tokens"), {"bureau": bureau.pk, "name": "x"}).status_code == 422
    assert ApiToken.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_description_is_true_of_the_running_server(live_server, handed_in, token, monkeypatch, tmp_path):
    """Schemathesis asks the running server whatever the description allows, and what it forbids."""
    monkeypatch.setattr(api.throttle, "num_requests", 1_000_000)
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{live_server.url}/api/v1/openapi.json",
        "--header",
        f"Authorization: Bearer {token}",
        "--max-examples=12",
        "--seed=1",
        "--generation-database=none",
        "--max-time=40",
    ]
    environment = {**os.environ, "NO_COLOR": "1", "NO_PROXY": "*"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=tmp_path, env=environment, check=False
    )
    assert "/api/v1/openapi.json" in done.stdout  # it was read, and not refused before the first request
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
