"""A bureau's own .docx templates: which fields they may name, and whether they can be filled at all.

The fields stand in ``docs/merge-fields.md`` and on the page where a template is uploaded;
a test holds both to :data:`FIELDS`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
import jinja2
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import meta
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError

from offices import audit
from offices.models import Bureau, User
from submissions import files

from .models import BureauTemplate

Kind = BureauTemplate.Kind
LONGEST_PLACE = 80  # characters of a paragraph quoted in a refusal
MAX_BYTES = 5 * 1024 * 1024
UNPACKED_AT_MOST = 50 * 1024 * 1024
TAG = re.compile(r"{[{%].*?[%}]}|{[{%][^{}%]*$", re.DOTALL)

COMMON = {
    "title": gettext_lazy("title of the document"),
    "bureau": gettext_lazy("name of the bureau"),
    "county": gettext_lazy("name of the county"),
    "sent_on": gettext_lazy("date under the signature"),
}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    Kind.CIRCULAR: {
        **COMMON,
        "year": gettext_lazy("report year"),
        "document_number": gettext_lazy("document number, as typed"),
        "addressees": gettext_lazy("addressees, as typed"),
        "deadline": gettext_lazy("deadline for mending, as typed"),
        "overview": gettext_lazy("paragraphs of part one: {% for p in overview %}{{ p }}{% endfor %}"),
        "problems": gettext_lazy("paragraphs of part two, one for each kind of problem"),
        "demands": gettext_lazy("paragraphs of part three"),
        "attachments": gettext_lazy("titles of the attachments"),
        "required": gettext_lazy("offices that have to report"),
        "handed_in": gettext_lazy("offices that reported"),
        "on_time": gettext_lazy("of them, on time"),
        "late": gettext_lazy("of them, late"),
        "missing": gettext_lazy("offices that did not report"),
        "published": gettext_lazy("published reports"),
        "publication_rate": gettext_lazy("published, in percent of those to report"),
        "average_score": gettext_lazy("average score"),
        "excellent_offices": gettext_lazy("offices in the best grade, with commas"),
        "late_offices": gettext_lazy("offices that reported late, with commas"),
        "missing_offices": gettext_lazy("offices that did not report, with commas"),
    },
    Kind.RETURN_LETTER: {
        **COMMON,
        "office": gettext_lazy("full name of the office"),
        "addressee": gettext_lazy("to whom the letter speaks, as the reviewer wrote it"),
        "paragraphs": gettext_lazy(
            "paragraphs of the letter as sent: {% for p in paragraphs %}{{ p.text }}{% endfor %}; "
            "p.is_heading tells the headings of its parts"
        ),
        "body": gettext_lazy("the whole letter, addressee included, a paragraph a line"),
        "items": gettext_lazy(
            "what to mend: {% for item in items %}{{ item.text }} {{ item.quote }}{% endfor %}"
        ),
        "due_on": gettext_lazy("revision due on"),
    },
}


class TemplateRefusedError(ValueError):
    """A template cannot be used; ``problems`` says each reason and the place in the document."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def template_of(bureau: Bureau, kind: str) -> BureauTemplate | None:
    """The bureau's own template; None where it uses the shipped layout."""
    return BureauTemplate.objects.filter(bureau=bureau, kind=kind).select_related("file").first()


def accept_template(bureau: Bureau, kind: str, name: str, data: bytes, *, by: User) -> BureauTemplate:
    """Keep a template after it was tried with example values.

    Raises :class:`TemplateRefusedError`, which names every bad place; nothing is kept then.
    """
    problems = problems_of(kind, data)
    if problems:
        raise TemplateRefusedError(problems)
    try:
        stored = files.keep(data)
    except files.PurgedFileError as error:
        refused = _("This very file was removed for its secrecy mark and is not taken again.")
        raise TemplateRefusedError([refused]) from error
    kept = BureauTemplate.objects.create(
        bureau=bureau, kind=kind, file=stored, original_name=name[:200], uploaded_by=by
    )
    audit.record("template.uploaded", actor=by, bureau_id=bureau.pk, target=kept, kind=kind)
    return kept


def drop_templates(bureau: Bureau, kind: str, *, by: User) -> None:
    """Back to the shipped layout."""
    BureauTemplate.objects.filter(bureau=bureau, kind=kind).delete()
    audit.record("template.removed", actor=by, bureau_id=bureau.pk, kind=kind)


def problems_of(kind: str, data: bytes) -> list[str]:
    """Everything wrong with a template, in words; [] when it can be filled."""
    if len(data) > MAX_BYTES:
        return [_("The template is larger than 5 MB. Take out pictures you do not need.")]
    if not _is_word(data):
        return [_("This is no Word document (.docx). Save the template as .docx and choose it again.")]
    try:
        document = docx.Document(io.BytesIO(data))
    except (OpcError, LxmlError, KeyError, ValueError, zipfile.BadZipFile):
        return [_("The Word document is damaged. Open it in Word or WPS, save it anew and choose it again.")]
    problems = _bad_places(document, set(FIELDS[kind]))
    return problems or _fails_as_a_whole(kind, data)


def _is_word(data: bytes) -> bool:
    """A zip that holds a Word document and unpacks to a sane size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sizes = {entry.filename: entry.file_size for entry in package.infolist()}
    except (zipfile.BadZipFile, OSError):
        return False
    return "word/document.xml" in sizes and sum(sizes.values()) <= UNPACKED_AT_MOST


def _bad_places(document: Any, known: set[str]) -> list[str]:
    """Each paragraph with a field nobody knows or a tag that is not closed, quoted."""
    unknown: dict[str, str] = {}
    texts = _paragraphs(document)
    problems = [
        _("“%(place)s”: a brace is left open.") % {"place": _quoted(text)}
        for text in texts
        if any(not tag.endswith(("}}", "%}")) for tag in TAG.findall(text))
    ]
    for text in texts:
        for name in _names_in(text) - known - _loop_names(document):
            unknown.setdefault(name, text)
    problems += [
        _("“%(place)s”: there is no field “%(name)s”.") % {"place": _quoted(text), "name": name}
        for name, text in unknown.items()
    ]
    if unknown:
        problems.append(_("Fields that can be used: %(names)s.") % {"names": "、".join(sorted(known))})
    return problems


def _paragraphs(document: Any) -> list[str]:
    """The text of every paragraph, tables, headers and footers included."""
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.header._element, section.footer._element]
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return [
        text
        for part in parts
        for paragraph in part.iter(f"{name}p")
        if "{" in (text := "".join(run.text or "" for run in paragraph.iter(f"{name}t")))
    ]


def _names_in(text: str) -> set[str]:
    """Fields a paragraph uses; none where its tags belong together with those of other paragraphs."""
    found: set[str] = set()
    for tag in TAG.findall(text):
        inner = re.sub(r"^{[{%]-?\s*(?:p|tr|tc|r)?\s+|^{[{%]-?", "", tag).rstrip("%}-").strip()
        if tag.startswith("{%"):
            inner = re.sub(r"^(?:for\s+[\w,\s]+\s+in|if|elif|set\s+\w+\s*=)\s+", "", inner)
            if inner in ("else", "endif", "endfor") or inner.startswith("end"):
                continue
        try:
            found |= meta.find_undeclared_variables(_environment().parse(f"{{{{ {inner} }}}}"))
        except jinja2.TemplateError:
            continue  # said by the trial run, which knows the line
    return found


def _loop_names(document: Any) -> set[str]:
    """Names made in the template itself: of loops and of ``set``."""
    names = {"loop"}
    for text in _paragraphs(document):
        for made in re.findall(r"{%-?\s*(?:p|tr|tc|r)?\s*(?:for\s+([\w,\s]+?)\s+in|set\s+(\w+))", text):
            names |= {name.strip() for name in ",".join(made).split(",") if name.strip()}
    return names


def _fails_as_a_whole(kind: str, data: bytes) -> list[str]:
    """Fill it once with example values; what the template engine says, with the paragraph."""
    try:
        fill(data, example_of(kind))
    except jinja2.TemplateSyntaxError as error:
        place = _place(data, error)
        return [_("“%(place)s”: %(what)s") % {"place": place, "what": error.message or ""}]
    except (jinja2.TemplateError, LxmlError, OpcError, KeyError, TypeError, ValueError) as error:
        return [_("The template cannot be filled: %(what)s") % {"what": str(error)[:200]}]
    return []


def _place(data: bytes, error: jinja2.TemplateSyntaxError) -> str:
    """The last paragraph with a tag up to the line the error names; docxtpl puts a paragraph on a line."""
    texts = _paragraphs(docx.Document(io.BytesIO(data)))
    marked = [text for text in texts if "{%" in text] or texts
    near = [
        text for text in marked if error.message and any(w in text for w in error.message.split("'")[1::2])
    ]
    return _quoted((near or marked or [""])[0])


def _quoted(text: str) -> str:
    return text if len(text) <= LONGEST_PLACE else text[:LONGEST_PLACE] + "…"


def _environment() -> SandboxedEnvironment:
    """A template comes from a bureau, so it may read its fields and nothing else."""
    return SandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)


def fill(data: bytes, values: Mapping[str, Any]) -> bytes:
    """The template with its fields filled in, as .docx bytes."""
    template = DocxTemplate(io.BytesIO(data))
    template.render(dict(values), jinja_env=_environment(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def example_of(kind: str) -> dict[str, Any]:
    """Values of the right shapes, for a trial."""
    lists = {"overview", "problems", "demands", "attachments"}
    values: dict[str, Any] = {name: [_("Example.")] if name in lists else "1" for name in FIELDS[kind]}
    if "items" in values:
        values["items"] = [{"text": "1", "quote": "1"}]
        values["paragraphs"] = [{"text": "1", "is_heading": True}, {"text": "1", "is_heading": False}]
    return values
