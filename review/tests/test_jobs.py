from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from offices.models import Role
from review import jobs
from review.models import Export, ExportKind, ExportStatus, SignOfLife
from review.tasks import sign_of_life
from submissions import uploads
from submissions.models import CheckRun
from tests.cast import give_role, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(report, officer):
    version = uploads.receive(report, uploads.IncomingFile("报告.txt", "云溪县报告".encode()), by=officer)
    return CheckRun.objects.get(version=version)


def becomes(run, status, **fields):
    if status in ("failed", "done"):
        fields.setdefault("finished_at", timezone.now())
    if status == "failed":
        fields.setdefault("failure", "internal_error")
    CheckRun.objects.filter(pk=run.pk).update(status=status, **fields)


@pytest.fixture
def at_desk(client, administrator):
    client.force_login(administrator)
    return client


@pytest.mark.parametrize("who", [None, "officer", "reviewer", "auditor", "stranger"])
def test_only_who_keeps_the_machine_sees_it(client, request, year, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("jobs")).status_code == (403 if who else 302)
    assert client.post(reverse("job_retry")).status_code == (403 if who else 302)


def test_the_system_administrator_sees_it_too(client, bureau, run):
    client.force_login(give_role(person("system", "席同"), Role.SYSTEM_ADMIN, bureau))
    assert [shown for shown, _words in client.get(reverse("jobs")).context["rows"]] == [run]


def test_another_bureaus_checks_are_not_seen_nor_retried(client, other_bureau, run):
    becomes(run, "failed")
    client.force_login(give_role(person("elsewhere", "江管"), Role.BUREAU_ADMIN, other_bureau))
    assert client.get(reverse("jobs")).context["rows"] == []
    client.post(reverse("job_retry"), {"check": run.pk})
    assert CheckRun.objects.count() == 1


@pytest.mark.parametrize(("status", "quiet_for", "state"), [
    ("queued", 0, "queued"), ("running", 0, "running"), ("queued", 60, "stuck"), ("running", 60, "stuck"),
    ("failed", 60, "failed"), ("done", 60, "done"),
])  # fmt: skip
def test_each_check_stands_in_one_state(bureau, run, status, quiet_for, state):
    becomes(run, status, touched_at=timezone.now() - timedelta(minutes=quiet_for))
    checks = jobs.checks_of([bureau.pk])
    assert [s.key for s in jobs.STATES if jobs.in_state(checks, s.key).exists()] == [state]


def test_the_last_error_is_told_in_words(at_desk, run):
    becomes(run, "failed", failure="internal_error")
    [(shown, words)] = at_desk.get(reverse("jobs")).context["rows"]
    assert shown == run
    assert words
    assert words != "internal_error"


def test_a_failed_check_is_tried_again_once(at_desk, run):
    becomes(run, "failed")
    at_desk.post(reverse("job_retry"), {"check": run.pk})
    at_desk.post(reverse("job_retry"), {"check": run.pk})  # a second click
    assert CheckRun.objects.count() == 2
    assert not jobs.in_state(CheckRun.objects.all(), "failed").exists()


def test_a_file_with_a_secrecy_mark_is_never_checked_again(at_desk, run):
    becomes(run, "failed", failure="secrecy_mark")
    at_desk.post(reverse("job_retry"))
    assert CheckRun.objects.count() == 1


def test_everything_that_failed_is_tried_again_at_once(at_desk, run, year, administrator):
    becomes(run, "failed")
    export = Export.objects.create(
        year=year, kind=ExportKind.COMPLIANCE_CSV, asked_by=administrator, status=ExportStatus.FAILED
    )
    at_desk.post(reverse("job_retry"))
    export.refresh_from_db()
    assert (export.status, CheckRun.objects.count()) == (ExportStatus.QUEUED, 2)


def test_the_worker_is_at_work_while_it_gives_signs_of_life():
    assert not jobs.health().worker
    sign_of_life()
    sign_of_life()
    assert jobs.health().worker
    SignOfLife.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert not jobs.health().worker


@override_settings(CELERY_BROKER_TRANSPORT_OPTIONS={})
def test_the_page_does_not_wait_for_a_broker_that_is_gone(at_desk, bureau):
    begun = timezone.now()
    assert jobs.health().broker in (True, False)
    assert timezone.now() - begun < timedelta(seconds=5)  # generous on a busy machine


def test_queries_do_not_grow_with_the_checks(at_desk, run, django_assert_max_num_queries):
    becomes(run, "failed")
    with django_assert_max_num_queries(30) as few:
        at_desk.get(reverse("jobs"), {"state": "failed"})
    for _again in range(3):
        version = run.version
        version.pk, version.number = None, version.number + 1
        version.save()
        becomes(CheckRun.objects.create(version=version), "failed")
    with django_assert_max_num_queries(len(few)):
        assert len(at_desk.get(reverse("jobs"), {"state": "failed"}).context["rows"]) == 4
