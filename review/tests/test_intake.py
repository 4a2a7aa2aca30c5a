import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from offices.models import AuditEvent, Notification, Role
from review import intake, intake_files, intake_reading
from review.models import IntakeBatch, IntakeItem
from submissions import check_runs
from submissions.models import AnnualReport, CheckRun, ReportVersion, StoredFile
from tests.cast import give_role, person

from .conftest import TEXT

pytestmark = pytest.mark.django_db

REPORT = TEXT.encode()
OTHER_REPORT = TEXT.replace("白石镇人民政府", "青林街道办事处").replace("白石镇", "青林街道").encode()


def packed(*entries, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def at_desk(client, administrator):
    client.force_login(administrator)
    return client


def bring(client, *files):
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    answer = client.post(reverse("intake"), {"files": sent})
    if answer.status_code == 302:
        for item in IntakeItem.objects.filter(is_read=False):
            intake_reading.read_item(item.pk)
    return answer


@pytest.mark.parametrize("who", [None, "officer", "reviewer", "chief", "auditor", "stranger"])
def test_only_the_administrator_brings_in(client, request, year, administrator, who):
    batch = IntakeBatch.objects.create(bureau=year.bureau, brought_by=administrator)
    if who:
        client.force_login(request.getfixturevalue(who))
    for where in (reverse("intake"), reverse("intake_batch", args=[batch.pk])):
        assert client.get(where).status_code == (403 if who else 302)
        assert client.post(where).status_code == (403 if who else 302)


def test_another_bureaus_administrator_finds_nothing(client, year, administrator, other_bureau):
    batch = IntakeBatch.objects.create(bureau=year.bureau, brought_by=administrator)
    client.force_login(give_role(person("elsewhere", "江管"), Role.BUREAU_ADMIN, other_bureau))
    assert client.get(reverse("intake_batch", args=[batch.pk])).status_code == 404
    assert list(client.get(reverse("intake")).context["page_obj"]) == []


def test_a_zip_is_read_matched_and_filed(
    at_desk, report, officer, other_office, django_capture_on_commit_callbacks
):
    archive = packed(("年报/一.txt", REPORT), ("年报/二.txt", OTHER_REPORT), ("__MACOSX/x", b"x"))
    where = bring(at_desk, ("全部.zip", archive)).url
    first, second = IntakeItem.objects.order_by("id")
    assert first.matched_report == report
    assert second.matched_report.office == other_office
    assert min(first.confidence, second.confidence) >= intake.SURE
    day = timezone.localdate() - timedelta(days=3)
    with django_capture_on_commit_callbacks(execute=True):
        at_desk.post(where, {"item": first.pk, f"report-{first.pk}": report.pk, "received_on": day})
    report.refresh_from_db()
    first.refresh_from_db()
    second.refresh_from_db()
    assert report.status == "submitted"
    assert timezone.localdate(report.first_submitted_at) == day
    assert (first.filed_version.source, first.filed_version) == ("received", report.submitted_version)
    assert second.filed_at is None  # what is not ticked stays open
    assert Notification.objects.filter(user=officer, kind="report_received").exists()
    change = report.status_changes.first()
    assert (change.new, change.by.full_name) == ("submitted", "关立")
    assert "一.txt" in change.reason


def test_the_check_of_a_filed_report_reaches_the_desk(at_desk, report):
    where = bring(at_desk, ("一.txt", REPORT)).url
    item = IntakeItem.objects.get()
    at_desk.post(
        where, {"item": item.pk, f"report-{item.pk}": report.pk, "received_on": timezone.localdate()}
    )
    check_runs.run(CheckRun.objects.get().pk)
    report.refresh_from_db()
    assert report.submitted_run.status == "done"


def test_nothing_is_filed_twice(at_desk, report, other_office):
    where = bring(at_desk, ("一.txt", REPORT), ("同一份.txt", REPORT)).url
    first, second = IntakeItem.objects.order_by("id")
    assert (second.problem, second.file) == ("twice", None)
    said = {"item": first.pk, f"report-{first.pk}": report.pk, "received_on": timezone.localdate()}
    at_desk.post(where, said)
    at_desk.post(where, said)
    other = AnnualReport.objects.get(office=other_office)
    at_desk.post(where, {**said, f"report-{first.pk}": other.pk})
    assert ReportVersion.objects.count() == 1


def test_a_report_already_handed_in_keeps_its_file(at_desk, handed_in):
    where = bring(at_desk, ("一.txt", REPORT + "补充。".encode())).url
    item = IntakeItem.objects.get()
    assert item.matched_report == handed_in
    at_desk.post(
        where, {"item": item.pk, f"report-{item.pk}": handed_in.pk, "received_on": timezone.localdate()}
    )
    item.refresh_from_db()
    assert item.filed_at is None
    assert handed_in.versions.count() == 1


def test_a_file_removed_meanwhile_is_refused_in_words(at_desk, report):
    where = bring(at_desk, ("一.txt", REPORT)).url
    item = IntakeItem.objects.get()
    StoredFile.objects.update(purged_at=timezone.now())
    answer = at_desk.post(
        where,
        {"item": item.pk, f"report-{item.pk}": report.pk, "received_on": timezone.localdate()},
        follow=True,
    )
    assert answer.status_code == 200
    assert "一.txt" in str(next(iter(answer.context["messages"])))
    assert not ReportVersion.objects.exists()


def test_a_bureau_nobody_has_is_no_fault_of_the_site(at_desk, report):
    sent = SimpleUploadedFile("一.txt", REPORT)
    assert at_desk.post(reverse("intake"), {"files": sent, "bureau": "999999"}).status_code == 404
    sent = SimpleUploadedFile("一.txt", REPORT)
    assert at_desk.post(reverse("intake"), {"files": sent, "bureau": "abc"}).status_code == 302


def test_files_cannot_be_slipped_into_another_bureaus_report(at_desk, report, other_bureau):
    report.year.bureau = other_bureau
    report.year.save()
    where = bring(at_desk, ("一.txt", REPORT)).url
    item = IntakeItem.objects.get()
    at_desk.post(
        where, {"item": item.pk, f"report-{item.pk}": report.pk, "received_on": timezone.localdate()}
    )
    assert not ReportVersion.objects.exists()


def test_a_day_to_come_files_nothing(at_desk, report):
    where = bring(at_desk, ("一.txt", REPORT)).url
    item = IntakeItem.objects.get()
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = at_desk.post(where, {"item": item.pk, f"report-{item.pk}": report.pk, "received_on": tomorrow})
    assert answer.status_code == 422
    assert not ReportVersion.objects.exists()


def test_a_file_with_a_secrecy_mark_leaves_only_the_fact(at_desk, year):
    bring(at_desk, ("机密.txt", "机密★1年\n云溪县白石镇人民政府2025年度报告\n".encode()))
    item = IntakeItem.objects.get()
    assert (item.problem, item.file) == ("secrecy_mark", None)
    assert not StoredFile.objects.exists()
    assert AuditEvent.objects.filter(action="upload.secrecy_mark").exists()


def test_what_cannot_be_kept_is_a_row_that_says_why(at_desk, year):
    locked = bytearray(packed(("一.txt", REPORT)))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1  # the flag of encryption
    bring(at_desk, ("锁.zip", bytes(locked)), ("空.txt", b" "), ("图.bin", b"\x00\x01\x02\x03" * 50))
    problems = dict(IntakeItem.objects.values_list("original_name", "problem"))
    assert problems["一.txt"] == "encrypted"
    assert problems["图.bin"] == "no_report.unknown_kind"


@override_settings(UPLOAD_MAX_BYTES=1000)
def test_a_bomb_is_not_unpacked(at_desk, year, monkeypatch):
    bring(at_desk, ("弹.zip", packed(("大.txt", b"0" * 5000))))
    assert IntakeItem.objects.get().problem == "too_large"
    monkeypatch.setattr(intake_files, "MAX_TOTAL", 3000)
    refused = bring(at_desk, ("弹.zip", packed(("大.txt", b"0" * 5000))))
    assert refused.status_code == 422
    monkeypatch.setattr(intake_files, "MAX_FILES", 2)
    many = packed(*((f"{n}.txt", b"x") for n in range(3)))
    assert bring(at_desk, ("多.zip", many)).status_code == 422
    assert bring(at_desk, ("空.zip", packed())).status_code == 422
    assert IntakeBatch.objects.count() == 1


def test_names_written_in_gbk_are_read(at_desk, year):
    archive = packed(("XXXXXXXX.txt", REPORT)).replace(b"XXXXXXXX", "白石镇年".encode("gbk")[:8])
    bring(at_desk, ("全部.zip", archive))
    assert IntakeItem.objects.get().original_name.startswith("白石镇")


@pytest.mark.parametrize(("facts", "name", "sure"), [
    ({"office": "白石镇", "place": "云溪县", "report_year": 2025}, "a.doc", True),
    ({"office": "云溪县白石镇人民政府", "place": "云溪县", "report_year": 2025}, "a.doc", True),
    ({"office": "白石镇", "place": "江口县", "report_year": 2025}, "a.doc", False),
    ({"office": "白石镇", "place": "云溪县", "report_year": None}, "a.doc", False),
    ({}, "白石镇2025年报告.pdf", False),
])  # fmt: skip
def test_the_match_says_how_sure_it_is(report, facts, name, sure):
    match = intake_reading.match_of(report.year.bureau_id, "云溪县", facts, name)
    assert match.report == report
    assert (match.confidence >= intake.SURE) == sure


def test_what_names_nobody_or_several_stays_open(year, office):
    office.pk, office.name, office.region_code = None, "云溪县白石镇财政所", ""
    office.save()
    AnnualReport.objects.create(year=year, office=office)
    found = [
        intake_reading.match_of(year.bureau_id, "云溪县", facts, "a.doc")
        for facts in ({"office": "河口乡", "report_year": 2025}, {"office": "白石镇", "report_year": 2025})
    ]
    assert [match.problem for match in found] == ["no_match", "ambiguous"]
    assert not any(match.report for match in found)


def test_reading_twice_does_no_harm_and_the_sweep_finds_what_was_lost(at_desk, year):
    bring(at_desk, ("一.txt", REPORT))
    item = IntakeItem.objects.get()
    intake_reading.read_item(item.pk)
    assert not intake_reading.stale().exists()
    IntakeItem.objects.update(is_read=False)
    IntakeBatch.objects.update(brought_at=timezone.now() - timedelta(minutes=5))
    assert list(intake_reading.stale()) == [item]


def test_queries_do_not_grow_with_the_files(at_desk, year, django_assert_max_num_queries):
    where = bring(at_desk, ("一.txt", REPORT)).url
    with django_assert_max_num_queries(25) as few:
        at_desk.get(where)
    batch = IntakeBatch.objects.get()
    for number in range(3):
        IntakeItem.objects.create(
            batch=batch, original_name=f"{number}.txt", is_read=True, file=StoredFile.objects.get()
        )
    with django_assert_max_num_queries(len(few)):
        at_desk.get(where)
