"""PDF with text through PDFium: characters with their boxes, then lines, then paragraphs.

A page that is only a picture goes to recognition (:mod:`.scan`). Scripts, forms
and attachments are never opened.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw as pdfium

from .errors import UnreadableError
from .flowing import flow
from .layout import PageLayout, Segment
from .limits import IMAGE_PIXELS, PDF_PAGES, SCAN_PAGES, TEXT_CHARACTERS
from .raw import RawDocument
from .scan import recognise_pdf

_BOLD_WEIGHT = 600
_FEWEST_CHARACTERS = 10  # a page with fewer and a picture is a scan
_GAP = 0.9  # characters; a wider hole ends a segment
_MOST_CHARACTERS = 60_000  # on one page
_UNREADABLE = 0.3  # share of characters without a meaning: the fonts hold no table to Unicode


def read_pdf(data: bytes, *, recognise: bool = True) -> RawDocument:
    """Paragraphs with page and line; raises ``password``, ``damaged``, ``too_many_pages``, ``no_ocr`` …"""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("password" if "password" in str(error).lower() else "damaged") from error
    try:
        return _read(document, recognise=recognise)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("damaged") from error
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument, *, recognise: bool) -> RawDocument:
    count = len(document)
    if count == 0:
        raise UnreadableError("no_text")
    if count > PDF_PAGES:
        raise UnreadableError("too_many_pages", pages=count, limit=PDF_PAGES)
    pages: list[PageLayout] = []
    length = 0
    for number in range(1, count + 1):
        pages.append(_layout(document, number))
        length += sum(len(segment.text) for segment in pages[-1].segments)
        if length > TEXT_CHARACTERS:
            raise UnreadableError("too_large", characters=TEXT_CHARACTERS)
    written = sum(_characters(page) >= _FEWEST_CHARACTERS for page in pages)
    if written * 2 > count or (written and not _has_pictures(document, pages)):
        return RawDocument("pdf", flow(pages), pages=count)
    if not _has_pictures(document, pages) and not any(page.segments for page in pages):
        raise UnreadableError("no_text")
    if count > SCAN_PAGES:
        raise UnreadableError("too_many_pages", pages=count, limit=SCAN_PAGES)
    _refuse_huge_pictures(document)
    return recognise_pdf(document, recognise=recognise)


def _characters(page: PageLayout) -> int:
    """Characters of a page that mean something; none where most of them do not."""
    text = "".join(segment.text for segment in page.segments)
    visible = [character for character in text if not character.isspace()]
    strange = sum(c == "\ufffd" or c < " " or "\ue000" <= c <= "\uf8ff" for c in visible)
    return 0 if strange > _UNREADABLE * len(visible) else len(visible)


def _refuse_huge_pictures(document: pypdfium2.PdfDocument) -> None:
    """Drawing a page decodes its pictures whole, however small they are shown."""
    for page in document:
        for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=2):
            width, height = picture.get_px_size()
            if width * height > IMAGE_PIXELS:
                raise UnreadableError("too_large", megapixels=IMAGE_PIXELS // 1_000_000)
        page.close()


def _has_pictures(document: pypdfium2.PdfDocument, pages: list[PageLayout]) -> bool:
    """Whether a page without text holds anything that may be a picture or drawn letters."""
    for layout in pages:
        if _characters(layout) < _FEWEST_CHARACTERS:
            page = document[layout.number - 1]
            if pdfium.FPDFPage_CountObjects(page) > 0:
                return True
    return False


def _layout(document: pypdfium2.PdfDocument, number: int) -> PageLayout:
    page = document[number - 1]
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        segments = tuple(_segments(text_page, height))
    finally:
        text_page.close()
        page.close()
    return PageLayout(number, width, height, segments)


def _segments(text_page: pypdfium2.PdfTextPage, height: float) -> Iterator[Segment]:
    """Runs of characters that follow each other on one baseline."""
    run: list[tuple[str, float, float, float, float, int]] = []
    for character in _boxes(text_page, height):
        if run and not _follows(run[-1], character):
            yield _segment(text_page, run)
            run = []
        run.append(character)
    if run:
        yield _segment(text_page, run)


def _boxes(
    text_page: pypdfium2.PdfTextPage, height: float
) -> Iterator[tuple[str, float, float, float, float, int]]:
    """Each character with left, right, top, bottom and its index; overprinted twins only once."""
    box = pdfium.FS_RECTF()
    pointer = ctypes.byref(box)
    before = ("", 0.0, 0.0)
    for index in range(min(text_page.count_chars(), _MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in (0, 10, 13) or not pdfium.FPDFText_GetLooseCharBox(text_page, index, pointer):
            continue
        if box.right - box.left <= 0 and code != 32:
            continue
        character = chr(code) if code < 0x110000 else "\ufffd"
        if before[0] == character != " " and abs(before[1] - box.left) < 1 and abs(before[2] - box.top) < 1:
            continue
        before = (character, box.left, box.top)
        yield character, box.left, box.right, height - box.top, height - box.bottom, index


def _follows(
    last: tuple[str, float, float, float, float, int], character: tuple[str, float, float, float, float, int]
) -> bool:
    size = max(last[4] - last[3], 1.0)
    same_line = abs((last[3] + last[4]) - (character[3] + character[4])) < size
    gap = character[1] - last[2]
    return character[0] == " " or (same_line and -0.6 * size < gap < _GAP * size)


def _segment(
    text_page: pypdfium2.PdfTextPage, run: list[tuple[str, float, float, float, float, int]]
) -> Segment:
    visible = [character for character in run if character[0] != " "] or run
    sizes = sorted(character[4] - character[3] for character in visible)
    weight = pdfium.FPDFText_GetFontWeight(text_page, visible[0][5])
    return Segment(
        text="".join(character[0] for character in run),
        left=visible[0][1],
        right=max(character[2] for character in visible),
        top=min(character[3] for character in visible),
        bottom=max(character[4] for character in visible),
        size=max(sizes[len(sizes) // 2], 1.0),
        bold=weight >= _BOLD_WEIGHT,
    )
