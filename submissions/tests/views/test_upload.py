import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from submissions.models import Attachment, StoredFile

from ..conftest import sample_text

pytestmark = pytest.mark.django_db


def file(data=None, name="报告.txt"):
    return SimpleUploadedFile(name, sample_text().encode() if data is None else data)


QUESTIONS_OF_AN_UPLOAD = 16  # to the database, four of them the two savepoints of a test


@pytest.fixture
def post(as_user, officer, report):
    def posted(by=officer, **fields):
        address = reverse("report_upload", args=[report.pk])
        return as_user(by).post(address, {"base": 0, **fields})

    return posted


def test_a_file_becomes_a_version_and_leads_to_its_result(post, report):
    answer = post(file=file())
    assert answer.url == reverse("report_result", args=[report.pk])
    assert report.versions.get().original_name == "报告.txt"


def test_an_upload_asks_little_however_many_came_before(as_user, officer, report, django_assert_num_queries):
    """On the evening of the deadline every question more makes all who wait wait longer."""
    client, address = as_user(officer), reverse("report_upload", args=[report.pk])
    drafts = [{"base": number, "file": file(f"第{number}稿".encode())} for number in range(4)]
    for draft in drafts[:2]:
        client.post(address, draft)
    for draft in drafts[2:]:
        with django_assert_num_queries(QUESTIONS_OF_AN_UPLOAD):
            assert client.post(address, draft).status_code == 302


def test_a_missing_file_is_asked_for(post, report):
    answer = post()
    assert answer.status_code == 422
    assert "请选择报告文件" in answer.content.decode()
    assert not report.versions.exists()


def test_limits_are_told_before(as_user, officer, report):
    page = as_user(officer).get(reverse("report_upload", args=[report.pk])).content.decode()
    assert "20 MB" in page
    assert "密级" in page


@pytest.mark.parametrize(
    ("data", "said"), [(b"PK\x03\x04 broken", "损坏"), ("机密★一年\n\n白石镇报告".encode(), "密级")]
)
def test_an_unfit_file_is_refused_with_a_reason(post, report, data, said):
    answer = post(file=file(data))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_the_same_file_again_is_no_second_version(post, report):
    post(file=file())
    answer = post(file=file(), base=1)
    assert answer.status_code == 302
    assert report.versions.count() == 1


def test_a_repeat_after_a_lost_answer_is_no_second_version(post, report):
    """The first try arrived, its answer did not: the page still says that there is no version."""
    files = {"file": sample_text().encode(), "attachments": "清单".encode()}
    for _attempt in range(2):
        answer = post(**{name: file(data) for name, data in files.items()})
        assert answer.url == reverse("report_result", args=[report.pk])
    assert (report.versions.count(), Attachment.objects.count()) == (1, 1)


def test_another_attachment_is_no_repeat(post, report):
    post(file=file(), attachments=file("清单".encode()))
    assert post(file=file(), attachments=file("另一份清单".encode()), base=1).status_code == 302
    assert report.versions.count() == 2


def test_a_colleagues_version_is_not_passed_over_unawares(post, report, colleague):
    post(file=file())
    answer = post(by=colleague, file=file("另一份报告".encode()))
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "陈小云已上传第 1 稿" in said
    assert report.versions.count() == 1
    assert post(by=colleague, file=file("另一份报告".encode()), base=1).status_code == 302
    assert report.versions.count() == 2


def test_further_files_are_kept_with_their_kind(post, report):
    post(
        file=file(),
        first_responsible=file("主要负责人履职报告".encode(), "履职.txt"),
        attachments=[file("清单".encode(), "清单一.txt"), file("清单二".encode(), "清单二.txt")],
    )
    kinds = list(Attachment.objects.values_list("kind", "original_name"))
    assert kinds == [
        ("first_responsible", "履职.txt"),
        ("attachment", "清单一.txt"),
        ("attachment", "清单二.txt"),
    ]


def test_the_file_that_was_sent_back_is_refused_by_content(post, sent_back, report):
    answer = post(file=file(name="改了名字.txt"), base=1)
    assert answer.status_code == 422
    assert "完全相同" in answer.content.decode()
