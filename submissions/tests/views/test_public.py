import datetime

import pytest
from django.urls import reverse

from submissions import workflow
from submissions.checking.standard import load_standard
from submissions.models import AnnualReport

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 20)


@pytest.fixture
def published(accepted, officer):
    """白石镇's report, on the public page here."""
    workflow.publish(accepted, by=officer, on=DAY, here=True)
    return accepted


def public(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def test_nothing_is_there_before_publication(client, accepted):
    assert "云溪县" not in public(client, "public_index").content.decode()
    assert "白石镇" not in public(client, "public_bureau", "yunxi").content.decode()
    assert public(client, "public_report", "yunxi", accepted.pk).status_code == 404
    assert "白石镇" not in public(client, "public_feed", "yunxi").content.decode()


def test_anybody_reads_what_is_published(client, published, office):
    assert "云溪县" in public(client, "public_index").content.decode()
    page = public(client, "public_bureau", "yunxi").content.decode()
    assert "白石镇" in page
    assert "2026-03-20" in page
    assert "白石镇" in public(client, "public_office", "yunxi", office.pk).content.decode()
    assert "第一责任人" in public(client, "public_report", "yunxi", published.pk).content.decode()
    assert public(client, "public_file", "yunxi", published.pk).status_code == 200


def test_no_finding_and_no_score_is_public(client, published):
    page = public(client, "public_report", "yunxi", published.pk).content.decode()
    assert "passage" not in page
    assert 'class="finding' not in page


def test_another_countys_address_shows_nothing_of_it(client, published, other_bureau, office):
    assert public(client, "public_report", "jiangkou", published.pk).status_code == 404
    assert public(client, "public_office", "jiangkou", office.pk).status_code == 404


def test_a_bureau_out_of_use_is_not_shown(client, published, bureau):
    bureau.is_active = False
    bureau.save()
    for name, args in (
        ("public_bureau", ["yunxi"]),
        ("public_feed", ["yunxi"]),
        ("public_report", ["yunxi", published.pk]),
    ):
        assert public(client, name, *args).status_code == 404


def test_late_publication_is_said(client, accepted, officer):
    workflow.publish(accepted, by=officer, on=datetime.date(2026, 4, 5), url="https://a.example/")
    assert "badge is-should" in public(client, "public_bureau", "yunxi").content.decode()


@pytest.mark.parametrize("asked", ["1999", "x", "2025'"])
def test_a_year_without_reports_is_not_found(client, published, asked):
    assert public(client, "public_bureau", "yunxi", year=asked).status_code == 404


def test_the_feed_is_atom_and_leads_to_the_report(client, published):
    answer = public(client, "public_feed", "yunxi")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert reverse("public_report", args=["yunxi", published.pk]) in answer.content.decode()


def test_the_sitemap_names_the_pages(client, published):
    page = client.get("/sitemap.xml").content.decode()
    assert reverse("public_bureau", args=["yunxi"]) in page
    assert reverse("public_report", args=["yunxi", published.pk]) in page


def test_a_list_of_three_costs_what_one_costs(
    client, published, year, bureau, django_assert_max_num_queries, django_assert_num_queries
):
    address = reverse("public_bureau", args=["yunxi"])
    with django_assert_max_num_queries(10) as counted:
        client.get(address)
    copy_of(published, bureau, "甲镇")
    copy_of(published, bureau, "乙镇")
    with django_assert_num_queries(len(counted)):
        assert client.get(address).content.decode().count("2026-03-20") == 3


def copy_of(report, bureau, name):
    """The same report, as another office's."""
    office = bureau.offices.create(name=f"云溪县{name}人民政府", short_name=name, kind="town")
    AnnualReport.objects.create(
        year=report.year,
        office=office,
        status=report.status,
        first_submitted_at=report.first_submitted_at,
        accepted_at=report.accepted_at,
        published_on=report.published_on,
        submitted_version=report.submitted_version,
        is_published_here=True,
    )


def test_what_is_checked_names_every_rule_and_requirement(client, db):
    from_standard = load_standard()
    page = public(client, "what_is_checked").content.decode()
    for rule in from_standard.rules:
        assert rule in page
    for requirement in ("section.achievements", "duty.P3", "duty.G5"):
        assert requirement in page
