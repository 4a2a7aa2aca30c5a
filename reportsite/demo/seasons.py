"""Three report years of 云溪县: two that are over, one under way with a report in every state."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice

from django.utils import timezone

from offices.models import Notification, Office
from submissions import seasons, workflow
from submissions.models import AnnualReport, ReportingYear
from submissions.workflow import NotReadyError

from . import journeys, texts
from .county import County, build_city
from .journeys import moment
from .judging import judge

DAYS_OPEN = 60
LONG_AGO_DAYS = 90  # a round due so long ago is over
OVERDUE_DAYS = 2  # the common date has just passed, so that late reports are there to see
# What becomes of the offices' reports of the current year, in list order.
CURRENT = (
    "not_started", "returned", "draft", "submitted", "submitted_late", "accepted",
    "not_started", "published", "submitted", "exempt", "recommended", "resubmitted",
    "accepted", "submitted", "draft_must", "not_started", "copied", "published_here",
    "returned", "submitted", "checking", "submitted_again", "offline", "not_started",
)  # fmt: skip
PAST = ("published", "published_here", "published_late", "published", "published_returned", "published_here")


def dice(seed: int = 0) -> random.Random:
    """Chance that falls the same way each time."""
    return random.Random(seed)  # noqa: S311 - days and points of a demonstration, no secrets


def current_report_year(today: date) -> int:
    """The last full year."""
    return today.year - 1


def open_current(county: County) -> ReportingYear:
    """The year under way: due a moment ago, one office with a few days more."""
    today = timezone.localdate()
    year = ReportingYear(
        bureau=county.bureau,
        year=current_report_year(today),
        opens_on=today - timedelta(days=DAYS_OPEN),
        due_on=today - timedelta(days=OVERDUE_DAYS),
        publish_by=today + timedelta(days=31),
    )
    seasons.open_year(year, by=county.people["guanli"])
    neighbour = build_city(county.bureau)
    same = {name: getattr(year, name) for name in ("year", "opens_on", "due_on", "publish_by")}
    seasons.open_year(ReportingYear(bureau=neighbour, **same), by=county.people["guanli"])
    first = AnnualReport.objects.get(year=year, office=county.offices[0])
    seasons.extend(
        first, until=today + timedelta(days=3), reason="机构改革，档案正在移交", by=county.people["guanli"]
    )
    return year


def build_current(county: County, year: ReportingYear) -> Iterator[AnnualReport]:
    """Every office's report of the current year, one by one, each in the state :data:`CURRENT` says."""
    rolled = dice(year.year)
    for report, state, sample in _plan(county, year, CURRENT, start=0):
        Journey(county, report, sample, rolled).to(state)
        yield report


def build_past(county: County, year_number: int) -> Iterator[AnnualReport]:
    """A year that is over: everything published, but for one office that never reported."""
    year = ReportingYear(bureau=county.bureau, year=year_number, **ReportingYear.default_dates(year_number))
    seasons.open_year(year, by=county.people["guanli"])
    rolled = dice(year_number)
    states = (*PAST, "never")
    shift = current_report_year(timezone.localdate()) - year_number
    for report, state, sample in _plan(county, year, states, start=shift * 3):
        Journey(county, report, sample, rolled).to("not_started" if state == "never" and shift > 1 else state)
        yield report
    seasons.close_year(year, by=county.people["guanli"])


def _plan(
    county: County, year: ReportingYear, states: tuple[str, ...], *, start: int
) -> Iterator[tuple[AnnualReport, str, texts.Sample]]:
    """Report, state and sample for each office; no two offices of a year write the same sample."""
    samples = {kind: _rotated(kind, start) for kind in {office.kind for office in county.offices}}
    for office, state in zip(county.offices, cycle(states), strict=False):
        report = AnnualReport.objects.for_pages().get(year=year, office=office)
        yield report, state, next(samples[office.kind])


def _rotated(kind: str, start: int) -> Iterator[texts.Sample]:
    found = texts.samples_of(kind)
    return cycle(islice(cycle(found), start, start + len(found)))


class Journey:
    """One report on its way to a state."""

    def __init__(
        self, county: County, report: AnnualReport, sample: texts.Sample, dice: random.Random
    ) -> None:
        self.county, self.report, self.dice = county, report, dice
        self.writer = county.writers[report.office_id]
        self.reviewer = county.people[dice.choice(("shenhe1", "shenhe2"))]
        self.text = texts.text_for(sample, report.office, report.year.year)
        self.today = timezone.localdate()
        self.day = report.year.due_on - timedelta(days=dice.randint(9, 24))

    def to(self, state: str) -> None:
        """Go there; the notices on the way count as read and sent."""
        getattr(self, f"_{state}")()
        notices = Notification.objects.filter(params__office=str(self.report.office), emailed_at=None)
        notices.filter(kind__startswith="check_").update(read_at=timezone.now())
        if self.report.year.due_on < self.today - timedelta(days=LONG_AGO_DAYS):
            notices.update(created_at=moment(self.day), read_at=moment(self.day))
        notices.update(emailed_at=timezone.now())

    def _later(self, low: int, high: int) -> None:
        self.day += timedelta(days=self.dice.randint(low, high))
        self.day = min(self.day, self.today - timedelta(days=1))

    def _not_started(self) -> None:
        """Nothing yet."""

    _never = _not_started

    def _draft(self) -> None:
        journeys.bring_in(self.report, self._clean(), by=self.writer, at=moment(self.day, 15, 8))

    def _draft_must(self) -> None:
        wrong_year = self.text.replace(f"{self.report.year.year}年", f"{self.report.year.year - 1}年", 1)
        journeys.bring_in(self.report, wrong_year, by=self.writer, at=moment(self.day, 16, 40))

    def _checking(self) -> None:
        journeys.bring_in(self.report, self.text, by=self.writer, at=timezone.now(), check=False)

    def _submitted(self) -> None:
        self._bring_in_ready()
        self._hand_in(moment(self.day, 10, 32))

    def _copied(self) -> None:
        """Nearly the words of the first office of its kind."""
        self.text = texts.mended(self._clean())
        self._submitted()

    def _submitted_late(self) -> None:
        self.day = self.report.year.due_on + timedelta(days=1)
        self._submitted()

    def _submitted_again(self) -> None:
        self._returned()
        self._later(1, 3)
        journeys.answer_letter(self.report, by=self.writer, at=moment(self.day, 9))
        journeys.bring_in(self.report, texts.mended(self.text), by=self.writer, at=moment(self.day, 9, 10))
        self._hand_in(moment(self.day, 9, 30))

    _resubmitted = _submitted_again

    def _returned(self) -> None:
        self._submitted()
        self._later(2, 4)
        due_on = max(self.day + timedelta(days=7), self.today + timedelta(days=5))
        if self.report.year.due_on < self.today - timedelta(days=LONG_AGO_DAYS):
            due_on = self.day + timedelta(days=7)
        journeys.send_back(self.report, by=self.reviewer, at=moment(self.day, 11), due_on=due_on)

    def _recommended(self) -> None:
        self._submitted()
        self._later(1, 4)
        judge(self.report, self.reviewer, self.dice, moment(self.day, 14))
        journeys.recommend(self.report, by=self.reviewer, at=moment(self.day, 14, 5))

    def _accepted(self) -> None:
        self._submitted()
        self._judge_and_accept()

    def _judge_and_accept(self) -> None:
        self._later(2, 5)
        judge(self.report, self.reviewer, self.dice, moment(self.day, 15))
        journeys.accept(self.report, by=self.county.people["fuhe"], at=moment(self.day, 16))

    def _published(self, *, here: bool = False, days: int = 6) -> None:
        self._accepted()
        self._publish(here=here, days=days)

    def _publish(self, *, here: bool, days: int) -> None:
        self._later(days, days + 4)
        journeys.publish(self.report, by=self.writer, at=moment(self.day, 9, 15), here=here)

    def _published_here(self) -> None:
        self._published(here=True)

    def _published_late(self) -> None:
        self.day = self.report.year.due_on + timedelta(days=self.dice.randint(3, 12))
        self._published(days=30)

    def _published_returned(self) -> None:
        self._submitted_again()
        self._judge_and_accept()
        self._publish(here=True, days=5)

    def _exempt(self) -> None:
        workflow.exempt(self.report, by=self.county.people["guanli"], reason="今年新设，下一年度起报送")

    def _offline(self) -> None:
        workflow.exempt(
            self.report, by=self.county.people["guanli"], reason="涉密，按规定线下报送", offline=True
        )

    def _bring_in_ready(self) -> None:
        """A version that may be handed in: where something must be mended, a clean sample follows."""
        journeys.bring_in(self.report, self.text, by=self.writer, at=moment(self.day, 9, 5))
        if self.report.must_count or self.report.latest_run is None or self.report.latest_run.failure:
            self.text = self._clean()
            journeys.bring_in(self.report, self.text, by=self.writer, at=moment(self.day, 10, 2))

    def _hand_in(self, at: object) -> None:
        lead = self.county.leads[self.report.office_id]
        try:
            journeys.hand_in(self.report, by=self.writer, at=at, declared_by=lead)
        except NotReadyError:  # the mended text brought something new; a clean one goes in instead
            journeys.bring_in(self.report, texts.mended(self._clean()), by=self.writer, at=at)
            journeys.hand_in(self.report, by=self.writer, at=at, declared_by=lead)

    def _clean(self) -> str:
        return clean_text(self.report.office, self.report.year.year)


def clean_text(office: Office, year: int) -> str:
    """A report of that office and year in which nothing must be mended."""
    return texts.text_for(texts.samples_of(office.kind)[0], office, year)
