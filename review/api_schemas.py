"""What the HTTP API answers: the shapes of version 1. A field may come; none changes its meaning or goes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from ninja import Schema
from pydantic import Field

Item = TypeVar("Item")


class Problem(Schema):
    """Why there is no answer."""

    detail: Any


class Page(Schema, Generic[Item]):
    """One page of a list; ``count`` is the number of all items."""

    count: int
    page: int
    results: list[Item]


class Year(Schema):
    """A round of reports; ``year`` is the year reported on. Dates are the last good days."""

    id: int
    year: int
    opens_on: date
    due_on: date
    publish_by: date
    legal_basis: str
    is_closed: bool


class Office(Schema):
    """An office of the bureau. Codes may be empty and may change when places merge."""

    id: int
    name: str
    short_name: str
    kind: str
    region_code: str
    credit_code: str
    ended_on: date | None


class Report(Schema):
    """One office × one year; a row exists from the day the year is opened."""

    id: int
    year: int
    office_id: int
    office: str
    status: str
    title: str
    document_number: str
    due_on: date
    first_submitted_at: datetime | None
    submitted_at: datetime | None
    accepted_at: datetime | None
    published_on: date | None
    published_at_url: str
    return_count: int
    score: Decimal | None
    grade: str


class Requirement(Schema):
    """What became of one requirement; ``outcome`` as the engine's contract names it."""

    id: str
    outcome: str


class Finding(Schema):
    """What the machine found; ``level`` says what a person must do."""

    rule: str
    level: str
    name: str
    message: str
    quote: str


class Results(Schema):
    """The check of the version handed in."""

    standard: str
    checked_at: datetime | None
    length: int = Field(description="Characters without blanks.")
    requirements: list[Requirement]
    findings: list[Finding]


class ReportDetail(Report):
    """A report with the results of the version handed in; null before it is."""

    results: Results | None


class ListColumn(Schema):
    id: str
    header: str


class ComplianceList(Schema):
    """The compliance list as the bureau's page shows it: columns, one page of rows, totals of all."""

    count: int
    page: int
    columns: list[ListColumn]
    results: list[dict[str, Any]]
    totals: dict[str, str]
