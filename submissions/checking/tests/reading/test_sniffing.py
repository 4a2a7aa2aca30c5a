"""The kind is told from the content, whatever the name."""

from collections.abc import Callable

import pytest

from submissions.checking.reading import UnreadableError
from submissions.checking.reading.sniffing import sniff

from .building import PARAGRAPHS, docx_bytes, image_bytes, ofd_bytes, page_image, pdf_bytes, zipped


def built(data: bytes | Callable[[], bytes]) -> bytes:
    """The file; what needs a font or a library is made inside the test, which alone may be skipped."""
    return data if isinstance(data, bytes) else data()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (docx_bytes, "docx"),
        (pdf_bytes, "pdf"),
        (ofd_bytes, "ofd"),
        (lambda: image_bytes(page_image()), "image"),
        (lambda: image_bytes(page_image(), "JPEG"), "image"),
        (lambda: image_bytes(page_image(), "TIFF"), "image"),
        (lambda: image_bytes(page_image(), "BMP"), "image"),
        (b"{\\rtf1\\ansi hello}", "rtf"),
        (b"<!DOCTYPE html><html><body><p>x</p></body></html>", "html"),
        ("# 标题\n\n## 一、举措\n".encode(), "markdown"),
        ("\n".join(PARAGRAPHS).encode("gb18030"), "txt"),
        ("1. 会议*次\n#话题\n".encode(), "txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_kinds(data: bytes | Callable[[], bytes], kind: str) -> None:
    assert sniff(built(data)) == kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "not_supported"),
        (zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "not_supported"),
        (zipped({"a.txt": b"x"}), "unknown_kind"),
        (lambda: docx_bytes()[:4000], "damaged"),
        (b"MZ" + bytes(range(256)) * 8, "unknown_kind"),
        (bytes(range(256)) * 40, "unknown_kind"),
        (b"GIF89a" + b"\x01" * 50, "unknown_kind"),
    ],
)
def test_what_is_no_report(data: bytes | Callable[[], bytes], reason: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        sniff(built(data))
    assert refused.value.reason == reason
