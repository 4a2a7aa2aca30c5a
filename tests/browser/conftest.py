"""Reports and people of the reviewers' browser tests."""

from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from offices.models import User
from review.tests.conftest import TEXT, hand_in
from submissions.models import AnnualReport, ReportingYear

# A wrong word, a doubled mark, and a shortcoming that next year's plan says nothing about.
WITH_SLIPS = TEXT.replace("法治意识不强，原因是培训针对性不够", "法制意识不强。。").replace(
    "原因是编制紧张。", "原因是编制紧张。三是政务公开不及时，原因是责任不清。"
)


@pytest.fixture
def handed_in(report: AnnualReport, officer: User) -> AnnualReport:
    """白石镇's report, in time, with something to find in it."""
    day = timezone.localdate() + timedelta(days=10)
    ReportingYear.objects.filter(pk=report.year_id).update(due_on=day, publish_by=day)
    report.refresh_from_db()
    return hand_in(report, officer, WITH_SLIPS)


@pytest.fixture
def second(year: object, neighbour: User, other_office: object) -> AnnualReport:
    """青林街道's report, waiting too."""
    report = AnnualReport.objects.get(office=other_office)
    return hand_in(report, neighbour, TEXT.replace("白石镇", "青林街道"))


def sign_in(context: BrowserContext, person: User, address: object) -> None:
    """As if the person had signed in; the sign-in page has tests of its own."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[site_settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": str(address)}])


@pytest.fixture
def desk(context: BrowserContext, page: Page, reviewer: User, live_server: object) -> Page:
    """A page of the reviewer, signed in."""
    sign_in(context, reviewer, live_server)
    return page
