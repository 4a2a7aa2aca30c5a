"""The return letter: drafted from what was found and written, as text and as .docx.

A letter is an official document of the bureau: it is written in the language of
the installation (Chinese), whatever language its writer reads the site in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from submissions import files, gongwen
from submissions.models import AnnualReport, ResponseKind, ReturnLetter
from submissions.presentation import ShownFinding
from submissions.words import standard_behind, words_of_finding
from submissions.workflow import LetterItem

from .desk import Desk
from .document_templates import fill
from .models import BureauTemplate
from .notes import Note
from .rubric_lines import Line
from .standing import is_put_aside

LETTER_LANGUAGE = "zh"
NUMERALS = "一二三四五六七八九十"
FINDABLE = 10  # characters; fewer are quoted with what stands around them
AROUND = 10
LONGEST_QUOTE = 120
CLAUSE_ENDS = re.compile(r"[。；，、：！？“”\n]")
NEW_PARAGRAPH = "\a"  # what docxtpl makes a paragraph of, laid out like the one the field stands in
DENIED = (ResponseKind.FALSE_ALARM, ResponseKind.NOT_APPLICABLE)  # asked for again only if a person ticks it


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One thing the letter may ask for. ``key`` is f12, c5 or s9: finding, comment, score."""

    key: str
    group: str
    item: LetterItem
    details: Sequence[str] = ()
    is_ticked: bool = True
    passage: str = ""  # the quote as the letter has it: a short one with the words around it


def draft_items(desk: Desk) -> list[DraftItem]:
    """Everything that could go into the letter, in the order of the groups."""
    with translation.override(settings.LANGUAGE_CODE):
        drafts = [
            _from_finding(desk, shown) for shown in desk.shown.findings if not is_put_aside(shown.verdict)
        ]
        drafts += [_from_note(note, desk) for note in desk.notes if _concerns(note)]
        lines = [line for part in desk.parts for line in part.lines]
        drafts += [_from_score(line) for line in lines if _is_low(line)]
    order = list(dict.fromkeys(("must", "should", "confirm", "comment", "score")))
    return sorted(drafts, key=lambda draft: order.index(draft.group))


def _from_finding(desk: Desk, shown: ShownFinding) -> DraftItem:
    finding = shown.finding
    words = words_of_finding(standard_behind(desk.run, desk.report.year), finding, LETTER_LANGUAGE)
    is_confirmed = shown.verdict is not None and shown.verdict.kind == "confirmed"
    is_denied = shown.answer is not None and shown.answer.kind in DENIED and finding.level != "must"
    text = "".join(part for part in (words.message or words.name, words.mend) if part)
    details = [_("Basis: %(basis)s") % {"basis": words.basis}] if words.basis else []
    return DraftItem(
        key=f"f{finding.pk}",
        group=finding.level,
        item=LetterItem(text, finding.quote, finding.rule, finding.fingerprint, finding.evidence),
        details=details,
        passage=in_context(desk.version.text, finding.evidence, finding.quote),
        is_ticked=is_confirmed or not (is_denied or finding.level == "confirm"),
    )


def _concerns(note: Note) -> bool:
    """Comments on this version, and unticked those on earlier ones whose passage still stands."""
    return not note.comment.is_internal and not note.is_gone


def _from_note(note: Note, desk: Desk) -> DraftItem:
    evidence = [list(note.span)] if note.span else []
    return DraftItem(
        note.key,
        "comment",
        LetterItem(note.comment.body, note.comment.quote, evidence=evidence),
        passage=in_context(desk.version.text, evidence, note.comment.quote),
        is_ticked=note.comment.version_id == desk.version.pk,
    )


def in_context(text: str, evidence: Sequence[Sequence[int]], quote: str) -> str:
    """The quote; one of a few characters, which may stand anywhere, with the words around it."""
    if not evidence or len(quote) >= FINDABLE:
        return quote[:LONGEST_QUOTE]
    start, end = evidence[0]
    before = CLAUSE_ENDS.split(text[max(0, start - AROUND - 1) : start])[-1]
    after = CLAUSE_ENDS.split(text[end : end + AROUND + 1])[0]
    opening = f"……{before[-AROUND:]}" if len(before) > AROUND else before
    ending = f"{after[:AROUND]}……" if len(after) > AROUND else after
    return f"{opening}{text[start:end]}{ending}"


def _is_low(line: Line) -> bool:
    """Few points with a comment: the office should know."""
    return bool(
        line.score
        and line.score.comment.strip()
        and line.points is not None
        and line.points * 2 < line.criterion.points
    )


def _from_score(line: Line) -> DraftItem:
    spans = line.suggestion.evidence[:1] if line.suggestion else []
    text = f"{line.criterion.part}·{line.criterion.title}：{line.score.comment.strip()}"
    return DraftItem(f"s{line.criterion.pk}", "score", LetterItem(text, evidence=spans), is_ticked=False)


def group_title(group: str) -> str:
    """The heading of a group in the letter."""
    return {
        "must": _("To be mended"),
        "should": _("Should be mended"),
        "confirm": _("Please confirm or explain"),
        "comment": _("Remarks of the reviewer"),
        "score": _("Points that scored low"),
    }[group]


def compose(report: AnnualReport, drafts: Iterable[DraftItem], due_on: date) -> str:
    """The letter as plain text, grouped and numbered, ready to be edited."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [f"{report.office.name}：", _opening(report, due_on)]
        groups: dict[str, list[DraftItem]] = {}
        for draft in drafts:
            groups.setdefault(draft.group, []).append(draft)
        for index, (group, members) in enumerate(groups.items()):
            lines += ["", f"{NUMERALS[index]}、{group_title(group)}"]
            for number, draft in enumerate(members, start=1):
                lines += _item_lines(number, draft)
        lines += [
            "",
            _("Please answer each item when you hand in again: changed, explained, or does not apply."),
        ]
        return "\n".join(lines)


def _opening(report: AnnualReport, due_on: date) -> str:
    title = report.title or _("report on rule-of-law government for %(year)s") % {"year": report.year.year}
    return _(
        "We have read your report “%(title)s”. "
        "Please revise it as set out below and hand it in again by %(day)s."
    ) % {"title": title, "day": date_format(due_on, "DATE_FORMAT")}


def _item_lines(number: int, draft: DraftItem) -> list[str]:
    lines = [f"{number}．{draft.item.text}"]
    if draft.passage:
        lines.append(_("   Passage: “%(quote)s”") % {"quote": draft.passage})
    return lines + [f"   {detail}" for detail in draft.details]


def letter_docx(letter: ReturnLetter) -> bytes:
    """The letter on the bureau's own template where there is one, else laid out as GB/T 9704 has it."""
    report = letter.report
    own = (
        BureauTemplate.objects.filter(bureau=report.year.bureau_id, kind=BureauTemplate.Kind.RETURN_LETTER)
        .select_related("file")
        .first()
    )
    with translation.override(settings.LANGUAGE_CODE):
        sent_on = timezone.localdate(letter.sent_at)
        title = _("Letter on revising the report on rule-of-law government for %(year)s") % {
            "year": report.year.year
        }
        if own is not None:
            return _on_template(own, letter, title, sent_on)
        addressee, paragraphs = _parts_of(letter)
        document = gongwen.typeset(
            [
                gongwen.Block("title", gongwen.title_in_lines(title)),
                gongwen.Block("addressee", f"{addressee}："),
                *(
                    gongwen.Block("heading-1" if is_heading else "body", text)
                    for text, is_heading in paragraphs
                ),
                gongwen.Block("signature", str(report.year.bureau)),
                gongwen.Block("date", date_format(sent_on, "DATE_FORMAT")),
            ]
        )
        return gongwen.as_bytes(document)


def _parts_of(letter: ReturnLetter) -> tuple[str, list[tuple[str, bool]]]:
    """The addressee, and each paragraph with whether it heads a part (一、…). Where the reviewer has
    taken out the line of the addressee, it is the office's name.
    """
    lines = [line.strip() for line in letter.body.splitlines() if line.strip()]
    addressee = letter.report.office.name
    if lines and lines[0].endswith(("：", ":")):
        addressee = lines.pop(0).rstrip("：:")
    return addressee, [(line, gongwen.role_of_line(line) == "heading-1") for line in lines]


def _on_template(own: BureauTemplate, letter: ReturnLetter, title: str, sent_on: date) -> bytes:
    """The fields are those of :data:`~review.document_templates.FIELDS`."""
    addressee, paragraphs = _parts_of(letter)
    return fill(
        files.read(own.file),
        {
            "title": gongwen.title_in_lines(title),
            "office": letter.report.office.name,
            "addressee": addressee,
            "body": NEW_PARAGRAPH.join(line.strip() for line in letter.body.splitlines() if line.strip()),
            "paragraphs": [{"text": text, "is_heading": is_heading} for text, is_heading in paragraphs],
            "county": letter.report.year.bureau.county,
            "items": [{"text": item.text, "quote": item.quote} for item in letter.items.all()],
            "due_on": date_format(letter.due_on, "DATE_FORMAT") if letter.due_on else "",
            "bureau": str(letter.report.year.bureau),
            "sent_on": date_format(sent_on, "DATE_FORMAT"),
        },
    )
