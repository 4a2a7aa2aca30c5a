from datetime import timedelta

import pytest

from offices.models import Notification
from submissions import seasons, workflow
from submissions.models import ReportStatus
from submissions.reminding import remind_of_dates

pytestmark = pytest.mark.django_db


def kinds():
    return list(Notification.objects.order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("days", "kind"), [(-7, "due_soon"), (-1, "due_soon"), (0, "due_today"), (1, "overdue"), (14, "overdue")]
)
def test_an_office_is_told_before_and_after(report, officer, days, kind):
    assert remind_of_dates(report.due_on + timedelta(days=days)) == 1
    assert kinds() == [kind]


@pytest.mark.parametrize("days", [-8, -5, 2, 45])
def test_other_days_are_quiet(report, officer, days):
    assert remind_of_dates(report.due_on + timedelta(days=days)) == 0


def test_a_second_run_tells_nobody_twice(report, officer):
    remind_of_dates(report.due_on)
    assert remind_of_dates(report.due_on) == 0


def test_who_has_handed_in_is_left_in_peace(handed_in, officer):
    assert remind_of_dates(handed_in.due_on) == 0


def test_an_extension_counts(report, officer, administrator):
    day = report.due_on
    seasons.extend(report, until=day + timedelta(days=10), reason="档案移交", by=administrator)
    assert remind_of_dates(day) == 0
    assert remind_of_dates(day + timedelta(days=10)) == 1


def test_a_revision_has_a_date_of_its_own(handed_in, reviewer, officer):
    day = handed_in.due_on + timedelta(days=30)
    workflow.return_for_revision(handed_in, by=reviewer, letter="请修改。", due_on=day)
    assert handed_in.status == ReportStatus.RETURNED
    assert remind_of_dates(day) == 1


def test_an_accepted_report_has_to_be_published(accepted, officer):
    assert remind_of_dates(accepted.year.publish_by - timedelta(days=7)) == 1
    assert kinds()[-1] == "publication_due"


def test_a_closed_year_is_quiet(report, officer, administrator):
    seasons.close_year(report.year, by=administrator)
    assert remind_of_dates(report.due_on) == 0
