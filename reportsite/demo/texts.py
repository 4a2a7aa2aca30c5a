"""Reports for the demonstration: the engine's fictional samples, moved to 云溪县 and to another year."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from offices.models import Office, OfficeKind
from submissions import gongwen

from .county import COUNTY

SAMPLES = Path(settings.BASE_DIR) / "submissions" / "checking" / "tests" / "samples"
# Which of them, by kind of office; the first of each is clean: nothing keeps it from being handed in.
CHOSEN = {
    OfficeKind.STREET: (
        "baizhi-2024", "wording-2024", "songluo-2021", "no-causes-2025", "lookalikes-2024",
        "sub-third-2022", "tingquan-2023", "late-2021", "sangyu-2024", "colon-2021",
        "haitangdu-2022", "wuye-2025",
    ),
    OfficeKind.TOWN: (
        "xingwu-2023", "heyin-2026", "taoxun-2024", "jiuzhandeng-2021", "cover-2023", "qilimo-2023",
        "themes-2025", "personal-data-2022", "date-only-2023", "weitang-2020", "too-long-2023",
        "missing-2020",
    ),
    OfficeKind.TOWNSHIP: (
        "luyu-2022", "chatingao-2022", "luoyanping-2023", "zhufagou-2025", "lookalikes-2019",
        "shiziling-2018",
    ),
}  # fmt: skip
SIGNED_BEFORE = 3  # days before a report is brought in
LONG_LINE = 60  # characters; shorter ones are headings and signatures
ADDED = "主要负责人年内专题研究法治建设工作4次，带头讲法治课2次，并在年终述职时述法。"
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


class SamplesMissingError(Exception):
    """The folder of sample reports is not there, e.g. in an image without tests."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample text and the names in it that have to give way."""

    name: str
    text: str
    office: str
    place: str
    year: int


@cache
def samples_of(kind: str) -> tuple[Sample, ...]:
    """The samples for a kind of office, a clean one first."""
    return tuple(_sample(name) for name in CHOSEN[OfficeKind(kind)])


def _sample(name: str) -> Sample:
    try:
        text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
        facts = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))["facts"]
    except FileNotFoundError as error:
        raise SamplesMissingError(error.filename) from error
    return Sample(name, text, facts["office"], facts.get("place") or "", facts["report_year"])


def text_for(sample: Sample, office: Office, year: int) -> str:
    """The sample as if ``office`` had written it about ``year``."""
    text = sample.text.replace(sample.office, office.short_name)
    stem = re.sub("街道$|镇$|乡$", "", sample.office)
    text = text.replace(stem, re.sub("街道$|镇$|乡$", "", office.short_name))
    if sample.place:
        text = re.sub(f"(?:[一-龥]{{2}}市)?{sample.place}", COUNTY, text)
    text = re.sub("(?<!社)区(?=人民法院|人民检察院|住房保障|司法局)", "县", text)
    text = re.sub(r"(?m)^[一-龥](?=[一-龥]{0,3}〔20\d\d〕)", office.short_name[0], text)
    return _moved(text, sample.year, year)


def _moved(text: str, old: int, new: int) -> str:
    """The report's own years, moved; years inside 《》 belong to what is named there and stay."""
    parts = re.split("(《[^》]*》)", text)
    for index in range(0, len(parts), 2):
        for shift in (1, 0) if new >= old else (0, 1):
            parts[index] = re.sub(rf"{old + shift}(?=年|〕)(?!年?[—-])", f"@{shift}@", parts[index])
            spelled = str(old + shift).translate(_DIGITS)
            parts[index] = parts[index].replace(f"{spelled}年", f"{str(new + shift).translate(_DIGITS)}年")
        for shift in (0, 1):
            parts[index] = parts[index].replace(f"@{shift}@", str(new + shift))
    return "".join(parts)


def signed_by(text: str, day: date) -> str:
    """The text; where its date of signature comes after ``day``, moved to a few days before."""

    def earlier(found: re.Match[str]) -> str:
        try:
            signed = date(*(int(part) for part in found.groups()))
        except ValueError:
            return found[0]
        moved = day - timedelta(days=SIGNED_BEFORE)
        return found[0] if signed <= day else f"{moved.year}年{moved.month}月{moved.day}日"

    return re.sub(r"(?m)^(\d{4})年(\d{1,2})月(\d{1,2})日(?=\s*$)", earlier, text)


def mended(text: str) -> str:
    """A second version: a figure corrected, a sentence added where reviewers usually ask for more."""
    lines = text.split("\n")
    long_ones = [index for index, line in enumerate(lines) if len(line) > LONG_LINE]
    about_leaders = [i for i in long_ones if "书记" in lines[i] or "主要负责人" in lines[i]]
    chosen = (about_leaders or long_ones)[-1]
    lines[chosen] = lines[chosen].rstrip() + ADDED
    return "\n".join(lines).replace("进一步加强", "着力加强", 1)


def as_docx(text: str) -> bytes:
    """The text as an official document."""
    return gongwen.as_bytes(gongwen.typeset(gongwen.blocks_of_text(text)))
