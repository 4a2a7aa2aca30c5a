import pytest
from django.urls import reverse

from submissions import workflow
from submissions.models import AnnualReport, ReportStatus

from ..conftest import sample_text

pytestmark = pytest.mark.django_db
ELSEWHERE = {"where": "elsewhere", "on": "2026-03-20", "url": "https://www.baishi.example/report.html"}
HERE = {"where": "here", "on": "2026-03-20"}
PHONE = "13812345678"


@pytest.fixture
def address(report):
    return reverse("report_publication", args=[report.pk])


@pytest.fixture
def with_phone(report, bring_in, officer, chief):
    """An accepted report with a personal telephone number in it."""
    bring_in(report, sample_text() + f"\n联系人张三，手机{PHONE}。")
    AnnualReport.objects.filter(pk=report.pk).update(must_count=0)
    report.refresh_from_db()
    workflow.submit(report, by=officer, declared_by="周正")
    workflow.accept(report, by=chief)
    assert report.submitted_run.findings.filter(rule="personal_data.phone").exists()
    return report


def status(report):
    report.refresh_from_db()
    return report.status


def test_before_acceptance_there_is_nothing_to_record(as_user, officer, handed_in, address):
    assert as_user(officer).get(address).url == handed_in.get_absolute_url()


def test_a_neighbour_cannot_record(as_user, neighbour, accepted, address):
    assert as_user(neighbour).post(address, ELSEWHERE).status_code == 404
    assert status(accepted) == ReportStatus.ACCEPTED


def test_date_and_address_are_recorded(as_user, officer, accepted, address):
    as_user(officer).post(address, ELSEWHERE)
    assert status(accepted) == ReportStatus.PUBLISHED
    assert accepted.published_at_url == ELSEWHERE["url"]
    assert str(accepted.published_on) == "2026-03-20"


@pytest.mark.parametrize(
    "wrong",
    [{"url": ""}, {"url": "not an address"}, {"on": ""}, {"on": "2999-01-01"}, {"on": "2025-06-01"}],
)
def test_what_cannot_be_is_refused(as_user, officer, accepted, address, wrong):
    assert as_user(officer).post(address, {**ELSEWHERE, **wrong}).status_code == 422
    assert status(accepted) == ReportStatus.ACCEPTED


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://www.baishi.example/a", True),
        ("https://news.www.baishi.example/a", True),
        ("https://www.baishi.example.evil.example/a", False),
        ("https://elsewhere.example/www.baishi.example", False),
    ],
)
def test_the_address_must_be_the_offices(as_user, officer, accepted, address, office, url, is_taken):
    office.website = "www.baishi.example"
    office.save()
    as_user(officer).post(address, {**ELSEWHERE, "url": url})
    assert (status(accepted) == ReportStatus.PUBLISHED) is is_taken


def test_here_it_is_on_the_public_page_at_once(as_user, client, officer, accepted, address):
    as_user(officer).post(address, HERE)
    client.logout()
    page = client.get(reverse("public_report", args=["yunxi", accepted.pk])).content.decode()
    assert "白石镇" in page


class TestCorrection:
    @pytest.fixture
    def published(self, as_user, officer, accepted, address):
        as_user(officer).post(address, HERE)
        return accepted

    @pytest.fixture
    def correct(self, report):
        return reverse("publication_retract", args=[report.pk])

    def test_the_reports_page_says_where_it_stands_and_leads_there(
        self, as_user, officer, published, correct
    ):
        page = as_user(officer).get(published.get_absolute_url()).content.decode()
        assert reverse("public_report", args=["yunxi", published.pk]) in page
        assert correct in page

    def test_with_a_reason_it_is_taken_back_and_gone_from_the_public_page(
        self, as_user, client, officer, published, correct, address
    ):
        assert as_user(officer).post(correct, {"reason": "网址有误"}).url == address
        assert status(published) == ReportStatus.ACCEPTED
        assert client.get(reverse("public_report", args=["yunxi", published.pk])).status_code == 404
        change = published.status_changes.first()
        assert (change.new, change.reason) == (ReportStatus.ACCEPTED, "网址有误")

    def test_without_a_reason_it_stays(self, as_user, officer, published, correct):
        assert as_user(officer).post(correct, {"reason": ""}).status_code == 422
        assert status(published) == ReportStatus.PUBLISHED

    def test_a_neighbour_cannot(self, as_user, neighbour, published, correct):
        assert as_user(neighbour).post(correct, {"reason": "x"}).status_code == 404

    def test_what_is_not_published_cannot_be_taken_back(self, as_user, officer, accepted, correct):
        assert as_user(officer).get(correct).url == accepted.get_absolute_url()


class TestPersonalData:
    def test_has_to_be_looked_at_first(self, as_user, officer, with_phone, address):
        client = as_user(officer)
        page = client.get(address).content.decode()
        assert PHONE not in page
        assert "138" in page
        assert client.post(address, HERE).status_code == 422
        assert status(with_phone) == ReportStatus.ACCEPTED

    def test_is_masked_on_the_public_page_and_the_file_is_not_offered(
        self, as_user, client, officer, with_phone, address
    ):
        as_user(officer).post(address, {**HERE, "personal_data_seen": "on"})
        assert status(with_phone) == ReportStatus.PUBLISHED
        client.logout()
        page = client.get(reverse("public_report", args=["yunxi", with_phone.pk])).content.decode()
        assert PHONE not in page
        assert "138******78" in page
        assert client.get(reverse("public_file", args=["yunxi", with_phone.pk])).status_code == 404
