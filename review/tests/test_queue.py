from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from review import assigning, decisions, scoring
from review.compliance import COLUMNS_BY_ID
from review.list_rows import rows_of
from review.models import Assignment, Review, SavedView
from submissions import check_runs, uploads
from submissions.models import AnnualReport, Finding, FindingResponse
from tests.cast import open_year

from .conftest import TEXT

pytestmark = pytest.mark.django_db

QUEUE = "/review/"


@pytest.fixture
def queue(client, reviewer):
    client.force_login(reviewer)
    return lambda query="preset=all": client.get(f"{QUEUE}?{query}")


def offices_on(page):
    return {str(row.record.office) for row in page.context["table"].rows}


def test_anonymous_is_asked_to_sign_in(client, db):
    assert client.get(QUEUE).status_code == 302


@pytest.mark.parametrize("who", ["officer", "auditor"])
def test_clerk_and_auditor_have_no_queue(client, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(QUEUE).status_code == 403


def test_a_stranger_bureau_sees_none_of_ours(client, handed_in, stranger):
    client.force_login(stranger)
    assert offices_on(client.get(f"{QUEUE}?preset=all")) == set()


def test_a_rater_never_sees_their_own_office(client, handed_in, more_reports, rater):
    client.force_login(rater)
    assert offices_on(client.get(f"{QUEUE}?preset=all")) == {"青林街道", "河口乡"}


def test_every_office_is_a_row_also_those_that_did_nothing(queue, year):
    assert offices_on(queue()) == {"白石镇", "青林街道"}


def test_shelves_count_what_they_hold(queue, handed_in, more_reports):
    AnnualReport.objects.filter(pk=more_reports[0].pk).update(return_count=1)
    counts = {preset.key: preset.count for preset in queue("").context["presets"]}
    assert (counts["mine"], counts["new"], counts["again"], counts["all"]) == (3, 2, 1, 3)
    for key, count in counts.items():
        assert len(queue(f"preset={key}").context["table"].rows) == count


def test_overdue_are_those_not_handed_in_and_those_not_handed_in_again(queue, year, handed_in, other_office):
    year.opens_on, year.due_on = date(2025, 12, 1), timezone.localdate() - timedelta(days=3)
    year.publish_by = timezone.localdate()
    year.save()
    assert offices_on(queue("preset=overdue")) == {"青林街道"}


def test_of_a_closed_year_nothing_is_overdue(queue, year):
    year.opens_on, year.due_on = date(2025, 12, 1), timezone.localdate() - timedelta(days=3)
    year.publish_by = timezone.localdate()
    year.save()
    assert offices_on(queue("preset=overdue")) == {"白石镇", "青林街道"}
    year.closed_at = timezone.now()
    year.save()
    assert offices_on(queue("preset=overdue")) == offices_on(queue("preset=all&due=overdue")) == set()


def test_of_many_years_the_newest_stands_first(queue, bureau, handed_in):
    open_year(bureau, 2024)
    years = [row.record.year.year for row in queue("preset=all").context["table"].rows]
    assert years == sorted(years, reverse=True)
    assert len(set(years)) == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=白石", {"白石镇"}),
        ("q=听取法治建设工作汇报", {"白石镇", "青林街道", "河口乡"}),
        ("q=河口乡2025年度", {"河口乡"}),
        ("q=没有这样的话", set()),
        ("kind=street", {"青林街道"}),
        ("status=draft", set()),
        ("year=2025&status=submitted", {"白石镇", "青林街道", "河口乡"}),
        ("reviewer=none", {"白石镇", "青林街道", "河口乡"}),
        ("reviewer=me", set()),
        ("changed=on", {"白石镇", "青林街道", "河口乡"}),
        ("requirement=section.shortcomings&outcome=met", {"白石镇", "青林街道", "河口乡"}),
        ("requirement=section.shortcomings&outcome=missing", set()),
        ("dismissed=on", set()),
        ("score_min=80", set()),
        ("due=on_time", {"白石镇", "青林街道", "河口乡"}),
    ],
)
def test_filters(queue, year, handed_in, more_reports, query, expected):
    today = timezone.localdate()
    year.opens_on = year.due_on = year.publish_by = today
    year.save()
    assert offices_on(queue(f"preset=all&{query}")) == expected


def test_findings_can_be_filtered_by_rule_and_level(queue, handed_in, more_reports):
    run = handed_in.submitted_run
    Finding.objects.create(run=run, rule="wording.typo", level="confirm", fingerprint="x", position=99)
    found = offices_on(queue("preset=all&rule=wording.typo&level=confirm"))
    assert "白石镇" in found
    assert offices_on(queue("preset=all&rule=wording.typo&level=must")) == set()


def test_each_filter_is_a_pill_that_takes_itself_off(queue, handed_in):
    pills = queue("preset=all&q=白石&status=submitted&status=draft").context["pills"]
    assert [pill["query"].count("status=") for pill in pills] == [2, 1, 1]
    assert "q=" not in pills[0]["query"]


def test_an_unknown_filter_value_does_not_break_the_page(queue, handed_in):
    page = queue("preset=nonsense&status=bogus&per_page=9999&sort=__class__&column=bogus&page=0")
    assert page.status_code == 200


def test_columns_and_page_size_are_chosen_in_the_address(queue, handed_in, more_reports):
    table = queue("preset=all&column=title&per_page=50").context["table"]
    assert [column.name for column in table.columns] == ["pick", "office", "title", "preview"]
    assert table.paginator.per_page == 50


def test_the_preview_shows_findings_and_opening(client, queue, handed_in):
    page = client.get(reverse("queue_preview", args=[handed_in.pk]), headers={"HX-Request": "true"})
    assert "现将2025年度法治政府建设情况报告如下" in page.content.decode()
    assert "<html" not in page.content.decode()


def test_views_are_kept_shared_and_removed_by_their_owner(client, queue, reviewer, chief):
    query = "preset=all&status=submitted"
    client.post(reverse("queue_view_save"), {"name": "待审", "query": query, "is_shared": "on"})
    view = SavedView.objects.get()
    client.force_login(chief)
    assert "待审" in client.get(QUEUE).content.decode()
    assert client.post(reverse("queue_view_delete", args=[view.pk])).status_code == 404
    client.force_login(reviewer)
    client.post(reverse("queue_view_delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_the_queue_asks_equally_often_with_one_and_with_three_rows(
    queue, handed_in, reviewer, request, django_assert_num_queries, django_assert_max_num_queries
):
    Assignment.objects.create(report=handed_in, reviewer=reviewer)
    queue("preset=new")
    with django_assert_max_num_queries(16) as few:
        assert len(queue("preset=new").context["table"].rows) == 1
    for report in request.getfixturevalue("more_reports"):
        Assignment.objects.create(report=report, reviewer=reviewer)
    with django_assert_num_queries(len(few)):
        assert len(queue("preset=new").context["table"].rows) == 3


def test_a_sample_of_what_is_decided_lies_on_the_shelf_until_it_is_scored(
    client, queue, chief, reviewer, handed_in, more_reports
):
    decisions.decide(handed_in, "accept", by=chief)
    assigning.draw_sample([handed_in], [reviewer], 100, by=chief, seed=1)
    page = queue("preset=mine")
    assert "白石镇" in offices_on(page)
    assert page.context["presets"][0].count == len(page.context["table"].rows) == 3
    assert page.context["progress"].all == 3
    review = scoring.begin_review(handed_in, reviewer)
    Review.objects.filter(pk=review.pk).update(finished_at=timezone.now())
    assert "白石镇" not in offices_on(queue("preset=mine"))


def test_dismissals_are_counted_by_rule(client, reviewer, handed_in):
    finding = handed_in.submitted_run.findings.first() or Finding.objects.create(
        run=handed_in.submitted_run, rule="wording.typo", level="should", fingerprint="x", position=9
    )
    FindingResponse.objects.create(
        report=handed_in,
        version=handed_in.submitted_version,
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        kind="dismissed",
        reason="惯用",
        by=reviewer,
    )
    client.force_login(reviewer)
    page = client.get(reverse("dismissals"))
    record, _name = page.context["rows"][0]
    assert (record.rule, record.dismissed, record.found >= 1) == (finding.rule, 1, True)


@pytest.mark.parametrize(("who", "is_offered"), [("reviewer", True), ("administrator", False)])
def test_the_phrase_bank_is_offered_to_whom_it_opens(client, request, year, who, is_offered):
    client.force_login(request.getfixturevalue(who))
    offered = reverse("phrases") in client.get(reverse("report_queue")).content.decode()
    opened = client.get(reverse("phrases")).status_code == 200
    assert (offered, opened) == (is_offered, is_offered)


def test_what_the_machine_says_of_a_draft_is_its_offices_alone(queue, client, report, officer, administrator):
    version = uploads.receive(report, uploads.IncomingFile("报告.txt", TEXT.encode()), by=officer)
    check_runs.run(version.check_runs.get().pk)
    AnnualReport.objects.filter(pk=report.pk).update(must_count=7, document_number="云文〔2026〕9号")
    query = "preset=all&column=title&column=document_number&column=findings&column=met_count"
    page = queue(query)
    assert offices_on(page) == {"白石镇", "青林街道"}
    said = page.content.decode()
    report.refresh_from_db()
    assert report.title
    assert report.title not in said
    assert "云文〔2026〕9号" not in said
    assert "<b>7</b>" not in said
    assert not offices_on(queue("preset=all&level=must"))
    assert not offices_on(queue("preset=all&q=2026〕9"))
    preview = client.get(f"/review/{report.pk}/preview/").content.decode()
    assert "云文〔2026〕9号" not in preview


def test_the_list_counts_the_findings_of_the_version_handed_in(handed_in, officer):
    def problems():
        row = next(rows_of(AnnualReport.objects.filter(pk=handed_in.pk), date(2026, 3, 1)))
        return COLUMNS_BY_ID["problems"].value(row)

    Finding.objects.create(run=handed_in.submitted_run, rule="x", level="must", fingerprint="x", position=90)
    should = handed_in.submitted_run.findings.filter(level="should").count()
    AnnualReport.objects.filter(pk=handed_in.pk).update(must_count=0, should_count=0, current_version=None)
    assert problems() == f"1/{should}"
