"""One report through the whole line, by hand, as the people do it.

With the five real reports where they are at hand, else with the repository's own.
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from offices.models import Bureau, Office, Role, User
from submissions.models import AnnualReport, ReportStatus
from tests.cast import PASSWORD, give_role, open_year, person
from tests.processes import Worker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

REAL = Path(settings.BASE_DIR).parent / "shared" / "reports"
OWN = Path(settings.BASE_DIR) / "submissions" / "checking" / "tests" / "samples"
OWN_NAMES = ("baizhi-2024", "xingwu-2023", "luyu-2022", "style-a-2024", "cover-2023")
REPORTS = sorted(REAL.glob("*.txt")) or [OWN / f"{name}.txt" for name in OWN_NAMES]


@dataclass
class Line:
    """The people and the office of one walk."""

    text: str
    office: Office
    report: AnnualReport
    clerk: User
    reviewer: User
    administrator: User


def facts_of(path: Path) -> dict[str, object]:
    """What a careful reviewer read in the report: beside it, or in the real reports' one file."""
    labels = REAL / "expected.json" if path.parent == REAL else path.with_suffix(".json")
    said = json.loads(labels.read_text(encoding="utf-8"))
    return said.get(path.name, said)["facts"]


@pytest.fixture(params=REPORTS, ids=lambda path: path.stem)
def line(request: pytest.FixtureRequest, transactional_db: None) -> Line:
    facts = facts_of(request.param)
    bureau = Bureau.objects.create(name="县司法局", county=facts["place"] or "云溪县", slug="county")
    name = str(facts["office"])
    office = Office.objects.create(bureau=bureau, name=name, short_name=name, kind="street")
    Office.objects.create(bureau=bureau, name="没有报送的镇", short_name="没有报送的镇", kind="town")
    year = open_year(bureau, int(str(facts["report_year"])))
    return Line(
        text=request.param.read_text(encoding="utf-8"),
        office=office,
        report=AnnualReport.objects.get(year=year, office=office),
        clerk=give_role(person("clerk", "陈小云"), Role.OFFICER, bureau, office),
        reviewer=give_role(person("reviewer", "沈审"), Role.REVIEWER, bureau),
        administrator=give_role(person("administrator", "关立"), Role.BUREAU_ADMIN, bureau),
    )


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for paragraph in filter(None, map(str.strip, text.splitlines())):
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sign_in(page: Page, user: User) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("input[name=username]").fill(user.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("input[name=password]")).to_have_count(0)


def bring_in(page: Page, report: AnnualReport, data: bytes, name: str) -> None:
    """Upload and wait for the worker's result."""
    page.goto(f"/report/{report.pk}/upload/")
    page.locator("input[name=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible(timeout=60_000)


def hand_in(page: Page, report: AnnualReport) -> None:
    page.goto(f"/report/{report.pk}/submit/")
    page.locator("input[name=declared_by]").fill("周正")
    page.locator("form input[type=checkbox]").check()
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.get_by_role("heading", name="回执")).to_be_visible()


def decide(page: Page, report: AnnualReport, kind: str, button: str) -> None:
    page.goto(f"/review/{report.pk}/decide/?kind={kind}")
    if kind == "return":
        letter = page.locator("textarea[name=letter]")
        letter.fill(letter.input_value() + "\n请于期限内修改后重新报送。")
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name=button).click()


def score_first_item(page: Page, report: AnnualReport) -> None:
    """Open the report from the queue; the first points save themselves."""
    page.goto("/review/")
    page.get_by_role("link", name=report.office.short_name, exact=True).first.click()
    expect(page.locator("mark.passage").first).to_be_attached()
    points = page.locator(".points-field").first
    points.fill("5")
    points.press("Tab")
    expect(page.locator("#total, .total").first).to_contain_text("5")


def test_from_the_clerks_browser_to_the_signed_list(line: Line, page: Page, worker: Worker, settings) -> None:
    settings.DECISION_DELAY = settings.DECISION_DELAY * 0
    report = line.report

    sign_in(page, line.clerk)
    bring_in(page, report, as_docx(line.text), "情况报告(定稿).docx")
    expect(page.locator("mark.passage").first).to_be_attached()
    hand_in(page, report)

    sign_in(page, line.reviewer)
    score_first_item(page, report)
    decide(page, report, "return", "退回修改")
    report.refresh_from_db()
    assert report.status == ReportStatus.RETURNED

    sign_in(page, line.clerk)
    page.goto("/office/")
    page.goto(report.get_absolute_url())
    expect(page.get_by_text("请于期限内修改后重新报送。")).to_be_visible()
    bring_in(page, report, as_docx(line.text + "\n附：已按意见修改。"), "情况报告(改2).docx")
    hand_in(page, report)

    sign_in(page, line.reviewer)
    decide(page, report, "accept", "通过")
    report.refresh_from_db()
    assert report.status == ReportStatus.ACCEPTED

    sign_in(page, line.administrator)
    page.goto("/lists/")
    page.get_by_role("button", name="导出 .xlsx").click()
    finished = page.locator("#exports a", has_text=".xlsx")
    expect(finished).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        finished.click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
    offices = [row[3] for row in sheet.iter_rows(min_row=4, max_row=5, values_only=True)]
    assert sorted(offices) == sorted([line.office.name, "没有报送的镇"])
