import pytest
from django.core.management import CommandError, call_command

from offices.models import User
from reportsite.celery import app
from reportsite.demo.texts import mended, samples_of, text_for
from reportsite.demo_accounts import ACCOUNTS, PASSWORD
from submissions.models import AnnualReport, ReportStatus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        ("empty", ReportStatus.NOT_STARTED),
        ("checked", ReportStatus.DRAFT),
        ("submitted", ReportStatus.SUBMITTED),
        ("returned", ReportStatus.RETURNED),
        ("accepted", ReportStatus.ACCEPTED),
    ],
)
def test_a_stage_shows_the_first_offices_report_in_it(stage, status):
    call_command("demo", "--stage", stage)
    report = AnnualReport.objects.get(office__memberships__user__username="jingban1", year__closed_at=None)
    assert report.status == status


def test_every_account_that_is_announced_can_sign_in(client):
    call_command("demo", "--stage", "empty")
    for username, _chinese, _english in ACCOUNTS:
        assert User.objects.get(username=username).check_password(PASSWORD)


def test_it_goes_into_an_empty_installation_only(django_user_model):
    django_user_model.objects.create_user("somebody", password=PASSWORD, full_name="某人")
    with pytest.raises(CommandError, match="empty"):
        call_command("demo", "--stage", "empty")


@pytest.mark.slow
def test_the_season_has_every_state_and_three_years():
    call_command("demo", "--stage", "season")
    assert set(AnnualReport.objects.values_list("status", flat=True)) == set(ReportStatus.values)
    ours = AnnualReport.objects.filter(year__bureau__slug="yunxi")
    assert ours.values("year").distinct().count() == 3
    assert ours.count() == 72


def test_a_sample_moves_to_its_office_and_year():
    sample = samples_of("street")[0]
    office = type("Office", (), {"short_name": "月湖街道"})
    text = text_for(sample, office, 2031)
    assert "月湖街道" in text
    assert sample.office not in text
    assert "2031年" in text
    assert mended(text) != text


def test_tasks_go_to_the_broker_again_when_it_is_done():
    before = app.connection_for_write().as_uri()
    call_command("demo", "--stage", "submitted")
    with app.producer_pool.acquire() as producer:
        assert producer.connection.as_uri() == before != "memory://127.0.0.1//"
