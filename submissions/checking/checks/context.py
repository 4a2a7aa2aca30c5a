"""What every check is handed: the report as read, and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..document import Document, Facts, Section, Span
from ..results import Finding, Requirement
from ..simplified import simplified
from ..standard import Standard

CONTENT_OF_LEADERS = "first_responsible"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the caller already knows about the report; every field may be absent.

    ``year`` is the report year, ``office`` the office's name as registered,
    ``due_on`` the last good day for handing in (inclusive).
    """

    year: int | None = None
    office: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CheckContext:
    """One report under one standard. Checks read it and change nothing."""

    document: Document
    outline: tuple[Section, ...]
    facts: Facts
    standard: Standard
    expectation: Expectation

    @property
    def text(self) -> str:
        """The normalised text all spans count in."""
        return self.document.text

    @property
    def plain(self) -> str:
        """The text in simplified characters, with the same offsets: what patterns are matched against."""
        return _plain(self.document.text)

    @property
    def year(self) -> int | None:
        """The year to judge by: the one expected, else the one the report names."""
        return self.expectation.year or self.facts.report_year

    def chapters(self, content: str) -> Iterator[Section]:
        """Level-1 sections whose heading announces ``content``."""
        return (s for s in self.outline if s.level == 1 and content in s.contents)

    def sections(self, content: str) -> Iterator[Section]:
        """Sections of any level whose heading announces ``content``."""
        return (s for s in self.outline if content in s.contents)

    def passages(self, content: str) -> tuple[Span, ...]:
        """The bodies of the outermost sections of ``content``, in reading order."""
        spans: list[Span] = []
        for section in self.sections(content):
            if not any(span.covers(section.body) for span in spans):
                spans.append(section.body)
        return tuple(spans)


@lru_cache(maxsize=4)
def _plain(text: str) -> str:
    """``text`` itself where nothing changes, so that what is cached by text is cached once."""
    folded = simplified(text)
    return text if folded == text else folded


Check = Callable[[CheckContext], Iterable[Finding | Requirement]]
