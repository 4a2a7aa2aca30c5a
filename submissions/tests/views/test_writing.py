import io

import docx
import pytest
from django.urls import reverse

from submissions import files
from submissions.models import FormDraft, ReportVersion, VersionSource
from submissions.writing import OvertakenError, save_draft, starting_content

pytestmark = pytest.mark.django_db
WRITTEN = {
    "title": "云溪县白石镇人民政府2025年度法治政府建设情况报告",
    "addressee": "云溪县司法局：",
    "opening": "2025年，白石镇扎实推进法治政府建设。",
    "chapter_achievements": "（一）规范执法\n全年开展执法检查12次，办理案件31件。",
    "chapter_shortcomings": "一是力量不足，原因是编制紧张。",
    "chapter_first_responsible": "镇党委书记主持召开专题会议3次；镇长组织制定工作要点，出庭应诉1次。",
    "chapter_next_plan": "增加执法人员2名，6月底前完成。",
    "signature": "云溪县白石镇人民政府",
    "signed_on": "2026-01-25",
}


@pytest.fixture
def address(report):
    return reverse("report_write", args=[report.pk])


@pytest.fixture
def autosave(report):
    return reverse("draft_save", args=[report.pk])


def test_what_is_known_is_not_asked_again(as_user, officer, report, address):
    page = as_user(officer).get(address).content.decode()
    for said in starting_content(report).values():
        assert said in page


def test_what_the_file_said_is_in_the_form(as_user, officer, checked):
    content = starting_content(checked)
    text = checked.current_version.text
    assert content["title"] == checked.title
    for name in ("achievements", "shortcomings", "first_responsible", "next_plan"):
        first_line = content[f"chapter_{name}"].split("\n")[0]
        assert len(first_line) > 4
        assert first_line in text
        assert not first_line.startswith(("一、", "二、", "三、", "四、"))
    page = as_user(officer).get(reverse("report_write", args=[checked.pk])).content.decode()
    assert content["chapter_shortcomings"].split("\n")[0] in page


def test_guidance_stands_beside_each_field(as_user, officer, address):
    page = as_user(officer).get(address).content.decode()
    assert "单列一章" in page
    assert "依法依规决策" in page


def test_the_button_saves_without_script(as_user, officer, report, address):
    client = as_user(officer)
    assert client.post(address, {**WRITTEN, "revision": 0, "save": 1}).status_code == 302
    assert report.form_draft.content["opening"] == WRITTEN["opening"]
    assert WRITTEN["opening"] in client.get(address).content.decode()


def test_a_draft_may_lack_anything_a_document_may_not(as_user, officer, report, address):
    client = as_user(officer)
    assert client.post(address, {"title": "未完", "revision": 0, "save": 1}).status_code == 302
    answer = client.post(address, {"title": "未完", "revision": 1, "make": 1})
    assert answer.status_code == 422
    assert not ReportVersion.objects.exists()
    assert report.form_draft.content["title"] == "未完"


def test_the_document_is_a_version_like_any_other(as_user, officer, report, address):
    answer = as_user(officer).post(address, {**WRITTEN, "revision": 0, "make": 1})
    assert answer.url == reverse("report_result", args=[report.pk])
    version = report.versions.get()
    assert version.source == VersionSource.FORM
    assert version.form_content["title"] == WRITTEN["title"]
    lines = [p.text for p in docx.Document(io.BytesIO(files.read(version.file))).paragraphs]
    assert lines[0] == WRITTEN["title"]
    assert "一、2025年主要举措和成效" in lines
    assert "四、2026年主要安排" in lines
    assert not any("其他" in line for line in lines)
    assert lines[-2:] == ["云溪县白石镇人民政府", "2026年1月25日"]


class TestAutosave:
    def test_says_when_it_saved(self, as_user, officer, report, autosave):
        answer = as_user(officer).post(autosave, {**WRITTEN, "revision": 0})
        assert "已保存" in answer.content.decode()
        assert 'name="revision" value="1"' in answer.content.decode()

    def test_the_same_words_again_are_no_new_revision(self, as_user, officer, report, autosave):
        client = as_user(officer)
        client.post(autosave, {**WRITTEN, "revision": 0})
        client.post(autosave, {**WRITTEN, "revision": 1})
        assert report.form_draft.revision == 1

    def test_a_session_that_ended_is_told_so_and_nothing_is_lost(self, client, report, autosave):
        assert client.post(autosave, WRITTEN).status_code == 401

    def test_a_neighbour_cannot_save(self, as_user, neighbour, autosave):
        assert as_user(neighbour).post(autosave, WRITTEN).status_code == 404

    def test_with_the_bureau_nothing_is_saved(self, as_user, officer, handed_in, autosave):
        assert as_user(officer).post(autosave, WRITTEN).status_code == 422
        assert not FormDraft.objects.exists()


class TestTwoPeople:
    def test_a_colleagues_words_are_not_overwritten(
        self, as_user, officer, colleague, address, autosave, report
    ):
        as_user(officer).post(autosave, {**WRITTEN, "revision": 0})
        theirs = {**WRITTEN, "opening": "同事写的引言。", "revision": 0}
        answer = as_user(colleague).post(autosave, theirs)
        assert answer.status_code == 422
        assert "陈小云" in answer.content.decode()
        report.form_draft.refresh_from_db()
        assert report.form_draft.content["opening"] == WRITTEN["opening"]

    def test_the_page_shows_both_and_the_next_save_is_knowing(
        self, as_user, officer, colleague, address, autosave, report
    ):
        as_user(officer).post(autosave, {**WRITTEN, "revision": 0})
        theirs = {**WRITTEN, "opening": "同事写的引言。", "revision": 0, "save": 1}
        answer = as_user(colleague).post(address, theirs)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert page.count("同事写的引言。") == 2
        assert WRITTEN["opening"] in page
        assert as_user(colleague).post(address, {**theirs, "revision": 1}).status_code == 302
        assert FormDraft.objects.get().content["opening"] == "同事写的引言。"

    def test_what_a_colleague_had_written_stays_to_be_looked_up(
        self, as_user, officer, colleague, address, autosave, report
    ):
        as_user(officer).post(autosave, {**WRITTEN, "opening": "先写的引言。", "revision": 0})
        client = as_user(colleague)
        for revision, words in ((1, "接着写的引言。"), (2, "接着又改的引言。")):
            client.post(autosave, {**WRITTEN, "opening": words, "revision": revision})
        page = client.get(address)
        assert [part["theirs"] for part in page.context["replaced"]] == ["先写的引言。"]
        said = page.content.decode()
        assert "先写的引言。" in said
        assert "陈小云" in said
        client.post(address, {**WRITTEN, "opening": "先写的引言。", "revision": 3, "save": 1})
        assert client.get(address).context["replaced"] == []

    def test_of_two_saves_on_one_revision_one_is_told(self, report, officer, colleague):
        save_draft(report, {"title": "甲"}, revision=0, by=officer)
        save_draft(report, {"title": "乙"}, revision=1, by=officer)
        with pytest.raises(OvertakenError):
            save_draft(report, {"title": "丙"}, revision=1, by=colleague)
        assert FormDraft.objects.get().content == {"title": "乙"}


def test_the_template_holds_the_headings_and_what_belongs_under_them(as_user, officer, report):
    answer = as_user(officer).get(reverse("template_download", args=[report.pk]))
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert "一、2025年主要举措和成效" in text
    assert "【单列一章" in text
    assert "2026年  月  日" in text
