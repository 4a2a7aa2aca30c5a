"""Bytes in, :class:`~submissions.checking.document.Document` out, whatever kind of file it is.

The kind is told from the content (:mod:`.sniffing`); one module reads each
kind into raw paragraphs, and :mod:`.assembling` gives them one spelling.
"""

from __future__ import annotations

from ..document import Document
from .assembling import assemble
from .docx import read_docx
from .errors import UnreadableError
from .legacy import read_compound, read_foreign
from .limits import FILE_BYTES, MEGABYTE
from .ofd import read_ofd
from .pdf import read_pdf
from .raw import RawDocument
from .scan import read_image
from .sniffing import FOREIGN_KINDS, sniff
from .text import read_text
from .web_page import read_archived_page, read_web_page

__all__ = ["UnreadableError", "read"]


def read(data: bytes, *, name: str = "", recognise: bool = True) -> Document:
    """Read a file of any kind in this process; ``name`` is not looked at, the content tells the kind.

    Raises :class:`UnreadableError` with a reason id (see ``standard/data/reading.toml``).
    With ``recognise`` off a scan raises :class:`.errors.RecognitionNeededError` instead of
    taking seconds a page. Files from strangers belong into
    :func:`submissions.checking.sandbox.read_in_child`.
    """
    if len(data) > FILE_BYTES:
        raise UnreadableError("too_large", megabytes=FILE_BYTES // MEGABYTE)
    return assemble(_read_raw(data, sniff(data), recognise=recognise))


def _read_raw(data: bytes, kind: str, *, recognise: bool) -> RawDocument:
    if kind == "docx":
        return read_docx(data)
    if kind == "doc":
        return read_compound(data)
    if kind in FOREIGN_KINDS:
        return read_foreign(data, kind)
    if kind == "pdf":
        return read_pdf(data, recognise=recognise)
    if kind == "ofd":
        return read_ofd(data, recognise=recognise)
    if kind == "html":
        return read_web_page(data)
    if kind == "mhtml":
        return read_archived_page(data)
    if kind == "image":
        return read_image(data, recognise=recognise)
    if kind in {"txt", "markdown"}:
        return read_text(data, kind)
    raise UnreadableError("not_supported", kind=kind)
