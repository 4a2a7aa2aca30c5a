"""Pages of a PDF, a photograph or a scan as pictures, made once and kept beside the file they belong to.

The file comes from outside, so it is drawn by a child process under limits of
memory and time, as the reading is.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from submissions import files
from submissions.models import StoredFile

SECONDS = 20
MEGABYTES = 1024
WIDTH = 1000  # pixels
KINDS = ("pdf", "scan")  # what has pages that can be drawn; a scan is a PDF or a picture file
_DRAW = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]) * 1024 * 1024,) * 2)
number, width, data = int(sys.argv[1]), int(sys.argv[3]), sys.stdin.buffer.read()
if data[:1024].find(b"%PDF-") >= 0:
    import pypdfium2
    page = pypdfium2.PdfDocument(data)[number - 1]
    image = page.render(scale=width / page.get_width()).to_pil()
else:
    from PIL import Image, ImageOps
    image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP"))
    image.seek(number - 1)
    image.draft("RGB", (2 * width, 4 * width))
    image = ImageOps.exif_transpose(image)
    image.thumbnail((width, 4 * width))
out = io.BytesIO()
image.convert("RGB").save(out, "PNG", optimize=False)
sys.stdout.buffer.write(out.getvalue())
"""


class NoSuchPageError(Exception):
    """The file has no such page, or it cannot be drawn."""


def page_image(stored: StoredFile, number: int) -> bytes:
    """Page ``number`` (from 1) as PNG, at most 1,000 pixels wide. Raises :class:`NoSuchPageError`."""
    name = files.picture_name(stored, number)
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return kept.read()
    drawn = _draw(files.read(stored), number)
    default_storage.save(name, ContentFile(drawn))
    return drawn


def _draw(data: bytes, number: int) -> bytes:
    command = [sys.executable, "-I", "-c", _DRAW, str(number), str(MEGABYTES), str(WIDTH)]
    with tempfile.TemporaryDirectory(prefix="page-") as folder:
        try:
            done = subprocess.run(
                command, input=data, capture_output=True, timeout=SECONDS, cwd=folder, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NoSuchPageError(str(number)) from error
    if done.returncode != 0 or not done.stdout:
        raise NoSuchPageError(str(number))
    return done.stdout
