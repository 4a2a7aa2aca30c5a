"""Writing a report in the form: the chapters the standard asks for, the draft, the document made of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from offices.models import User

from . import gongwen
from .checking.standard import Content, Standard
from .gongwen import Block
from .models import AnnualReport, CheckRunStatus, FormDraft
from .standards import words_language
from .words import standard_of

NUMERALS = "一二三四五六七八九十"
CHAPTER = "chapter_"
HEAD_FIELDS = ("title", "document_number", "addressee", "opening")
TAIL_FIELDS = ("signature", "signed_on")


class OvertakenError(Exception):
    """Somebody else saved the draft meanwhile; ``draft`` is what is kept now."""

    def __init__(self, draft: FormDraft) -> None:
        super().__init__(str(draft.revision))
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter to write: its field, its heading in the document, and what belongs under it."""

    name: str
    heading: str
    label: str
    guidance: str
    points: tuple[str, ...] = ()
    is_required: bool = True


def chapters_of(report: AnnualReport) -> list[Chapter]:
    """The chapters of the report's year, in the order of the standard; words in the reader's language."""
    standard = standard_of(report.year)
    language = words_language()
    return [
        Chapter(
            name=f"{CHAPTER}{content.id}",
            heading=heading_of(content, report.year.year),
            label=content.name.in_language(language),
            guidance=content.expected.in_language(language),
            points=_points(standard, content, language),
            is_required=content.required,
        )
        for content in standard.contents.values()
    ]


def heading_of(content: Content, year: int) -> str:
    """The heading as it stands in the document, always Chinese and without its number."""
    name = content.name.zh
    if content.id == "next_plan":
        return name.replace("下一年度", f"{year + 1}年")
    return f"{year}年{name}" if content.required else name


def _points(standard: Standard, content: Content, language: str) -> tuple[str, ...]:
    """What the chapter on the leaders should name: the duties."""
    if content.id != "first_responsible":
        return ()
    return tuple(duty.name.in_language(language) for duty in standard.duties.values() if duty.required)


def starting_content(report: AnnualReport) -> dict[str, str]:
    """What the system knows already, so that nobody types it again: the office's names, and the chapters of
    the file brought in last.
    """
    return {
        **_names(report),
        "signed_on": timezone.localdate().isoformat(),
        **_content_of_last_version(report),
    }


def _names(report: AnnualReport) -> dict[str, str]:
    office = report.office.name
    return {
        "title": f"{office}{report.year.year}年度法治政府建设情况报告",
        "addressee": f"{report.year.bureau.name}：",
        "signature": office,
    }


def _content_of_last_version(report: AnnualReport) -> dict[str, str]:
    """The form's fields as the check found them in the current version; a chapter the file has twice
    is put together.
    """
    run, version = report.latest_run, report.current_version
    if run is None or version is None or run.status != CheckRunStatus.DONE:
        return {}
    content = {"title": report.title, "document_number": report.document_number}
    content["signed_on"] = run.facts.get("signed_on") or ""
    for section in run.outline:
        if section["level"] == 1 and section["section"]:
            text = version.text[section["start"] : section["end"]].removeprefix(section["heading"])
            name = f"{CHAPTER}{section['section']}"
            content[name] = "\n".join(part for part in (content.get(name), text.strip()) if part)
    return {name: text for name, text in content.items() if text}


def save_draft(report: AnnualReport, content: Mapping[str, str], *, revision: int, by: User) -> FormDraft:
    """Keep the draft on top of ``revision``; raises :class:`OvertakenError` when a newer one is kept.

    Saving the same words again changes nothing.
    """
    kept = dict(content)
    with transaction.atomic():
        draft, created = FormDraft.objects.get_or_create(
            report=report, defaults={"content": kept, "revision": 1, "saved_by": by}
        )
        if created or draft.content == kept:
            return draft
        saved = FormDraft.objects.filter(pk=draft.pk, revision=revision).update(
            content=kept,
            revision=revision + 1,
            saved_by=by,
            saved_at=timezone.now(),
            **_handed_over(draft, by),
        )
    draft.refresh_from_db()
    if not saved:
        raise OvertakenError(draft)
    return draft


def _handed_over(draft: FormDraft, by: User) -> dict[str, object]:
    """Where another person goes on: the words so far, which stay to be looked up."""
    if draft.saved_by_id == by.pk:
        return {}
    return {"before": draft.content, "before_by": draft.saved_by_id, "before_at": draft.saved_at}


def document_of(report: AnnualReport, content: Mapping[str, str]) -> bytes:
    """The .docx of what was written, laid out as an official document."""
    return gongwen.as_bytes(gongwen.typeset(_blocks(report, content)))


def _blocks(report: AnnualReport, content: Mapping[str, str]) -> Iterator[Block]:
    if content.get("document_number"):
        yield Block("number", content["document_number"])
    yield Block("title", content["title"])
    if content.get("addressee"):
        yield Block("addressee", content["addressee"])
    yield from _written(content.get("opening", ""))
    number = 0
    for chapter in chapters_of(report):
        text = content.get(chapter.name, "").strip()
        if not text and not chapter.is_required:
            continue
        yield Block("heading-1", f"{NUMERALS[number]}、{chapter.heading}")
        yield from _written(text)
        number += 1
    yield Block("signature", content["signature"])
    yield Block("date", chinese_date(content["signed_on"]))


def _written(text: str) -> Iterator[Block]:
    """Paragraphs of one field; lines numbered （一） or 1. are headings."""
    for line in (line.strip() for line in text.split("\n")):
        if line:
            yield Block(gongwen.role_of_line(line), line)


def chinese_date(iso: str) -> str:
    """2026-01-25 → 2026年1月25日 (GB/T 9704-2012, 7.3.5); another text stays as it is."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", iso)
    return f"{found[1]}年{int(found[2])}月{int(found[3])}日" if found else iso


def template_of(report: AnnualReport) -> bytes:
    """The year's Word template: title, headings, what belongs under each, signature and date."""
    start = _names(report)
    blocks = [Block("title", start["title"]), Block("addressee", start["addressee"])]
    standard = standard_of(report.year)
    for number, content in enumerate(standard.contents.values()):
        blocks.append(Block("heading-1", f"{NUMERALS[number]}、{heading_of(content, report.year.year)}"))
        blocks.append(Block("hint", f"【{content.expected.zh}】"))
        blocks += [Block("hint", f"【{point}】") for point in _points(standard, content, "zh")]
    blocks += [Block("signature", start["signature"]), Block("date", f"{report.year.year + 1}年  月  日")]
    return gongwen.as_bytes(gongwen.typeset(blocks))
