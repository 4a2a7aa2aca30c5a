"""Head, body and tail: what stands round the report itself.

The head is the red head (issuer, 文号, 签发人), the title, perhaps a date or
an issuer under it, and the addressee; the tail is signature and date. The
outline looks for headings between the two, the facts look at the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .document import Document, Paragraph, Span
from .numerals import BLANK_DATE, DATE, years_in
from .simplified import simplified

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
RESIDUE = re.compile(rf"{_BOOKMARK.pattern}|\s+")
HEADING_START = re.compile("^(?:第[一二三1-3](?:部分|章|篇)|[一二三]、|[（(][一二三][)）])")
ADDRESSEE = re.compile("^[^。；？！]{2,80}[：:]$")
_ADDRESSED = re.compile(
    "(?:委|政府|办|局|厅|部|院|组|会|领导|同志|单位|镇|乡|街道|中心|室)(?:（[^）]*）)?[：:]$"
)

_SUBJECT = "(?:法治|依法行政|法制|依法治)"
_TITLE = re.compile(
    f"^(?:(?!如下|特此)[^。；：？！]){{0,60}}{_SUBJECT}(?:(?!如下)[^。；：？！]){{0,30}}"
    "(?:报告|总结|汇报|情况|述职|自查|年报)(?:（[^）]{1,10}）)?"
    "(?:[和及与暨、]20\\d\\d年度?[^。；：，]{0,8}(?:思路|计划|打算|安排|要点))?$"
)
_TITLE_REST = re.compile(
    "^(?:的|年度|工作|情况|建设|自查|总结|述职){0,5}(?:的)?(?:报告|总结|汇报)(?:（[^）]{1,10}）)?$"
)
_OTHER_TITLE = re.compile(
    "^[^。；：]{2,50}(?:报告|总结|汇报|通知|方案|意见|的函|合同|协议|协议书|纪要|办法|规定|计划|预案"
    "|公告|通告|公示|请示|批复|细则|讲话|发言|通报)$"
)
_NO_TITLE = re.compile(
    "文件$|号$|签发人|网站|网$|来源|★|[>》]|^附件|^[（(]?第?\\d+页?[）)]?$|目录|日[)）]?$"
    "|^[一二三四五六七八九十]{1,2}[、是]"
)
_ISSUER_END = re.compile("(?:委员会|政府|办事处|工委|党委|街道|镇|乡|局|办|委|年|年度|关于|建设)$")
BODY_END = re.compile(
    "(?:委员会|人民政府|办事处|党工委|工委|党委|党组|街道办|街道|镇政府|乡政府|镇|乡|局|办公室|(?:党政|政府|综合)办|司法所|中心|管委会|领导小组|农场)"
    "(?:办公室)?(?:[（(](?:盖章|公章|印章|代章|章)[）)])?$"
)
_TRAILER = re.compile(
    "^[（(]?(?:此件|联系人|联系电话|联系方式|电话|抄送|抄报|主送|报送|附件|附[：:]|印发|打印|校对|备注|注[：:]|主题词|信息公开|公开属性|公开方式"
    "|扫一扫|主办|版权|相关|上一篇|下一篇|分享|责任编辑|编辑|审核)|印发[）)]?$|^[-—\\s\\d]+$|^第\\d+页"
)
_NO_BODY_NAME = re.compile(
    "[。，；：？！“”]|^[一二三四五六七八九十]{1,2}是|^[（(]?[一二三四五六七八九十\\d]{1,2}[)）、.]"
)
_COUNT = "一二三四五六七八九"
_COUNTED = re.compile(f"[{_COUNT}]、")
_MONTH = re.compile("20\\d\\d年?\\d{1,2}月?")  # also 20243, where a web page lost its 年 and 月
_ANNEX = re.compile("附(?:件|表)[\\d一二三四五六]{0,2}[：:]?$")
ANNOUNCED = re.compile("(?:将|现对|现就).{0,40}?(?:报告|汇报|总结)")  # 现将2023年工作情况报告如下
_HEAD_REACH = 30  # paragraphs in which a title may stand
_SIGNATURE_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when, as passages; ``dated`` is also there for a blank (2025年X月X日)."""

    signers: tuple[Span, ...] = ()
    dated: Span | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Indices into the document's paragraphs, each range half open.

    ``title`` is empty where no line is one. ``body`` is what stands between
    head and tail; it is never empty for a document with text.
    """

    title: range
    body: range
    addressee: Span | None
    signature: Signature
    is_report: bool  # the title speaks of rule-of-law government

    def title_text(self, document: Document) -> str:
        """The title in one line, without what a word processor left in it."""
        lines = [_BOOKMARK.sub("", document.paragraphs[i].text).strip() for i in self.title]
        parts = "".join(f" {line}" if previous_is_issuer(lines, i) else line for i, line in enumerate(lines))
        return re.sub("（(?:.{0,4}稿|.{0,4}版|最终)）$", "", parts)

    def opening(self, document: Document) -> str:
        """The first paragraph under the head."""
        return document.paragraphs[self.body.start].text if self.body else ""

    def year_told(self, document: Document) -> int | None:
        """The year the title names, else the one whose work the opening announces or begins with."""
        opening = self.opening(document)
        announced = ANNOUNCED.search(opening)
        for told in (self.title_text(document), announced.group() if announced else "", opening[:6]):
            year = next((year for year, _, _ in years_in(told)), None)
            if year:
                return year
        return None


def previous_is_issuer(lines: Sequence[str], index: int) -> bool:
    """Whether the line before names a second issuer or is followed by 关于 on a line of its own."""
    if index == 0 or not BODY_END.search(lines[index - 1]):
        return False
    return bool(BODY_END.search(lines[index])) or lines[index].startswith("关于")


def frame_of(document: Document) -> Frame:
    """Find head, body and tail of a report."""
    paragraphs = document.paragraphs
    compact = [simplified(RESIDUE.sub("", p.text)) if len(p.text) < 120 else p.text for p in paragraphs]
    title, is_report = _title(compact)
    start, addressee = _after_head(paragraphs, compact, title)
    head = _signature_in(paragraphs, compact, range(title.stop, start))
    end, signature = _tail(paragraphs, compact, start)
    if not signature.signers and not signature.dated:
        signature = head
    body = range(min(start, len(paragraphs) - 1), max(end, min(start, len(paragraphs) - 1) + 1))
    return Frame(title, body, addressee, signature, is_report)


def _title(lines: Sequence[str]) -> tuple[range, bool]:
    reach = min(len(lines), _HEAD_REACH)
    for last in range(reach):
        if HEADING_START.match(lines[last]):
            break
        for first in range(last, max(-1, last - 4), -1):
            if len(lines[first]) > 60 or _NO_TITLE.search(lines[first]):
                break
            if _TITLE.match("".join(lines[first : last + 1])):
                return _whole_title(lines, first, last), True
    for index in range(min(reach, 8)):
        if HEADING_START.match(lines[index]):
            break
        if _OTHER_TITLE.match(lines[index]):
            return range(index, index + 1), False
    return range(0), False


def _whole_title(lines: Sequence[str], first: int, last: int) -> range:
    """The title's lines, with issuers above and the rest of the word below."""
    while last + 1 < len(lines) and _TITLE_REST.match(lines[last + 1]) and len(lines[last + 1]) < 20:
        last += 1
    while first and last - first < 5 and _belongs_above(lines[first - 1], "".join(lines[first : last + 1])):
        first -= 1
    return range(first, last + 1)


def _belongs_above(line: str, title: str) -> bool:
    if len(line) > 40 or _NO_TITLE.search(line) or not _ISSUER_END.search(line):
        return False
    named = re.search("街道|镇|乡|办事处|政府|委员会|局", title.split("法治")[0])
    return not named or title.startswith("关于") or bool(BODY_END.search(line))


def _after_head(
    paragraphs: Sequence[Paragraph], lines: Sequence[str], title: range
) -> tuple[int, Span | None]:
    """Where the body starts, and the addressee's line."""
    at, addressee = title.stop, None
    while at < len(lines) - 1 and at < title.stop + 6:
        line, again = lines[at], _title_again(lines, title, at)
        if addressee is None and ADDRESSEE.match(line) and _ADDRESSED.search(line):
            addressee = paragraphs[at].span
        elif not _is_head_line(line) and not again:
            break
        at += max(1, again)
    return at, addressee


def _title_again(lines: Sequence[str], title: range, at: int) -> int:
    """How many lines from ``at`` say the title once more, as behind a cover or a page's own heading."""
    if not title or _NO_TITLE.search(lines[at]):
        return 0
    for count in range(1, min(4, len(lines) - at)):
        whole = "".join(lines[at : at + count])
        if _TITLE.match(whole) and whole.endswith(("报告", "总结", "汇报")):
            return count
    return 0


def _is_head_line(line: str) -> bool:
    if len(line) > _SIGNATURE_LONGEST or HEADING_START.match(line):
        return False
    dated = DATE.search(line) or BLANK_DATE.search(line) or _MONTH.fullmatch(line)
    alone = dated and len(line) - (dated.end() - dated.start()) <= 2
    return bool(alone or is_body_name(line) or "签发人" in line or re.search("〔20\\d\\d〕\\d+号$", line))


def is_body_name(line: str) -> bool:
    """Whether a line consists of one or more issuing bodies' names."""
    fits = 2 < len(line) <= _SIGNATURE_LONGEST
    first, *others = line.split("、")  # 青浦街道工委、办事处; 柳湾乡党委、政府
    named = BODY_END.search(first) and all(BODY_END.search(f"人民{name}") for name in others)
    return fits and bool(named) and not any(map(_NO_BODY_NAME.search, (first, *others)))


def _signature_in(paragraphs: Sequence[Paragraph], lines: Sequence[str], where: range) -> Signature:
    """Issuers and date under the title."""
    signers, dated = [], None
    for index in where:
        match = DATE.search(lines[index]) or BLANK_DATE.search(lines[index])
        if match:
            dated = paragraphs[index].span
        elif is_body_name(lines[index]):
            signers.append(paragraphs[index].span)
    return Signature(tuple(signers), dated)


def _tail(paragraphs: Sequence[Paragraph], lines: Sequence[str], start: int) -> tuple[int, Signature]:
    """Where the tail starts, and the signature in it."""
    best: tuple[int, Signature] | None = None
    limit = _annex(lines, start)
    chapter = next((i for i in range(start, limit) if HEADING_START.match(lines[i])), start)
    for index in range(limit - 1, chapter, -1):
        if not _is_date_line(lines[index]) or _chapters_go_on(lines[start:limit], index - start):
            continue
        found = _with_signers(paragraphs, lines, index, start)
        if found[1].signers:
            return found
        best = best or found
    end = limit
    while end > start + 1 and (_TRAILER.search(lines[end - 1]) or not lines[end - 1]):
        end -= 1
    inside = _inside_last(paragraphs[end - 1]) if end > start else None
    if inside:
        return end, inside
    first = end
    while first > start + 1 and is_body_name(lines[first - 1]) and end - first < 4:
        first -= 1
    if best and (best[0] >= first or end - first == 0):
        return best
    if first == end:
        return end, Signature()
    return first, Signature(tuple(p.span for p in paragraphs[first:end]))


def _chapters_go_on(lines: Sequence[str], at: int) -> bool:
    """Whether the count of chapters goes on behind line ``at``, which is then no end of the report."""
    before, after = (
        {_COUNT.index(line[0]) for line in half if _COUNTED.match(line)} for half in (lines[:at], lines[at:])
    )
    return bool(before) and max(before) + 1 in after


def _annex(lines: Sequence[str], start: int) -> int:
    """Where the annexes begin: a line that says nothing but 附件 or 附件1 (GB/T 9704-2012, 7.4)."""
    return next((i for i in range(start + 1, len(lines)) if _ANNEX.match(lines[i])), len(lines))


def _is_date_line(line: str) -> bool:
    if len(line) > _SIGNATURE_LONGEST or _TRAILER.search(line):
        return False
    match = DATE.search(line) or BLANK_DATE.search(line)
    if not match or len(line) - match.end() > 1:
        return False
    before = line[: match.start()].strip("（( ")
    return not before or is_body_name(before)


def _with_signers(
    paragraphs: Sequence[Paragraph], lines: Sequence[str], index: int, start: int
) -> tuple[int, Signature]:
    """The signature whose date stands in paragraph ``index``; issuers before it, after it or on its line."""
    match = DATE.search(paragraphs[index].text) or BLANK_DATE.search(paragraphs[index].text)
    at = paragraphs[index].span.start
    dated = Span(at + match.start(), at + match.end()) if match else paragraphs[index].span
    same_line = paragraphs[index].text[: match.start()].rstrip("（( ") if match else ""
    signers = [Span(at, at + len(same_line))] if same_line else []
    first = index
    while first > start + 1 and is_body_name(lines[first - 1]) and index - first < 4:
        first -= 1
    signers = [p.span for p in paragraphs[first:index]] + signers
    after = index + 1
    while not signers and after < min(index + 4, len(lines)) and is_body_name(lines[after]):
        signers.append(paragraphs[after].span)
        after += 1
    return first, Signature(tuple(signers), dated)


_INSIDE = re.compile(f"[。；！]\\s*(?P<body>[^。；，：]{{4,60}}?)?\\s*(?P<date>{DATE.pattern})$")


def _inside_last(paragraph: Paragraph) -> Signature | None:
    """A signature that stands on the last paragraph's own line, after its last sentence."""
    match = _INSIDE.search(paragraph.text[-120:])
    if not match or (match["body"] and not is_body_name(match["body"])):
        return None
    shift = paragraph.span.start + max(0, len(paragraph.text) - 120)
    signers = (Span(shift + match.start("body"), shift + match.end("body")),) if match["body"] else ()
    return Signature(signers, Span(shift + match.start("date"), shift + match.end("date")))
