import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from offices.models import Role
from review import dry_runs
from review import standard_editing as editing
from review.models import DryRun, StandardDraft
from submissions.checking.standard import StandardError, load_standard
from submissions.models import ReportingYear
from submissions.standards import standard_for
from tests.cast import give_role, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_chinese")]


def switched_off(rule: str) -> dict:
    return editing.with_entry({}, "rule", rule, {"enabled": False})


def entry_address(year, kind="rule", key="length.too_short"):
    return reverse("standard_entry", args=[year.pk, kind, key])


def typed(client, address) -> dict:
    """The form as it stands on the page, to be changed and posted."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    fields = {name: value for name, value in values.items() if value not in (None, False)}
    return {**fields, "draft_revision": "0"}


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("standard_year", "get"),
        ("standard_limits", "get"),
        ("standard_try", "get"),
        ("standard_file", "get"),
        ("dry_run_ask", "post"),
        ("standard_apply", "post"),
        ("standard_discard", "post"),
        ("standard_bring", "post"),
    ],
)
def test_only_the_bureaus_administrator_sees_and_changes_it(
    client, year, administrator, reviewer, officer, other_bureau, name, method
):
    foreign = give_role(person("foreign", "江管"), Role.BUREAU_ADMIN, other_bureau)
    ask = getattr(client, method)
    address = reverse(name, args=[year.pk])
    assert ask(address).status_code == 302
    for user, status in ((officer, 403), (reviewer, 403), (foreign, 404)):
        client.force_login(user)
        assert ask(address).status_code == status
    client.force_login(administrator)
    assert ask(address).status_code in (200, 302)


@pytest.mark.parametrize("part", ["requirements", "rules"])
def test_every_requirement_and_rule_is_listed_those_switched_off_too(client, year, administrator, part):
    editing.save_draft(year, switched_off("length.too_short"), by=administrator)
    client.force_login(administrator)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("standard_year", args=[year.pk]), {"part": part}).content.decode()
    assert len(queries) < 25
    standard = load_standard()
    ids = list(standard.rules) if part == "rules" else [f"duty.{key}" for key in standard.duties]
    assert all(f">{name}<" in page for name in ids)
    assert ("已停用" in page) == (part == "rules")


def test_a_rule_is_switched_off_and_back(client, year, administrator):
    client.force_login(administrator)
    address = entry_address(year)
    fields = typed(client, address)
    fields.pop("enabled")
    assert client.post(address, fields).status_code == 302
    assert StandardDraft.objects.get().content == {"rule": {"length.too_short": {"enabled": False}}}
    assert client.post(address, {"reset": "1", "draft_revision": "1"}).status_code == 302
    assert StandardDraft.objects.get().content == {}


def test_words_level_and_years_are_changed_and_only_the_difference_is_kept(client, year, administrator):
    client.force_login(administrator)
    address = entry_address(year)
    changed = {"level": "must", "valid_from": "2024", "name-zh": "太短"}
    assert client.post(address, {**typed(client, address), **changed}).status_code == 302
    [kept] = StandardDraft.objects.get().content["rule"].values()
    assert kept.keys() == {"level", "valid_from", "name"}
    assert (kept["level"], kept["valid_from"], kept["name"]["zh"]) == ("must", 2024, "太短")


@pytest.mark.parametrize("pattern", ["(", "x*"])
def test_a_pattern_that_cannot_work_is_refused_in_words_and_nothing_is_kept(
    client, year, administrator, pattern
):
    client.force_login(administrator)
    address = entry_address(year, "duty", "P1")
    answer = client.post(address, {**typed(client, address), "list-strong": pattern})
    assert answer.status_code == 422
    assert "duty.P1: strong" in answer.content.decode()
    assert pattern in answer.content.decode()
    assert not StandardDraft.objects.exists()


def test_two_windows_do_not_overwrite_each_other(client, year, administrator):
    client.force_login(administrator)
    address = entry_address(year)
    fields = typed(client, address)
    assert client.post(address, {**fields, "level": "must"}).status_code == 302
    assert client.post(address, {**fields, "level": "confirm"}).status_code == 422
    assert StandardDraft.objects.get().content["rule"]["length.too_short"] == {"level": "must"}


def test_limits_are_numbers(client, year, administrator):
    client.force_login(administrator)
    address = reverse("standard_limits", args=[year.pk])
    fields = typed(client, address)
    assert client.post(address, {**fields, "limit-length_shortest": "many"}).status_code == 422
    assert client.post(address, {**fields, "limit-length_shortest": "900"}).status_code == 302
    assert StandardDraft.objects.get().content == {"threshold": {"length_shortest": 900}}


def test_applying_makes_a_version_and_old_results_keep_theirs(client, year, handed_in, administrator):
    before = handed_in.submitted_run.standard
    editing.save_draft(year, switched_off("length.too_short"), by=administrator)
    client.force_login(administrator)
    client.post(reverse("standard_apply", args=[year.pk]), {"note": "乡镇报告较短"})
    year = ReportingYear.objects.get(pk=year.pk)
    assert (year.standard.name, year.standard.note) == ("2025.1", "乡镇报告较短")
    assert "length.too_short" not in standard_for(year).rules
    assert standard_for(year).version == f"{load_standard().version}+2025.1"
    handed_in.submitted_run.refresh_from_db()
    assert handed_in.submitted_run.standard == before
    assert not StandardDraft.objects.exists()
    editing.save_draft(year, {}, by=administrator)
    assert editing.apply_draft(year, by=administrator).name == "2025.2"
    assert year.bureau.standards.get(name="2025.1").content["rule"]


def test_a_closed_year_keeps_its_standard(client, year, administrator):
    ReportingYear.objects.filter(pk=year.pk).update(closed_at=timezone.now())
    client.force_login(administrator)
    assert client.post(entry_address(year), {"reset": "1"}).status_code == 422
    client.post(reverse("standard_apply", args=[year.pk]))
    assert ReportingYear.objects.get(pk=year.pk).standard is None
    assert not StandardDraft.objects.exists()


def test_a_pasted_text_is_tried_and_not_kept(client, year, administrator):
    editing.save_draft(year, switched_off("length.too_short"), by=administrator)
    client.force_login(administrator)
    address = reverse("standard_try", args=[year.pk])
    text = "云溪县白石镇人民政府2025年度法治政府建设情况报告\n一、主要举措和成效\n全年开展培训12次。"
    answer = client.post(address, {"text": text})
    changed = {
        change["id"]: (change["before"], change["after"]) for change in answer.context["tried"]["changes"]
    }
    assert changed == {"length.too_short": ("should", "")}
    assert client.post(address, {"text": "长" * 20_001}).status_code == 422
    assert client.post(address, {}).status_code == 422


def test_a_dry_run_says_which_reports_would_change_and_changes_none(
    client, year, handed_in, more_reports, administrator, other_bureau
):
    findings = handed_in.submitted_run.findings.count()
    editing.save_draft(year, switched_off("length.too_short"), by=administrator)
    client.force_login(administrator)
    client.post(reverse("dry_run_ask", args=[year.pk]))
    run = DryRun.objects.get()
    StandardDraft.objects.update(content={})  # what is edited meanwhile is not what is tried
    dry_runs.run(run.pk)
    dry_runs.run(run.pk)  # a second delivery changes nothing
    run.refresh_from_db()
    assert (run.status, run.total, run.done) == ("done", 3, 3)
    assert run.changes.count() == 3
    [change] = run.changes.get(report=handed_in).changes
    assert (change["id"], change["after"]) == ("length.too_short", "")
    assert handed_in.submitted_run.findings.count() == findings
    assert "青林街道" in client.get(reverse("dry_run", args=[run.pk])).content.decode()
    client.force_login(give_role(person("foreign", "江管"), Role.BUREAU_ADMIN, other_bureau))
    assert client.get(reverse("dry_run", args=[run.pk])).status_code == 404


def test_an_abandoned_dry_run_is_taken_up_again(year, handed_in, administrator):
    long_ago = timezone.now() - 2 * dry_runs.STALE_AFTER
    run = DryRun.objects.create(year=year, asked_by=administrator, status="running", touched_at=long_ago)
    assert list(dry_runs.stale()) == [run]
    dry_runs.run(run.pk)
    run.refresh_from_db()
    assert run.status == "done"


def bring(client, year, name: str, text: str):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("standard_bring", args=[year.pk]), {"file": file}, follow=True)


def test_what_is_taken_out_can_be_brought_in(client, year, administrator):
    editing.save_draft(year, switched_off("length.too_short"), by=administrator)
    client.force_login(administrator)
    taken = client.get(reverse("standard_file", args=[year.pk])).content.decode()
    client.post(reverse("standard_discard", args=[year.pk]))
    bring(client, year, "standard.json", taken)
    kept = StandardDraft.objects.get().content
    assert "length.too_short" not in editing.built(kept).rules
    assert kept == switched_off("length.too_short"), "only what is the bureau's own"
    bring(client, year, "own.toml", '[[rule]]\nid = "figures.few"\nlevel = "must"\n')
    assert StandardDraft.objects.get().content == {"rule": {"figures.few": {"level": "must"}}}


def test_a_bad_file_changes_nothing_and_says_every_error(client, year, administrator):
    client.force_login(administrator)
    text = json.dumps({"rule": {"figures.few": {"level": "loud", "nonsense": 1}}, "rulez": {}})
    page = bring(client, year, "bad.json", text).content.decode()
    assert "loud" in page
    assert "rulez" in page
    assert bring(client, year, "bad.toml", "= broken").status_code == 200
    assert not StandardDraft.objects.exists()
    with pytest.raises(StandardError) as refused:
        editing.read_content("bad.json", b'{"rule": {"figures.few": {"level": "loud", "nonsense": 1}}}')
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize("name", ["standard_apply", "standard_discard"])
def test_a_draft_that_went_on_meanwhile_is_neither_applied_nor_discarded_unseen(
    client, year, administrator, name
):
    editing.save_draft(year, switched_off("length.too_short"), by=administrator)
    client.force_login(administrator)
    assert b'name="draft_revision" value="1"' in client.get(reverse("standard_year", args=[year.pk])).content
    editing.save_draft(year, switched_off("figures.few"), by=administrator)
    client.post(reverse(name, args=[year.pk]), {"draft_revision": "1"})
    year.refresh_from_db()
    assert (year.standard, StandardDraft.objects.get().revision) == (None, 2)
    client.post(reverse(name, args=[year.pk]), {"draft_revision": "2"})
    assert not StandardDraft.objects.exists()
