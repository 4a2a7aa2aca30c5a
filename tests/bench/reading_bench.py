"""How long reading takes, kind by kind, beside the bare cost of opening such a file.

``python -m tests.bench.reading_bench [ROUNDS]`` prints milliseconds of processor
time a file (child processes included) and files a second on one core.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Callable

import olefile
import pypdfium2
from lxml import etree, html
from PIL import Image

from submissions.checking.reading import read
from submissions.checking.tests.reading import building

LENGTH = 5_000  # characters of the report
SLOW = {"doc": 3, "rtf": 3, "scan": 1}  # rounds; these start other programs


def report() -> tuple[str, ...]:
    """A report of about :data:`LENGTH` characters, its chapters repeated."""
    head, *middle = building.PARAGRAPHS[:-2]
    paragraphs = [head]
    while sum(map(len, paragraphs)) < LENGTH:
        paragraphs += middle
    return (*paragraphs, *building.PARAGRAPHS[-2:])


def main(arguments: list[str]) -> None:
    """Print one line a kind."""
    rounds = int(arguments[0]) if arguments else 50
    paragraphs = report()
    print(f"{'kind':8}{'bare ms':>10}{'read ms':>10}{'files/s':>10}")
    for kind, build, bare in _kinds(paragraphs):
        data = build()
        times = SLOW.get(kind, rounds)
        opened = _milliseconds(lambda: bare(data), times)  # noqa: B023 - called at once
        taken = _milliseconds(lambda: read(data), times)  # noqa: B023 - called at once
        print(f"{kind:8}{opened:10.2f}{taken:10.2f}{1000 / taken:10.1f}")


def _kinds(
    paragraphs: tuple[str, ...],
) -> list[tuple[str, Callable[[], bytes], Callable[[bytes], object]]]:
    text = "\n".join(paragraphs)
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in paragraphs) + "</body></html>"
    kinds: list[tuple[str, Callable[[], bytes], Callable[[bytes], object]]] = [
        ("txt", text.encode, bytes.decode),
        ("html", page.encode, html.document_fromstring),
        ("docx", lambda: building.docx_bytes(paragraphs), _open_docx),
        ("pdf", lambda: building.pdf_bytes(paragraphs), _open_pdf),
        ("ofd", lambda: building.ofd_bytes(paragraphs), _open_zip),
        ("scan", lambda: building.image_bytes(building.page_image()), _open_image),
    ]
    if building.has_office():
        docx = building.docx_bytes(paragraphs)
        kinds += [
            ("doc", lambda: building.converted("doc", docx), _open_compound),
            ("rtf", lambda: building.converted("rtf", docx), len),
        ]
    return kinds


def _open_docx(data: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def _open_zip(data: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [etree.fromstring(package.read(name)) for name in package.namelist()]


def _open_pdf(data: bytes) -> object:
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return texts


def _open_image(data: bytes) -> object:
    return Image.open(io.BytesIO(data)).convert("L")


def _open_compound(data: bytes) -> object:
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        return container.openstream("WordDocument").read()


def _milliseconds(call: Callable[[], object], rounds: int) -> float:
    call()
    before = _processor_seconds()
    for _ in range(rounds):
        call()
    return (_processor_seconds() - before) / rounds * 1000 or 1e-3


def _processor_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


if __name__ == "__main__":
    main(sys.argv[1:])
