"""The child process: the same document, and a clear reason for every hostile file."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from submissions.checking.reading import UnreadableError, read
from submissions.checking.sandbox import read_in_child

from .reading.building import (
    docx_bytes,
    image_bytes,
    ofd_bytes,
    page_image,
    pdf_bytes,
    rewritten,
    zipped,
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SECONDS = 10  # no hostile file may take longer


@pytest.mark.parametrize("build", [docx_bytes, pdf_bytes, ofd_bytes, lambda: "一、举措\n开展 9 场".encode()])
def test_the_child_reads_what_the_parent_would(build: Callable[[], bytes]) -> None:
    data = build()
    assert read_in_child(data, "报告\x00（定稿）.exe") == read(data)


def test_the_child_ignores_the_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module planted in the working folder or on PYTHONPATH is not imported."""
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert read_in_child(docx_bytes()).kind == "docx"


def body(xml: str) -> bytes:
    document = f"<w:document {W}><w:body>{xml}</w:body></w:document>"
    return rewritten(docx_bytes(), {"word/document.xml": document.encode()})


def thousands_of_pages() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    for _ in range(10_000):
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def external_entity() -> bytes:
    doctype = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    xml = f"{doctype}<w:document {W}><w:body>&x;</w:body></w:document>"
    return rewritten(docx_bytes(), {"word/document.xml": xml.encode("utf-16")})


HOSTILE = {
    "zip bomb": (lambda: body(" " * 300_000_000), "too_large"),
    "million paragraphs": (lambda: body("<w:p/>" * 3_000_000), "too_large"),
    "million runs": (lambda: body("<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 1_000_000 + "</w:p>"), "too_large"),
    "external entity": (external_entity, "damaged"),
    "deep nesting": (
        lambda: body("<w:tbl><w:tr><w:tc>" * 3_000 + "</w:tc></w:tr></w:tbl>" * 3_000),
        "too_deep",
    ),
    "deep web page": (lambda: b"<html>" + b"<div>" * 100_000 + b"x", "too_deep"),
    "truncated docx": (lambda: docx_bytes()[:20_000], "damaged"),
    "truncated pdf": (lambda: pdf_bytes()[:4_000], "damaged"),
    "locked pdf": (lambda: pdf_bytes(password="secret"), "password"),
    "endless pdf": (thousands_of_pages, "too_many_pages"),
    "400 megapixels": (lambda: image_bytes(Image.new("L", (20_000, 20_000))), "too_large"),
    "400 megapixels in a pdf": (lambda: image_bytes(Image.new("L", (20_000, 20_000)), "PDF"), "too_large"),
    "200 megabytes": (lambda: b"BM" + bytes(200_000_000), "too_large"),
    "blank picture": (lambda: image_bytes(Image.new("L", (900, 1200), 255)), "no_text"),
    "spreadsheet": (lambda: zipped({"xl/workbook.xml": b"x"}), "not_supported"),
    "many short lines": (lambda: ("字\n" * 240_000).encode(), "too_large"),
    "open sentences": (lambda: ("这句话，一直写下去\n" * 49_000).encode(), None),
    "many entries": (lambda: zipped({f"word/document{n}.xml": b"" for n in range(6_000)}), "too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_soon_with_a_reason(name: str) -> None:
    build, reason = HOSTILE[name]
    data = build()
    started = time.monotonic()
    if reason is None:
        assert read_in_child(data).text
    else:
        with pytest.raises(UnreadableError) as refused:
            read_in_child(data)
        assert refused.value.reason == reason
    assert time.monotonic() - started < SECONDS


def test_time_is_limited_and_nothing_is_left_running() -> None:
    before = set(os.listdir("/proc"))
    with pytest.raises(UnreadableError) as refused:
        read_in_child(docx_bytes(), seconds=0.01)
    assert refused.value.reason == "timeout"
    left = {pid for pid in set(os.listdir("/proc")) - before if _is_ours(pid)}
    assert not left


def _is_ours(pid: str) -> bool:
    try:
        return b"submissions.checking.reading" in Path("/proc", pid, "cmdline").read_bytes()
    except (OSError, ValueError):
        return False


def test_memory_is_limited() -> None:
    with pytest.raises(UnreadableError) as refused:
        read_in_child(body("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 300_000), megabytes=150)
    assert refused.value.reason in {"too_large", "damaged"}
    assert not refused.value.params  # no count was reached


@pytest.mark.slow
def test_a_scan_is_given_its_time() -> None:
    document = read_in_child(image_bytes(page_image()))
    assert document.kind == "scan"
    assert document.confidence > 0.9
