from decimal import Decimal

import pytest
from django.urls import reverse

from offices.models import AuditEvent
from review import scoring
from review.models import Comment, LastLook, Review
from submissions.models import FindingResponse

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, handed_in, reviewer):
    client.force_login(reviewer)
    return reverse("review_desk", args=[handed_in.pk])


def test_anonymous_is_asked_to_sign_in(client, handed_in):
    response = client.get(reverse("review_desk", args=[handed_in.pk]))
    assert response.status_code == 302
    assert "next=" in response.url


@pytest.mark.parametrize("who", ["officer", "stranger", "rater", "auditor"])
def test_no_desk_for_clerk_stranger_rater_of_the_own_office_and_auditor(client, handed_in, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("review_desk", args=[handed_in.pk])).status_code in (403, 404)


def test_the_desk_shows_findings_text_and_rubric(client, desk):
    page = client.get(desk).content.decode()
    assert "白石镇" in page
    assert "主要举措和成效" in page
    assert 'class="criterion"' in page


def test_opening_begins_the_review_and_remembers_the_look(client, desk, handed_in, reviewer):
    client.get(desk)
    handed_in.refresh_from_db()
    assert handed_in.review_started_at is not None
    assert LastLook.objects.get(report=handed_in, reviewer=reviewer).version == handed_in.submitted_version


def test_an_administrator_reads_but_does_not_begin_the_review(client, handed_in, administrator):
    client.force_login(administrator)
    page = client.get(reverse("review_desk", args=[handed_in.pk]))
    handed_in.refresh_from_db()
    assert page.status_code == 200
    assert handed_in.review_started_at is None
    assert reverse("desk_finish", args=[handed_in.pk]) not in page.content.decode()


def test_a_report_not_handed_in_shows_nothing_of_its_draft(client, report, reviewer):
    client.force_login(reviewer)
    page = client.get(reverse("review_desk", args=[report.pk]))
    assert "review/desk_empty.html" in [template.name for template in page.templates]


def score(client, report, points, revision, **more):
    criterion = more.pop("criterion", None) or scoring.current_rubric(report.year).criteria.first()
    url = reverse("desk_score", args=[report.pk, criterion.pk])
    return client.post(url, {"points": points, "revision": revision, **more}, headers={"HX-Request": "true"})


def test_points_save_themselves(client, desk, handed_in, reviewer):
    client.get(desk)
    response = score(client, handed_in, "6.5", 0, comment="基本按时")
    review = Review.objects.get(reviewer=reviewer)
    assert (review.total, review.scores.get().comment) == (Decimal("6.5"), "基本按时")
    assert 'value="1"' in response.content.decode()  # the revision of the next save


def test_two_tabs_are_told_of_each_other(client, desk, handed_in, reviewer):
    score(client, handed_in, "6.5", 0)
    response = score(client, handed_in, "1", 0)
    assert Review.objects.get(reviewer=reviewer).total == Decimal("6.5")
    assert 'id="conflict"' in response.content.decode()


def test_points_that_are_no_number_are_refused_in_words(client, desk, handed_in):
    assert "is-failed" in score(client, handed_in, "viel", 0).content.decode()
    assert not Review.objects.get().scores.exists()


@pytest.mark.parametrize("who", ["officer", "stranger", "rater", "administrator"])
def test_others_cannot_score(client, handed_in, who, request):
    client.force_login(request.getfixturevalue(who))
    assert score(client, handed_in, "6", 0).status_code in (403, 404)
    assert not Review.objects.exists()


def test_a_comment_on_a_passage_keeps_its_surroundings(client, desk, handed_in, reviewer):
    start = handed_in.submitted_version.text.index("31件")
    url = reverse("comment_new", args=[handed_in.pk])
    response = client.post(
        url, {"body": "请核对件数", "start": start, "end": start + 3}, headers={"HX-Request": "true"}
    )
    comment = Comment.objects.get()
    assert (comment.quote, comment.by) == ("31件", reviewer)
    assert f'id="finding-c{comment.pk}"' in response.content.decode()


def test_a_comment_sent_twice_is_one_and_other_words_or_another_passage_are_not(client, desk, handed_in):
    url = reverse("comment_new", args=[handed_in.pk])
    first = {"body": "请核对", "words": "调解纠纷86件"}
    for data in (first, first, {"body": "请核对"}, {"body": "请核对"}, {**first, "body": "请写明"}):
        assert client.post(url, data).status_code == 302
    said = Comment.objects.order_by("pk").values_list("body", "quote")
    assert list(said) == [("请核对", "调解纠纷86件"), ("请核对", ""), ("请写明", "调解纠纷86件")]
    assert AuditEvent.objects.filter(action="comment.added").count() == 3


def test_a_finding_sent_twice_is_one(client, desk, handed_in):
    url = reverse("finding_new", args=[handed_in.pk])
    data = {"name": "缺原因", "level": "should", "body": "请写明原因", "words": "调解纠纷86件"}
    for _press in range(2):
        assert client.post(url, data).status_code == 302
    assert handed_in.submitted_run.findings.filter(is_manual=True).count() == 1


@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_reason_of_spaces_is_refused_on_the_whole_desk(client, desk, handed_in, is_htmx):
    finding = handed_in.submitted_run.findings.first()
    headers = {"HX-Request": "true"} if is_htmx else {}
    response = client.post(
        reverse("finding_respond", args=[handed_in.pk, finding.pk]), {"reason": " "}, headers=headers
    )
    assert not FindingResponse.objects.exists()
    if is_htmx:
        assert (response.status_code, response.headers["HX-Refresh"]) == (204, "true")
    else:
        assert response.url == f"{desk}#finding-{finding.pk}"


def test_without_script_the_words_of_the_report_name_the_passage(client, desk, handed_in):
    url = reverse("comment_new", args=[handed_in.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"body": "x", "words": "不在文中的话"}).status_code == 422
    client.post(url, {"body": "请核对", "words": "调解纠纷86件"})
    assert Comment.objects.get().quote == "调解纠纷86件"


def test_only_ones_own_comment_can_be_changed(client, desk, handed_in, reviewer, chief):
    theirs = Comment.objects.create(
        report=handed_in, version=handed_in.submitted_version, body="原话", by=chief
    )
    url = reverse("comment_change", args=[handed_in.pk, theirs.pk])
    assert client.post(url, {"body": "改了", "seen": ""}).status_code == 404


def test_a_comment_changed_in_another_tab_is_not_overwritten(client, desk, handed_in, reviewer):
    mine = Comment.objects.create(
        report=handed_in, version=handed_in.submitted_version, body="原话", by=reviewer
    )
    url = reverse("comment_change", args=[handed_in.pk, mine.pk])
    client.post(url, {"body": "第一个窗口", "seen": ""})
    client.post(url, {"body": "第二个窗口", "seen": ""})
    mine.refresh_from_db()
    assert mine.body == "第一个窗口"


def test_a_finding_put_aside_wants_a_reason_and_no_longer_costs_points(client, desk, handed_in):
    finding = handed_in.submitted_run.findings.first()
    url = reverse("finding_respond", args=[handed_in.pk, finding.pk])
    client.post(url, {"reason": ""})
    assert not FindingResponse.objects.exists()
    client.post(url, {"reason": "本地惯用说法"})
    assert FindingResponse.objects.get().kind == "dismissed"


def test_a_finding_can_be_added_by_hand(client, desk, handed_in):
    url = reverse("finding_new", args=[handed_in.pk])
    data = {"name": "数字存疑", "level": "should", "body": "请附台账", "words": "培训干部320人次"}
    client.post(url, data, headers={"HX-Request": "true"})
    finding = handed_in.submitted_run.findings.get(is_manual=True)
    assert (finding.quote, finding.params["name"]) == ("培训干部320人次", "数字存疑")


def finish_everything(client, report):
    for revision, criterion in enumerate(scoring.current_rubric(report.year).criteria.all()):
        score(client, report, criterion.points, revision, criterion=criterion)
    return client.post(reverse("desk_finish", args=[report.pk]))


def test_handing_in_needs_every_item_then_goes_on(client, desk, handed_in, more_reports):
    stays = client.post(reverse("desk_finish", args=[handed_in.pk]), {"stay": "1"})
    assert f"/review/{handed_in.pk}/" in stays.url
    goes_on = finish_everything(client, handed_in)
    assert goes_on.url == reverse("review_desk", args=[more_reports[0].pk])
    handed_in.refresh_from_db()
    assert handed_in.score == 100


def test_skipping_leads_to_the_next_and_does_not_come_back_today(client, desk, handed_in, more_reports):
    for report in (handed_in, more_reports[0]):
        client.post(reverse("desk_skip", args=[report.pk]))
    assert client.get(reverse("desk_next")).url == reverse("review_desk", args=[more_reports[1].pk])


def test_what_is_assigned_to_me_comes_first_and_what_is_others_never(
    client, desk, handed_in, more_reports, reviewer, chief
):
    more_reports[1].assignments.create(reviewer=reviewer)
    handed_in.assignments.create(reviewer=chief)
    assert client.get(reverse("desk_next")).url == reverse("review_desk", args=[more_reports[1].pk])
    client.post(reverse("desk_skip", args=[more_reports[1].pk]))
    assert client.get(reverse("desk_next")).url == reverse("review_desk", args=[more_reports[0].pk])


def test_the_desk_asks_the_database_equally_often_however_much_there_is(
    client, desk, handed_in, reviewer, django_assert_max_num_queries, django_assert_num_queries
):
    client.get(desk)
    with django_assert_max_num_queries(45) as few:
        client.get(desk)
    version = handed_in.submitted_version
    for n in range(3):
        Comment.objects.create(
            report=handed_in, version=version, body=f"意见{n}", by=reviewer, start=n, end=n + 5
        )
    with django_assert_num_queries(len(few)):
        client.get(desk)
