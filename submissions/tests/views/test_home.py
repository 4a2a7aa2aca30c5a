import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import AnnualReport
from tests.cast import open_year

pytestmark = pytest.mark.django_db
HOME = "/office/"


def test_an_untouched_year_says_what_to_do(as_user, officer, report):
    page = as_user(officer).get(HOME).content.decode()
    assert reverse("report_upload", args=[report.pk]) in page
    assert reverse("template_download", args=[report.pk]) in page


def test_without_an_open_year_there_is_an_empty_page(as_user, officer):
    assert "本年度报送尚未开始" in as_user(officer).get(HOME).content.decode()


def test_a_reviewer_is_led_to_their_own_work(as_user, reviewer):
    assert as_user(reviewer).get(HOME).status_code == 302


def test_a_returned_report_leads_to_the_letter(as_user, officer, sent_back):
    page = as_user(officer).get(HOME).content.decode()
    assert "报告已被退回" in page
    assert sent_back.get_absolute_url() in page


def test_a_past_year_shows_its_receipt(as_user, officer, handed_in, bureau):
    open_year(bureau, 2026, opens_on="2026-01-01")
    receipt = handed_in.receipts.get()
    assert receipt.number in as_user(officer).get(HOME).content.decode()


def test_past_years_cost_the_same_number_of_queries(
    as_user, officer, report, bureau, django_assert_num_queries, django_assert_max_num_queries
):
    client = as_user(officer)
    open_year(bureau, 2024)
    with django_assert_max_num_queries(20) as counted:
        client.get(HOME)
    open_year(bureau, 2023)
    open_year(bureau, 2022)
    with django_assert_num_queries(len(counted)):
        assert client.get(HOME).content.decode().count('class="row-link"') == 3


def test_lists_leave_whole_texts_where_they_are(as_user, officer, checked):
    kept = AnnualReport.objects.for_lists().get(pk=checked.pk)
    assert {"text", "form_content"} <= kept.current_version.get_deferred_fields()
    assert {"facts", "outline", "places", "notes"} <= kept.latest_run.get_deferred_fields()
    with CaptureQueriesContext(connection) as queries:
        as_user(officer).get(HOME)
    assert not [query["sql"] for query in queries if '"submissions_reportversion"."text"' in query["sql"]]
