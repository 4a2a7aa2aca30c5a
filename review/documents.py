"""The circular (通报): composed from the year's figures, edited by a person, filled into a template.

A circular is an official document: it is written in the language of the
installation, whatever language its writer reads the site in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from submissions import files, gongwen
from submissions.models import (
    AnnualReport,
    Finding,
    ReportingYear,
    ReportStatus,
    RequirementOutcome,
)
from submissions.words import standard_of

from .compliance import Totals, in_list_order, list_title, totals_of
from .document_templates import Kind, fill, template_of
from .rubrics import current_rubric

THIN = ("first_responsible.thin", "first_responsible.no_facts", "first_responsible.post_missing")
COPIED = ("copy.other_office",)
REQUIRED_SECTIONS = ("achievements", "shortcomings", "first_responsible", "next_plan")
COMMA = "、"
DEADLINE = "【办理期限】"  # in the drafted text for the day, which is typed once; circulars are in Chinese


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands how in a year: short names of offices, in list order."""

    totals: Totals
    excellent: Sequence[str] = ()
    late: Sequence[str] = ()
    missing: Sequence[str] = ()
    unpublished: Sequence[str] = ()
    lacking: dict[str, list[str]] = field(default_factory=dict)  # section → offices without it
    thin: Sequence[str] = ()
    copied: Sequence[str] = ()


def standing_of(year: ReportingYear, today: date) -> Standing:
    """Read the year once; the number of queries does not depend on the offices."""
    reports = list(in_list_order(AnnualReport.objects.filter(year=year).required().select_related("office")))
    for report in reports:
        report.year = year
    runs = {report.submitted_run_id: report for report in reports if report.submitted_run_id}
    best = _best_grade(year)
    is_over = today > year.publish_by
    return Standing(
        totals=totals_of(AnnualReport.objects.filter(year=year)),
        excellent=_names(report for report in reports if best and report.grade == best),
        late=_names(report for report in reports if report.handed_in_on_time is False),
        missing=_names(report for report in reports if _is_missing(report, today)),
        unpublished=_names(
            report
            for report in reports
            if is_over and report.first_submitted_at and not _is_published_in_time(report)
        ),
        lacking=_lacking(runs),
        thin=_with_finding(reports, THIN),
        copied=_with_finding(reports, COPIED),
    )


def _best_grade(year: ReportingYear) -> str:
    grades = current_rubric(year).grades
    return str(grades[0][1]) if grades else ""


def _is_missing(report: AnnualReport, today: date) -> bool:
    """Not handed in, and the date, an extension included, is past: nobody is named before that."""
    return report.handed_in_on_time is None and report.due_on < today


def _is_published_in_time(report: AnnualReport) -> bool:
    return (
        report.status == ReportStatus.PUBLISHED
        and report.published_on is not None
        and report.published_on <= report.year.publish_by
    )


def _names(reports: Iterable[AnnualReport]) -> list[str]:
    return [str(report.office) for report in reports]


def _lacking(runs: dict[int, AnnualReport]) -> dict[str, list[str]]:
    ids = [f"section.{name}" for name in REQUIRED_SECTIONS]
    absent = RequirementOutcome.objects.filter(
        run__in=runs, requirement__in=ids, outcome="missing"
    ).order_by()
    found = set(absent.values_list("requirement", "run"))
    lacking = {
        name: [str(report.office) for run, report in runs.items() if (name, run) in found] for name in ids
    }
    return {name: offices for name, offices in lacking.items() if offices}


def _with_finding(reports: Sequence[AnnualReport], rules: Sequence[str]) -> list[str]:
    runs = [report.submitted_run_id for report in reports if report.submitted_run_id]
    found = set(Finding.objects.filter(run__in=runs, rule__in=rules).values_list("run", flat=True))
    return _names(report for report in reports if report.submitted_run_id in found)


def composed(year: ReportingYear, today: date) -> dict[str, Any]:
    """The typed fields of a circular as the figures suggest them, ready to be edited."""
    with translation.override(settings.LANGUAGE_CODE):
        standing = standing_of(year, today)
        return {
            "title": _("%(bureau)s: circular on the annual reports on rule-of-law government for %(year)s")
            % {"bureau": year.bureau.name, "year": year.year},
            "document_number": "",
            "addressees": _("all townships, towns and street offices"),
            "sent_on": today,
            "overview": "\n".join(_overview(year, standing)),
            "problems": "\n".join(_problems(year, standing)),
            "demands": "\n".join(_demands(standing)),
            "attachments": list_title(year),
        }


def _overview(year: ReportingYear, standing: Standing) -> list[str]:
    totals = standing.totals
    said = [
        _(
            "For %(year)s, %(required)s offices had to report; %(handed_in)s did, "
            "%(on_time)s of them on time. %(published)s reports are published, %(rate)s."
        )
        % {
            "year": year.year,
            "required": totals.required,
            "handed_in": totals.handed_in,
            "on_time": totals.on_time,
            "published": totals.published,
            "rate": totals.publication_rate,
        }
    ]
    if totals.scored:
        said.append(_("The average score is %(score)s.") % {"score": totals.average_score})
    if standing.excellent:
        said.append(_("Rated excellent: %(offices)s.") % {"offices": COMMA.join(standing.excellent)})
    return said


def _problems(year: ReportingYear, standing: Standing) -> list[str]:
    """One paragraph for each kind of problem there is, naming the offices."""
    kinds: list[tuple[str, Sequence[str]]] = [
        (_("Not reported: %(offices)s."), standing.missing),
        (_("Reported late: %(offices)s."), standing.late),
        (_("Not published by the date: %(offices)s."), standing.unpublished),
    ]
    standard = standard_of(year)
    for section, offices in standing.lacking.items():
        name = standard.render("requirement", section, {}, "zh", "name")
        kinds.append((_("“{name}” is missing: %(offices)s.").replace("{name}", name), offices))
    kinds += [
        (_("The account of the first responsible persons is thin: %(offices)s."), standing.thin),
        (_("Much alike the reports of others: %(offices)s."), standing.copied),
    ]
    said = [words % {"offices": COMMA.join(offices)} for words, offices in kinds if offices]
    numbered = [f"（{numeral(place)}）{words}" for place, words in enumerate(said, start=1)]
    return numbered or [_("No problem of a kind that has to be named.")]


def _demands(standing: Standing) -> list[str]:
    said = []
    if standing.missing:
        said.append(_("Offices that have not reported do so by %(deadline)s."))
    if standing.lacking or standing.thin or standing.copied:
        said.append(_("Offices named above mend their reports by %(deadline)s and hand them in again."))
    if standing.unpublished:
        said.append(_("Accepted reports are published by %(deadline)s, except for state secrets."))
    said.append(
        _("All offices compare themselves with what is named here, and prepare next year's report early.")
    )
    return [words % {"deadline": DEADLINE} for words in said]


def numeral(number: int) -> str:
    """1 to 99 as Chinese numerals."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else digits[tens])
        + ("十" if tens else "")
        + (digits[ones] if ones or not tens else "")
    )


def circular_values(year: ReportingYear, typed: dict[str, Any], today: date) -> dict[str, Any]:
    """What the template is filled with: the figures, and what a person typed (see ``docs/merge-fields.md``).

    :data:`DEADLINE` in a typed paragraph becomes the deadline.
    """
    standing = standing_of(year, today)
    totals = standing.totals
    deadline = _day(typed.get("deadline", ""))
    lines = {
        name: [line.strip().replace(DEADLINE, deadline) for line in typed[name].splitlines() if line.strip()]
        for name in ("overview", "problems", "demands", "attachments")
    }
    return {
        "title": gongwen.title_in_lines(typed["title"]),
        "bureau": year.bureau.name,
        "county": year.bureau.county,
        "year": year.year,
        "document_number": typed["document_number"],
        "addressees": typed["addressees"].rstrip("：:"),
        "deadline": deadline,
        "sent_on": _day(typed["sent_on"]),
        **lines,
        "required": totals.required,
        "handed_in": totals.handed_in,
        "on_time": totals.on_time,
        "late": totals.late,
        "missing": totals.missing,
        "published": totals.published,
        "publication_rate": totals.publication_rate,
        "average_score": totals.average_score,
        "excellent_offices": COMMA.join(standing.excellent),
        "late_offices": COMMA.join(standing.late),
        "missing_offices": COMMA.join(standing.missing),
    }


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT") if text else ""


def circular_docx(year: ReportingYear, typed: dict[str, Any], today: date | None = None) -> bytes:
    """The circular on the bureau's own template where there is one, else on the shipped one."""
    own = template_of(year.bureau, Kind.CIRCULAR)
    data = files.read(own.file) if own else default_template(Kind.CIRCULAR)
    with translation.override(settings.LANGUAGE_CODE):
        return fill(data, circular_values(year, typed, today or timezone.localdate()))


@lru_cache(maxsize=4)
def default_template(kind: str) -> bytes:
    """The shipped template: laid out as GB/T 9704 has it, a good start for a bureau's own."""
    return gongwen.as_bytes(gongwen.typeset(DEFAULT_BLOCKS[kind]))


def _each(role: str, name: str, line: str = "{{ p }}") -> list[gongwen.Block]:
    """A paragraph for each entry; the lines with ``{%p`` vanish when the template is filled."""
    return [
        gongwen.Block("body", f"{{%p for p in {name} %}}"),
        gongwen.Block(role, line),
        gongwen.Block("body", "{%p endfor %}"),
    ]


Block = gongwen.Block
BLANK = Block("body", "")
ATTACHMENT = "附件{% if attachments|length > 1 %}{{ loop.index }}{% endif %}：{{ p }}"
DEFAULT_BLOCKS: dict[str, list[gongwen.Block]] = {
    Kind.CIRCULAR: [
        Block("number", "{{ document_number }}"),
        BLANK,
        Block("title", "{{ title }}"),
        Block("addressee", "{{ addressees }}："),
        Block("heading-1", "一、总体情况"),
        *_each("body", "overview"),
        Block("heading-1", "二、存在问题"),
        *_each("body", "problems"),
        Block("heading-1", "三、工作要求"),
        *_each("body", "demands"),
        Block("body", "{%p if attachments %}"),
        BLANK,
        *_each("body", "attachments", ATTACHMENT),
        Block("body", "{%p endif %}"),
        BLANK,
        BLANK,
        Block("signature", "{{ bureau }}"),
        Block("date", "{{ sent_on }}"),
    ],
    Kind.RETURN_LETTER: [
        Block("title", "{{ title }}"),
        Block("addressee", "{{ addressee }}："),
        Block("body", "{%p for p in paragraphs %}"),
        Block("body", "{%p if p.is_heading %}"),
        Block("heading-1", "{{ p.text }}"),
        Block("body", "{%p else %}"),
        Block("body", "{{ p.text }}"),
        Block("body", "{%p endif %}"),
        Block("body", "{%p endfor %}"),
        Block("signature", "{{ bureau }}"),
        Block("date", "{{ sent_on }}"),
    ],
}
