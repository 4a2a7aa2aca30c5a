import pytest
from django.urls import reverse

from submissions import workflow
from submissions.checking.copies import BOILERPLATE_ABOVE
from submissions.models import AnnualReport, Finding, ReportSketch, SketchHash
from tests.cast import open_year

from .conftest import sample_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def others_report(year, other_office, neighbour, bring_in):
    """青林街道's report, handed in; 白石镇's sample in other names."""
    report = AnnualReport.objects.get(year=year, office=other_office)
    bring_in(report, sample_text().replace("白石镇", "青林街道"), by=neighbour)
    workflow.submit(report, by=neighbour, declared_by="何青")
    return report


def copies(report):
    return Finding.objects.filter(run=report.latest_run, rule__startswith="copy.").order_by("position")


def test_another_offices_words_are_found_with_where_and_how_much(report, others_report, bring_in):
    bring_in(report)
    found = copies(report)
    assert {finding.rule for finding in found} == {"copy.other_office"}
    first = found[0]
    assert first.params["office"] == "青林街道"
    assert first.params["year"] == 2025
    assert first.params["similarity"] > 50
    assert first.evidence
    assert "青林" not in first.quote
    assert first.params["other"]


def test_both_passages_stand_on_the_result(report, others_report, bring_in, officer, as_user):
    bring_in(report)
    page = as_user(officer).get(reverse("report_result", args=[report.pk])).content.decode()
    assert copies(report)[0].params["other"] in page
    assert "对照另一份报告" in page


def test_a_draft_nobody_handed_in_is_not_compared_with(year, other_office, neighbour, report, bring_in):
    bring_in(AnnualReport.objects.get(year=year, office=other_office), by=neighbour)
    bring_in(report)
    assert not copies(report).exists()


def test_of_another_county_only_that_it_exists_is_said(others_report, other_bureau, report, bring_in):
    AnnualReport.objects.filter(pk=others_report.pk).update(year=open_year(other_bureau, 2025))
    bring_in(report)
    first = copies(report)[0]
    assert first.params["office"] == "term.other_county"
    assert "other" not in first.params


def test_ones_own_report_of_last_year_is_another_rule(report, bureau, officer, office, bring_in):
    last_year = open_year(bureau, 2024)
    before = AnnualReport.objects.get(year=last_year, office=office)
    text = sample_text().replace("2025年", "2024年").replace("2026年", "2025年").replace("2026〕", "2025〕")
    bring_in(before, text)
    assert before.must_count == 0
    workflow.submit(before, by=officer, declared_by="周正")
    bring_in(report)
    assert {finding.rule for finding in copies(report)} == {"copy.own_last_year"}


def test_nobody_copies_from_a_later_year(report, others_report, bureau, bring_in):
    later = open_year(bureau, 2026)
    later.reports.all().delete()
    AnnualReport.objects.filter(pk=others_report.pk).update(year=later)
    bring_in(report)
    assert not copies(report).exists()


def test_a_report_is_no_copy_of_its_own_earlier_version(handed_in, reviewer, bring_in):
    workflow.return_for_revision(handed_in, by=reviewer, letter="请修改。")
    bring_in(handed_in, sample_text() + "\n补充说明一段文字。")
    assert not copies(handed_in).exists()
    assert ReportSketch.objects.filter(version__report=handed_in).count() == 1


def test_what_everybody_writes_is_no_copy(report, others_report, bring_in):
    kept = ReportSketch.objects.get(version__report=others_report)
    values = list(kept.hashes.values_list("value", flat=True))
    SketchHash.objects.bulk_create(
        SketchHash(sketch=kept, value=value) for value in values for _again in range(BOILERPLATE_ABOVE)
    )
    bring_in(report)
    assert not copies(report).exists()


def test_comparing_costs_the_same_number_of_queries(
    report, others_report, bring_in, django_assert_max_num_queries
):
    with django_assert_max_num_queries(60):
        bring_in(report)
