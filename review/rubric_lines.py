"""The rubric as the desk shows it: each line with the machine's proposal and the points given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from submissions.models import AnnualReport, CheckRun
from submissions.presentation import ShownFinding

from .models import Criterion, Review, Score
from .rubrics import current_rubric
from .scoring import needs_comment
from .standing import is_put_aside
from .suggestions import Found, Judged, Known, Suggestion, suggest


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion with what the machine proposes and what the reviewer gave."""

    criterion: Criterion
    score: Score | None
    suggestion: Suggestion | None
    wants_comment: bool
    least: Decimal = Decimal(0)  # with fewer points a comment is wanted

    @property
    def points(self) -> Decimal | None:
        return self.score.points if self.score else None

    @property
    def rules(self) -> str:
        """The rules and requirements it judges by, so that a finding chosen chooses its line."""
        params = self.criterion.suggestion_params
        named = params.get("rules") or params.get("requirements") or params.get("requirement") or ()
        return " ".join([named] if isinstance(named, str) else named)

    @property
    def evidence_keys(self) -> str:
        """The passages as ``start-end`` pairs for the script."""
        spans = self.suggestion.evidence if self.suggestion else ()
        return " ".join(f"{start}-{end}" for start, end in spans)


@dataclass(frozen=True, slots=True)
class Part:
    """The criteria of one part with their sums."""

    name: str
    lines: Sequence[Line]

    @property
    def worth(self) -> Decimal:
        return sum((line.criterion.points for line in self.lines), Decimal(0))


def parts_of(
    report: AnnualReport, run: CheckRun, findings: Sequence[ShownFinding], review: Review | None
) -> list[Part]:
    """The rubric by parts, each line with the machine's proposal and the points given."""
    rubric = review.rubric if review else current_rubric(report.year)
    scores = {score.criterion_id: score for score in review.scores.all()} if review else {}
    known = known_of(report, run, findings)
    parts: dict[str, list[Line]] = {}
    for criterion in rubric.criteria.all():
        score = scores.get(criterion.pk)
        line = Line(
            criterion,
            score,
            suggest(criterion.suggestion, criterion.points, criterion.suggestion_params, known),
            wants_comment=_wants_comment(criterion, score, rubric.comment_below_percent),
            least=criterion.points * rubric.comment_below_percent / 100,
        )
        parts.setdefault(criterion.part, []).append(line)
    return [Part(name, lines) for name, lines in parts.items()]


def line_of(
    report: AnnualReport,
    run: CheckRun,
    criterion: Criterion,
    review: Review,
    findings: Sequence[ShownFinding],
) -> Line:
    """One line anew, after it was saved."""
    score = review.scores.filter(criterion=criterion).first()
    proposal = suggest(
        criterion.suggestion, criterion.points, criterion.suggestion_params, known_of(report, run, findings)
    )
    wants = _wants_comment(criterion, score, review.rubric.comment_below_percent)
    return Line(criterion, score, proposal, wants)


def known_of(report: AnnualReport, run: CheckRun, findings: Sequence[ShownFinding]) -> Known:
    """What the suggestions look at; what a reviewer put aside no longer counts."""
    today = timezone.localdate()
    submitted = report.first_submitted_at
    return Known(
        requirements={
            item.requirement: Judged(item.outcome, item.evidence) for item in run.requirements.all()
        },
        findings=[Found(s.finding.rule, s.finding.evidence) for s in findings if not is_put_aside(s.verdict)],
        due_on=report.due_on,
        publish_by=report.year.publish_by,
        today=today,
        first_submitted_on=timezone.localdate(submitted) if submitted else None,
        published_on=report.published_on,
    )


def _wants_comment(criterion: Criterion, score: Score | None, below_percent: int) -> bool:
    if score is None or score.points is None or score.comment.strip():
        return False
    return needs_comment(criterion, score.points, below_percent)
