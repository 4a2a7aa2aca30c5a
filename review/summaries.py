"""The annual summary: figures, tables and pictures of a year in a Word document.

Pictures are drawn by reportlab and turned into PNG by pdfium, which are both
there without anything of the system. They hold figures only: the bars are numbered
as the lines of the table above them, so that no font has to be found.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from datetime import date

import pypdfium2
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from reportlab.graphics import renderPDF
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor

from submissions import gongwen
from submissions.checking.results import Outcome
from submissions.models import AnnualReport, ReportingYear, RequirementOutcome
from submissions.words import rule_name, standard_of

from .list_rows import LISTED
from .overview import comparison, frequent_findings, score_bands, year_before

Block = gongwen.Block
CHART_WIDTH, CHART_HEIGHT = 440, 180  # points
WIDTHS = {2: (60, 40), 3: (60, 40, 40), 4: (15, 90, 25, 25), 5: (15, 78, 20, 23, 20)}  # mm, by columns
NAMED = 4  # columns from which on the second holds words
SHARP = 2.5  # pixels a point
INK, ACCENT = HexColor("#1c2530"), HexColor("#1d4e89")


def summary_title(year: ReportingYear) -> str:
    """The document's title, in the language in force."""
    return _("Summary of the annual reports on rule-of-law government of %(county)s for %(year)s") % {
        "county": year.bureau.county,
        "year": year.year,
    }


def summary_docx(year: ReportingYear, today: date) -> bytes:
    """The summary as a .docx file, in the language of the installation."""
    with translation.override(settings.LANGUAGE_CODE):
        document = gongwen.typeset([Block("title", gongwen.title_in_lines(summary_title(year)))])
        _figures(document, year)
        _contents(document, year)
        _findings(document, year)
        _scores(document, year)
        gongwen.add_blocks(
            document,
            [Block("signature", year.bureau.name), Block("date", date_format(today, "DATE_FORMAT"))],
        )
        return gongwen.as_bytes(document)


def _figures(document: Document, year: ReportingYear) -> None:
    _heading(document, _("1. Reporting and publication"))
    last = year_before(year)
    rows = [[label, now, then] for label, now, then in comparison(year, last)]
    _table(document, [_("figure"), str(year.year), str(year.year - 1)], rows)


def _contents(document: Document, year: ReportingYear) -> None:
    """How many reports meet each of the contents and duties."""
    _heading(document, _("2. Contents and duties, as the machine read them"))
    runs = AnnualReport.objects.filter(year=year, submitted_run__isnull=False).values("submitted_run")
    found = RequirementOutcome.objects.filter(run__in=runs, requirement__in=LISTED).order_by()
    counts = Counter(found.values_list("requirement", "outcome"))
    standard = standard_of(year)
    names = sorted(LISTED, key=lambda name: (name.startswith("duty"), LISTED.index(name)))
    shown = (Outcome.MET, Outcome.PARTIAL, Outcome.MISSING)
    rows = [
        [number, rule_name(standard, name, "zh"), *(counts[name, outcome.value] for outcome in shown)]
        for number, name in enumerate(names, start=1)
    ]
    _table(document, [_("No."), _("content or duty"), _("met"), _("partly met"), _("missing")], rows)
    _picture(
        document,
        [row[2] for row in rows],
        _("Reports that meet each line in full; the bars are numbered as the table."),
    )


def _findings(document: Document, year: ReportingYear) -> None:
    _heading(document, _("3. Most frequent findings"))
    rows = [
        [number, finding.name, finding.offices, f"{finding.percent}%"]
        for number, finding in enumerate(frequent_findings(year), start=1)
    ]
    _table(document, [_("No."), _("finding"), _("offices"), _("share")], rows)
    _picture(
        document,
        [row[2] for row in rows],
        _("Offices with each finding; the bars are numbered as the table."),
    )


def _scores(document: Document, year: ReportingYear) -> None:
    _heading(document, _("4. Scores"))
    bands = score_bands(year)
    if not any(band.count for band in bands):
        gongwen.add_blocks(document, [Block("body", _("No report has been scored yet."))])
        return
    rows = [[band.label, band.count] for band in bands]
    _table(document, [_("points"), _("reports")], rows)
    _picture(
        document, [band.count for band in bands], _("Distribution of the scores."), [b.label for b in bands]
    )


def _heading(document: Document, text: str) -> None:
    gongwen.add_blocks(document, [Block("heading-1", text)])


def _table(document: Document, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _fill(table.rows[0].cells, head, bold=True)
    for row in rows:
        _fill(table.add_row().cells, row)
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS[len(head)], strict=True):
        column.width = Mm(width)  # of the grid, which LibreOffice and WPS go by
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _fill(cells: Sequence[object], values: Sequence[object], *, bold: bool = False) -> None:
    for cell, value in zip(cells, values, strict=True):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(str(value))
        run.bold, run.font.size = bold, Pt(12)
        paragraph.paragraph_format.line_spacing = Pt(20)
        if bold or len(cells) < NAMED or cell is not cells[1]:  # the words of a line begin at their left
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _picture(
    document: Document, values: Sequence[int], caption: str, labels: Sequence[str] | None = None
) -> None:
    """A bar chart with its caption below; nothing where there is nothing to show."""
    if not any(values):
        return
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = 1.0  # an exact line height would cut the picture
    png = bar_chart(values, labels or [str(number) for number in range(1, len(values) + 1)])
    picture = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(150))
    picture._inline.docPr.set("descr", f"{caption} {values!r}")
    gongwen.add_blocks(document, [Block("number", caption)])


def bar_chart(values: Sequence[int], labels: Sequence[str]) -> bytes:
    """Bars with their values above, as a PNG; ``labels`` may hold nothing but Latin letters and digits."""
    drawing = Drawing(CHART_WIDTH, CHART_HEIGHT)
    chart = VerticalBarChart()
    chart.x, chart.y, chart.width, chart.height = 30, 25, CHART_WIDTH - 45, CHART_HEIGHT - 45
    chart.data = [list(values)]
    chart.categoryAxis.categoryNames = [label.replace("–", "-") for label in labels]
    chart.valueAxis.valueMin, chart.valueAxis.valueMax = 0, max(values) * 1.15
    chart.valueAxis.labelTextFormat = "%d"
    chart.bars[0].fillColor, chart.bars[0].strokeColor = ACCENT, INK
    chart.barLabelFormat, chart.barLabels.nudge = "%d", 7
    drawing.add(chart)
    pdf = pypdfium2.PdfDocument(renderPDF.drawToString(drawing))
    out = io.BytesIO()
    pdf[0].render(scale=SHARP).to_pil().save(out, "PNG")
    pdf.close()
    return out.getvalue()
