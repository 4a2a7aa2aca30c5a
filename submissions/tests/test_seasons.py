from datetime import date

import pytest
from django.db import IntegrityError, transaction

from offices.models import Office
from submissions import seasons
from submissions.models import AnnualReport, ReportingYear

pytestmark = pytest.mark.django_db


def test_the_regulation_gives_the_dates_of_a_first_year(bureau):
    year = seasons.proposal(bureau, 2023)
    # "before 1 March" and "before 1 April": the days before are the last good ones
    assert (year.due_on, year.publish_by) == (date(2024, 2, 29), date(2024, 3, 31))


@pytest.mark.parametrize(
    ("day", "years", "moved"),
    [
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2023, 2, 28), 1, date(2024, 2, 29)),
        (date(2025, 1, 15), 2, date(2027, 1, 15)),
    ],
)
def test_the_last_of_february_stays_the_last_of_february(day, years, moved):
    assert seasons.moved_on(day, years) == moved


def test_last_years_dates_and_switches_are_proposed(year, bureau):
    ReportingYear.objects.filter(pk=year.pk).update(due_on=date(2026, 1, 20), requires_second_review=True)
    proposed = seasons.proposal(bureau, 2026)
    assert proposed.due_on == date(2027, 1, 20)
    assert proposed.requires_second_review


def test_opening_writes_a_row_for_every_active_office(bureau, office, other_office, administrator):
    Office.objects.filter(pk=other_office.pk).update(ended_on=date(2025, 6, 1))
    opened = seasons.proposal(bureau, 2025)
    assert seasons.open_year(opened, by=administrator) == 1
    assert AnnualReport.objects.get(year=opened).office == office


def test_a_year_is_opened_once(year, bureau, administrator):
    with pytest.raises(IntegrityError), transaction.atomic():
        seasons.open_year(seasons.proposal(bureau, 2025), by=administrator)
    assert AnnualReport.objects.filter(year=year).count() == 2


def test_an_office_founded_later_gets_its_row(year, bureau):
    Office.objects.create(bureau=bureau, name="云溪县柳溪乡人民政府", short_name="柳溪乡", kind="township")
    assert seasons.add_missing_rows(year) == 1
    assert seasons.add_missing_rows(year) == 0


def test_closing_and_opening_again(year, administrator):
    seasons.close_year(year, by=administrator)
    with pytest.raises(seasons.SeasonError):
        seasons.close_year(year, by=administrator)
    seasons.reopen_year(year, by=administrator, reason="补报")
    year.refresh_from_db()
    assert not year.is_closed


def test_an_extension_is_later_than_the_date_and_has_a_reason(report, administrator):
    with pytest.raises(seasons.SeasonError):
        seasons.extend(report, until=report.year.due_on, reason="洪涝", by=administrator)
    seasons.extend(report, until=date(2026, 3, 9), reason="洪涝", by=administrator)
    assert report.due_on == date(2026, 3, 9)
    with pytest.raises(IntegrityError), transaction.atomic():
        seasons.extend(report, until=date(2026, 3, 10), reason="", by=administrator)
