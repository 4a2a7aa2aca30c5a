"""Another office's name where the report's own should stand.

Source: 《党政机关公文处理工作条例》 (2012), article 9: the issuing body by its full or usual name.
A name left over from another office's text stands where the report speaks of itself: in the
signature, in a chapter's heading, as the subject of a sentence, as 我镇 in a street's report. A
neighbour one works with (与平湖镇联合执法) is no slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Span
from ..names import OfficeName, office_in, same_office
from ..results import Finding, Level
from ..simplified import simplified
from .context import CheckContext
from .passages import Passages

RULE = "office.other_name"

_KIND = re.compile("街道|民族乡|镇|乡")
_SUBJECT = re.compile(
    "(?:^|[，。；：、\n“（]|20\\d\\d年度?)(?P<name>(?:[一-龥]{1,6}[县市区])?(?P<stem>[一-龥]{1,4}?)(?:街道|镇|乡))"
    "(?=党工委|党委|办事处|人民政府|政府|机关|综治|司法所|综合|主要负责人|党政|各|坚持|紧紧|始终|认真|深入|高度重视"
    "|全面|切实|严格|立足|在(?:县|区|市)委|将|共|开展|组织|以|连续|未发生|未出现|被评|获评|荣获|率先|积极|充分|扎实|持续|聚焦|依托|健全|成立|召开)"
)
_GOAL = re.compile(  # 推动法治柳林街道建设, 平安杏坞镇再上台阶: a goal wears the office's own name
    "(?:法治|平安|美丽|幸福|清廉|和谐|文明|美好)(?P<name>(?P<stem>[一-龥]{2,4}?)(?:街道|镇|乡))(?=建设|再上|迈|贡献|作出|[，。；])"
)
_OWN_WORDS = {
    "街道": re.compile("我[镇乡](?![村邻里])"),
    "镇": re.compile("我街道|我乡(?![村邻里])"),
    "乡": re.compile("我街道|我镇"),
}

Place = tuple[Span, tuple[str, Level | None]]


def check_office_name(context: CheckContext) -> Iterator[Finding]:
    """Names of other offices in title, signature, headings and text; and 我镇 in a street's report."""
    own = context.expectation.office or context.facts.office
    if not own:
        return
    found = dict(_all(context, own))
    for span, (name, level) in sorted(found.items()):
        yield Finding(RULE, (span,), {"found": name}, level)


def _all(context: CheckContext, own: str) -> Iterator[Place]:
    yield from _in_title(context, own)
    yield from _in_signature(context, own)
    yield from _as_subject(context, own)
    yield from _own_kind(context, own)


def _in_title(context: CheckContext, own: str) -> Iterator[Place]:
    where = context.facts.title_span
    named = office_in(where.of(context.text)) if where else OfficeName()
    if where and _differs(named, own):
        at = context.text.find(named.name, where.start, where.end)
        span = Span(at, at + len(named.name)) if at >= 0 else where
        yield span, (named.name, None)


def _in_signature(context: CheckContext, own: str) -> Iterator[Place]:
    for span, signer in zip(context.facts.signed_by_spans, context.facts.signed_by, strict=True):
        if _differs(office_in(signer), own):
            yield span, (signer, None)


def _as_subject(context: CheckContext, own: str) -> Iterator[Place]:
    """Once per name, at its first place. In running text only a person can tell: there it is a question."""
    seen = set()
    folded = context.plain
    own_places = Passages(section.heading_span for section in context.outline if section.level == 1)
    for match in _namings(folded, context):
        span = Span(*match.span("name"))
        named = office_in(span.of(context.text))
        if named.name in seen or not _differs(named, own) or not _is_name(match["stem"], context):
            continue
        speaks_of_itself = own_places.overlap(span)
        if not speaks_of_itself and _with_others(_sentence(folded, span), context):
            continue
        seen.add(named.name)
        yield span, (span.of(context.text), None if speaks_of_itself else Level.CONFIRM)


def _namings(text: str, context: CheckContext) -> Iterator[re.Match[str]]:
    body, praise = context.facts.body, context.standard.signals["not_in_a_goal"].any
    yield from _SUBJECT.finditer(text, body.start, body.end)
    goals = _GOAL.finditer(text, body.start, body.end)
    yield from (goal for goal in goals if not praise.search(goal["stem"]))


def _is_name(stem: str, context: CheckContext) -> bool:
    return not context.standard.signals["not_in_a_name"].any.search(stem)


def _with_others(sentence: str, context: CheckContext) -> bool:
    return bool(context.standard.signals["with_others"].any.search(sentence))


def _own_kind(context: CheckContext, own: str) -> Iterator[Place]:
    kind = _KIND.search(simplified(own))
    watched = _OWN_WORDS.get(kind.group()) if kind else None
    if watched is None:
        return
    match = watched.search(context.plain, context.facts.body.start, context.facts.body.end)
    if match:
        yield Span(*match.span()), (match.group(), None)


def _differs(named: OfficeName, own: str) -> bool:
    return (
        bool(named.name)
        and not same_office(named.name, own)
        and simplified(named.name) not in simplified(own)
    )


def _sentence(text: str, span: Span) -> str:
    start = max(text.rfind(mark, 0, span.start) for mark in "。；\n") + 1
    ends = [end for mark in "。；\n" if (end := text.find(mark, span.end)) >= 0]
    return text[start : min(ends, default=len(text))]
