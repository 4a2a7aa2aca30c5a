"""Lines back into paragraphs: which line break was the author's, and which the margin's.

Reports arrive wrapped at a column, broken at every page, or with an empty line
inside a word. A line is continued where its sentence is still open and the
next line is no heading, item, signature or date of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..document import Part
from .errors import UnreadableError
from .limits import PARAGRAPHS
from .normalising import BLANK
from .raw import RawParagraph, merged

_NUMERAL = "[一二三四五六七八九十百零〇]{1,4}"
_MARKER = re.compile(
    f"[{BLANK}#*]*(?:{_NUMERAL}[、.．，]|[（(]{_NUMERAL}[)）]|{_NUMERAL}[)）]|第{_NUMERAL}(?:部分|章|节|篇)"
    r"|\d{1,2}[、.．](?!\d)|[（(]\d{1,2}[)）]|\d{1,2}[)）]|[①-⑳㈠-㈩⑴-⒇]|[-•●■◆▪·*]\s"
    f"|{_NUMERAL}是(?![否不]))"
)
_HEADING = re.compile(
    f"[{BLANK}#*]*(?:{_NUMERAL}[、.．]|[（(]{_NUMERAL}[)）]|{_NUMERAL}[)）]|第{_NUMERAL}(?:部分|章|节)|\\d{{1,2}}[、.．](?!\\d)|[（(]\\d{{1,2}}[)）])"
)
_CLOSED = re.compile(f"[。！？!?；;：:…][”’」』）)》】\"'*{BLANK}]*$")
_SENTENCE_MARK = re.compile("[，。；,;]")
_DATE = re.compile(f"[{BLANK}]*(?:\\d{{4}}|[一二〇○零０-９]{{4}})[{BLANK}]*年.{{1,6}}月.{{1,6}}日[{BLANK}]*$")
_BODY = re.compile(
    "(?:委员会|办事处|人民政府|党工委|工委|党委|委员会办公室|局|办)(?:[（(]?(?:盖章|公章)[）)]?)?$"
)
_TITLE = re.compile("(?:报告|总结|汇报|通知|的函|文件)(?:[（(].{1,12}[）)])?$")
_ENDMATTER = re.compile(
    f"(?:签[{BLANK}]*发[{BLANK}]*人|附[{BLANK}]*件[{BLANK}\\d]*[：:]|抄[{BLANK}]*[送报][：:]|主送[：:]|联系(?:人|电话)[：:]"
    "|[（(](?:此件|此页|本页|联系人))"
)
_ADDRESSEE = re.compile("^[^，。；]{2,60}[：:]$")
_NEVER_FIRST = re.compile("[。，、；：！？）》”’」』】]")
_INDENTED = re.compile("(?:\u3000{2}|[ \xa0\u2002\u2003]{3,}|\t)")
_COMPLETE = re.compile("(?:情况|成效|成果|原因|安排|打算|计划|思路|措施|举措|问题|不足|做法)$")
_JOINING = re.compile("[和及与暨、的以]")
_PAGE_FURNITURE = re.compile(
    f"^[{BLANK}]*[|｜]|[|｜][{BLANK}]*$|>[^>。，]{{1,30}}>|^[{BLANK}]*首页[{BLANK}]*>"
)
_FEWEST_LINES = 6
_WIDEST = 120  # of either measure; beyond it a line is a paragraph
_NEARLY_FULL = 3
_LONGEST_HEADING = 42
_REMEMBERED = 400  # characters of a paragraph that decide whether it is still open
_RESIDUE = re.compile(r"\[bookmark:[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Habit:
    """How a text was broken into lines: ``measure`` of a full line (None: lines are paragraphs), indents."""

    measure: Callable[[str], int] = len
    full: int | None = None
    indents: bool = False

    def missing(self, line: str) -> int | None:
        """How many Chinese characters ``line`` falls short of a full one; None without a width."""
        if self.full is None:
            return None
        short = self.full - self.measure(line.rstrip(BLANK))
        return (short + 1) // 2 if self.measure is display_width else short


def join_lines(lines: Iterable[RawParagraph]) -> list[RawParagraph]:
    """The lines of a text with the broken ones put together again; empty lines count for nothing.

    Raises ``too_large`` as soon as they make too many paragraphs.
    """
    kept = [line for line in lines if line.text.strip(BLANK + "\x00\u200b\ufeff")]
    habit = habit_of([line.text for line in kept])
    groups: list[list[RawParagraph]] = []
    so_far = last = ""
    for line in kept:
        if groups and groups[-1][0].part is line.part and continues(so_far, last, line.text, habit):
            groups[-1].append(line)
            so_far = (so_far + line.text)[-_REMEMBERED:]
        else:
            if len(groups) == PARAGRAPHS:  # refused later on, too, but joining goes slowly
                raise UnreadableError("too_large", paragraphs=PARAGRAPHS)
            groups.append([line])
            so_far = line.text
        last = line.text
    return [merged(group) for group in groups]


def join_if_wrapped(paragraphs: list[RawParagraph]) -> list[RawParagraph]:
    """A file whose paragraphs are the lines of a page (made from a PDF) joined; any other as it is."""
    body = [paragraph.text for paragraph in paragraphs if paragraph.part is Part.BODY]
    return join_lines(paragraphs) if habit_of(body).full is not None else paragraphs


def habit_of(lines: Sequence[str]) -> Habit:
    """The column at which an editor or a page broke the lines, and whether paragraphs begin indented."""
    indented = sum(1 for line in lines if _INDENTED.match(line))
    indents = indented >= 3 and indented * 20 >= len(lines)
    long_ones = [line.rstrip(BLANK) for line in lines if len(line) > 8]
    if len(long_ones) < _FEWEST_LINES or max(map(len, long_ones)) > _WIDEST:
        return Habit(indents=indents)
    for measure, slack in ((len, 1), (display_width, 4)):
        limit = max(map(measure, long_ones))
        full = [line for line in long_ones if measure(line) >= limit - slack]
        broken = sum(1 for line in full if not _CLOSED.search(line))
        if limit <= _WIDEST and len(full) * 4 >= len(long_ones) and broken * 2 >= len(full):
            return Habit(measure, limit, indents)
    return Habit(indents=indents)


def display_width(text: str) -> int:
    """Columns a line takes on a screen: two for a wide character, one for a narrow one."""
    return sum(2 if ord(character) > 0x2E7F or character in "“”‘’—…·" else 1 for character in text)


def continues(paragraph: str, last: str, line: str, habit: Habit) -> bool:
    """Whether ``line`` goes on with the sentence ``paragraph`` (whose last line is ``last``) left open."""
    bare, following = _bare(paragraph), _bare(line)
    if _is_page_furniture(last) or _is_page_furniture(line):
        return False
    if _NEVER_FIRST.match(following):
        return True
    if habit.indents and _INDENTED.match(line):
        return False
    closed = bool(_CLOSED.search(bare)) and not _inside_quotation(bare)
    missing = habit.missing(last)
    if missing is None or missing > _NEARLY_FULL:
        return not closed and _goes_on(bare, following, wrapped=missing is not None)
    if _HEADING.match(following) or _DATE.match(following) or _ADDRESSEE.match(bare):
        return False
    if _ENDMATTER.match(bare) and stands_alone(following):
        return False
    if closed:
        return (
            (habit.indents or missing <= 0) and not _MARKER.match(following) and not stands_alone(following)
        )
    if _TITLE.search(bare) and not _SENTENCE_MARK.search(bare):
        return False
    return not (_is_heading(bare) and _ends_heading(bare, following, missing))


def _is_page_furniture(line: str) -> bool:
    """Whether a line is a row of a table drawn with bars, or the crumbs of a web page."""
    return ("|" in line or "｜" in line or ">" in line) and bool(_PAGE_FURNITURE.search(line))


def _ends_heading(heading: str, following: str, missing: int) -> bool:
    """Whether a heading that fills its line is over: what follows reads like text, not like its rest."""
    if _inside_quotation(heading) or (missing <= 1 and "，" in heading):
        return False
    if _SENTENCE_MARK.search(following):
        return True
    # a line of text may hold no mark at all; the rest of a complete heading would be short
    return (
        bool(_COMPLETE.search(heading)) and len(following) >= len(heading) and not _JOINING.match(following)
    )


def _goes_on(bare: str, following: str, *, wrapped: bool) -> bool:
    """Whether an open sentence goes on where no line's width tells it."""
    if _MARKER.match(following) or stands_alone(bare) or stands_alone(following):
        return False
    return not _is_heading(bare) and _is_prose(bare) and not (wrapped and len(bare) < _REMEMBERED // 10)


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends with a sentence's end."""
    return bool(_CLOSED.search(_bare(text)))


def starts_item(text: str) -> bool:
    """Whether ``text`` begins with a number or a mark of a list."""
    return bool(_MARKER.match(_bare(text)))


def stands_alone(text: str) -> bool:
    """Whether a line is a title, an addressee, a signature or a date and so a paragraph of its own."""
    if len(text) > 70:
        return False
    return bool(
        _DATE.match(text)
        or _ADDRESSEE.match(text)
        or (not _SENTENCE_MARK.search(text) and (_TITLE.search(text) or _BODY.search(text)))
        or _ENDMATTER.match(text)
    )


def _bare(text: str) -> str:
    return _RESIDUE.sub("", text).strip(BLANK + "#*")


def _inside_quotation(text: str) -> bool:
    return any(text.count(opening) > text.count(closing) for opening, closing in ("“”", "《》", "（）"))


def _is_heading(text: str) -> bool:
    return bool(_HEADING.match(text)) and len(text) <= 60 and "。" not in text and not text.endswith("，")


def _is_prose(text: str) -> bool:
    """Whether an open line is a sentence broken off and not a heading, which may well hold a comma."""
    return len(text) > _LONGEST_HEADING or "。" in text or text.endswith(("，", "、", ","))
