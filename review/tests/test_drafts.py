import pytest
from django.urls import reverse

from review.models import Comment, WorkDraft

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(client, handed_in, reviewer):
    """What the page does while the reviewer types."""
    client.force_login(reviewer)

    def post(body, revision=0, target="comment", **more):
        url = reverse("desk_draft", args=[handed_in.pk, target])
        return client.post(url, {"body": body, "draft_revision": revision, **more})

    return post


def test_what_is_typed_is_back_on_the_next_opening(client, write, handed_in):
    write("请补充", marked="31件", start=10, end=13)
    write("请补充案件数", revision=1)
    page = client.get(reverse("review_desk", args=[handed_in.pk])).content.decode()
    assert "请补充案件数</textarea>" in page
    assert "草稿" in page


def test_two_tabs_are_told_and_nothing_is_overwritten_unasked(write):
    write("第一个窗口")
    told = write("第二个窗口").content.decode()
    assert "第一个窗口" in told
    assert WorkDraft.objects.get().content["body"] == "第一个窗口"
    write("第二个窗口", overwrite="1")
    assert WorkDraft.objects.get().content["body"] == "第二个窗口"


@pytest.mark.parametrize("revision", ["", "²", "-1", "x"])
def test_a_revision_that_is_no_number_is_none_known(write, revision):
    assert write("请补充", revision=revision).status_code == 200
    assert WorkDraft.objects.get().revision == 1


def test_the_draft_goes_once_the_comment_is_kept_or_nothing_is_written(client, write, handed_in):
    write("请补充")
    client.post(reverse("comment_new", args=[handed_in.pk]), {"body": "请补充"})
    assert (Comment.objects.count(), WorkDraft.objects.count()) == (1, 0)
    write("又写")
    write("", revision=1)
    assert not WorkDraft.objects.exists()


def test_new_words_for_an_own_comment_are_a_draft_until_kept(client, write, handed_in, reviewer):
    comment = Comment.objects.create(
        report=handed_in, version=handed_in.submitted_version, body="原话", by=reviewer
    )
    write("改了一半", target=f"c{comment.pk}")
    page = client.get(reverse("review_desk", args=[handed_in.pk])).content.decode()
    assert "改了一半</textarea>" in page
    client.post(reverse("comment_change", args=[handed_in.pk, comment.pk]), {"body": "改完了", "seen": ""})
    assert not WorkDraft.objects.exists()


def test_a_letter_is_kept_while_it_is_written_and_can_be_begun_afresh(client, write, handed_in):
    write("", target="letter", letter="请修改第二部分", due_on="2099-01-01", items=["s1"], kind="return")
    url = reverse("decision_new", args=[handed_in.pk])
    assert client.get(url, {"kind": "return"}).context["form"].initial["letter"] == "请修改第二部分"
    assert "请修改第二部分" not in client.get(url, {"afresh": "1"}).context["form"].initial["letter"]


def test_a_colleague_has_a_draft_of_their_own(client, write, handed_in, chief):
    write("我的草稿")
    client.force_login(chief)
    assert "我的草稿" not in client.get(reverse("review_desk", args=[handed_in.pk])).content.decode()
    write("复核的草稿")
    assert WorkDraft.objects.count() == 2


@pytest.mark.parametrize("who", ["officer", "stranger", "rater", "administrator"])
def test_others_leave_no_drafts(client, write, who, request):
    client.force_login(request.getfixturevalue(who))
    assert write("x").status_code in (403, 404)
    assert not WorkDraft.objects.exists()


def test_an_unknown_thing_is_not_written(write):
    assert write("x", target="nonsense").status_code == 404
