"""OFD (GB/T 33190-2016): a zip of XML pages whose text stands in TextCode elements.

Lengths are millimetres. Elements are matched by local name, because makers
disagree about the namespace.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from PIL import Image

from .errors import UnreadableError
from .flowing import flow
from .layout import PageLayout
from .limits import PDF_PAGES, SCAN_PAGES
from .ofd_text import local_name, numbers, segments_of
from .packages import Package
from .raw import RawDocument
from .scan import open_image, recognise_images, shrunk

_POINTS_PER_MILLIMETRE = 72 / 25.4
_A4 = [0.0, 0.0, 210.0, 297.0]


@dataclass(slots=True)
class _Page:
    layout: PageLayout
    images: list[str] = field(default_factory=list)  # resource ids
    document: int = 0


def read_ofd(data: bytes, *, recognise: bool = True) -> RawDocument:
    """Paragraphs with page and line; raises ``damaged``, ``password``, ``no_text``, ``too_many_pages`` …"""
    package = Package(data)
    if any(name.rpartition("/")[2] in {"encryptions.xml", "encryption.xml"} for name in package.names()):
        raise UnreadableError("password")
    roots = [_joined("", _text(body, "DocRoot")) for body in _children(package.xml("OFD.xml"), "DocBody")]
    if not any(root in package for root in roots):
        raise UnreadableError("damaged")
    pages: list[_Page] = []
    media: list[dict[str, str]] = []
    for root in roots:
        if root in package:
            reader = _DocumentReader(package, root)
            pages += reader.pages(len(pages) + 1, len(media))
            media.append(reader.media)
    if any(page.layout.segments for page in pages):
        layouts = [page.layout for page in pages]
        return RawDocument("ofd", flow(layouts, points_per_unit=_POINTS_PER_MILLIMETRE), pages=len(pages))
    pictures = [
        media[page.document][image]
        for page in pages
        for image in page.images
        if image in media[page.document]
    ]
    pictures = [name for name in pictures if name in package and _is_picture(package, name)]
    if not pictures:
        raise UnreadableError("no_text")
    if len(pictures) > SCAN_PAGES:
        raise UnreadableError("too_many_pages", pages=len(pictures), limit=SCAN_PAGES)
    return recognise_images(_pictures(package, pictures), len(pictures), recognise=recognise)


class _DocumentReader:
    """One of the documents inside the package."""

    def __init__(self, package: Package, root: str) -> None:
        self._package = package
        self._folder = posixpath.dirname(root)
        self._tree = package.xml(root)
        common = next(_children(self._tree, "CommonData"), None)
        self._box = _box(common) if common is not None else _A4
        self._templates = {
            element.get("ID", ""): _joined(self._folder, element.get("BaseLoc", ""))
            for element in (_children(common, "TemplatePage") if common is not None else ())
        }
        self.media = self._media(common) if common is not None else {}

    def pages(self, first: int, document: int) -> list[_Page]:
        """Every page in the order the document names them."""
        listed = [page for pages in _children(self._tree, "Pages") for page in _children(pages, "Page")]
        if first - 1 + len(listed) > PDF_PAGES:
            raise UnreadableError("too_many_pages", pages=first - 1 + len(listed), limit=PDF_PAGES)
        pages = []
        for number, element in enumerate(listed, start=first):
            location = _joined(self._folder, element.get("BaseLoc", ""))
            if location in self._package:
                pages.append(self._page(self._package.xml(location), number, document))
        return pages

    def _page(self, tree: etree._Element, number: int, document: int) -> _Page:
        sources = [tree]
        for reference in _children(tree, "Template"):
            location = self._templates.get(reference.get("TemplateID", ""), "")
            if location in self._package:
                sources.append(self._package.xml(location))
        box = _box(tree, self._box)
        segments = tuple(segment for source in sources for segment in segments_of(source))
        images = [
            element.get("ResourceID", "") for element in tree.iter() if local_name(element) == "ImageObject"
        ]
        return _Page(PageLayout(number, box[2], box[3], segments), images, document)

    def _media(self, common: etree._Element) -> dict[str, str]:
        """Resource ids of pictures and the entries that hold them."""
        media: dict[str, str] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for listed in _children(common, kind):
                location = _joined(self._folder, listed.text or "")
                if location in self._package:
                    tree = self._package.xml(location)
                    base = _joined(posixpath.dirname(location), tree.get("BaseLoc", ""))
                    for element in tree.iter():
                        if local_name(element) == "MultiMedia":
                            media[element.get("ID", "")] = _joined(base, _text(element, "MediaFile"))
        return media


def _pictures(package: Package, names: list[str]) -> Iterator[Image.Image]:
    for name in names:
        yield shrunk(open_image(package.read(name)))


def _is_picture(package: Package, name: str) -> bool:
    try:
        open_image(package.read(name)).close()
    except UnreadableError as error:
        if error.reason != "damaged":
            raise
        return False  # a format of its own, such as JBIG2
    return True


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if local_name(child) == name)


def _text(element: etree._Element, name: str) -> str:
    return next(((child.text or "").strip() for child in _children(element, name)), "")


def _joined(folder: str, location: str) -> str:
    """A location inside the package; an absolute one counts from its root, none leaves it."""
    location = location.strip().replace("\\", "/")
    joined = location if location.startswith("/") else posixpath.join(folder, location)
    return posixpath.normpath("/" + joined).lstrip("/")


def _box(element: etree._Element, otherwise: list[float] = _A4) -> list[float]:
    for area in element.iter():
        if local_name(area) == "PhysicalBox":
            found = numbers(area.text or "")
            if len(found) == 4 and found[2] > 0 and found[3] > 0:
                return found
    return otherwise
