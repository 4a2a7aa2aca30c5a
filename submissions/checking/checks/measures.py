"""Shortcomings that next year's plan leaves unanswered.

Source: 《法治政府建设与责任落实督察工作规定》 (2019), article 24; the rubric's item that the plan matches the
shortcomings. The themes by which the two are matched are data (``standard/data/shortcomings.toml``).

A wrong alarm costs more than a shortcoming passed over: silent where the plan takes up words of the
shortcoming, or holds a piece whose theme is not known, for that may be the answer in words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..document import Span
from ..results import Finding
from ..standard import Standard
from .context import CheckContext
from .sentences import sentence_at
from .shortcoming_items import items_of
from .shortcomings import shortcomings_of

_LAW = re.compile("《[^》]*》|行政(?:复议|诉讼|处罚|许可|强制)法|人民调解法|[一-龥]{2,8}(?:条例|暂行规定)")
_WORDS = re.compile("[一-龥]{2}")
_NUMBER = re.compile("[一二三四五六七八九十]{1,2}是|（[一二三四五六七八九十]{1,2}）|第[一二三四五六七八九十]")
_CAUSES_ALONE = re.compile("[^\n]{0,12}(?:原因|成因|根源)[^\n]{0,6}$", re.MULTILINE)
_PROMISE_AT_LEAST = 12  # characters of a piece of the plan that may answer in words of its own


def check_measures(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``shortcomings.no_measure``."""
    passages = context.passages("next_plan")
    if not passages:
        return
    pieces = [
        _bare(piece.of(context.plain)) for span in passages for piece in items_of(span, context.plain)
    ] or [_bare(span.of(context.plain)) for span in passages]
    if any(_is_a_riddle(piece, context.standard) for piece in pieces):
        return
    plan = "\n".join(pieces)
    for item in _asked_about(context):
        opening = sentence_at(context.plain, item.start)
        opening = Span(item.start, max(opening.end, item.start + 1))
        if _is_unanswered(opening, item, plan, context):
            found = opening.of(context.text).strip("。；，\n")
            yield Finding("shortcomings.no_measure", (opening,), {"found": found[:30]})


def _asked_about(context: CheckContext) -> Iterator[Span]:
    """The shortcomings without the items of a list of nothing but causes."""
    causes = [
        section.body
        for section in context.outline
        if _CAUSES_ALONE.fullmatch(section.heading) and "不足" not in section.heading
    ]
    for item in shortcomings_of(context):
        if not any(body.covers(item) for body in causes):
            yield item


def _is_unanswered(opening: Span, item: Span, plan: str, context: CheckContext) -> bool:
    said, whole = _bare(opening.of(context.plain)), _bare(item.of(context.plain))
    themes = _themes_of(said, context.standard)
    return bool(themes) and not (
        any(
            _takes_up(theme, plan, context.standard)
            for theme in (*themes, *_themes_of(whole, context.standard))
        )
        or _shares_words(said, plan, context.standard)
    )


def _is_a_riddle(piece: str, standard: Standard) -> bool:
    """Whether a piece of the plan promises something, but no theme tells what."""
    general = standard.signals.get("general_measure")
    if len(piece) < _PROMISE_AT_LEAST or (general and general.any.search(piece)):
        return False
    return not any(_takes_up(theme, piece, standard) for theme in _names(standard))


def _bare(said: str) -> str:
    """Without the names of laws, which tell no theme."""
    return _LAW.sub("", said)


def _names(standard: Standard) -> Sequence[str]:
    return [name.removeprefix("theme_") for name in standard.signals if name.startswith("theme_")]


def _themes_of(said: str, standard: Standard) -> Sequence[str]:
    return [name for name in _names(standard) if standard.signals[f"theme_{name}"].any.search(said)]


def _takes_up(theme: str, plan: str, standard: Standard) -> bool:
    signals = (standard.signals.get(f"{kind}_{theme}") for kind in ("theme", "answer"))
    return any(signal.any.search(plan) for signal in signals if signal)


def _shares_words(said: str, plan: str, standard: Standard) -> bool:
    """Whether the plan takes up two characters running that are more than filler."""
    filler = standard.signals.get("filler")
    said = _NUMBER.sub("", said)
    pieces = filler.any.split(said) if filler else [said]
    grams = (piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1))
    return any(gram in plan for gram in grams if _WORDS.fullmatch(gram))
