"""Is this text at all, and is it a report of this kind?

Source: 《法治政府建设与责任落实督察工作规定》 (2019), which says what the yearly report holds. A
file of garbled characters cannot be judged; a notice, a contract, or one leader's personal
statement is the wrong file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..results import Finding
from ..simplified import simplified
from .context import CheckContext

_USUAL = "的一是在和法人工会行政作了有为大进府区设建"
_HAN = re.compile("[\u3400-\u9fff]+")
_BROKEN = re.compile("[\ufffd□■◆]|锟斤拷|烫烫|屯屯|[Ã-Ö]|[À-ÿ]{3}")
_MAY_BE_BROKEN = re.compile("[\ufffd□■◆锟烫屯À-ÿ]")  # a set is searched ten times faster
_SUBJECT = re.compile("法治|依法行政|依法治|法制(?!办)")
_OTHER_KIND = re.compile(
    "(?:通知|合同|协议书?|请示|批复|纪要|讲话|函|公告|通告|公示|方案|预案|办法|规定|细则|通报)(?:（[^）]*）)?$"
)
_AND_PLAN = re.compile("(?:报告|总结)(?:及|和|与|暨|、)")  # 情况报告及2026年工作方案
_PERSONAL = re.compile("述法|述职|述廉")
_REPORT = re.compile("报告|总结|汇报|年报|情况$")
_ANNOUNCED = re.compile(  # 现将我镇2025年度法治政府建设情况报告如下, but not 现将我述职如下
    r"(?:报告|汇报|总结|通报)(?:如下|于后)|现[将就对](?!我(?!们|[镇乡县区市]|街道|办|处|单位))[^。\n]{0,60}(?:报告|汇报|总结)"
)
_OWN = re.compile("本人|述法|述职|述廉|第一责任人职责情况")
_OPENING = 1200  # characters within which a report announces itself
_LEAST = 40  # characters of text below which nothing can be said about its kind
_SHARE = 0.001  # mentions of the subject per character in a text about rule-of-law government


def check_readability(context: CheckContext) -> Iterator[Finding]:
    """``text.unreadable`` or ``text.not_a_report``, each about the whole file."""
    if is_garbled(context.plain):
        yield Finding("text.unreadable")
    elif not is_report(context):
        yield Finding("text.not_a_report")


def is_garbled(text: str) -> bool:
    """Whether most of the characters are none a Chinese reader would write."""
    han = sum(map(len, _HAN.findall(text)))
    broken = _BROKEN.findall(text) if _MAY_BE_BROKEN.search(text) else []
    if han < _LEAST:
        return len(text) > _LEAST and len(broken) * 5 > len(text)
    return sum(map(len, broken)) * 8 > len(text) or sum(map(text.count, _USUAL)) * 25 < han


def is_report(context: CheckContext) -> bool:
    """Whether the file is a yearly report on rule-of-law government: by title or opening, and chapters."""
    title = simplified(context.facts.title or "")
    text = context.plain
    contents = {content for section in context.outline for content in section.contents} - {"other"}
    mentions = len(_SUBJECT.findall(text))
    of_other_kind = _OTHER_KIND.search(title) and not _AND_PLAN.search(title)
    if of_other_kind or (_PERSONAL.search(title) and "法治政府" not in title):
        return False
    if _is_announced(text) or (_REPORT.search(title) and _SUBJECT.search(title)):
        return mentions > 1 or len(contents) > 1
    return mentions >= max(3, _SHARE * len(text)) and len(contents) > 1


def _is_announced(text: str) -> bool:
    """Whether the opening says that law-based government is reported on, as a page without its title does."""
    opening = text[:_OPENING]
    found = _ANNOUNCED.search(opening)
    if found is None or "法治政府" not in opening:
        return False
    paragraph = opening[opening.rfind("\n", 0, found.start()) + 1 : found.end()]
    return not _OWN.search(paragraph)
