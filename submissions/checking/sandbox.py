"""Reading in a child process that may hang, swell or crash without harm to the worker.

The child runs isolated (``python -I``), in a process group of its own, under
limits of address space, processor time and file size; the whole group is
killed when the time is up, LibreOffice and recognisers included. A scan is
found out quickly by a first child and recognised by a second, which is given
time by the page.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from .document import Document
from .reading import UnreadableError
from .reading.errors import RecognitionNeededError
from .reading.limits import (
    CHILD_MEGABYTES,
    CHILD_SECONDS,
    FILE_BYTES,
    MEGABYTE,
    OFFICE_CHILD_SECONDS,
    RECOGNITION_SECONDS_A_PAGE,
    RECOGNITION_START_SECONDS,
)
from .reading.programs import CHILD_MARK, environment
from .reading.sniffing import FOREIGN_KINDS, sniff
from .reading.wire import load

_ROOT = Path(__file__).resolve().parents[2]
_BOOT = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1));"
    "runpy.run_module('submissions.checking.reading', run_name='__main__')"
)
_SLOW_KINDS = FOREIGN_KINDS | {"doc"}  # these start LibreOffice
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)


def read_in_child(
    data: bytes, name: str = "", *, seconds: float | None = None, megabytes: int = CHILD_MEGABYTES
) -> Document:
    """Read ``data`` in a child; raises :class:`UnreadableError` (a crash is ``damaged``).

    ``name`` is not looked at, the content tells the kind. ``seconds`` is wall-clock
    time for each step (by default what the kind may need), ``megabytes`` address space.
    """
    if len(data) > FILE_BYTES:
        raise UnreadableError("too_large", megabytes=FILE_BYTES // MEGABYTE)
    usual = OFFICE_CHILD_SECONDS if sniff(data) in _SLOW_KINDS else CHILD_SECONDS
    try:
        return load(_answer(data, seconds or usual, megabytes, recognise=False))
    except RecognitionNeededError as scan:
        patient = RECOGNITION_START_SECONDS + RECOGNITION_SECONDS_A_PAGE * scan.pages + CHILD_SECONDS
    return load(_answer(data, seconds or patient, megabytes, recognise=True))


def _answer(data: bytes, seconds: float, megabytes: int, *, recognise: bool, last_try: bool = False) -> bytes:
    """What the child wrote; its scratch files live and die with this call."""
    command = [sys.executable, "-I", "-c", _BOOT, str(_ROOT)]
    arguments = [str(megabytes), str(int(seconds * 2) + 1), str(int(recognise))]
    with tempfile.TemporaryDirectory(prefix="reading-", ignore_cleanup_errors=True) as folder:
        child = subprocess.Popen(
            command + arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,  # ended with all it started; a session of its own would not be nice
            cwd=folder,
            env=environment() | {"TMPDIR": folder, CHILD_MARK: "1"},
        )
        try:
            answer, _ = child.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise UnreadableError("timeout") from error
        finally:
            _end(child)
    if child.returncode == -signal.SIGKILL and not last_try:
        # Neither its own limits nor we: somebody short of memory, or a person. The file may be innocent.
        return _answer(data, seconds, megabytes, recognise=recognise, last_try=True)
    if child.returncode in _OUT_OF_TIME:
        raise UnreadableError("timeout")
    if child.returncode != 0 or not answer:
        raise UnreadableError("damaged")
    return answer


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and everything it started, and collect it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
