"""Old Word files, .wps and .rtf by way of LibreOffice, which writes them out as .docx.

LibreOffice answers 0 even when it could read nothing, and two runs sharing a
profile wait for each other: so the result file is what counts, and every run
has a profile of its own.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from .limits import FILE_BYTES, OFFICE_SECONDS
from .programs import run

_FILTER = "docx:MS Word 2007 XML"


def has_office() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def as_docx(data: bytes, extension: str) -> bytes | None:
    """The file as .docx; None where LibreOffice is missing, failed or took too long.

    ``extension`` (doc, rtf) tells LibreOffice which of its filters to begin with.
    """
    if not has_office():
        return None
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / f"report.{extension}", folder / "out" / "report.docx"
        source.write_bytes(data)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            _FILTER,
            "--outdir",
            str(target.parent),
            str(source),
        ]
        run(command, seconds=OFFICE_SECONDS, folder=folder, variables={"HOME": str(folder)})
        if not target.exists() or target.stat().st_size > FILE_BYTES:
            return None
        return target.read_bytes()
