"""Word documents (.docx, and .wps that is one inside): the report as it would be printed.

Tracked changes count as accepted, hidden text and comments as not there, field
results as text, and automatic numbers are written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from ..document import Part
from .docx_numbering import Numbering
from .docx_runs import RunReader
from .docx_story import Story
from .docx_styles import Styles
from .errors import UnreadableError
from .joining import join_if_wrapped
from .packages import Package
from .raw import RawDocument

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MARGINS = re.compile(r"(?:header|footer)\d*\.xml$")
_MACRO = b"macroEnabled"
# Most of a style sheet: the looks of tables and their rows, and what Word lists of styles that are not there.
_UNREAD_STYLES = ("w:tblStylePr", "w:tblPr", "w:latentStyles")


def read_docx(data: bytes, kind: str = "docx") -> RawDocument:
    """The paragraphs of a Word package; raises ``damaged``, ``password``, ``macro_file``, ``too_deep``."""
    package = Package(data)
    main = _main_part(package)
    _refuse_macros(package)
    folder = main.rpartition("/")[0]
    styles = Styles(_optional(package, f"{folder}/styles.xml", _UNREAD_STYLES))
    numbering = Numbering(_optional(package, f"{folder}/numbering.xml"), styles)
    runs = RunReader(styles)
    root = package.xml(main)
    paragraphs = join_if_wrapped(list(Story(runs, numbering, Part.BODY).paragraphs(root)))
    for part, tree in _side_stories(package, folder):
        paragraphs += Story(runs, numbering, part).paragraphs(tree)
    return RawDocument(kind, paragraphs, notes=sorted(runs.notes))


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package:
        for relation in package.xml("_rels/.rels").iter(_RELATIONSHIP):
            if relation.get("Type", "").endswith("/officeDocument") and relation.get("Target", "") in package:
                return relation.get("Target", "").lstrip("/").lower()
    if "word/document.xml" in package:
        return "word/document.xml"
    raise UnreadableError("damaged")


def _refuse_macros(package: Package) -> None:
    has_project = any(name.endswith("vbaproject.bin") for name in package.names())
    if has_project or ("[Content_Types].xml" in package and _MACRO in package.read("[Content_Types].xml")):
        raise UnreadableError("macro_file")


def _optional(package: Package, name: str, unread: Sequence[str] = ()) -> etree._Element | None:
    """A part that need not be there; a broken one is treated as absent, the text itself stands elsewhere."""
    if name not in package:
        return None
    try:
        return package.xml(name, unread)
    except UnreadableError as error:
        if error.reason != "damaged":
            raise
        return None


def _side_stories(package: Package, folder: str) -> Iterator[tuple[Part, etree._Element]]:
    """Footnotes and endnotes, then page heads and feet, in the order of their names."""
    for name, part in ((f"{folder}/footnotes.xml", Part.FOOTNOTE), (f"{folder}/endnotes.xml", Part.FOOTNOTE)):
        tree = _optional(package, name)
        if tree is not None:
            yield part, tree
    for name in sorted(package.names()):
        if name.startswith(f"{folder}/") and _MARGINS.search(name):
            tree = _optional(package, name)
            if tree is not None:
                yield (Part.HEADER if "header" in name else Part.FOOTER), tree
