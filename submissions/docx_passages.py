"""Finds a passage of the normalised text in a Word document and cuts runs so that they hold just it."""

import copy
import re
from collections.abc import Iterator
from itertools import takewhile

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# What reading evens out and the file may hold otherwise.
_EVENED = str.maketrans("，；：？！（）", ",;:?!()")
CONTEXT = 16  # characters on each side that tell one of several like places from the others


class DocumentPassages:
    """The passages of ``text`` in the document it was read from. Cutting runs changes no place."""

    def __init__(self, document: Document, text: str) -> None:
        self.document, self.text = document, text
        self._paragraphs = list(_paragraphs(document))
        held: list[str] = []
        self._places: list[tuple[int, int]] = []  # of each character: its paragraph, and where in it
        for number, paragraph in enumerate(self._paragraphs):
            for offset, character in enumerate("".join(run.text for run in paragraph.runs)):
                if not character.isspace():
                    held.append(character)
                    self._places.append((number, offset))
        self._held = "".join(held).translate(_EVENED)

    def runs(self, start: int, end: int) -> list[Run]:
        """The runs that hold the passage, cut at its ends, over several paragraphs where it goes on so; the
        whole run where a cut is not possible; none where the passage is not found.
        """
        wanted = _bare(self.text[start:end])
        at = self._best_place(wanted, start, end) if wanted else None
        if at is None:
            return self._runs_of_longest_line(start, end)
        (first, left), (last, right) = self._places[at], self._places[at + len(wanted) - 1]
        found: list[Run] = []
        for number in range(first, last + 1):
            paragraph = self._paragraphs[number]
            until = right + 1 if number == last else sum(len(run.text) for run in paragraph.runs)
            found += _cut(paragraph, left if number == first else 0, until)
        return found

    def _runs_of_longest_line(self, start: int, end: int) -> list[Run]:
        """Of several lines the longest may stand where the whole does not."""
        lines = self.text[start:end].split("\n")
        line = max(lines, key=len)
        if len(lines) == 1 or not line.strip():
            return []
        begin = self.text.index(line, start)
        return self.runs(begin, begin + len(line))

    def _best_place(self, wanted: str, start: int, end: int) -> int | None:
        """Of several places with the same words the one with the same words around it."""
        before = _bare(self.text[:start])
        after = _bare(self.text[end:])[:CONTEXT]
        places = list(_occurrences(self._held, wanted))
        number = sum(1 for _at in _occurrences(before, wanted))

        def likeness(index: int) -> tuple[int, int]:
            at = places[index]
            left = _alike(before[::-1], self._held[max(0, at - CONTEXT) : at][::-1])
            right = _alike(after, self._held[at + len(wanted) :])
            return left + right, -abs(index - number)

        return places[max(range(len(places)), key=likeness)] if places else None


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph of the body, those in tables included."""
    for element in document.element.body.iter(qn("w:p")):
        yield Paragraph(element, document._body)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).translate(_EVENED)


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _alike(one: str, other: str) -> int:
    """How many characters both begin with, at most :data:`CONTEXT`."""
    pairs = zip(one[:CONTEXT], other[:CONTEXT], strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _cut(paragraph: Paragraph, start: int, end: int) -> list[Run]:
    _split_at(paragraph, start)
    _split_at(paragraph, end)
    found, at = [], 0
    for run in paragraph.runs:
        if at < end and start < at + len(run.text):
            found.append(run)
        at += len(run.text)
    return found


def _split_at(paragraph: Paragraph, offset: int) -> None:
    """Cut the run that holds ``offset`` in two, when it is plain text; else leave it whole."""
    at = 0
    for run in paragraph.runs:
        length = len(run.text)
        if at < offset < at + length and _is_plain(run._r):
            behind = copy.deepcopy(run._r)
            run._r.addnext(behind)
            text = run.text
            run.text = text[: offset - at]
            Run(behind, paragraph).text = text[offset - at :]
            return
        at += length


def _is_plain(run: CT_R) -> bool:
    return all(child.tag in (qn("w:rPr"), qn("w:t")) for child in run)
