"""The folder of files, in which a file is there whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Django's, which writes under the final name: a full disk or a power cut would leave a part there
    that passes for the file. Here the bytes go to a file of another name, to the disk, and then get theirs.
    """

    def _save(self, name: str, content: File) -> str:
        """The name; OSError where the disk takes no more, and then nothing is left."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".part-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            Path(part).chmod(self.file_permissions_mode or 0o640)
            Path(part).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(part).unlink()
            raise
        self._sync_folder(path.parent)
        return name

    def _sync_folder(self, folder: Path) -> None:
        """The new name itself has to be on the disk, too."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
