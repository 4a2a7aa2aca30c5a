"""The four sets the engine is measured on, and the marks it gets on each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from .answers import Answer, ask_about
from .labels import Labelled, real_reports, samples
from .mutations import mutations
from .scoring import Mark, score
from .wording_sets import heading_reports, score_heading, score_title, title_reports


class Measured(NamedTuple):
    """A set after the engine answered: its id, what it is, its marks, how many reports it has."""

    id: str
    title: str
    marks: list[Mark]
    reports: int


def _measure(reports: list[Labelled], judge: Callable[[Labelled, Answer], Iterable[Mark]]) -> list[Mark]:
    answers = ask_about(reports)
    return [mark for report, answer in zip(reports, answers, strict=True) for mark in judge(report, answer)]


def real() -> Measured:
    """(a) The five real reports."""
    reports = real_reports()
    return Measured("real", "(a) real reports", _measure(reports, score), len(reports))


def wording() -> Measured:
    """(b) Headings and titles as offices wrote them."""
    headings, titles = heading_reports(), title_reports()
    marks = _measure(headings, score_heading) + _measure(titles, score_title)
    return Measured("wording", "(b) headings and titles", marks, len(headings) + len(titles))


def sample() -> Measured:
    """(c) The repository's labelled samples."""
    reports = samples()
    return Measured("sample", "(c) samples", _measure(reports, score), len(reports))


def rewritten() -> Measured:
    """(d) Every sample, rewritten mechanically."""
    reports = [new for report in samples() for new in mutations(report)]
    return Measured("rewritten", "(d) rewritten samples", _measure(reports, score), len(reports))


ALL = {"real": real, "wording": wording, "sample": sample, "rewritten": rewritten}
