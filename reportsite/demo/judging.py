"""Reviews with points and comments, as reviewers would have left them."""

import random
from datetime import datetime
from decimal import Decimal

from offices.models import User
from review import scoring
from review.models import Review, Score
from submissions.models import AnnualReport

COMMENT = "内容偏少，建议补充具体事例和数字。"


def judge(report: AnnualReport, reviewer: User, dice: random.Random, at: datetime) -> None:
    """One finished review; between two thirds and all of the points."""
    review = scoring.begin_review(report, reviewer)
    criteria = list(review.rubric.criteria.all())
    level = dice.uniform(0.70, 0.95)
    scores = []
    for criterion in criteria:
        share = Decimal(str(min(1.0, max(0.4, dice.gauss(level, 0.12)))))
        points = (criterion.points * share * 2).to_integral_value() / 2
        is_low = scoring.needs_comment(criterion, points, review.rubric.comment_below_percent)
        scores.append(
            Score(review=review, criterion=criterion, points=points, comment=COMMENT if is_low else "")
        )
    Score.objects.bulk_create(scores)
    total = sum((score.points for score in scores), Decimal(0))
    Review.objects.filter(pk=review.pk).update(total=total)
    review.refresh_from_db()
    scoring.finish(review)
    Review.objects.filter(pk=review.pk).update(started_at=at, saved_at=at, finished_at=at)
