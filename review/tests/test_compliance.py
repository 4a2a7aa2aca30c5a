import csv
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from xlsxwriter.worksheet import Worksheet

from offices.models import Office
from review import export_runs, exports, spreadsheets
from review.compliance import COLUMNS, Totals, in_list_order, pages_across, totals_of
from review.list_filters import describe_filter, filtered_reports
from review.list_layouts import save_layout
from review.list_rows import rows_of
from review.models import ExportStatus
from review.quick_sheet import QuickSheet
from review.spreadsheets import Heading, csv_cell, write_csv, write_xlsx
from submissions import files
from submissions.models import AnnualReport, Finding, ReturnItem, ReturnLetter

from .conftest import hand_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_chinese")]
TODAY = date(2026, 3, 10)


@pytest.fixture
def handed_in(report):
    """白石镇 handed in twelve hours before the end of the last good day."""
    at = timezone.make_aware(timezone.datetime(2026, 2, 28, 12, 0))
    AnnualReport.objects.filter(pk=report.pk).update(
        status="submitted", first_submitted_at=at, submitted_at=at, score="88.5"
    )
    return AnnualReport.objects.get(pk=report.pk)


def all_of(year):
    return in_list_order(AnnualReport.objects.filter(year=year))


def value(row, name):
    return next(column.value(row) for column in COLUMNS if column.id == name)


def test_every_office_is_a_row_reported_or_not(year, handed_in):
    rows = list(rows_of(all_of(year), TODAY))
    assert [str(row.report.office) for row in rows] == ["青林街道", "白石镇"]
    assert value(rows[0], "days_overdue") == 10
    assert value(rows[0], "on_time") == "否"
    assert value(rows[1], "on_time") == "是"


def test_the_last_second_of_the_last_day_is_on_time_and_the_next_is_late(report):
    midnight = timezone.make_aware(timezone.datetime(2026, 3, 1))
    for at, late in ((midnight - timedelta(seconds=1), 0), (midnight, 1)):
        AnnualReport.objects.filter(pk=report.pk).update(status="submitted", first_submitted_at=at)
        found = totals_of(AnnualReport.objects.filter(pk=report.pk))
        assert (found.late, found.on_time) == (late, 1 - late)
        name = "late" if late else "on_time"
        assert filtered_reports(report.year, QueryDict(f"timeliness={name}")).count() == 1


def test_totals_count_each_office_once(year, handed_in):
    totals = totals_of(all_of(year))
    assert (totals.required, totals.handed_in, totals.on_time, totals.missing) == (2, 1, 1, 1)
    assert totals.average_score == "—"
    assert totals.publication_rate == "0.0%"


def test_a_score_is_told_once_the_report_is_accepted(year, handed_in):
    """Before, a reviewer who has still to score would learn from the list what the others gave."""
    assert value(list(rows_of(all_of(year), TODAY))[1], "score") is None
    AnnualReport.objects.filter(pk=handed_in.pk).update(status="accepted", accepted_at=timezone.now())
    assert value(list(rows_of(all_of(year), TODAY))[1], "score") == Decimal("88.5")
    assert totals_of(all_of(year)).average_score == "88.5"


def test_the_database_counts_as_the_rows_do(year, handed_in, other_office):
    counted = Totals()
    for row in rows_of(all_of(year), TODAY):
        counted.add(row.report, row.is_on_time)
    assert totals_of(all_of(year)) == counted
    AnnualReport.objects.filter(office=other_office).update(status="exempt", exemption_reason="撤并")
    assert totals_of(all_of(year)).required == 1


def test_rows_take_the_same_number_of_queries_for_one_and_for_three(
    year, handed_in, django_assert_num_queries
):
    with django_assert_num_queries(4):  # reports, years, letters, changes: no check was handed in
        assert len(list(rows_of(AnnualReport.objects.filter(pk=handed_in.pk), TODAY))) == 1
    for number in range(2):
        office = Office.objects.create(bureau=year.bureau, name=f"新乡{number}", kind="township")
        AnnualReport.objects.create(year=year, office=office)
    with django_assert_num_queries(4):
        assert len(list(rows_of(all_of(year), TODAY))) == 4


def made_xlsx(year, tmp_path):
    heading = Heading(
        title="一览表", filled_in_by="云溪县司法局", as_of=timezone.now(), legend=[("说明", "文字")]
    )
    path = tmp_path / "list.xlsx"
    write_xlsx(path, heading, list(COLUMNS), rows_of(all_of(year), TODAY))
    return openpyxl.load_workbook(path)


def test_the_spreadsheet_is_ready_to_sign(year, handed_in, tmp_path):
    book = made_xlsx(year, tmp_path)
    sheet = book.worksheets[0]
    assert sheet["E1"].value == "一览表"  # behind the name, which every sheet of paper repeats
    assert [cell.value for cell in sheet[3]][:4] == ["序号", "区划代码", "统一社会信用代码", "单位名称"]
    assert sheet.freeze_panes == "E4"
    assert sheet.print_title_rows == "$3:$3"
    assert "一览表" in sheet.oddHeader.right.text  # the title on every sheet of paper
    assert sheet.page_setup.orientation == "landscape"
    assert sheet["B4"].value == "990123001000"
    assert sheet["B4"].data_type == "s"
    due = [column.id for column in COLUMNS].index("due_on")
    assert sheet.cell(4, due + 1).value.date() == date(2026, 2, 28)
    assert "应报 2" in sheet.cell(6, 5).value
    assert book.worksheets[1]["A1"].value == "说明"


def test_a_name_that_looks_like_markup_spoils_no_file(year, other_office, tmp_path):
    Office.objects.filter(pk=other_office.pk).update(name="<r>镇&</r>")
    assert made_xlsx(year, tmp_path).worksheets[0]["D4"].value.strip() == "<r>镇&</r>"


def test_what_repeats_is_written_as_xlsxwriter_writes_it(year, handed_in, tmp_path, monkeypatch):
    Office.objects.filter(pk=handed_in.office_id).update(name='< 镇 & " >')
    twice = list(COLUMNS) + list(COLUMNS)
    heading = Heading(title="表", filled_in_by="局", as_of=timezone.now())
    said = []
    for sheet in (QuickSheet, Worksheet):
        monkeypatch.setattr(spreadsheets, "QuickSheet", sheet)
        write_xlsx(tmp_path / "list.xlsx", heading, twice, rows_of(all_of(year), TODAY))
        with zipfile.ZipFile(tmp_path / "list.xlsx") as book:
            said.append(book.read("xl/worksheets/sheet1.xml"))
    assert said[0] == said[1]


def test_a_name_that_looks_like_a_formula_stays_a_name(year, other_office, tmp_path):
    Office.objects.filter(pk=other_office.pk).update(name='=HYPERLINK("x","y")')
    sheet = made_xlsx(year, tmp_path).worksheets[0]
    assert sheet["D4"].data_type == "s"
    path = tmp_path / "list.csv"
    write_csv(path, list(COLUMNS), rows_of(all_of(year), TODAY))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert lines[1][3].startswith("'=")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1"])
def test_no_text_cell_of_the_csv_begins_a_formula(text):
    assert not csv_cell(text).startswith(("=", "+", "-", "@"))


def test_an_export_holds_what_its_filter_shows(year, handed_in, administrator):
    export = exports.ask_for(year, "compliance_csv", by=administrator, query="timeliness=missing")
    export_runs.run(export.pk)
    export.refresh_from_db()
    assert (export.status, export.row_count, export.progress) == (ExportStatus.DONE, 1, 100)
    text = files.read(export.file).decode("utf-8-sig")
    assert "青林街道" in text
    assert "白石镇" not in text
    export_runs.run(export.pk)  # a second delivery changes nothing
    assert export.year.exports.count() == 1


def test_a_failed_export_says_so(year, administrator):
    export = exports.ask_for(year, "summary", by=administrator)
    export.kind = "unknown"
    export.save()
    export_runs.run(export.pk)
    export.refresh_from_db()
    assert export.status == ExportStatus.FAILED


def test_the_filter_is_told_in_words():
    assert describe_filter(QueryDict("timeliness=late&q=白石")) == "单位: 白石; 报送时间: 逾期"


def test_row_and_total_of_the_spreadsheet_equal_the_page(client, year, handed_in, administrator, tmp_path):
    save_layout(year.bureau, ["office", "number", "status", "score"], by=administrator)
    client.force_login(administrator)
    page = client.get(reverse("compliance_list", args=[year.pk]))
    shown = [
        [cell or None for _column, cell in cells]
        for _columns, rows in page.context["parts"]
        for cells in rows
    ]
    client.post(
        reverse("export_new", args=[year.pk]),
        {"kind": "compliance_xlsx", "column": [column.id for column in page.context["columns"]]},
    )
    export = year.exports.get()
    export_runs.run(export.pk)
    export.refresh_from_db()
    (tmp_path / "list.xlsx").write_bytes(files.read(export.file))
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["单位名称", "序号", "状态", "得分"]
    assert [[cell.value for cell in line] for line in sheet.iter_rows(min_row=4, max_row=5)] == shown
    for label, figure in page.context["totals"]:
        assert f"{label} {figure}" in sheet["B6"].value


def test_all_columns_are_printed_on_sheets_side_by_side_with_the_names_on_each(year, tmp_path):
    pages = pages_across(list(COLUMNS), 185, ("office",))
    assert len(pages) == 3
    assert all(page[0].id == "office" for page in pages[1:])
    assert all(140 < sum(column.width for column in page) <= 185 for page in pages)  # none nearly empty
    again = [column.id for page in pages[1:] for column in page[1:]]
    assert [column.id for column in pages[0]] + again == [column.id for column in COLUMNS]
    sheet = made_xlsx(year, tmp_path).worksheets[0]
    assert sheet.print_title_cols == "$D:$D"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (3, 0)
    assert sheet.print_title_rows == "$3:$3"


def test_no_sheet_is_asked_to_repeat_a_name_that_comes_later():
    late = [*COLUMNS[4:30], COLUMNS[3]]
    pages = pages_across(late, 100, ("office",))
    assert [column for page in pages for column in page] == late


def test_why_it_came_back_and_whom_it_is_like(year, report, officer, reviewer):
    hand_in(report, officer)
    run = AnnualReport.objects.get(pk=report.pk).submitted_run
    for office, percent in (("青林街道", 12), ("河口乡", 64)):
        said = {"office": office, "similarity": percent}
        Finding.objects.create(run=run, rule="copy.other_office", level="confirm", params=said)
    for texts in (["旧信"], ["请补充第一责任人履职情况。", "请更正年度。"]):
        letter = ReturnLetter.objects.create(
            report=report, version=run.version, body="退回。", sent_by=reviewer
        )
        for position, text in enumerate(texts):
            ReturnItem.objects.create(letter=letter, position=position, text=text)
    row = list(rows_of(all_of(year), TODAY))[1]
    assert value(row, "similarity") == "64% 河口乡"
    assert value(row, "last_reason") == "请补充第一责任人履职情况；请更正年度"


def test_few_columns_fit_the_width_of_one_sheet(year, tmp_path):
    heading = Heading(title="一览表", filled_in_by="云溪县司法局", as_of=timezone.now())
    write_xlsx(tmp_path / "few.xlsx", heading, list(COLUMNS[:6]), rows_of(all_of(year), TODAY))
    sheet = openpyxl.load_workbook(tmp_path / "few.xlsx").worksheets[0]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what the format means when it says nothing
    assert sheet.page_setup.fitToHeight == 0
