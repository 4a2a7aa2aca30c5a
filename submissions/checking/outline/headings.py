"""Which paragraphs are headings, and how far the heading reaches.

A heading may share its line with the text (up to its first 。), may end in 。,
may be broken over two lines, or may have no number at all and be told by its
look or its wording. 一是… is running text, and so is a list inside a sentence
(1.…；2.…；).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..document import Look, Paragraph, Part
from ..numerals import number_of
from .numbering import Marker, Style, marker_of

_LONGEST = {Style.PART: 130, Style.CHAPTER: 130, Style.HAN: 130, Style.HAN_BRACKETS: 90}
_LONGEST_OTHER = 60
_CHAPTERS = frozenset({Style.PART, Style.CHAPTER, Style.HAN})
_LONGEST_ITEM = 32  # a longer line behind 1. or ① is an item of a list, not a heading
_LONGEST_PLAIN = 45
_LONGEST_NAME = 14  # a line as short as this, announcing a content, is its name
_SENTENCE_END = re.compile("[。！？]|(?<=[一-龥])\\.(?=[一-龥]|$)")
_LIST = re.compile("[；;]")
_OPEN_END = re.compile("[，、,的和及与暨《（(“]$|(?:履行|推进|加强|落实|关于|存在)$")
_REST = re.compile(
    "(?:情况|成效|成果|成绩|做法|亮点|职责|安排|原因|不足|短板|差距|困难|打算|计划|规划|思路|设想|方向|重点|要点|展望"
    "|建议|对策|问题|建设|目标|任务|措施|举措|工作|回顾|总结|成因|分析|履职|事项|环节)[。：]?$"
)
_NOT_PLAIN = re.compile(
    "[，：:；;…]$|^(?:现将|特此|此报|妥否|附件?[：:\\d]|注[：:]|表\\d|图\\d|（|\\(|——|“)|^\\d{4}年\\d|如下|^(?:一|二|三|四|五|六|七|八|九|十)是"
)
_CLOSED = re.compile("(?:情况|成效|职责|安排|原因|不足|打算|计划|问题|目标|要点)[。：]?$")
# what may end a heading that text follows on its line; …担起第一责任人职责。 is a sentence
_CLOSED_BY_NAME = re.compile("(?:情况|成效|安排|原因|不足|打算|计划|问题)[。：]$")
_COLON = re.compile("[：:]")
_TEXT_BEGINS = re.compile("(?<=[一-龥])(?=20\\d\\d年|今年|一年来|一是|我[镇乡街县区])")
_BARE_NUMBER = re.compile("[一二三四五六七八九十]{1,3}(?=[一-龥])")
_NOTHING = re.compile("[暂尚]?(?:无|没有|未)")  # 无其他需要报告的情况。
_CHINESE = re.compile("[一-龥]{2}")

Announces = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the text: ``start`` to ``end`` are offsets of the document.

    ``words`` is its text without the number, ``paragraph`` the index of its
    first paragraph, ``lines`` how many paragraphs it takes.
    """

    style: Style
    number: str
    value: int
    start: int
    end: int
    text: str
    words: str
    paragraph: int
    lines: int = 1


def find_headings(paragraphs: Sequence[Paragraph], where: range, announces: Announces) -> list[Heading]:
    """The headings among the paragraphs ``where``, in reading order."""
    markers = {i: marker for i in where if (marker := _marker_at(paragraphs[i]))}
    numbered = any(marker.style in _CHAPTERS | {Style.HAN_BRACKETS} for marker in markers.values())
    parts = _parts_with_headings(paragraphs, where)
    headings: list[Heading] = []
    listed: dict[Style, int] = {}
    covered = -1
    for index in where:
        paragraph = paragraphs[index]
        if index <= covered or paragraph.part not in parts:
            continue
        marker = markers.get(index)
        heading = (
            _numbered(paragraphs, index, marker, where, announces)
            if marker
            else _plain(paragraphs, index, where, announces, numbered=numbered)
        )
        if (
            heading
            and marker
            and listed.get(marker.style) == marker.value - 1
            and _is_whole(heading, paragraph)
        ):
            heading = None  # the last item of a list whose others end in ；
        if heading and not _stray_decimal(heading, headings):
            headings.append(heading)
            covered = index + heading.lines - 1
        elif marker and not heading:
            listed[marker.style] = marker.value
    return _flat(headings, paragraphs) if not markers else headings


def _flat(headings: list[Heading], paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """Bold lines without numbers that all look alike, each with text under it, stand side by side."""
    looks = {paragraphs[heading.paragraph].look for heading in headings}
    places = {heading.paragraph for heading in headings}
    nested = any(h.style is Style.PLAIN_TOP and h.paragraph + 1 in places for h in headings)
    if nested or len(looks) != 1 or looks == {Look()}:
        return headings
    return [replace(heading, style=Style.PLAIN_TOP) for heading in headings]


def _marker_at(paragraph: Paragraph) -> Marker | None:
    """The number at the head of a paragraph; 一 with nothing but a blank behind it is one, too."""
    marker = marker_of(paragraph.text)
    if marker or len(paragraph.text) > _LONGEST_PLAIN:
        return marker
    bare = _BARE_NUMBER.match(paragraph.text)
    if not bare or not _blank_before(paragraph, bare.end()):
        return None
    return Marker(Style.HAN, bare.group(), number_of(bare.group()) or 0, bare.end())


def _blank_before(paragraph: Paragraph, at: int) -> bool:
    """Whether the original has a blank right before the character at ``at``."""
    origin = paragraph.origin
    if not 0 < at < len(origin):
        return False
    gap = paragraph.original[origin[at - 1] + 1 : origin[at]]
    return bool(gap) and not gap.strip() and "\n" not in gap


def _parts_with_headings(paragraphs: Sequence[Paragraph], where: range) -> frozenset[Part]:
    """Tables hold no headings, unless the whole report was typed into one."""
    sizes = {Part.BODY: 0, Part.TABLE: 0}
    for index in where:
        if paragraphs[index].part in sizes:
            sizes[paragraphs[index].part] += len(paragraphs[index].text)
    usual = frozenset({Part.BODY, Part.TEXT_BOX})
    return usual | {Part.TABLE} if sizes[Part.TABLE] > 2 * sizes[Part.BODY] else usual


def _is_whole(heading: Heading, paragraph: Paragraph) -> bool:
    return heading.end == paragraph.span.end and heading.style >= Style.ARABIC


def _stray_decimal(heading: Heading, before: Sequence[Heading]) -> bool:
    """3.15 at the start of a line is a day; 3.1 is a number only under a heading 3."""
    if heading.style is not Style.DECIMAL:
        return False
    first = int(re.split("[.．]", heading.number)[0])
    current = next((h for h in reversed(before) if h.style is not Style.DECIMAL), None)
    last = next((h.value for h in reversed(before) if h.style is Style.DECIMAL), 0)
    return current is None or current.value != first or heading.value not in (1, last + 1)


def _numbered(
    paragraphs: Sequence[Paragraph], index: int, marker: Marker, where: range, announces: Announces
) -> Heading | None:
    paragraph = paragraphs[index]
    end = _heading_end(paragraph, marker, announces)
    if end is None:
        return None
    lines = 1
    if end == len(paragraph.text):
        lines += _broken_lines(paragraphs, index, marker, where, announces)
    last = paragraphs[index + lines - 1]
    stop = last.span.end if lines > 1 else paragraph.span.start + end
    text = paragraph.text[:end] + "".join(paragraphs[i].text for i in range(index + 1, index + lines))
    start, words = paragraph.span.start, text[marker.end :]
    return Heading(marker.style, marker.number, marker.value, start, stop, text, words, index, lines)


def _heading_end(paragraph: Paragraph, marker: Marker, announces: Announces) -> int | None:
    """Where the heading ends inside its paragraph; None where the paragraph is no heading."""
    text = paragraph.text
    longest = _LONGEST.get(marker.style, _LONGEST_OTHER)
    sentence = _SENTENCE_END.search(text, marker.end)
    end = sentence.end() if sentence else len(text)
    words = text[marker.end : end]
    is_chapter = marker.style in _CHAPTERS
    if len(words) < 2:
        return None
    is_list = _LIST.search(words)
    earlier = _earlier_end(paragraph, marker, end, announces) if is_list or len(words) > 24 else None
    told = text[marker.end : earlier] if earlier else words  # 三、问题：一是…；二是…。 is a chapter
    if is_list and not (is_chapter and announces(told)):
        return None
    if earlier:
        return earlier
    is_long_line = marker.style >= Style.ARABIC and end == len(text) and len(words) > _LONGEST_ITEM
    if is_long_line and not announces(words):
        return None
    if len(words) <= longest:
        return end
    return end if is_chapter and end < len(text) and len(words) <= 2 * longest else None


def _earlier_end(paragraph: Paragraph, marker: Marker, end: int, announces: Announces) -> int | None:
    """Where the words stop being a heading before the first 。

    At a colon, at a blank as written, or where the text begins (… 和成效2025年，我镇…).
    """
    text = paragraph.text
    colon = _COLON.search(text, marker.end, min(end - 1, marker.end + 40))
    if colon:
        return colon.end()
    blank = _blank_as_written(paragraph, marker.end + 4, min(end, marker.end + 60))
    if blank and not re.search("[，,。]", text[marker.end : blank]) and end - blank > 12:
        return blank
    for match in _TEXT_BEGINS.finditer(text[marker.end : min(end, marker.end + 80)]):
        cut = marker.end + match.start()
        if match.start() > 3 and _REST.search(text[marker.end : cut]) and announces(text[marker.end : cut]):
            return cut
    return None


def _blank_as_written(paragraph: Paragraph, start: int, end: int) -> int | None:
    """The first character behind a blank of the original between two Chinese characters."""
    for at in range(start, end):
        if _blank_before(paragraph, at) and _CHINESE.fullmatch(paragraph.text, at - 1, at + 1):
            return at
    return None


def _broken_lines(
    paragraphs: Sequence[Paragraph], index: int, marker: Marker, where: range, announces: Announces
) -> int:
    """How many of the next paragraphs go on with a heading broken over lines."""
    text, lines = paragraphs[index].text[marker.end :], 0
    while lines < 2 and index + lines + 1 < where.stop:
        following = paragraphs[index + lines + 1]
        if not _goes_on(text, following, announces) or _SENTENCE_END.search(text):
            return lines
        text, lines = text + following.text, lines + 1
    return lines


def _goes_on(heading: str, following: Paragraph, announces: Announces) -> bool:
    line = following.text
    if len(line) > 40 or marker_of(line) or _SENTENCE_END.search(line, 0, len(line) - 1) or len(line) < 2:
        return False
    if heading.endswith(("。", "：", "；")) or _NOT_PLAIN.search(line):
        return False
    if _OPEN_END.search(heading) or heading.count("《") > heading.count("》"):
        return True
    if re.match("[和及与暨、的]", line) and _REST.search(line):
        return True
    if _CLOSED.search(heading) or not _REST.search(line):
        return False
    together = announces(heading + line)
    return bool(together) and set(announces(line)) <= set(together)


def _plain(
    paragraphs: Sequence[Paragraph], index: int, where: range, announces: Announces, *, numbered: bool
) -> Heading | None:
    """A heading without a number: by its wording, by the file's heading style, or by its look."""
    paragraph = paragraphs[index]
    text, look = paragraph.text, paragraph.look
    sentence = _SENTENCE_END.search(text)
    end = sentence.end() if sentence else len(text)
    alone = end == len(text)
    annexed = _ANNEXED.match(text)
    words = text[annexed.end() if annexed else 0 : end]
    is_last = index + 1 >= where.stop
    if not 4 <= len(words) <= _LONGEST_PLAIN or (is_last and alone) or _NOT_PLAIN.search(words):
        return None
    style = None
    if (look.outline_level == 1 and alone) or (
        _announces_alone(words, announces) and (alone or _CLOSED_BY_NAME.search(words))
    ):
        style = Style.PLAIN_TOP
    elif alone and not sentence and (look.bold or look.centred or look.outline_level or not numbered):
        style = Style.PLAIN_SUB if _is_short_line(paragraphs, index) else None
    if style is None:
        return None
    start = paragraph.span.start
    return Heading(style, "", 0, start, start + end, text[:end], words, index)


_ANNEXED = re.compile("附(?:件|录)?[\\d一二三]?[：:]\\s*")
_BARE_CONTENT = re.compile(
    "^(?:(?:20\\d\\d|上一|本)年度?)?(?:[一-龥]{0,8}(?:街道|镇|乡))?(?:党政)?(?:主要|存在|下一|下步|今后|工作|推进|履行|第一责任人|其他|明年|法治|改进|总体|基本|问题|不足)"
)


def _announces_alone(words: str, announces: Announces) -> bool:
    """Whether an unnumbered line is nothing but a content's name (存在的不足和原因)."""
    bare = words.rstrip("。：: ")
    if re.search("[，,；;]", bare) and "第一责任人" not in bare:
        return False
    named = _BARE_CONTENT.match(bare) or (len(bare) <= _LONGEST_NAME and not _NOTHING.match(bare))
    return bool(named and _REST.search(bare) and announces(bare))


def _is_short_line(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """A short line over a long paragraph."""
    text, following = paragraphs[index].text, paragraphs[index + 1].text
    return len(text) <= 34 and (len(following) > len(text) + 10 or marker_of(following) is not None)
