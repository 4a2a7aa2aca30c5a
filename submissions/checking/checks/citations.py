"""National laws cited: is there one of this name, is it in force, did it exist yet.

Source: the names and validity in the national database of laws and regulations, kept as data
(``standard/data/laws*.toml``). Only what is plainly a national law is judged: a name that begins with
中华人民共和国, or one in book marks that is a known law or all but one. Local rules, plans and
measures are never asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from ..document import Span
from ..results import Finding, Parameter
from ..standard import Law, Standard
from .context import CheckContext
from .sentences import sentence_at

COUNTRY = "中华人民共和国"
MISSPELT_AT_LEAST = 85  # rapidfuzz ratio from which a name without 中华人民共和国 is taken for a misspelt law
SOUNDS_LIKE_LAW = frozenset("发去伐罚乏")
_QUOTED = re.compile(r"《([^《》\n]{2,40})》|〈([^〈〉\n]{2,40})〉")
_TRAIL = re.compile(
    r"[（(](?:[^（）()]{0,12})[）)]$|(?:实施细则|实施办法|实施条例|司法解释|修正案(?:（[^）]*）|[一二三四五六七八九十]+)?)$"
)
_LAW = re.compile(r"(?:(?<!办)法|典|通则|总则|条例)$")
_SEVERAL = re.compile("[、，；]|[典法](?:和|及|与)")  # 《宪法、民法典》 names two
_HISTORY = re.compile("废止|同时|原|旧|曾|修订为|取代|替代")
_AHEAD = re.compile("草案|征求意见|即将|准备|立法")


def check_citations(context: CheckContext) -> Iterator[Finding]:
    """``citation.unknown_law``, ``citation.outdated_law`` and ``citation.premature_law``, once a name."""
    laws = context.standard.laws
    seen: set[tuple[str, str]] = set()
    for name, span in _names(context.plain, context.standard):
        for finding in _judge(name, span, laws, context):
            key = (finding.rule, name)
            if key not in seen:
                seen.add(key)
                yield finding


def _names(text: str, standard: Standard) -> Iterator[tuple[str, Span]]:
    """Every law name in the text with its place, book marks included, in order."""
    for match in _QUOTED.finditer(text):
        yield (match[1] or match[2]), Span(*match.span())
    for match in _bare_names(standard).finditer(text):
        if text[match.start() - 1 : match.start()] not in ("《", "〈"):
            yield match[0], Span(*match.span())


@lru_cache(maxsize=8)
def _bare_names(standard: Standard) -> re.Pattern[str]:
    """Names looked for without book marks: those marked so, and whatever begins with the country's name."""
    bare = sorted((re.escape(law.id) for law in standard.laws.values() if law.bare), reverse=True)
    country = (
        rf"{COUNTRY}(?!成立|建立|境内|公民|主席)[一-龥]{{2,20}}?(?:法(?:典)?(?![一-龥])|条例(?![一-龥]))"
    )
    return re.compile("|".join([country, *(rf"(?<![一-龥]{{2}}市){name}" for name in bare)]))


def _judge(name: str, span: Span, laws: Mapping[str, Law], context: CheckContext) -> Iterator[Finding]:
    national = name.startswith(COUNTRY)
    bare = name.removeprefix(COUNTRY)
    law = laws.get(bare) or laws.get(_TRAIL.sub("", bare))
    if law is None:
        if bare[:-1] + "法" in laws and bare[-1:] in SOUNDS_LIKE_LAW:  # 《行政许可发》
            yield Finding("citation.unknown_law", (span,), {"found": name, "nearest": bare[:-1] + "法"})
        elif _LAW.search(_TRAIL.sub("", bare)) and not _SEVERAL.search(bare):
            yield from _unknown(bare, span, national, laws)
        return
    if law.misnamed:
        yield Finding("citation.unknown_law", (span,), {"found": law.id, "nearest": law.instead})
        return
    sentence = sentence_at(context.plain, span.start)
    said = sentence.of(context.plain)
    if _is_outdated(law, context.year) and not _HISTORY.search(said):
        params: dict[str, Parameter] = {"found": law.id, "instead": law.instead}
        yield Finding("citation.outdated_law", (span,), params)
    elif law.since and context.year and _is_premature(law.since, context) and not _AHEAD.search(said):
        params = {"found": law.id, "since": law.since[0], "year": context.year}
        yield Finding("citation.premature_law", (span,), params)


def _is_premature(passed: tuple[int, int], context: CheckContext) -> bool:
    """Passed after the month the report is dated; without a date, after the year it was written in."""
    written = context.facts.signed_on
    if written:
        return passed > (int(written[:4]), int(written[5:7]))
    return context.year is not None and passed[0] > context.year + 1


def _is_outdated(law: Law, year: int | None) -> bool:
    if law.valid_to is None:
        return False
    return law.bare if year is None else year > law.valid_to


def _unknown(name: str, span: Span, national: bool, laws: Mapping[str, Law]) -> Iterator[Finding]:
    known = [key for key, law in laws.items() if not law.misnamed]
    nearest = process.extractOne(name, known, scorer=fuzz.ratio)
    if not national and (nearest is None or not _is_misspelt(name, nearest[0], nearest[1])):
        return
    full = COUNTRY + name if national else name
    params: dict[str, Parameter] = {"found": full, "nearest": nearest[0] if nearest else ""}
    yield Finding("citation.unknown_law", (span,), params)


def _is_misspelt(name: str, law: str, score: float) -> bool:
    """A law's name with one character wrong; a longer name that ends in a law's is a local rule's."""
    near = name.endswith("法") and score >= MISSPELT_AT_LEAST and len(name) >= 4
    return near and not name.endswith(law) and not _is_short_form(name, law)


def _is_short_form(name: str, law: str) -> bool:
    """村委会组织法 leaves out two characters or more of 村民委员会组织法; one left out is a slip."""
    rest = iter(law)
    return len(law) - len(name) >= 2 and all(character in rest for character in name)
