import io

import docx
import pytest
from django.utils import timezone
from docx.oxml.ns import qn
from openpyxl import load_workbook

from submissions import check_runs, findings_out, gongwen, uploads
from submissions.docx_passages import DocumentPassages
from submissions.models import Finding, ReportVersion

from .conftest import sample_text

pytestmark = pytest.mark.django_db
FLAW = "\n联系人身份证号11010519491231002X。"


@pytest.fixture
def version(report, bring_in):
    """A plain text with something in it to mend."""
    kept = bring_in(report, sample_text() + FLAW)
    kept.report.refresh_from_db()
    return kept


def run_of(version):
    return version.check_runs.get()


def test_the_workbook_has_a_row_a_finding(version):
    sheet = load_workbook(io.BytesIO(findings_out.as_xlsx(run_of(version), version))).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == run_of(version).findings.count() > 0
    assert any("11010519491231002X" in row[3] for row in rows)


def test_what_looks_like_a_formula_stays_text(version):
    run = run_of(version)
    Finding.objects.filter(run=run).update(quote="=HYPERLINK(1)")
    sheet = load_workbook(io.BytesIO(findings_out.as_xlsx(run, version))).active
    assert sheet.cell(2, 4).value == "=HYPERLINK(1)"
    assert sheet.cell(2, 4).data_type == "s"


def test_comments_stand_at_their_passages_in_a_made_document(version):
    made = docx.Document(io.BytesIO(findings_out.as_docx(run_of(version), version)))
    assert len(list(made.comments)) == run_of(version).findings.count()
    assert "11010519491231002X" in commented_text(made)


def test_an_own_word_file_is_taken_as_it_is(report, officer):
    from_word = gongwen.as_bytes(gongwen.typeset(gongwen.blocks_of_text(sample_text() + FLAW)))
    version = bring_word(report, officer, from_word)
    made = docx.Document(io.BytesIO(findings_out.as_docx(run_of(version), version)))
    plain = docx.Document(io.BytesIO(from_word))
    assert [p.text for p in made.paragraphs] == [p.text for p in plain.paragraphs]
    assert "11010519491231002X" in commented_text(made)


def bring_word(report, officer, data):
    version = uploads.receive(report, uploads.IncomingFile("报告.docx", data), by=officer)
    check_runs.run(version.check_runs.get().pk)
    return ReportVersion.objects.select_related("report__year__bureau").get(pk=version.pk)


def commented_text(document):
    """The text between the marks of each comment, joined."""
    found, inside = [], 0
    for element in document.element.body.iter():
        name = element.tag.rpartition("}")[2]
        inside += {"commentRangeStart": 1, "commentRangeEnd": -1}.get(name, 0)
        if name == "t" and inside:
            found.append(element.text)
    return "".join(found)


def runs_of(lines, text, words, number=0):
    """What is marked for the ``number``-th of these words in ``text``: paragraph and words of each run."""
    document = gongwen.typeset([gongwen.Block("body", line) for line in lines])
    at = -1
    for _again in range(number + 1):
        at = text.index(words, at + 1)
    runs = DocumentPassages(document, text).runs(at, at + len(words))
    paragraphs = [paragraph._p for paragraph in document.paragraphs]
    return [(paragraphs.index(run._r.getparent()), run.text) for run in runs]


def test_of_several_like_passages_the_one_meant_is_marked():
    lines = ["一月办理12件。", "二月办理12件，", "三月办理12件。"]
    assert runs_of(lines, "\n".join(lines), "12件", 1) == [(1, "12件")]
    assert runs_of(lines, "\n".join(lines), "12件", 2) == [(2, "12件")]


def test_a_passage_torn_over_two_paragraphs_is_marked_in_both():
    assert runs_of(["党委书记任组", "长，主任任副组长"], "党委书记任组长，主任任副组长", "任组长") == [
        (0, "任组"),
        (1, "长"),
    ]


def test_a_comment_tells_the_time_of_the_check_by_the_clock_on_the_wall(version):
    made = docx.Document(io.BytesIO(findings_out.as_docx(run_of(version), version)))
    said = next(iter(made.comments))._comment_elm.get(qn("w:date"))
    assert said == f"{timezone.localtime(run_of(version).finished_at):%Y-%m-%dT%H:%M:%S}"
