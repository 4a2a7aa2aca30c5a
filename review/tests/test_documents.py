import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from offices.models import Role
from review import commenting, export_runs, exports
from review.document_forms import WriteCircularForm
from review.document_templates import FIELDS, Kind, example_of, fill, problems_of, template_of
from review.documents import composed, default_template, numeral, standing_of
from review.letters import letter_docx
from review.models import Export, ExportStatus
from submissions import files, gongwen, purging, seasons, workflow
from submissions.models import AnnualReport, StoredFile
from tests.cast import give_role, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_chinese")]
TODAY = date(2026, 4, 10)


def word(*lines: str) -> bytes:
    return gongwen.as_bytes(gongwen.typeset([gongwen.Block("body", line) for line in lines]))


def texts(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def made(year, kind: str, by, **options: str) -> bytes:
    export = Export.objects.create(year=year, kind=kind, asked_by=by, options=options)
    export_runs.run(export.pk)
    export.refresh_from_db()
    assert export.status == ExportStatus.DONE
    return files.read(export.file)


def typed(year, **changed: str) -> dict[str, str]:
    drafted = {**composed(year, TODAY), "deadline": "2026-04-30", "sent_on": "2026-04-10", **changed}
    form = WriteCircularForm(drafted)
    assert form.is_valid(), form.errors
    return form.as_options()


def upload(client, year, data: bytes, kind: str = "circular", name: str = "模板.docx"):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("document_templates", args=[year.pk]), {"kind": kind, "file": file})


@pytest.mark.parametrize("name", ["documents", "circular"])
def test_who_may_make_documents(client, year, administrator, chief, reviewer, officer, other_bureau, name):
    foreign = give_role(person("foreign", "江管"), Role.BUREAU_ADMIN, other_bureau)
    address = reverse(name, args=[year.pk])
    assert client.get(address).status_code == 302
    for user, status in ((officer, 403), (reviewer, 403), (foreign, 404), (chief, 200), (administrator, 200)):
        client.force_login(user)
        assert client.get(address).status_code == status


def test_templates_are_the_administrators(client, year, administrator, chief):
    client.force_login(chief)
    assert upload(client, year, default_template(Kind.CIRCULAR)).status_code == 403
    client.force_login(administrator)
    assert upload(client, year, default_template(Kind.CIRCULAR)).status_code == 302
    assert template_of(year.bureau, Kind.CIRCULAR).original_name == "模板.docx"
    client.post(reverse("template_drop", args=[year.pk, "circular"]))
    assert template_of(year.bureau, Kind.CIRCULAR) is None


def test_the_circular_follows_the_skeleton_and_names_who_did_not_report(year, handed_in, administrator):
    said = texts(made(year, "circular", administrator, **typed(year)))
    parts = ["一、总体情况", "二、存在问题", "三、工作要求"]
    order = ["云溪县司法局关于2025年度", "各乡镇人民政府", *parts, "附件：", "云溪县司法局"]
    places = [said.rindex(words) for words in order]
    assert places == sorted(places)
    assert "应报送单位2个，已报送1个" in said
    assert "（一）未报送年度报告。涉及：青林街道。" in said
    assert "请于2026年4月30日前完成报送" in said
    assert said.rstrip().endswith("2026年4月10日")
    assert "{" not in said


def test_nobody_is_named_before_the_date_an_extension_included(year, other_office, administrator):
    late = AnnualReport.objects.get(year=year, office=other_office)
    day = year.due_on + timedelta(days=10)
    seasons.extend(late, until=day, reason="机构改革", by=administrator)
    assert standing_of(year, day).missing == ["白石镇"]
    assert standing_of(year, day + timedelta(days=1)).missing == ["青林街道", "白石镇"]


def test_what_a_person_typed_is_what_is_made(client, year, administrator):
    client.force_login(administrator)
    fields = {**typed(year), "problems": "某单位 A & B <x> 未报。", "attachments": "甲表\n乙表"}
    assert client.post(reverse("circular", args=[year.pk]), fields).status_code == 302
    export = year.exports.get()
    export_runs.run(export.pk)
    export.refresh_from_db()
    said = texts(files.read(export.file))
    assert "某单位 A & B <x> 未报。" in said
    assert "附件1：甲表" in said
    assert "附件2：乙表" in said


def test_a_circular_without_a_deadline_is_not_lost(client, year, administrator):
    client.force_login(administrator)
    fields = {**typed(year), "deadline": "", "problems": "手写"}
    answer = client.post(reverse("circular", args=[year.pk]), fields)
    assert answer.status_code == 422
    assert "手写" in answer.content.decode()
    assert not year.exports.exists()


def test_the_bureaus_own_template_is_filled(client, year, administrator):
    client.force_login(administrator)
    upload(client, year, word("红头 {{ county }}", "未报：{{ missing_offices }}（{{ missing }}个）"))
    said = texts(made(year, "circular", administrator, **typed(year)))
    assert said == "红头 云溪县\n未报：青林街道、白石镇（2个）"


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["开头", "截至{{ deadlin }}前报送"], "截至{{ deadlin }}前报送”：没有名为“deadlin”的字段"),
        (["{{ title }}", "未报{{ missing_offices"], "未报{{ missing_offices”：花括号没有成对"),
        (["{%p for p in problems %}", "{{ p }}"], "{%p for p in problems %}"),
        (["{{ title.__class__.__mro__ }}"], "无法填充"),
    ],
)
def test_a_broken_template_is_refused_with_its_place(client, year, administrator, lines, place):
    client.force_login(administrator)
    upload(client, year, default_template(Kind.CIRCULAR), name="好的.docx")
    answer = upload(client, year, word(*lines))
    assert answer.status_code == 422
    assert any(place in problem for problem in answer.context["problems"])
    assert template_of(year.bureau, Kind.CIRCULAR).original_name == "好的.docx"


def test_a_template_removed_for_its_secrecy_mark_is_not_taken_again(client, year, administrator):
    data = word("红头 {{ county }}")
    with transaction.atomic():
        purging.purge(files.keep(data))
    client.force_login(administrator)
    answer = upload(client, year, data)
    assert answer.status_code == 422
    assert any("密级标志" in problem for problem in answer.context["problems"])
    assert template_of(year.bureau, Kind.CIRCULAR) is None


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_word_document_is_refused(data):
    assert problems_of(Kind.CIRCULAR, data)


@pytest.mark.parametrize("kind", list(FIELDS))
def test_the_shipped_templates_are_good_and_every_field_can_be_filled(kind):
    assert problems_of(kind, default_template(kind)) == []
    every = word(*(f"{name}={{{{ {name} }}}}" for name in FIELDS[kind]))
    assert problems_of(kind, every) == []
    assert "{{" not in texts(fill(every, example_of(kind)))


def test_a_return_letter_is_filled_into_the_shipped_template_once_it_is_uploaded(
    client, year, handed_in, reviewer, administrator
):
    client.force_login(administrator)
    assert upload(client, year, default_template(Kind.RETURN_LETTER), kind="return_letter").status_code == 302
    item = workflow.LetterItem("补充第一责任人履职情况")
    words = "白石镇并抄送分管领导：\n请修改。\n\n一、必须修改\n1．补充第一责任人履职情况"
    workflow.return_for_revision(handed_in, by=reviewer, letter=words, items=[item], due_on=date(2026, 4, 20))
    said = texts(letter_docx(handed_in.letters.get()))
    assert said.split("\n")[:6] == [
        "关于退回修改2025年度",
        "法治政府建设情况报告的函",
        "白石镇并抄送分管领导：",
        "请修改。",
        "一、必须修改",
        "1．补充第一责任人履职情况",
    ]


def test_every_field_of_a_return_letter_is_given_a_value_and_each_line_is_a_paragraph(
    client, year, handed_in, reviewer, administrator
):
    client.force_login(administrator)
    fields = FIELDS[Kind.RETURN_LETTER]
    upload(client, year, word("{{ body }}", *(f"{{{{ {name} }}}}" for name in fields)), kind="return_letter")
    workflow.return_for_revision(
        handed_in, by=reviewer, letter="白石镇：\n请修改。", items=[], due_on=date(2026, 4, 20)
    )
    said = texts(letter_docx(handed_in.letters.get())).split("\n")
    assert said[:2] == ["白石镇：", "请修改。"]
    assert "云溪县" in said


def test_a_return_letter_is_laid_out_as_an_official_one(handed_in, reviewer):
    letter = "云溪县白石镇人民政府：\n请修改。\n\n一、必须修改\n1．补充第一责任人履职情况"
    workflow.return_for_revision(handed_in, by=reviewer, letter=letter, items=[], due_on=date(2026, 4, 20))
    document = docx.Document(io.BytesIO(letter_docx(handed_in.letters.get())))
    title, _addressee, _opening, group, item, *_signed = document.paragraphs
    assert title.text == "关于退回修改2025年度\n法治政府建设情况报告的函"
    assert (group.style.name, item.style.name) == ("Heading 1", "Normal")


def test_the_fields_are_documented():
    written = (settings.BASE_DIR / "docs" / "merge-fields.md").read_text(encoding="utf-8")
    for fields in FIELDS.values():
        for name in fields:
            assert f"`{{{{ {name} }}}}`" in written, name


def test_the_summary_has_tables_and_pictures(year, handed_in, administrator):
    accepted = {"status": "accepted", "accepted_at": timezone.now(), "score": "91.0"}
    AnnualReport.objects.filter(pk=handed_in.pk).update(**accepted)
    document = docx.Document(io.BytesIO(made(year, "summary", administrator)))
    assert len(document.tables) == 4
    assert len(document.inline_shapes) == 3
    figures = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    assert (figures["应报"], figures["已报"], figures["未报"]) == ("2", "1", "1")


def test_the_archive_holds_the_bytes_as_they_came(year, handed_in, administrator, tmp_path):
    kept = files.keep("党工委书记述法报告".encode())
    handed_in.submitted_version.attachments.create(file=kept, original_name="述法.txt")
    archive = zipfile.ZipFile(io.BytesIO(made(year, "archive", administrator)))
    names = archive.namelist()
    assert names[-1] == "目录.xlsx"
    [report] = [name for name in names if name.endswith("报告.txt") and "附件" not in name]
    assert archive.read(names[1]).decode() == "党工委书记述法报告"
    assert archive.read(report) == files.read(handed_in.submitted_version.file)
    Path(tmp_path / "index.xlsx").write_bytes(archive.read("目录.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "index.xlsx").active
    assert sheet["C4"].value == report
    assert sheet["F4"].value == handed_in.submitted_version.file.sha256
    assert (sheet["A3"].value, sheet["G3"].value) == ("青林街道", "未启动"), "who sent nothing is a line, too"
    assert sheet["C5"].value == names[1]


def purge(version):
    with transaction.atomic():
        purging.purge_version(version)


def test_an_archive_goes_with_a_file_that_was_packed_into_it(
    client, year, handed_in, administrator, reviewer, django_capture_on_commit_callbacks
):
    made(year, "archive", administrator)
    made(year, "summary", administrator)
    archive = year.exports.get(kind="archive")
    version = handed_in.submitted_version
    comment = commenting.add_comment(handed_in, version, "请核实", by=reviewer, span=(0, 10))
    with django_capture_on_commit_callbacks(execute=True):
        purge(version)
    archive.refresh_from_db()
    comment.refresh_from_db()
    assert (archive.status, archive.failure) == ("failed", "purged")
    assert not default_storage.exists(archive.file.storage_name)
    assert (comment.quote, comment.body) == ("", "请核实")
    assert year.exports.get(kind="summary").status == "done"
    client.force_login(administrator)
    assert client.get(reverse("export_download", args=[archive.pk])).status_code == 404
    assert "涉密" in client.get(reverse("exports")).content.decode()


def test_an_archive_under_way_while_a_file_is_purged_is_not_kept(
    year, handed_in, administrator, monkeypatch, django_capture_on_commit_callbacks
):
    export = exports.ask_for(year, "archive", by=administrator)
    keep_file = files.keep_file

    def purged_meanwhile(path):
        purge(handed_in.submitted_version)
        return keep_file(path)

    monkeypatch.setattr(files, "keep_file", purged_meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        export_runs.run(export.pk)
    export.refresh_from_db()
    assert (export.status, export.failure, export.file) == ("failed", "purged", None)
    assert StoredFile.objects.filter(purged_at=None).count() == 0
    assert not any(default_storage.exists(stored.storage_name) for stored in StoredFile.objects.all())


def test_reviewers_do_not_take_the_archive_with_all_score_sheets(
    client, year, handed_in, administrator, reviewer
):
    made(year, "archive", administrator)
    address = reverse("export_download", args=[year.exports.get().pk])
    client.force_login(reviewer)
    assert client.get(address).status_code == 404
    client.force_login(administrator)
    assert b"".join(client.get(address).streaming_content).startswith(b"PK")


def test_the_figures_take_the_same_queries_for_one_and_for_three(year, handed_in, request):
    composed(year, TODAY)  # writes the default rubric
    with CaptureQueriesContext(connection) as one:
        composed(year, TODAY)
    request.getfixturevalue("more_reports")
    with CaptureQueriesContext(connection) as three:
        composed(year, TODAY)
    assert len(one) == len(three)


def test_numerals():
    assert [numeral(number) for number in (1, 10, 11, 20, 34)] == ["一", "十", "十一", "二十", "三十四"]
