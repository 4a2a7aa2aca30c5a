"""Names of offices and of the places they stand in, as titles and signatures write them.

天津市滨海新区新北街道 is the office 新北街道 in the place 滨海新区; 中共云阳县凤鸣镇委员会
speaks for the office 凤鸣镇; a street's own shorthand 长庆办 is told from its full
name elsewhere. Traditional characters are compared as simplified ones and
returned as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .simplified import simplified

# 社区, 辖区 … end in 区 and are no place
_PLACE = re.compile(
    "(?!治|城市|社区|辖区|小区|园区|片区|校区|景区|灾区|库区|牧区|山区|地区|我[县市区])(?:(?!街道)[一-龥]){1,7}?"
    "(?:自治[区州县旗]|特别行政区|(?:(?<![社辖小园片校景理])(?:新|开发|高新技术产业开发|经济技术开发)?区)(?!县)"
    "|(?<!自)省|市(?!区|场|民|政|委|直|级)|盟|县(?!委|级|直|城)|旗(?!区|县|镇|街|杆|农|林|牧))"
)
_OFFICE = re.compile(
    "[一-龥]{1,9}?(?:街道(?!镇|街道)|民族乡|(?<!城市)管理区|苏木|(?:镇|乡)(?!镇|街道|乡|村|党|宁|海))"
)
_SHORT = re.compile(
    "[一-龥]{2,6}?(?:街道办|街办|(?<!治[县区市镇乡街旗])办)(?![公事理法案学])|[一-龥]{2,8}?办事处"
)
_DEPARTMENT = re.compile(
    "[一-龥]{2,16}?(?:管理局|管理委员会|局(?!面|部|势)|委员会|办公室|管委会|服务中心|支队|大队|农场)"
)
# an economic zone reports like a street; 城区 and 新区 are places, and 海滨街 is short for 海滨街道
_ZONE = re.compile(
    "[一-龥]{2,16}?(?:开发区|(?:产业|工业|科技|物流)园区?|(?:产业|工业|农业|科技)园|园区|保税区|高新区|度假区|示范区|风景区)$|[一-龥]{2,5}街$"
)
_LEAD = re.compile("中国共产党|中共|共青团|报送|上报|呈报|呈送|印发|现[将就对]")
_GOVERNMENT = re.compile("^(?:人民)?政府(?!网)")
_STOP = re.compile("关于|法治|法制|依法|全面|推进|工作(?!委员会)|情况|[^一-龥]+(?:年度?|度)?")
_SITE = re.compile("([一-龥]{2,8}?)(?:人民)?政府(?:门户)?(?:网站|网)")
_PART_OF_A_NAME = ("街道", "管理委员会", "管委会")  # 城区街道 and 高新区管委会 are offices, not places
# 和平街道 and 全福镇 are names; 和各街道 and 全镇 are none
_NOT_OFFICE = re.compile(
    "^(?:各|本|我|该|此|所|乡|镇|为|在|把|由|从(?!化)|对|与|及|是|街道)|^城?乡$|^[和全](?:各|全|本|镇|乡|街道)|^全(?![福胜家丰安德兴南])"
)


@dataclass(frozen=True, slots=True)
class OfficeName:
    """An office as named once: ``name`` (新北街道; "" if only the place is named) and ``place``.

    ``short`` marks a shorthand such as 长庆办.
    """

    name: str = ""
    place: str = ""
    short: bool = False


def office_in(text: str, *, departments: bool = False) -> OfficeName:
    """The first office a title or signature names; empty where it names none.

    ``departments`` also takes 局, 委员会 and the like, where no street, town or
    township is named.
    """
    places = ""
    for run in _runs(text):
        name = _from_run(run, text)
        if name.name:
            return OfficeName(name.name, name.place or places, name.short)
        places = places or name.place
    if departments:
        for pattern in (_DEPARTMENT, _ZONE):
            for run in _runs(text):
                name = _department(run, text, pattern)
                if name.name:
                    return name
    return OfficeName(place=places)


def offices_in(texts: Iterable[str]) -> list[OfficeName]:
    """One :class:`OfficeName` per text that names an office."""
    return [name for name in (office_in(text) for text in texts) if name.name]


def place_of_website(text: str) -> str:
    """The place a web page's own name speaks of (揭东人民政府网站); "" without one."""
    match = _SITE.search(simplified(text))
    return text[match.start(1) : match.end(1)] if match else ""


def full_form(short: str, text: str) -> str | None:
    """The office a shorthand (长庆办) stands for, where ``text`` writes its full name (长庆路街道)."""
    stem = re.sub("(?:街道办|街办|办)$", "", short)
    match = re.search(f"{re.escape(stem)}[一-龥]{{0,3}}?街道", text)
    return match.group() if match else None


def same_office(one: str, other: str) -> bool:
    """Whether two names mean one office: 长庆办 and 长庆路街道, with or without place and 办事处."""
    first, second = bare_name(one), bare_name(other)
    if not first or not second:
        return False
    return first == second or first.startswith(second) or second.startswith(first)


@lru_cache(maxsize=64)  # an office's own name is compared with every other in its report
def bare_name(name: str) -> str:
    """An office's name without place, kind and 办事处/人民政府/委员会: 金兰山, 凤鸣."""
    found = office_in(name, departments=True)
    bare = simplified(found.name or name)
    return re.sub("(?:人民政府|办事处|街道办|街道|民族乡|苏木|街办|镇|乡|办|路街道)$", "", bare) or bare


def _runs(text: str) -> Iterable[tuple[int, str]]:
    """Chinese runs of the simplified text that may hold a name, with their offsets."""
    folded, at = simplified(text), 0
    for stop in _STOP.finditer(folded):
        if stop.start() > at:
            yield at, folded[at : stop.start()]
        at = stop.end()
    if at < len(folded):
        yield at, folded[at:]


def _strip_places(run: str) -> tuple[int, int, int]:
    """How far places and leading words reach into a run, and where the last place starts and ends."""
    at, place = 0, (0, 0)
    while True:
        rest = run[at:]
        lead = _LEAD.match(rest) or (_GOVERNMENT.match(rest) if at else None)
        if lead:
            at += lead.end()
            continue
        found = _PLACE.match(rest)
        if not found or rest.startswith(_PART_OF_A_NAME, found.end()):
            return at, *place
        place = (at, at + found.end())
        at += found.end()


def _from_run(run: tuple[int, str], text: str) -> OfficeName:
    offset, folded = run
    at, start, end = _strip_places(folded)
    place = text[offset + start : offset + end]
    rest = folded[at:]
    match = _OFFICE.match(rest)
    if match and not _NOT_OFFICE.match(match.group()):
        return OfficeName(text[offset + at : offset + at + match.end()], place)
    short = _SHORT.match(rest)
    if short:
        name = text[offset + at : offset + at + short.end()]
        return OfficeName(name, place, short=not name.endswith("办事处"))
    return OfficeName(place=place)


def _department(run: tuple[int, str], text: str, pattern: re.Pattern[str]) -> OfficeName:
    offset, folded = run
    at, start, end = _strip_places(folded)
    if at == len(folded) and at:  # the last place is the name itself: 霁川县东岭经济开发区
        at, (_, start, end) = start, _strip_places(folded[:start])
    match = pattern.match(folded[at:])
    if not match:
        return OfficeName()
    return OfficeName(text[offset + at : offset + at + match.end()], text[offset + start : offset + end])
