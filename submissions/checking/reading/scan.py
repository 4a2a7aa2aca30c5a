"""Scans and photographs: pictures cleaned of the red seal, recognised, put into lines and paragraphs.

Recognition runs in a process of its own (:mod:`.recognition` with RapidOCR
where it is installed, else Tesseract), because loading it takes a second and a
gigabyte that no other file should pay for.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pypdfium2
from PIL import Image, ImageSequence, UnidentifiedImageError

from .errors import RecognitionNeededError, UnreadableError
from .flowing import flow
from .layout import PageLayout, Segment
from .limits import IMAGE_PIXELS, RECOGNITION_SECONDS_A_PAGE, RECOGNITION_START_SECONDS, SCAN_PAGES
from .programs import run
from .raw import RawDocument
from .recognised import Recognised, load_pages, read_tesseract
from .sealing import without_seal

_LONG_SIDE = 2_350  # pixels; A4 at 200 dpi, finer is slower and reads no better
_LOW_CONFIDENCE = 0.8
_USELESS_CONFIDENCE = 0.5
_FEWEST_CHARACTERS = 15
_LEAST_CONTRAST = 50  # of 255 between ink and paper
_OTHER_SIZE = 0.4  # recognised boxes vary in height with the characters in them
_ROOT = Path(__file__).resolve().parents[3]
_BOOT = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1));"
    "runpy.run_module('submissions.checking.reading.recognition', run_name='__main__')"
)
_HAS_RAPIDOCR = find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")


def read_image(data: bytes, *, recognise: bool = True) -> RawDocument:
    """A picture file, every page of it; raises ``damaged``, ``too_large``, ``no_ocr`` …"""
    pages = list(_frames(data))
    return recognise_images(pages, len(pages), recognise=recognise)


def recognise_pdf(document: pypdfium2.PdfDocument, *, recognise: bool = True) -> RawDocument:
    """Every page of a PDF drawn and recognised."""
    return recognise_images(_drawn(document), len(document), recognise=recognise)


def recognise_images(images: Iterable[Image.Image], count: int, *, recognise: bool = True) -> RawDocument:
    """Pictures of pages as paragraphs with a confidence; raises ``no_ocr`` or ``low_quality_scan``.

    With ``recognise`` off, raises :class:`RecognitionNeededError` where it could begin.
    """
    if count > SCAN_PAGES:
        raise UnreadableError("too_many_pages", pages=count, limit=SCAN_PAGES)
    if not (_HAS_RAPIDOCR or shutil.which("tesseract")):
        raise UnreadableError("no_ocr")
    if not recognise:
        raise RecognitionNeededError(count)
    with tempfile.TemporaryDirectory(prefix="scan-") as folder:
        files = [_stored(image, number, Path(folder)) for number, image in enumerate(images, start=1)]
        if not any(files):
            raise UnreadableError("no_text")
        pages = _recognised(files, Path(folder))
    return _document(pages)


def open_image(data: bytes) -> Image.Image:
    """A picture, not yet decoded; raises ``damaged`` or ``too_large``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise UnreadableError("too_large", megapixels=IMAGE_PIXELS // 1_000_000) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UnreadableError("damaged") from error
    if image.width * image.height > IMAGE_PIXELS:
        raise UnreadableError("too_large", megapixels=IMAGE_PIXELS // 1_000_000)
    return image


def _frames(data: bytes) -> Iterator[Image.Image]:
    image = open_image(data)
    try:
        for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
            if number > SCAN_PAGES:
                raise UnreadableError("too_many_pages", pages=number, limit=SCAN_PAGES)
            if frame.width * frame.height > IMAGE_PIXELS:
                raise UnreadableError("too_large", megapixels=IMAGE_PIXELS // 1_000_000)
            yield shrunk(frame)
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableError("damaged") from error


def _drawn(document: pypdfium2.PdfDocument) -> Iterator[Image.Image]:
    for index in range(len(document)):
        page = document[index]
        width, height = page.get_size()
        scale = _LONG_SIDE / max(width, height, 1)
        yield page.render(scale=scale, may_draw_forms=False).to_pil()
        page.close()


def shrunk(image: Image.Image) -> Image.Image:
    """The picture decoded, in colour or grey, no larger than recognition needs."""
    kept = image.convert("L" if image.mode in {"1", "L", "I;16"} else "RGB")
    if max(kept.size) > _LONG_SIDE:
        kept.thumbnail((_LONG_SIDE, _LONG_SIDE))
    return kept


def _stored(image: Image.Image, number: int, folder: Path) -> Path | None:
    """The page ready for recognition; None for a blank one."""
    clean = without_seal(image, keep_head=number == 1)
    used = [brightness for brightness, pixels in enumerate(clean.histogram()) if pixels]
    if used[-1] - used[0] < _LEAST_CONTRAST:
        return None
    path = folder / f"{number:03d}.pgm"
    clean.save(path)
    return path


def _recognised(files: list[Path | None], folder: Path) -> list[Recognised]:
    """The lines of every page by the best recogniser there is; a blank page has none."""
    written = [file for file in files if file is not None]
    found = iter(_by_rapidocr(written, folder) or _by_tesseract(written, folder))
    blank = Recognised(1.0, 1.0, ())
    return [blank if file is None else next(found) for file in files]


def _by_rapidocr(files: list[Path], folder: Path) -> list[Recognised] | None:
    if not _HAS_RAPIDOCR:
        return None
    answer = folder / "answer.json"
    seconds = RECOGNITION_START_SECONDS + RECOGNITION_SECONDS_A_PAGE * len(files)
    command = [sys.executable, "-I", "-c", _BOOT, str(_ROOT), str(answer), *map(str, files)]
    if run(command, seconds=seconds, folder=folder) is None or not answer.exists():
        return None
    return load_pages(answer.read_bytes())


def _by_tesseract(files: list[Path], folder: Path) -> list[Recognised]:
    pages = []
    for file in files:
        command = ["tesseract", str(file), "stdout", "-l", "chi_sim", "--psm", "3", "tsv"]
        variables = {"OMP_THREAD_LIMIT": "1"}
        found = run(command, seconds=RECOGNITION_SECONDS_A_PAGE * 2, folder=folder, variables=variables)
        if found is None:
            raise UnreadableError("no_ocr")
        pages.append(read_tesseract(found.decode("utf-8", errors="replace")))
    return pages


def _document(pages: list[Recognised]) -> RawDocument:
    characters = sum(len(line.text) for page in pages for line in page.lines)
    if characters < _FEWEST_CHARACTERS:
        raise UnreadableError("low_quality_scan")
    confidence = sum(line.score * len(line.text) for page in pages for line in page.lines) / characters
    if confidence < _USELESS_CONFIDENCE:
        raise UnreadableError("low_quality_scan")
    layouts = [_layout(page, number) for number, page in enumerate(pages, start=1)]
    return RawDocument(
        "scan",
        flow(layouts, points_per_unit=None, other_size=_OTHER_SIZE),
        notes=["low_confidence" if confidence < _LOW_CONFIDENCE else "recognised"],
        pages=len(pages),
        confidence=round(min(confidence, 1.0), 3),
    )


def _layout(page: Recognised, number: int) -> PageLayout:
    segments = tuple(
        Segment(line.text, line.left, line.right, line.top, line.bottom, max(line.bottom - line.top, 1.0))
        for line in page.lines
    )
    return PageLayout(number, page.width, page.height, segments)
