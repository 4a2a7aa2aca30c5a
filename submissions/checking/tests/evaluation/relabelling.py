"""The label of a report after it was rewritten."""

from __future__ import annotations

import re
from typing import Any

from .chapters import Chapter
from .labels import fold

Label = dict[str, Any]

# Rules about a whole chapter or the whole report, which a deleted chapter may take away or bring about.
_ABOUT_A_WHOLE = re.compile(r"shortcomings\.|first_responsible\.|length\.|figures\.few")
_AFTER_DELETION = (
    "shortcomings.no_measure",
    "shortcomings.no_causes",
    "figures.few",
    "length.too_short",
    "length.too_long",
    "first_responsible.thin",
    "first_responsible.no_facts",
    "first_responsible.post_missing",
    "text.not_a_report",
)


def with_finding(label: Label, rule: str) -> Label:
    """The label with one more defect, wherever it shows."""
    return {**label, "must_find": [*label["must_find"], {"rule": rule, "quotes": []}]}


def with_allowed(label: Label, rule: str) -> Label:
    """The label with a defect that may be reported anywhere and need not be."""
    expected = [entry for entry in label["must_find"] if entry["rule"] != rule]
    return {**label, "must_find": expected, "may_find": [*label["may_find"], {"rule": rule, "quotes": []}]}


def with_renamed(label: Label, renamed: dict[str, str], *, drop_lost: bool = False) -> Label:
    """The label after headings were renamed; ``drop_lost`` leaves out defects of an old heading."""
    sections = [[content, renamed.get(heading, heading)] for content, heading in label["sections"]]
    found = {
        key: [new for entry in label[key] if (new := _entry(entry, renamed, drop_lost))]
        for key in ("must_find", "may_find")
    }
    nested = [[content, _lowered(heading), parent] for content, heading, parent in label["nested"]]
    facts = dict(label["facts"])
    if drop_lost and not any(str(facts.get("next_year")) in heading for _content, heading in sections):
        facts.pop("next_year", None)
    return {**label, "sections": sections, "nested": nested, "facts": facts, **found}


def _lowered(heading: str) -> str:
    """A sub-heading is compared without its number, which may have changed."""
    return re.sub(r"^（[一二三四五六七八九十]）", "", heading)


def _entry(entry: Label, renamed: dict[str, str], drop_lost: bool) -> Label | None:
    """An entry with its quotes as they stand now; None when a quote went with its heading."""
    quotes = []
    for quote in entry["quotes"]:
        old = next((heading for heading in renamed if _shares(heading, quote)), None)
        if old is None:
            quotes.append(quote)
        elif entry["rule"] == "numbering.broken":
            quotes.append(renamed[old])
        elif drop_lost:
            return None
        else:
            quotes.append(re.sub(r"^[一二三四五六七八九十]、", "", quote))
    return {**entry, "quotes": quotes}


def _shares(heading: str, quote: str) -> bool:
    return fold(quote) in fold(heading) or fold(heading) in fold(quote)


def after_deletion(label: Label, chapter: Chapter, text: str) -> Label:
    """The label of a report that lost a chapter."""
    content = chapter.contents[0]
    sections = [entry for entry in label["sections"] if fold(entry[1]) in fold(text)]
    changed = {
        **label,
        "sections": sections,
        "nested": [entry for entry in label["nested"] if fold(entry[1]) in fold(text)],
        "outcomes": label["outcomes"] | _outcomes(content),
        "must_find": [
            e for e in label["must_find"] if not _ABOUT_A_WHOLE.match(e["rule"]) and _stands(e, text)
        ],
        "may_find": [*label["may_find"], *({"rule": rule, "quotes": []} for rule in _AFTER_DELETION)],
    }
    if content == "first_responsible" or label["nested"]:
        changed |= {"duties": [], "duties_absent": []}
    if content == "next_plan":
        changed["facts"] = {key: value for key, value in label["facts"].items() if key != "next_year"}
    changed["outcomes"].pop("first_responsible.complete", None)
    return changed


def _outcomes(content: str) -> dict[str, str]:
    """Achievements and the first responsible person's part may still be told in passing elsewhere."""
    told_elsewhere = content in {"achievements", "first_responsible"}
    gone = "missing|partial|unsure" if told_elsewhere else "missing|not_applicable"
    outcomes = {f"section.{content}": gone}
    if content == "achievements":
        outcomes["section.first_responsible"] = "met|partial|missing"  # it may have stood inside
    return outcomes


def _stands(entry: Label, text: str) -> bool:
    return all(fold(quote) in fold(text) for quote in entry["quotes"])
