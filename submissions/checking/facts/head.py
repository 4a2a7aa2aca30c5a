"""The red head: 文号, 签发人, and whom the report is addressed to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..document import Document, Span
from ..frame import Frame

_NUMBER = re.compile(
    "([一-龥]{1,12}(?:[（(][一-龥]{1,4}[）)])?)\\s*[〔\\[【（(［﹝]\\s*((?:19|20)\\d\\d)\\s*[〕\\]】）)］﹞]\\s*第?\\s*(\\d{1,4})\\s*号"
)
_ON_THE_CARD = re.compile("文(?:字)?号\\s*[】\\]]?[：:]?\\s*$")
_SIGNER = re.compile("签\\s*发\\s*人?\\s*[：:]?\\s*(?:签发人[：:])?\\s*(.*)$")
_NAME = re.compile("[一-龥]{2,4}(?:·[一-龥]{1,6})?")
_NAME_LINE = re.compile("[一-龥]{2,4}(?:[ 、，]+[一-龥]{2,4})*$")
_LONG_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "令狐",
    "皇甫",
    "尉迟",
    "慕容",
    "夏侯",
    "东方",
    "公孙",
)
_NEXT_ADDRESSEE = re.compile(
    "[、，, ]+|(?<=[委府会办室局组])(?:[和及]|并(?:抄?[报送])?)"
)  # 县委和县政府, not 云和县
_COURTESY = re.compile("^(?:尊敬的|各位)|(?:领导|同志)$")


def document_number(document: Document, frame: Frame) -> tuple[str | None, Span | None]:
    """The 发文字号 of the red head with its brackets as 〔〕, and where it stands."""
    for index in range(frame.body.start):
        paragraph = document.paragraphs[index]
        match = _NUMBER.search(paragraph.text)
        if match and len(paragraph.text) <= 60 and index not in frame.title:
            start = paragraph.span.start
            return _written(match), Span(start + match.start(), start + match.end())
    for paragraph in document.margin:  # the card of a web page: 发文字号：…
        match = _NUMBER.search(paragraph.text)
        if match and _ON_THE_CARD.search(paragraph.text[: match.start()]):
            return _written(match), None
    return None, None


def _written(number: re.Match[str]) -> str:
    return f"{number[1]}〔{number[2]}〕{number[3]}号"


def signers(document: Document, frame: Frame) -> tuple[str, ...]:
    """The people named behind 签发人, also where the names go on over the next lines."""
    lines = [document.paragraphs[index].text for index in range(frame.body.start)]
    for index, line in enumerate(lines):
        match = _SIGNER.search(line)
        if not match or "签" not in line[: match.end()]:
            continue
        found = _names(match[1])
        for following in lines[index + 1 : index + 4]:
            again = _SIGNER.search(following)
            if again:
                found += _names(again[1])
            elif len(following) <= 16 and _NAME_LINE.match(following):
                found += _names(following)
            else:
                break
        return tuple(dict.fromkeys(found))
    return ()


def addressees(document: Document, frame: Frame) -> tuple[str, ...]:
    """Whom the report is sent to: 县委、县政府： gives both."""
    if frame.addressee is None:
        return ()
    line = frame.addressee.of(document.text).rstrip("：: ")
    return tuple(name for part in _NEXT_ADDRESSEE.split(line) if (name := _COURTESY.sub("", part)))


def _names(text: str) -> list[str]:
    text = _NUMBER.sub("", text)
    parts = [part for part in re.split("[ 、，,；;\u3000\t]+", text.strip()) if part]
    if parts and all(len(part) == 1 for part in parts):
        parts = ["".join(parts)]
    names: list[str] = []
    for part in parts:
        names.extend(_split(part))
    return [name for name in names if _NAME.fullmatch(name)]


def _split(part: str) -> Iterable[str]:
    """Two names written together, where their length tells where to cut."""
    if len(part) == 6:
        return part[:3], part[3:]
    if len(part) == 4 and not part.startswith(_LONG_SURNAMES):
        return part[:2], part[2:]
    return (part,)
