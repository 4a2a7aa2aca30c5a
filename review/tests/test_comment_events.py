"""Comments in the office's timeline: not before the decision, never the internal ones."""

import pytest
from django.urls import reverse

from review.commenting import add_comment
from submissions import workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def commented(handed_in, reviewer):
    version = handed_in.submitted_version
    add_comment(handed_in, version, "请写明次数。", by=reviewer, span=(10, 20))
    add_comment(handed_in, version, "整体较好。", by=reviewer)
    add_comment(handed_in, version, "内部意见。", by=reviewer, is_internal=True)
    return handed_in


def timeline(client, user, report):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("report_versions", args=[report.pk])).content.decode()


def test_what_the_reviewer_still_writes_is_not_told(client, officer, commented):
    assert "请写明次数。" not in timeline(client, officer, commented)


def test_comments_for_the_office_are_told_with_the_decision(client, officer, reviewer, commented):
    workflow.return_for_revision(commented, by=reviewer, letter="请修改。")
    page = timeline(client, officer, commented)
    assert "请写明次数。" in page
    assert f"“{commented.submitted_version.text[10:20]}”" in page
    assert "针对整份报告" in page
    assert "内部意见。" not in page


def test_a_paragraph_marked_with_its_break_is_kept_without_it(handed_in, reviewer):
    """Three clicks mark a paragraph and the break behind it; a letter quotes the words alone."""
    version = handed_in.submitted_version
    end = version.text.index("\n")
    comment = add_comment(handed_in, version, "请核对。", by=reviewer, span=(0, end + 1))
    assert (comment.end, comment.quote) == (end, version.text[:end])
