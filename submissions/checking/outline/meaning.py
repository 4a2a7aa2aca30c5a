"""What a heading announces: the required contents its wording stands for.

The wordings are data (``standard/data/contents.toml``). A heading may announce
two contents (存在问题及下一步打算); a chapter by topic (规范执法行为) reports
achievements without saying so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..document import Section
from ..numerals import years_in
from ..simplified import simplified
from ..standard import Content

_DRESS = re.compile("[\\s“”\"'‘’《》<>*#·【】「」\\[\\]]+|[。．.：:；;！!]+$")

_REPORTS = re.compile("成效|成绩|成果|效果|回顾|情况")
_SENTENCE = re.compile("[^。；\\n]+[。；\\n]?")
_LONGEST = 260  # characters; more is running text, whatever it mentions

# What a sub-heading may announce inside a chapter of each content: a plan to make the leaders answer
# is not a report on what they did, and 加强组织领导 under the leaders' chapter is no second chapter.
_INSIDE: Mapping[str, frozenset[str]] = {
    "achievements": frozenset({"first_responsible", "shortcomings", "next_plan", "other"}),
    "first_responsible": frozenset({"shortcomings", "next_plan"}),
    "shortcomings": frozenset({"next_plan"}),
    "next_plan": frozenset({"shortcomings"}),
}


def classify(
    heading: str, contents: Mapping[str, Content], *, report_year: int | None = None
) -> tuple[str, ...]:
    """The ids of the contents a heading's words (without its number) announce, in the order of the words."""
    bare = compact(heading)
    if len(bare) > _LONGEST:
        return ()
    found: dict[str, int] = {}
    for key, content in contents.items():
        at = _announced_at(bare, content)
        if at is not None:
            found[key] = at
    if set(found) <= {"achievements"} and _speaks_of_next_year(bare, report_year) and "next_plan" in contents:
        return ("next_plan",)
    return tuple(sorted(found, key=lambda key: found[key]))


def compact(heading: str) -> str:
    """A heading as the patterns see it: simplified, without blanks, quotation marks and its full stop."""
    return _DRESS.sub("", simplified(heading)).replace(",", "，").replace("(", "（").replace(")", "）")


def is_theme(heading: str, contents: Mapping[str, Content]) -> bool:
    """Whether a chapter's heading is a topic of law-based government (完善制度体系,提升依法行政能力)."""
    bare = compact(heading)
    achievements = contents.get("achievements")
    return achievements is not None and any(theme.search(bare) for theme in achievements.themes)


def with_meaning(
    sections: Sequence[Section],
    words: Sequence[str],
    contents: Mapping[str, Content],
    announces: Callable[[str], tuple[str, ...]],
    text: str,
) -> tuple[Section, ...]:
    """The sections with the contents each announces; ``words`` are the headings without their numbers."""
    found: list[tuple[str, ...]] = []
    for section, heading in zip(sections, words, strict=True):
        announced = announces(heading)
        if section.parent is not None:
            announced = _inside(announced, _inherited(section.parent, sections, found))
        found.append(announced)
    chapters = {i: compact(words[i]) for i, section in enumerate(sections) if section.level == 1}
    _hear_faint_words(sections, chapters, contents, found, text)
    _ask_the_text(sections, chapters, contents, found, text)
    _name_chapters(sections, words, contents, found)
    return tuple(replace(section, contents=names) for section, names in zip(sections, found, strict=True))


def _announced_at(bare: str, content: Content) -> int | None:
    """Where the words that announce a content end; None where they do not stand there."""
    ends = [match.end() for pattern in content.headings if (match := pattern.search(bare))]
    if not ends or any(pattern.search(bare) for pattern in content.not_headings):
        return None
    return min(ends)


def _speaks_of_next_year(bare: str, report_year: int | None) -> bool:
    """Measures of the next year are a plan; its results cannot be, so there the title's year is the slip."""
    years = {year for year, _, _ in years_in(bare)}
    return report_year is not None and years == {report_year + 1} and not _REPORTS.search(bare)


def _inherited(
    parent: int | None, sections: Sequence[Section], found: Sequence[tuple[str, ...]]
) -> tuple[str, ...]:
    """What the nearest heading above announces."""
    while parent is not None:
        if found[parent]:
            return found[parent]
        parent = sections[parent].parent
    return ()


def _inside(announced: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
    if not above:
        return announced
    allowed = frozenset(above) if len(above) > 1 else frozenset()
    for content in above:
        allowed |= _INSIDE.get(content, frozenset())
    return tuple(content for content in announced if content in allowed)


def _hear_faint_words(
    sections: Sequence[Section],
    chapters: Mapping[int, str],
    contents: Mapping[str, Content],
    found: list[tuple[str, ...]],
    text: str,
) -> None:
    """履职情况 is the leaders' chapter and 基本情况 the achievements' where no other is and the text fits."""
    shared = Counter(name for index in chapters for name in found[index])
    for key, content in contents.items():
        if key in shared or not content.faint_headings:
            continue
        for index, bare in chapters.items():
            is_free = all(shared[name] > 1 for name in found[index])
            is_heard = is_free and any(pattern.search(bare) for pattern in content.faint_headings)
            if is_heard and _signalled(sections[index], content, text):
                found[index] = (key,)


def _signalled(section: Section, content: Content, text: str) -> bool:
    """Whether the text under a heading speaks of the content (基本情况 may tell of area and people)."""
    body = simplified(section.body.of(text))
    return any(signal.search(body) for signal in content.signals)


def _ask_the_text(
    sections: Sequence[Section],
    chapters: Mapping[int, str],
    contents: Mapping[str, Content],
    found: list[tuple[str, ...]],
    text: str,
) -> None:
    """领导重视，高位推动 is the leaders' chapter if most of its text tells what the two of them did."""
    for key, content in contents.items():
        if not content.borne_out_by or any(key in names for names in found):
            continue
        for index, bare in chapters.items():
            hinted = not found[index] and any(pattern.search(bare) for pattern in content.maybe_headings)
            if hinted and _bears_out(sections[index], content, text):
                found[index] = (key,)


def _bears_out(section: Section, content: Content, text: str) -> bool:
    """Whether every pattern is found, in sentences on the content that make up half of the text or more."""
    body = simplified(section.body.of(text))
    telling = (*content.borne_out_by, *content.signals)
    sentences = [s for s in _SENTENCE.findall(body) if any(p.search(s) for p in telling)]
    everything = all(any(p.search(s) for s in sentences) for p in content.borne_out_by)
    return everything and 2 * sum(map(len, sentences)) >= len(body)


def _name_chapters(
    sections: Sequence[Section],
    words: Sequence[str],
    contents: Mapping[str, Content],
    found: list[tuple[str, ...]],
) -> None:
    """Chapters no wording told: topics are achievements, anything else is something other."""
    nameless = [i for i, section in enumerate(sections) if section.level == 1 and not found[i]]
    themes = {i for i in nameless if is_theme(words[i], contents)}
    announced = any("achievements" in found[i] for i, section in enumerate(sections) if section.level == 1)
    for index in nameless:
        if index in themes or (themes and not announced):
            found[index] = ("achievements",)
        elif "other" in contents:
            found[index] = ("other",)
