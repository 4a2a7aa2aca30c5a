from decimal import Decimal

import pytest

from offices.models import AuditEvent
from review import rubrics, scoring
from review.models import Review, Rubric
from submissions import files
from submissions.models import ReportVersion
from tests.cast import open_year, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(report, officer):
    version = ReportVersion.objects.create(
        report=report, number=1, file=files.keep(b"x"), original_name="报告.docx", uploaded_by=officer
    )
    report.submitted_version = report.current_version = version
    report.save()
    return version


@pytest.fixture
def review(report, version, reviewer):
    return scoring.begin_review(report, reviewer)


def score_everything(review, share=Decimal(1), comment="有依据"):
    for criterion in review.rubric.criteria.all():
        review = scoring.save_score(
            review, criterion, points=criterion.points * share, comment=comment, revision=review.revision
        )
    return review


def test_the_default_rubric_is_written_on_first_use(year):
    rubric = rubrics.current_rubric(year)
    assert rubrics.total_points(rubric) == 100
    assert rubrics.current_rubric(year) == rubric
    assert Rubric.objects.count() == 1


def test_the_total_follows_every_score(review):
    first, second = review.rubric.criteria.all()[:2]
    review = scoring.save_score(review, first, points=Decimal(5), revision=0)
    review = scoring.save_score(review, second, points=Decimal("3.5"), revision=1)
    review = scoring.save_score(review, first, points=Decimal(6), revision=2)
    assert review.total == Decimal("9.5")


def test_points_never_exceed_the_criterion(review):
    criterion = review.rubric.criteria.first()
    review = scoring.save_score(review, criterion, points=Decimal(99), revision=0)
    assert review.total == criterion.points


def test_a_comment_may_be_written_before_the_points(review):
    criterion = review.rubric.criteria.first()
    scoring.save_score(review, criterion, comment="先记一笔", revision=0)
    score = review.scores.get()
    assert (score.points, score.comment) == (None, "先记一笔")
    assert scoring.gaps(review)[0].criterion == criterion


def test_two_tabs_never_overwrite_each_other_silently(review):
    criterion = review.rubric.criteria.first()
    scoring.save_score(review, criterion, points=Decimal(5), revision=0)
    stale = Review.objects.get(pk=review.pk)
    with pytest.raises(scoring.ConflictError) as conflict:
        scoring.save_score(stale, criterion, points=Decimal(1), revision=0)
    assert conflict.value.review.total == 5


def test_few_points_want_a_comment_before_the_review_goes_in(review):
    score_everything(review, share=Decimal("0.5"), comment="")
    with pytest.raises(scoring.NotFinishedError) as refused:
        scoring.finish(Review.objects.get(pk=review.pk))
    assert all(gap.needs_comment for gap in refused.value.gaps)


def test_a_review_that_is_in_counts_for_score_and_grade(review, report):
    scoring.finish(score_everything(review))
    report.refresh_from_db()
    assert (report.score, report.grade) == (100, "优秀")


def test_a_review_that_is_in_changes_only_after_it_was_taken_back(review, report):
    review = scoring.finish(score_everything(review))
    criterion = review.rubric.criteria.first()
    with pytest.raises(scoring.ConflictError):
        scoring.save_score(review, criterion, points=Decimal(0), revision=review.revision)
    review = scoring.reopen(review)
    report.refresh_from_db()
    assert report.score is None
    scoring.save_score(review, criterion, points=Decimal(0), revision=review.revision)


def test_the_scores_of_others_stay_hidden_until_mine_are_in(report, version, reviewer, chief):
    scoring.finish(score_everything(scoring.begin_review(report, chief)))
    mine = scoring.begin_review(report, reviewer)
    assert scoring.spread_for(report, reviewer) is None
    scoring.finish(score_everything(mine, share=Decimal("0.7")))
    spread = scoring.spread_for(report, reviewer)
    assert (spread.mean, spread.width) == (85, 30)
    assert [(item.title, item.lowest, item.highest) for item in spread.apart][:1] == [
        ("按时报送", Decimal("5.6"), Decimal(8))
    ]


def test_a_score_far_from_the_others_is_named(report, version, reviewer, chief):
    third = person("third", "陆三")
    for who, share in ((reviewer, "0.9"), (chief, "0.9"), (third, "0.5")):
        scoring.finish(score_everything(scoring.begin_review(report, who), share=Decimal(share)))
    outliers = scoring.spread_for(report, reviewer).outliers
    assert outliers == {Review.objects.get(reviewer=third).pk}


def test_a_new_version_reopens_the_review_and_keeps_its_points(review, report, officer, reviewer):
    scoring.finish(score_everything(review))
    second = ReportVersion.objects.create(
        report=report, number=2, file=files.keep(b"y"), original_name="报告.docx", uploaded_by=officer
    )
    report.submitted_version = second
    report.save()
    again = scoring.begin_review(report, reviewer)
    assert (again.finished_at, again.version, again.total) == (None, second, 100)


def lines_of(rubric, **changes):
    return [
        rubrics.Line(item.part, item.title, changes.get(item.title, item.points))
        for item in rubric.criteria.all()
    ]


def test_a_rubric_without_scores_is_replaced(year, administrator):
    old = rubrics.current_rubric(year)
    new = rubrics.change(year, lines_of(old), grades=[], comment_below_percent=50, by=administrator)
    assert list(Rubric.objects.all()) == [new]


def test_a_rubric_with_scores_is_frozen_and_a_change_makes_the_next_version(review, year, administrator):
    criterion = review.rubric.criteria.first()
    scoring.save_score(review, criterion, points=criterion.points, revision=0)
    assert rubrics.is_frozen(review.rubric)
    assert rubrics.touched_by_change(review.rubric) == {"finished": 0, "open": 1}
    lines = lines_of(review.rubric, **{criterion.title: Decimal(3)})
    new = rubrics.change(year, lines, grades=[[0, "合格"]], comment_below_percent=60, by=administrator)
    review.refresh_from_db()
    assert (new.version, review.rubric, review.total) == (2, new, 3)
    assert Rubric.objects.get(version=1).criteria.count() == new.criteria.count()


def test_last_years_rubric_can_be_copied(bureau, year, administrator):
    last = open_year(bureau, 2024)
    old = rubrics.current_rubric(last)
    new = rubrics.copy_from(rubrics.rubric_of_last_year(year), year, by=administrator)
    assert list(new.criteria.values_list("title")) == list(old.criteria.values_list("title"))


def test_a_review_sent_twice_is_in_once(review):
    review = score_everything(review)
    same = Review.objects.get(pk=review.pk)
    first = scoring.finish(review).finished_at
    assert scoring.finish(same).finished_at == first
    assert AuditEvent.objects.filter(action="review.finished").count() == 1
