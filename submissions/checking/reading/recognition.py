"""RapidOCR in a process of its own: ``python -m …recognition ANSWER PICTURE…``.

Nothing else imports this module: loading the models takes about a second.
Writes one JSON list, a page each, to ANSWER.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy
from PIL import Image
from rapidocr import RapidOCR


def main(arguments: list[str]) -> int:
    """Recognise every picture named after the answer file."""
    answer, *pictures = arguments
    engine: Any = RapidOCR(params={"Global.log_level": "critical"})
    pages = [_recognise(engine, Path(picture)) for picture in pictures]
    Path(answer).write_text(json.dumps(pages, ensure_ascii=True), encoding="ascii")
    return 0


def _recognise(engine: Any, picture: Path) -> dict[str, Any]:
    with Image.open(picture) as image:
        pixels = numpy.asarray(image.convert("RGB"))
    found = engine(pixels)
    lines = []
    if found.txts is not None and found.boxes is not None and found.scores is not None:
        for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True):
            lines.append([text, float(score), [[float(x), float(y)] for x, y in box]])
    return {"width": pixels.shape[1], "height": pixels.shape[0], "lines": lines}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
