import pytest
from django.urls import reverse

from submissions import uploads
from submissions.models import AnnualReport, CheckRun, FindingResponse

from ..conftest import sample_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def flawed(report, bring_in):
    """A report with findings."""
    bring_in(report, sample_text().replace("现将", "。。现将") + "\n联系人：张三，身份证号11010519491231002X")
    return AnnualReport.objects.for_pages().get(pk=report.pk)


@pytest.fixture
def address(report):
    return reverse("report_result", args=[report.pk])


def test_without_a_version_it_leads_to_the_upload(as_user, officer, report, address):
    assert as_user(officer).get(address).url == reverse("report_upload", args=[report.pk])


def test_while_the_check_waits_its_steps_are_named(as_user, officer, report, address):
    uploads.receive(report, uploads.IncomingFile("报告.txt", sample_text().encode()), by=officer)
    page = as_user(officer).get(address).content.decode()
    assert "正在排队" in page
    assert "hx-get" in page
    assert 'http-equiv="refresh"' in page


def test_polling_stops_once_the_result_is_there(as_user, officer, report, checked):
    answer = as_user(officer).get(reverse("report_progress", args=[report.pk]))
    assert answer.status_code == 286
    assert answer.headers["HX-Refresh"] == "true"


def test_a_file_that_could_not_be_read_says_why_and_can_be_checked_again(as_user, officer, checked, address):
    run = checked.latest_run
    CheckRun.objects.filter(pk=run.pk).update(status="failed", failure="damaged")
    client = as_user(officer)
    assert "文件无法读取" in client.get(address).content.decode()
    client.post(reverse("check_again", args=[checked.pk]))
    assert checked.current_version.check_runs.filter(status="queued").count() == 1


def test_each_finding_and_its_passage_lead_to_each_other(as_user, officer, flawed, address):
    page = as_user(officer).get(address).content.decode()
    findings = list(flawed.latest_run.findings.all())
    assert findings
    for finding in findings:
        assert f'id="finding-{finding.pk}"' in page
        if finding.evidence:
            assert f'id="passage-{finding.pk}"' in page
            assert f'href="#passage-{finding.pk}"' in page
            assert f'href="#finding-{finding.pk}"' in page


def test_what_is_met_shows_its_evidence(as_user, officer, checked, address):
    page = as_user(officer).get(address).content.decode()
    met = checked.latest_run.requirements.filter(outcome="met").first()
    assert f'id="passage-r{met.pk}"' in page


def test_the_page_is_light(as_user, officer, flawed, address):
    assert len(as_user(officer).get(address).content) < 150_000


def test_findings_cost_the_same_number_of_queries(
    as_user, officer, flawed, address, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(officer)
    first, *others = flawed.latest_run.findings.all()
    for finding in others:
        finding.delete()
    client.get(address)  # the standard it was made with is read once a process
    with django_assert_max_num_queries(25) as counted:
        client.get(address)
    for number in (1, 2):
        first.pk = None
        first.fingerprint = f"{number:064d}"
        first.save()
    with django_assert_num_queries(len(counted)):
        client.get(address)


def test_an_earlier_version_can_be_looked_at(as_user, officer, checked, bring_in, address):
    bring_in(checked, sample_text() + "\n新增一段。")
    page = as_user(officer).get(address, {"version": 1}).content.decode()
    assert "这是较早的一稿" in page
    assert as_user(officer).get(address, {"version": 9}).status_code == 404
    assert as_user(officer).get(address, {"version": "x"}).status_code == 404


class TestAnswer:
    def answer(self, client, report, finding, **fields):
        return client.post(reverse("answer_finding", args=[report.pk, finding.pk]), fields)

    def test_a_false_alarm_is_kept_with_its_reason(self, as_user, officer, flawed):
        finding = flawed.latest_run.findings.first()
        answer = self.answer(as_user(officer), flawed, finding, kind="false_alarm", reason="原文如此")
        assert answer.url.endswith(f"#finding-{finding.pk}")
        kept = FindingResponse.objects.get()
        assert (kept.kind, kept.reason, kept.by, kept.fingerprint) == (
            "false_alarm",
            "原文如此",
            officer,
            finding.fingerprint,
        )

    @pytest.mark.parametrize("kind", ["false_alarm", "explained", "not_applicable"])
    def test_a_reason_is_needed(self, as_user, officer, flawed, kind):
        self.answer(as_user(officer), flawed, flawed.latest_run.findings.first(), kind=kind)
        assert not FindingResponse.objects.exists()

    def test_an_office_cannot_dismiss(self, as_user, officer, flawed):
        self.answer(
            as_user(officer), flawed, flawed.latest_run.findings.first(), kind="dismissed", reason="x"
        )
        assert not FindingResponse.objects.exists()

    def test_it_shows_on_the_result(self, as_user, officer, colleague, flawed, address):
        finding = flawed.latest_run.findings.first()
        self.answer(as_user(officer), flawed, finding, kind="explained", reason="系统名称如此")
        assert "系统名称如此" in as_user(colleague).get(address).content.decode()

    def test_htmx_gets_the_finding_back(self, as_user, officer, flawed):
        finding = flawed.latest_run.findings.first()
        url = reverse("answer_finding", args=[flawed.pk, finding.pk])
        part = as_user(officer).post(url, {"kind": "changed"}, headers={"HX-Request": "true"})
        assert part.status_code == 200
        assert part.content.decode().lstrip().startswith("<li")
        wrong = as_user(officer).post(url, {"kind": "explained"}, headers={"HX-Request": "true"})
        assert wrong.status_code == 422

    def test_a_neighbour_cannot_answer(self, as_user, neighbour, flawed):
        finding = flawed.latest_run.findings.first()
        assert self.answer(as_user(neighbour), flawed, finding, kind="changed").status_code == 404

    def test_with_the_bureau_nothing_is_answered(self, as_user, officer, handed_in):
        finding = handed_in.latest_run.findings.first()
        if finding is None:
            finding = handed_in.latest_run.findings.create(rule="x.y", level="should", fingerprint="f")
        self.answer(as_user(officer), handed_in, finding, kind="changed")
        assert not FindingResponse.objects.exists()
