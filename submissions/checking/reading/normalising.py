"""One spelling for everything: blanks, widths, invisible characters and Markdown marks.

:func:`normalise` returns the cleaned text together with one index per
character into the original, so that a highlight lands where it belongs and
the punctuation checks can look at what was really written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

BLANK = " \t\n\r\v\f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
_RADICALS = "\u2e80-\u2eff\u2f00-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f"
_HALF_TO_FULL = {",": "，", "(": "（", ")": "）", ":": "：", ";": "；", "?": "？", "!": "！"}

_SPECIAL = re.compile(
    f"(?P<blank>[{BLANK}{_INVISIBLE}]*[{BLANK}][{BLANK}{_INVISIBLE}]*)"
    f"|(?P<invisible>[{_INVISIBLE}]+)"
    "|(?P<half>[,():;?!])"
    "|(?P<full>[０-９Ａ-Ｚａ-ｚ．％])"
    f"|(?P<radical>[{_RADICALS}])"
    "|(?P<composed>[A-Za-zÀ-ɏ][\u0300-\u036f]+)"
)
_WIDE = re.compile(
    "[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\u2460-\u24ff]"
)
_ASCII_WORD = re.compile("[0-9A-Za-z]")
_SIGNER_LINE = re.compile(f"签[{BLANK}]*发[{BLANK}]*人[{BLANK}]*[：:]?")
_WORD = re.compile(f"[^{BLANK}：:]+")
_BODY_NAME_END = re.compile("(?:委员会|办事处|人民政府|政府|党工委|工委|党委|委|局|厅|办公室)$")
_BODY_NAME_START = re.compile(
    f"关于[^{BLANK}]|[^{BLANK}。，；]{{2,30}}(?:委员会|办事处|政府|工委|党委|局|厅|办公室)(?:[{BLANK}文]|关于|$)"
)
_BOLD_MARK = re.compile(r"\*{2,3}")
_HEADING_MARK = re.compile(f"[{BLANK}]*#{{1,6}}(?=[{BLANK}]|[一-鿿（(*])")
_PUNCTUATION = frozenset("，。；：、！？）】》」』”’（【《「『“‘,.;:!?()[]" + " \t\n\u3000\xa0")


def normalise(original: str, *, markdown: bool = False) -> tuple[str, tuple[int, ...]]:
    """The text as the checks read it, and for each of its characters the index in ``original``."""
    dropped = _markdown_marks(original, whole=markdown)
    text, origin = _fold(original, dropped)
    start = len(text) - len(text.lstrip(" "))
    end = len(text.rstrip(" "))
    return text[start:end], tuple(origin[start:end])


def _fold(original: str, dropped: list[tuple[int, int]]) -> tuple[str, list[int]]:
    parts: list[str] = []
    origin: list[int] = []
    brackets = _bracket_widths(original) if "(" in original or ")" in original else {}
    keep_blank = _blank_judge(original)

    def take(start: int, end: int) -> None:
        """Fold original[start:end], which holds no Markdown mark."""
        at = start
        for match in _SPECIAL.finditer(original, start, end):
            parts.append(original[at : match.start()])
            origin.extend(range(at, match.start()))
            replacement = _replacement(match, original, brackets, keep_blank)
            parts.append(replacement)
            origin.extend([match.start()] * len(replacement))
            at = match.end()
        parts.append(original[at:end])
        origin.extend(range(at, end))

    at = 0
    for start, end in dropped:
        take(at, start)
        at = end
    take(at, len(original))
    return "".join(parts), origin


def _replacement(
    match: re.Match[str], original: str, brackets: dict[int, bool], keep_blank: Callable[[int, int], bool]
) -> str:
    kind, found = match.lastgroup, match.group()
    if kind == "blank":
        return " " if keep_blank(match.start(), match.end()) else ""
    if kind == "invisible":
        return ""
    if kind == "half":
        wide = brackets[match.start()] if found in "()" else _in_chinese(original, match.start())
        return _HALF_TO_FULL[found] if wide else found
    folded = unicodedata.normalize("NFC" if kind == "composed" else "NFKC", found)
    return folded if kind == "composed" or len(folded) == 1 else found


def _neighbour(original: str, at: int, step: int) -> str:
    """The nearest visible character before or after ``at``; "" at the edge."""
    at += step
    while 0 <= at < len(original):
        if not _SKIPPED.match(original[at]):
            return original[at]
        at += step
    return ""


_SKIPPED = re.compile(f"[{BLANK}{_INVISIBLE}*]")


def _in_chinese(original: str, at: int) -> bool:
    """Whether the half-width mark at ``at`` stands next to Chinese."""
    before, after = _neighbour(original, at, -1), _neighbour(original, at, 1)
    return bool(_WIDE.match(before) or _WIDE.match(after))


def _bracket_widths(original: str) -> dict[int, bool]:
    """For each half-width bracket whether it is to be full-width; the two of a pair alike."""
    wide: dict[int, bool] = {}
    opened: list[int] = []
    has_chinese = bool(_WIDE.search(original))
    for at, character in enumerate(original):
        if character == "(":
            opened.append(at)
            wide[at] = has_chinese and _in_chinese(original, at)
        elif character == ")":
            start = opened.pop() if opened else None
            wide[at] = has_chinese and _in_chinese(original, at)
            if start is not None:
                inside = bool(_WIDE.search(original, start, at))
                wide[start] = wide[at] = wide[start] or wide[at] or inside
    return wide


def _blank_judge(original: str) -> Callable[[int, int], bool]:
    """A function that says whether the blanks from start to end become one blank or nothing."""
    name_breaks = _name_breaks(original) if len(original) < 120 else set()
    short = len(original) < 160 and "。" not in original.rstrip("。 ")

    def keep(start: int, end: int) -> bool:
        before, after = _neighbour(original, start, -1), _neighbour(original, end - 1, 1)
        if not before or not after:
            return False
        if start in name_breaks:
            return True
        if _WIDE.match(before) and _WIDE.match(after):
            return short and _separates_bodies(original, start, end)
        if _WIDE.match(before) or _WIDE.match(after):
            return False
        if "\n" in original[start:end]:  # a line's end between two words; numbers are broken anywhere
            return before.isalpha() and after.isalpha()
        return not (before.isdigit() and after in "%％")

    return keep


def _name_breaks(original: str) -> set[int]:
    """Where in a signers' line one name ends and the next begins (indices of the blanks).

    A name of two characters is often stretched ("李　明"): a single character
    takes the next word with it, and one left over at the end belongs to the word before.
    """
    marker = _SIGNER_LINE.search(original)
    if marker is None:
        return set()
    before = original[: marker.start()]
    breaks = {len(before.rstrip(BLANK))} if before.strip(BLANK) else set()
    words = list(_WORD.finditer(original, marker.end()))
    at = 0
    while at < len(words):
        if len(words[at].group()) == 1 and at + 1 < len(words):
            at += 1  # a surname standing apart
        rest = words[at + 1 :]
        if rest and not (len(rest) == 1 and len(rest[0].group()) == 1):
            breaks.add(words[at].end())
        at += 1
    return breaks


def _separates_bodies(original: str, start: int, end: int) -> bool:
    """In a joint title or signature: the blank between two bodies, or before 关于."""
    return bool(_BODY_NAME_END.search(original[:start]) and _BODY_NAME_START.match(original[end:]))


def _markdown_marks(original: str, *, whole: bool) -> list[tuple[int, int]]:
    """The passages that are Markdown dress: leading ``#``, paired ``**``.

    ``**`` also stands for a figure left out ("研讨**次"); outside a Markdown file
    a pair counts only where it opens after punctuation and closes before or after some.
    """
    marks: list[tuple[int, int]] = []
    heading = _HEADING_MARK.match(original)
    if heading:
        marks.append(heading.span())
    if "**" not in original:
        return marks
    found = list(_BOLD_MARK.finditer(original))
    index = 0
    while index + 1 < len(found):
        opening, closing = found[index], found[index + 1]
        if whole or (_opens(original, opening, heading) and _closes(original, closing)):
            marks += [opening.span(), closing.span()]
            index += 2
        else:
            index += 1
    return marks


def _opens(original: str, mark: re.Match[str], heading: re.Match[str] | None) -> bool:
    at = mark.start()
    return at == 0 or original[at - 1] in _PUNCTUATION or bool(heading and at <= heading.end() + 1)


def _closes(original: str, mark: re.Match[str]) -> bool:
    after = original[mark.end() : mark.end() + 1]
    return not after or after in _PUNCTUATION or original[mark.start() - 1] in _PUNCTUATION
