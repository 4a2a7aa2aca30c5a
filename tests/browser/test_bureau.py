"""A season as the county lives it: from the roster's file to the list that gets signed, for 24 offices."""

import io
import zipfile
from datetime import timedelta
from urllib.parse import urlsplit

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page, expect

from offices.codes import credit_check_character
from offices.models import Bureau, Office, Role, User
from reportsite.demo.texts import samples_of, text_for
from review.models import Reminder
from submissions.models import AnnualReport, ReportingYear, ReportStatus
from tests.browser import OFFICE_SCREEN, PHONE
from tests.cast import PASSWORD, give_role, person
from tests.processes import Worker, wait_until

from .test_whole_line import bring_in, decide, hand_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

YEAR = 2025
NAMES = [f"{first}{second}" for first in "云竹松梅兰桂" for second in "溪岭河桥"]  # 24 towns
BROUGHT = 6  # reports that reach the bureau by other ways


def zh(words: str) -> str:
    """What the button says."""
    with translation.override("zh-hans"):
        return gettext(words)


def roster_file(spoiled: bool = False) -> bytes:
    """24 towns with one officer each; the spoiled one has two mistakes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["单位名称", "类型", "区划代码", "统一社会信用代码", "姓名", "登录名"])
    for number, name in enumerate(NAMES, start=100):
        code = f"11990123{number}".ljust(17, "7")
        code += credit_check_character(code)
        region = f"990123{number}000"
        sheet.append([f"云溪县{name}镇人民政府", "镇", region, code, f"{name[0]}经办", f"town{number}"])
    if spoiled:
        sheet["C3"], sheet["B20"] = "12345", "什么"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def choose(page: Page, name: str, data: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )


def fill_the_roster(page: Page) -> str:
    """A bad file changes nothing; the good one makes 24 offices. Returns one first-sign-in link."""
    page.goto("/roster/file/")
    choose(page, "名册.xlsx", roster_file(spoiled=True))
    page.get_by_role("button", name=zh("See what it would change")).click()
    expect(page.locator("tbody tr")).to_have_count(2)
    assert Office.objects.count() == 0
    page.goto("/roster/file/")
    choose(page, "名册.xlsx", roster_file())
    page.get_by_role("button", name=zh("See what it would change")).click()
    page.get_by_role("button", name=zh("Change the roster so")).click()
    expect(page.get_by_role("heading", name=zh("Links for the first sign-in"))).to_be_visible()
    assert Office.objects.count() == len(NAMES)
    first = User.objects.get(username="town100")
    return urlsplit(page.locator(f"#link-{first.pk}").inner_text()).path


def open_the_year(page: Page, bureau: Bureau) -> ReportingYear:
    page.goto(f"/season/open/{bureau.pk}/")
    today = timezone.localdate()
    for name, value in (
        ("year", str(YEAR)),
        ("opens_on", f"{today - timedelta(days=60)}"),
        ("due_on", f"{today + timedelta(days=7)}"),
        ("publish_by", f"{today + timedelta(days=30)}"),
    ):
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form [type=submit]").first.click()
    expect(page.get_by_role("row", name=zh("due on"))).to_contain_text(f"{today + timedelta(days=7)}")
    assert not ReportingYear.objects.filter(bureau=bureau, year=YEAR).exists()
    page.get_by_role("button", name=zh("Open the year")).click()
    page.wait_for_url("**/season/*/")
    year = ReportingYear.objects.get(bureau=bureau, year=YEAR)
    assert year.reports.count() == len(NAMES)
    return year


def choose_a_password(page: Page, link: str) -> User:
    page.context.clear_cookies()
    page.goto(link)
    for field in ("new_password1", "new_password2"):
        page.locator(f"[name={field}]").fill(PASSWORD)
    page.locator("[name=new_password2]").press("Enter")
    expect(page.locator("[name=username]")).to_be_visible()
    return User.objects.get(username="town100")


def bring_in_the_others(page: Page, year: ReportingYear) -> None:
    """A ZIP of reports that came by post, read by the worker and filed on one click."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for report in year.reports.select_related("office").order_by("office__region_code")[1 : BROUGHT + 1]:
            text = text_for(samples_of(report.office.kind)[0], report.office, YEAR)
            packed.writestr(f"{report.office.short_name}.txt", text)
    page.goto("/intake/")
    choose(page, "各镇报告.zip", archive.getvalue())
    page.locator("form .btn-primary").click()
    page.wait_for_url("**/intake/*/")
    expect(page.locator("#intake-progress")).to_have_count(0, timeout=60_000)
    expect(page.locator("[name=item]:checked")).to_have_count(BROUGHT)
    page.get_by_role("button", name=zh("File what is ticked")).click()
    expect(page.locator("[name=item]")).to_have_count(0)
    assert year.reports.filter(status=ReportStatus.SUBMITTED).count() == BROUGHT + 1


def remind_the_rest(page: Page, year: ReportingYear) -> None:
    page.goto(f"/overview/{year.pk}/remind/")
    page.locator("textarea").fill("请于本周五前报送。")
    page.get_by_role("button", name=zh("Send the reminder")).click()
    page.wait_for_url(f"**/overview/{year.pk}/")
    assert Reminder.objects.count() == len(NAMES) - BROUGHT - 1


def take_the_list(page: Page, year: ReportingYear) -> list[list[object]]:
    """The spreadsheet the worker makes of the list, row by row."""
    page.goto(f"/lists/{year.pk}/")
    page.locator("button[value=compliance_xlsx]").click()
    link = page.locator("#exports a.row-link").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as taken:
        link.click()
    sheet = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes())).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_season_from_the_roster_to_the_signed_list(page: Page, worker: Worker, bureau: Bureau) -> None:
    administrator = give_role(person("administrator", "关立"), Role.BUREAU_ADMIN, bureau)
    reviewer = give_role(person("reviewer", "沈审"), Role.REVIEWER, bureau)
    sign_in(page, administrator)
    link = fill_the_roster(page)
    year = open_the_year(page, bureau)

    officer = choose_a_password(page, link)
    sign_in(page, officer)
    report = AnnualReport.objects.select_related("office").get(office=officer.memberships.get().office)
    text = text_for(samples_of(report.office.kind)[0], report.office, YEAR)
    bring_in(page, report, text.encode(), "报告.txt")
    hand_in(page, report)

    sign_in(page, administrator)
    bring_in_the_others(page, year)
    remind_the_rest(page, year)

    sign_in(page, reviewer)
    decide(page, report, "accept", "通过")
    wait_until(lambda: AnnualReport.objects.get(pk=report.pk).status == ReportStatus.ACCEPTED, seconds=30)

    sign_in(page, administrator)
    rows = take_the_list(page, year)
    listed = [row for row in rows if any(str(cell or "").endswith("镇人民政府") for cell in row)]
    assert len(listed) == len(NAMES)
    assert [row[3] for row in listed] == [f"云溪县{name}镇人民政府" for name in NAMES]
    assert sum("已通过" in map(str, row) for row in listed) == 1


PATHS = (
    "/overview/{year}/",
    "/overview/{year}/remind/",
    "/roster/",
    "/roster/file/",
    "/intake/",
    "/jobs/",
    "/season/",
    "/season/{year}/",
    "/season/open/{bureau}/",
    "/season/office/{report}/",
    "/lists/{year}/",
    "/lists/{year}/columns/",
    "/exports/",
    "/documents/{year}/",
    "/documents/{year}/circular/",
    "/documents/{year}/templates/",
    "/rules/{year}/",
    "/rules/{year}/?part=rules",
    "/rules/{year}/limits/",
    "/rules/{year}/try/",
    "/rules/{year}/rule/figures.few/",
    "/rules/{year}/words/",
    "/rules/{year}/words/typos/new/",
    "/rules/{year}/words/laws/of/民法典/",
    "/api/tokens/",
)


WIDE = ("/lists/{year}/",)  # as many columns as the bureau chose; all other tables become cards on a phone
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SCROLLING = """[...document.querySelectorAll('.table-wrap')].filter(
    wrap => wrap.scrollWidth > wrap.clientWidth + 1).map(wrap => wrap.textContent.trim().slice(0, 40))"""


def faults(page: Page, path: str) -> list[object]:
    """What axe finds as the page is, and what is wider than the screen of an office or a phone."""
    found = [(rule["id"], rule["nodes"][0]["target"]) for rule in Axe().run(page).response["violations"]]
    size = page.viewport_size
    for measured in (OFFICE_SCREEN, PHONE):
        page.set_viewport_size(measured)
        found += [("hangs over", measured)] if page.evaluate(OVER) else []
    found += [] if path in WIDE else [("scrolls", text) for text in page.evaluate(SCROLLING)]
    page.set_viewport_size(size)
    return [(path, *fault) for fault in found]


@pytest.mark.parametrize(("language", "size"), [("zh-hans", OFFICE_SCREEN), ("en", PHONE)], ids=["zh", "en"])
def test_axe_finds_nothing_and_nothing_hangs_over_the_edge(
    browser: Browser,
    live_server: object,
    administrator: User,
    officer: User,
    report: AnnualReport,
    language: str,
    size: dict,
) -> None:
    """Axe reads every page on the screen in Chinese and on the phone in English; widths are taken of both."""
    context = browser.new_context(base_url=str(live_server), bypass_csp=True, viewport=size, locale="zh-CN")
    client = Client()
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    value = client.cookies["sessionid"].value
    cookies = {"sessionid": value, "django_language": language}
    context.add_cookies(
        [{"name": name, "value": said, "url": str(live_server)} for name, said in cookies.items()]
    )
    page = context.new_page()
    found = []
    for path in PATHS:
        page.goto(path.format(year=report.year_id, report=report.pk, bureau=report.year.bureau_id))
        found += faults(page, path)
    context.close()
    assert found == []
