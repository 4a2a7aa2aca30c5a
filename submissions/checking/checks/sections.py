"""The five required contents: is each there, as a chapter of its own?

Source: 《法治政府建设与责任落实督察工作规定》 (厅字〔2019〕28号), which lists what a yearly report
holds. Presence alone is judged here: a chapter with text is met, also when one heading carries two
contents; a sub-section or a mention in the text is partial; a heading with nothing under it is not
met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from math import ceil

from ..document import Section, Span
from ..results import Outcome, Requirement
from ..standard import Content
from .context import CheckContext
from .passages import Passages, sections_under

_SENTENCE = re.compile("[^。！？；\n]{4,}[。！？；]?")
_VISIBLE = re.compile("[\\w]")
_PLAN = "next_plan"
_QUOTED = 3  # sentences shown where only the text speaks of a content


def check_sections(context: CheckContext) -> Iterator[Requirement]:
    """``section.*``, one for each content of the standard that holds in the report's year."""
    for content in context.standard.for_year(context.year).contents.values():
        yield _judge(content, context)


def _judge(content: Content, context: CheckContext) -> Requirement:
    name = f"section.{content.id}"
    announced = [section for section in context.sections(content.id) if _counts(section, content, context)]
    chapters = [section for section in announced if section.level == 1]
    written = [section for section in chapters if has_text(section, context)]
    if written:
        return _met(name, content, written, context)
    nested = [s for s in announced if s.level > 1 and has_text(s, context)]
    if nested:
        under = _chapter_over(nested[0], context)
        evidence = tuple(section.heading_span for section in nested)
        return Requirement(name, Outcome.PARTIAL, evidence, "section_nested", {"under": under})
    mentions = _mentions(content, context)
    if mentions and content.required:
        return Requirement(name, Outcome.PARTIAL, mentions, "section_in_text")
    if chapters:
        evidence = tuple(section.heading_span for section in chapters)
        return Requirement(name, Outcome.MISSING, evidence, "section_empty")
    return _absent(name, content, context)


def _counts(section: Section, content: Content, context: CheckContext) -> bool:
    """A chapter about something off the subject is no report on 其他需要报告的情况."""
    if content.required:
        return True
    heading = section.heading_span.of(context.text)
    return any(pattern.search(heading) for pattern in content.headings)


def _met(name: str, content: Content, chapters: list[Section], context: CheckContext) -> Requirement:
    evidence = tuple(section.heading_span for section in chapters)
    shared = [other for other in chapters[0].contents if other != content.id]
    if shared:
        others = [f"section.{other}" for other in shared]
        return Requirement(name, Outcome.MET, evidence, "section_shared", {"with": others})
    return Requirement(name, Outcome.MET, evidence)


def has_text(section: Section, context: CheckContext) -> bool:
    """Whether text stands under the heading; items without text of their own have to be several."""
    start, total = section.body.start, 0
    least = context.standard.thresholds["section_text_least"] if _is_required(section, context) else 1
    for heading in (under.heading_span for under in sections_under(section, context.outline)):
        total += _visible(context.text[start : heading.start], least)
        start = max(start, heading.end)
        if total >= least:
            return True
    total += _visible(context.text[start : section.body.end], least)
    return total >= least or _says_enough(section, context)


def _says_enough(section: Section, context: CheckContext) -> bool:
    """Several numbered items, or one that is a whole sentence, are written, not empty."""
    under = sections_under(section, context.outline)
    sentences = [s for s in under if s.heading.endswith(("。", "；")) and len(s.heading) > 12]
    return bool(sentences) or len(under) > 1


def _is_required(section: Section, context: CheckContext) -> bool:
    """其他情况：无。 is an answer; 存在的不足：无。 is none."""
    contents = context.standard.contents
    return any(contents[key].required for key in section.contents if key in contents)


def _visible(text: str, enough: float) -> int:
    """How many letters and figures there are; no more than ``enough`` are counted."""
    return sum(1 for _ in islice(_VISIBLE.finditer(text), ceil(enough)))


def _chapter_over(section: Section, context: CheckContext) -> str:
    at = section
    while at.parent is not None:
        at = context.outline[at.parent]
    return at.heading.rstrip("。：:")


def _mentions(content: Content, context: CheckContext) -> tuple[Span, ...]:
    """The first sentences that speak of the content; what the plan promises is not yet done."""
    if content.id == "achievements" and context.outline:
        return ()  # any figure would speak of achievements; with headings there, they have to announce it
    skipped = list(context.passages(_PLAN)) if content.id != _PLAN else []
    skipped += [section.heading_span for section in context.outline]
    elsewhere, body = Passages(skipped), context.facts.body
    found: list[Span] = []
    for match in _SENTENCE.finditer(context.text, body.start, body.end):
        span = Span(*match.span())
        if elsewhere.overlap(span):
            continue
        if any(signal.search(match.group()) for signal in content.signals):
            found.append(span)
            if len(found) == _QUOTED:
                break
    return tuple(found)


def _absent(name: str, content: Content, context: CheckContext) -> Requirement:
    if not content.required:
        return Requirement(name, Outcome.NOT_APPLICABLE, note="section_optional")
    if context.document.confidence < context.standard.thresholds["recognition_sure"]:
        return Requirement(name, Outcome.UNSURE, note="section_unsure")
    return Requirement(name, Outcome.MISSING, note="section_missing")
