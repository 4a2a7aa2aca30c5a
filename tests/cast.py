"""The people and places of the tests: fictional, with names and roles.

云溪县 has two offices, 白石镇 and 青林街道; 江口县 is another bureau altogether.
"""

import pytest

from offices.models import Bureau, Membership, Office, OfficeKind, Role, User
from submissions.models import AnnualReport, ReportingYear

PASSWORD = "Fazhi-2026!"


def person(username: str, name: str, **fields: object) -> User:
    """A user whose password is :data:`PASSWORD`."""
    return User.objects.create_user(username, f"{username}@example.com", PASSWORD, full_name=name, **fields)


def give_role(user: User, role: Role, bureau: Bureau, office: Office | None = None) -> User:
    """One more membership; returns the user."""
    Membership.objects.create(user=user, role=role, bureau=bureau, office=office)
    return user


def open_year(bureau: Bureau, year: int, **fields: object) -> ReportingYear:
    """A reporting year with its default dates and a report row for every active office."""
    opened = ReportingYear.objects.create(
        bureau=bureau, year=year, **{**ReportingYear.default_dates(year), **fields}
    )
    AnnualReport.objects.bulk_create(
        AnnualReport(year=opened, office=office) for office in bureau.offices.active()
    )
    return opened


@pytest.fixture
def bureau(db: None) -> Bureau:
    return Bureau.objects.create(
        name="云溪县司法局", county="云溪县", slug="yunxi", region_code="990123000000"
    )


@pytest.fixture
def other_bureau(db: None) -> Bureau:
    return Bureau.objects.create(name="江口县司法局", county="江口县", slug="jiangkou")


@pytest.fixture
def office(bureau: Bureau) -> Office:
    return Office.objects.create(
        bureau=bureau,
        name="云溪县白石镇人民政府",
        short_name="白石镇",
        kind=OfficeKind.TOWN,
        region_code="990123100000",
    )


@pytest.fixture
def other_office(bureau: Bureau) -> Office:
    return Office.objects.create(
        bureau=bureau,
        name="云溪县青林街道办事处",
        short_name="青林街道",
        kind=OfficeKind.STREET,
        region_code="990123001000",
    )


@pytest.fixture
def year(bureau: Bureau, office: Office, other_office: Office) -> ReportingYear:
    """Report year 2025 of 云溪县, open, with a row for both offices."""
    return open_year(bureau, 2025)


@pytest.fixture
def report(year: ReportingYear, office: Office) -> AnnualReport:
    """白石镇's report of 2025, not started."""
    return AnnualReport.objects.get(year=year, office=office)


@pytest.fixture
def officer(bureau: Bureau, office: Office) -> User:
    return give_role(person("officer", "陈小云"), Role.OFFICER, bureau, office)


@pytest.fixture
def colleague(bureau: Bureau, office: Office) -> User:
    """Another officer of the same office."""
    return give_role(person("colleague", "林石"), Role.OFFICER, bureau, office)


@pytest.fixture
def office_lead(bureau: Bureau, office: Office) -> User:
    return give_role(person("office_lead", "周正"), Role.OFFICE_LEAD, bureau, office)


@pytest.fixture
def neighbour(bureau: Bureau, other_office: Office) -> User:
    """An officer of another office of the same bureau."""
    return give_role(person("neighbour", "何青"), Role.OFFICER, bureau, other_office)


@pytest.fixture
def reviewer(bureau: Bureau) -> User:
    return give_role(person("reviewer", "沈审"), Role.REVIEWER, bureau)


@pytest.fixture
def chief(bureau: Bureau) -> User:
    return give_role(person("chief", "傅核"), Role.CHIEF_REVIEWER, bureau)


@pytest.fixture
def rater(bureau: Bureau, office: Office) -> User:
    """A reviewer drawn from 白石镇: may review every report but that one."""
    user = give_role(person("rater", "石评"), Role.OFFICER, bureau, office)
    return give_role(user, Role.REVIEWER, bureau)


@pytest.fixture
def administrator(bureau: Bureau) -> User:
    return give_role(person("administrator", "关立"), Role.BUREAU_ADMIN, bureau)


@pytest.fixture
def auditor(bureau: Bureau) -> User:
    return give_role(person("auditor", "申计"), Role.AUDITOR, bureau)


@pytest.fixture
def stranger(other_bureau: Bureau) -> User:
    """A reviewer of another bureau."""
    return give_role(person("stranger", "江外"), Role.REVIEWER, other_bureau)
