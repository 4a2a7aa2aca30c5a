"""Which office reports, and from which place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..document import Document
from ..frame import Frame
from ..names import OfficeName, full_form, office_in, place_of_website
from .head import addressees

_OPENING = 300  # characters of the body that may name the office
_RED_HEAD = re.compile("文件$")
# 中共白水县委全面依法治县委员会办公室
_COMMITTEE = re.compile("(?:中共)?([一-龥]{1,6}[县市区旗])委(?!办|直)")
_SOURCE = re.compile("(?:来源|(?:发布|发文)(?:机构|机关|单位)|机构名称)\\s*[】\\]]?[：:|\\s]*([一-龥]{3,20})")


def office_and_place(
    document: Document, frame: Frame, title: str, signed_by: Sequence[str]
) -> tuple[str | None, str | None]:
    """The reporting office and the place it stands in; the title speaks first, then the signature.

    A shorthand (长庆办) gives way to the full name written elsewhere (长庆路街道).
    """
    named = list(_named(document, frame, title, signed_by))
    with_name = [name for name in named if name.name]
    itself = with_name[0].name if with_name else None
    places = (name.place for name in named if name.place and name.place != itself)
    place = next(places, None) or _place_of_page(document)
    if not with_name:
        return None, place
    office = with_name[0]
    if not office.short:
        return office.name, place
    full = next((full_form(office.name, name.name) for name in with_name[1:] if not name.short), None)
    full = full or full_form(office.name, document.text)
    return full or re.sub("(?:街道办|街办|办)$", "街道", office.name), place


def _named(document: Document, frame: Frame, title: str, signed_by: Sequence[str]) -> Iterator[OfficeName]:
    yield office_in(title, departments=True)
    for line in signed_by:
        yield office_in(line, departments=True)
    for index in range(min(frame.title.start, frame.body.start)):
        if _RED_HEAD.search(document.paragraphs[index].text):
            yield office_in(document.paragraphs[index].text, departments=True)
    start = document.paragraphs[frame.body.start].span.start
    for clause in re.split("[，。；、]", document.text[start : start + _OPENING]):
        named = office_in(clause)
        if named.name:  # 对照县委… is no place's name; only the title and the signature are sure of theirs
            yield replace(named, place="")
    for addressee in addressees(document, frame):
        committee = _COMMITTEE.match(addressee)
        yield OfficeName(place=committee[1] if committee else office_in(addressee).place)
    for paragraph in document.margin:
        source = _SOURCE.search(paragraph.text)
        if source:
            yield office_in(source[1], departments=True)


def _place_of_page(document: Document) -> str | None:
    """The place whose website the report was taken from."""
    for paragraph in document.margin:
        place = place_of_website(paragraph.text)
        if place:
            return place
    return None
