"""Any report written into a real file of every kind offices send.

Word, PDF and OFD files come from the builders of the reading tests; a scan is the printed PDF
photographed page by page. Old Word needs LibreOffice (see :func:`has_office`).
"""

from __future__ import annotations

import io
from functools import cache

import pypdfium2
from PIL import Image

from ..reading.building import converted, docx_bytes, has_office, ofd_bytes

__all__ = ["KINDS", "NEEDS_OFFICE", "file_of", "has_office", "paragraphs_of", "scan_of"]

KINDS = ("txt", "txt-gb18030", "txt-utf16", "docx", "doc", "wps", "pdf", "ofd")
NEEDS_OFFICE = frozenset({"doc", "wps", "pdf", "scan"})
_SCAN_DPI = 200


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text in which every line is one."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@cache
def file_of(paragraphs: tuple[str, ...], kind: str) -> bytes:
    """The report as a file of ``kind``, one of :data:`KINDS`. WPS Office saves old files in Word's format."""
    text = "\n".join(paragraphs) + "\n"
    if kind == "txt":
        return text.encode()
    if kind == "txt-gb18030":
        return text.replace("\n", "\r\n").encode("gb18030")
    if kind == "txt-utf16":
        return text.encode("utf-16")
    if kind == "docx":
        return docx_bytes(paragraphs)
    if kind == "ofd":
        return ofd_bytes(paragraphs)
    return converted("doc" if kind == "wps" else kind, docx_bytes(paragraphs))


def name_of(kind: str) -> str:
    """A file name as an office would give it."""
    return f"情况报告(定稿)最终.{kind.split('-')[0]}"


@cache
def scan_of(paragraphs: tuple[str, ...]) -> bytes:
    """The printed report as a PDF that holds nothing but pictures of its pages."""
    with pypdfium2.PdfDocument(file_of(paragraphs, "pdf")) as printed:
        pages = [page.render(scale=_SCAN_DPI / 72).to_pil().convert("L") for page in printed]
    return _pictures(pages)


def _pictures(pages: list[Image.Image]) -> bytes:
    target = io.BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=_SCAN_DPI, quality=80)
    return target.getvalue()
