import pytest
from django.urls import reverse

from submissions import workflow
from submissions.models import Attachment, FindingResponse

from ..conftest import sample_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice(sent_back, bring_in, officer):
    """A report that was sent back, answered and brought in again."""
    sent_back.letters.get().items.update(
        answer="changed", answered_by=officer, answered_at="2026-03-01T10:00+08:00"
    )
    bring_in(sent_back, sample_text() + "\n补充：开展培训四次。")
    return sent_back


def test_the_timeline_tells_everything_newest_first(as_user, officer, twice):
    page = as_user(officer).get(reverse("report_versions", args=[twice.pk])).content.decode()
    told = ["上传第 2 稿", "退回修改", "已报送", "上传第 1 稿"]
    assert sorted(told, key=page.index) == told
    assert "请按下列意见修改。" in page
    assert "答复退回意见：已修改" in page
    assert 'name="a"' in page


def test_what_the_reviewer_says_to_a_finding_is_told_with_the_decision(as_user, officer, reviewer, handed_in):
    FindingResponse.objects.create(
        report=handed_in,
        version=handed_in.submitted_version,
        fingerprint="f" * 64,
        rule="copy.other_office",
        kind="confirmed",
        reason="与他单位雷同，待合议",
        by=reviewer,
    )
    address = reverse("report_versions", args=[handed_in.pk])
    assert "待合议" not in as_user(officer).get(address).content.decode()
    workflow.return_for_revision(handed_in, by=reviewer, letter="请修改。")
    assert "待合议" in as_user(officer).get(address).content.decode()


def test_the_timeline_costs_the_same_number_of_queries(
    as_user, officer, reviewer, twice, bring_in, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(officer)
    address = reverse("report_versions", args=[twice.pk])
    with django_assert_max_num_queries(20) as counted:
        client.get(address)
    workflow.submit(twice, by=officer, declared_by="周正")
    workflow.return_for_revision(twice, by=reviewer, letter="再改。")
    bring_in(twice, sample_text() + "\n第三稿。")
    with django_assert_num_queries(len(counted)):
        client.get(address)


@pytest.mark.parametrize("mode", ["side", "inline"])
def test_what_changed_since_the_version_handed_in_is_marked(as_user, officer, twice, mode):
    page = as_user(officer).get(reverse("version_compare", args=[twice.pk]), {"mode": mode}).content.decode()
    assert "<ins>补充：开展培训四次。</ins>" in page
    assert "段未改动" in page


def test_any_two_versions_the_other_way_round(as_user, officer, twice):
    page = (
        as_user(officer).get(reverse("version_compare", args=[twice.pk]), {"a": 2, "b": 1}).content.decode()
    )
    assert "<del>补充：开展培训四次。</del>" in page


def test_a_reviewer_may_compare_too(as_user, reviewer, twice):
    assert as_user(reviewer).get(reverse("version_compare", args=[twice.pk])).status_code == 200


def test_a_draft_stays_with_its_office_until_handed_in(as_user, officer, reviewer, administrator, twice):
    attachment = Attachment.objects.create(
        version=twice.current_version, file=twice.current_version.file, original_name="清单.txt"
    )
    file = reverse("version_download", args=[twice.pk, 2])
    attached = reverse("attachment_download", args=[twice.pk, 2, attachment.pk])
    compared = reverse("version_compare", args=[twice.pk])
    for person in (reviewer, administrator):
        client = as_user(person)
        assert client.get(file).status_code == client.get(attached).status_code == 404
        assert "补充：开展培训四次。" not in client.get(compared, {"a": 1, "b": 2}).content.decode()
    assert as_user(officer).get(file).status_code == as_user(officer).get(attached).status_code == 200
    workflow.submit(twice, by=officer, declared_by="周正")
    client = as_user(reviewer)
    assert client.get(file).status_code == client.get(attached).status_code == 200
    assert "补充：开展培训四次。" in client.get(compared).content.decode()


def test_the_same_text_is_said_to_be_the_same(as_user, officer, checked):
    page = as_user(officer).get(reverse("version_compare", args=[checked.pk])).content.decode()
    assert "两稿文字完全相同" in page
