"""Which duties of the first responsible person a report shows, and with which words.

Source: 《党政主要负责人履行推进法治建设第一责任人职责规定》 (2016), articles 5 (party leader, P1 to P6) and
6 (head of government, G1 to G6); X1 to X4 are the signs a reviewer looks for across both. The words are
data (``standard/data/duties.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..document import Span
from ..results import Outcome, Requirement
from ..standard import Duty
from .account_in_text import told_in_text
from .context import CONTENT_OF_LEADERS as CONTENT
from .context import CheckContext
from .sentences import asserted, clause_around, matches_within, sentence_at

EVIDENCE_AT_MOST = 3
_LOOKED_AT = 6  # proofs of a duty among which those of the post's own deeds are preferred
_TOGETHER = 6  # characters between two posts named in one breath: 镇党委书记、镇长
POSTS = ("party", "office")

_COUNT = re.compile(
    r"(?<![第\d.．·、])\d[\d,.]*(?:余|多|万|余万|多万)?(?:次|场次?|期|件|个(?!月|工作日)|项|份|起|人次|名|条|小时|课时|轮|批|篇|余?元)"
    r"|(?<![第一])[两二三四五六七八九十]{1,3}(?:余|多)?(?:次(?!会议|全会|党代会)|场|期|件|起)"
)
_DAY = re.compile(r"\d{1,2}月\d{1,2}日")


@dataclass(frozen=True, slots=True)
class Account:
    """What the report says about its leaders.

    ``passages`` are about them, ``rest`` is what was done told elsewhere;
    ``mentions`` are all places that name a post, ``posts`` holds the first of
    each, ``deeds`` what the leaders did by number or date, ``counts`` what else
    is counted.
    """

    passages: tuple[Span, ...]
    rest: tuple[Span, ...]
    has_heading: bool
    posts: Mapping[str, Span]
    mentions: tuple[tuple[Span, str], ...]
    deeds: tuple[Span, ...]
    counts: tuple[Span, ...]

    @property
    def missing_posts(self) -> list[str]:
        """The term ids of the posts that are not named."""
        return [f"term.post_{post}" for post in POSTS if post not in self.posts]


def account_of(context: CheckContext) -> Account:
    """The sections that announce the leaders, or else what the text of others says about them."""
    passages = tuple(span for span in context.passages(CONTENT) if span.end > span.start)
    has_heading = bool(passages)
    if not has_heading:
        passages = told_in_text(context)
    deeds, counts = _facts_in(passages, context)
    mentions = _mentions_in(passages, context)
    return Account(
        passages=passages,
        rest=_rest(passages, context),
        has_heading=has_heading,
        posts={post: clause_around(context.plain, place) for place, post in reversed(mentions)},
        mentions=mentions,
        deeds=tuple(deeds),
        counts=tuple(counts),
    )


def judge_duty(duty: Duty, account: Account, context: CheckContext) -> Requirement:
    """Met where a sentence of the account proves the duty, partial where one points to it."""
    if duty.id == "X3":
        return _judge_posts(duty, account)
    if duty.id == "X4":
        return _judge_facts(duty, account)
    for patterns, outcome, note in (
        (duty.strong, Outcome.MET, ""),
        (duty.weak, Outcome.PARTIAL, "weak_signal"),
    ):
        evidence = _proofs(patterns.any, duty, account.passages, context)
        theirs = [proof for proof in evidence if _speaks_of(proof, account) in ("both", duty.post)]
        evidence = (theirs if duty.post in POSTS and theirs else evidence)[:EVIDENCE_AT_MOST]
        if evidence:
            return _judged(duty, outcome, evidence, note, account)
    elsewhere = _proofs(duty.strong.any, duty, account.rest, context)[:EVIDENCE_AT_MOST]
    note = "found_elsewhere" if elsewhere else ""
    return Requirement(f"duty.{duty.id}", Outcome.MISSING, tuple(elsewhere), note)


def _judged(
    duty: Duty, outcome: Outcome, evidence: Sequence[Span], note: str, account: Account
) -> Requirement:
    """Without a heading of its own nothing is more than partial."""
    if not account.has_heading:
        outcome, note = Outcome.PARTIAL, "in_text_only"
    return Requirement(f"duty.{duty.id}", outcome, tuple(evidence), note)


def _proofs(
    pattern: re.Pattern[str], duty: Duty, passages: Iterable[Span], context: CheckContext
) -> list[Span]:
    proofs: list[Span] = []
    for match in matches_within(pattern, context.plain, passages):
        clause = clause_around(context.plain, match)
        if clause in proofs or any(proof.overlaps(clause) for proof in proofs):
            continue
        if _counts(duty, match, context):
            proofs.append(clause)
            if len(proofs) == _LOOKED_AT:
                break
    return proofs


def _counts(duty: Duty, match: Span, context: CheckContext) -> bool:
    clause = clause_around(context.plain, match)
    if any(pattern.search(context.plain, clause.start, clause.end) for pattern in duty.unless):
        return False
    return asserted(context.plain, match, context.standard)


def _rest(passages: tuple[Span, ...], context: CheckContext) -> tuple[Span, ...]:
    """What was done, told outside the account: neither plans nor shortcomings."""
    skipped = sorted((*passages, *context.passages("next_plan"), *context.passages("shortcomings")))
    rest: list[Span] = []
    at = context.facts.body.start
    for span in skipped:
        rest.append(Span(at, max(at, span.start)))
        at = max(at, span.end)
    rest.append(Span(at, max(at, context.facts.body.end or len(context.text))))
    return tuple(rest)


def _mentions_in(passages: Iterable[Span], context: CheckContext) -> tuple[tuple[Span, str], ...]:
    """Every place in the passages that names a post, in reading order."""
    passages = tuple(passages)
    signals = ((post, context.standard.signals.get(f"{post}_post")) for post in POSTS)
    return tuple(
        sorted(
            (place, post)
            for post, signal in signals
            if signal
            for place in matches_within(signal.any, context.plain, passages)
        )
    )


def _speaks_of(place: Span, account: Account) -> str:
    """Whose deed stands at ``place``: the post named last before it; "both" where both are named at once."""
    before = [(span, post) for span, post in account.mentions if span.start < place.end]
    if not before:
        return "both"
    (last, post), earlier = before[-1], before[:-1]
    joint = any(last.start - span.end <= _TOGETHER and other != post for span, other in earlier)
    return "both" if joint else post


def _judge_posts(duty: Duty, account: Account) -> Requirement:
    places = tuple(sorted(set(account.posts.values())))
    missing = account.missing_posts
    if not missing:
        return _judged(duty, Outcome.MET, places, "", account)
    return Requirement(f"duty.{duty.id}", Outcome.MISSING, places, "post_missing", {"missing": missing})


def _facts_in(passages: Iterable[Span], context: CheckContext) -> tuple[list[Span], list[Span]]:
    """Counted facts of the passages: what the leaders did, and what else is counted there."""
    acts = context.standard.signals.get("leaders_act")
    passages = tuple(passages)
    deeds: list[Span] = []
    counts: list[Span] = []
    for pattern in (_COUNT, _DAY):
        for match in matches_within(pattern, context.plain, passages):
            if not asserted(context.plain, match, context.standard):
                continue
            clause = clause_around(context.plain, match)
            within = clause if pattern is _COUNT else sentence_at(context.plain, match.start)
            if acts and acts.any.search(context.plain, within.start, within.end):
                deeds.append(clause)
            elif pattern is _COUNT:
                counts.append(clause)
    return deeds, counts


def _judge_facts(duty: Duty, account: Account) -> Requirement:
    for facts, outcome, note in (
        (account.deeds, Outcome.MET, ""),
        (account.counts, Outcome.PARTIAL, "weak_signal"),
    ):
        if facts:
            return _judged(duty, outcome, sorted(set(facts))[:EVIDENCE_AT_MOST], note, account)
    return Requirement(f"duty.{duty.id}", Outcome.MISSING)
