"""Every page of an office: whom it lets in, and in which state."""

import pytest
from django.urls import reverse
from django.utils import timezone

from submissions.models import StoredFile

pytestmark = pytest.mark.django_db

PAGES = (
    "report_home", "report_upload", "report_write", "template_download", "report_result", "report_progress",
    "findings_xlsx", "findings_docx", "report_submit", "report_receipt", "report_versions",
    "report_publication",
)  # fmt: skip
SHOWN_WHILE_DRAFT = tuple(
    name for name in PAGES if name not in ("report_receipt", "report_publication", "report_progress")
)
POSTS = ("report_withdraw", "check_again")


def statuses(client, report, names):
    return {name: client.get(reverse(name, args=[report.pk])).status_code for name in names}


def all_are(status, names):
    return dict.fromkeys(names, status)


def test_anonymous_is_sent_to_sign_in(client, report):
    for name in (*PAGES, "version_compare"):
        assert client.get(reverse(name, args=[report.pk])).url.startswith(reverse("sign_in"))


@pytest.mark.parametrize("who", ["stranger", "neighbour"])
def test_others_do_not_learn_that_it_exists(who, as_user, checked, request):
    names = (*PAGES, "version_compare")
    assert statuses(as_user(request.getfixturevalue(who)), checked, names) == all_are(404, names)


def test_a_reviewer_has_the_desk_and_not_the_office_pages(as_user, checked, reviewer):
    assert statuses(as_user(reviewer), checked, PAGES) == all_are(404, PAGES)


def test_everybody_of_the_office_may_work_on_it(as_user, checked, officer, colleague, office_lead):
    for person in (officer, colleague, office_lead):
        assert statuses(as_user(person), checked, SHOWN_WHILE_DRAFT) == all_are(200, SHOWN_WHILE_DRAFT)


def test_what_changes_something_takes_no_get(as_user, officer, report):
    assert statuses(as_user(officer), report, POSTS) == all_are(405, POSTS)


def test_a_neighbour_changes_nothing(as_user, neighbour, report):
    for name in POSTS:
        assert as_user(neighbour).post(reverse(name, args=[report.pk])).status_code == 404


def test_a_report_with_the_bureau_is_not_worked_on(as_user, officer, handed_in):
    for name in ("report_upload", "report_write", "report_submit"):
        answer = as_user(officer).get(reverse(name, args=[handed_in.pk]))
        assert (answer.status_code, answer.url) == (302, handed_in.get_absolute_url())


def test_files_may_be_downloaded_by_the_office_and_its_reviewer(
    as_user, officer, reviewer, neighbour, stranger, handed_in
):
    address = reverse("version_download", args=[handed_in.pk, 1])
    for person, status in ((officer, 200), (reviewer, 200), (neighbour, 404), (stranger, 404)):
        assert as_user(person).get(address).status_code == status


def test_a_download_comes_under_its_own_name_and_never_opens_in_the_page(as_user, officer, handed_in):
    answer = as_user(officer).get(reverse("version_download", args=[handed_in.pk, 1]))
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.txt"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "白石镇" in answer.content.decode()


def test_a_file_that_is_gone_is_said_to_be_gone(as_user, officer, reviewer, handed_in):
    StoredFile.objects.update(purged_at=timezone.now())
    for person, name, args in (
        (officer, "version_download", [handed_in.pk, 1]),
        (reviewer, "desk_original", [handed_in.pk]),
    ):
        client = as_user(person)
        client.raise_request_exception = False
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 410
        assert "文件已不在" in answer.content.decode()
