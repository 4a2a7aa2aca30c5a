"""The reading child: a file on standard input, a document or a reason on standard output.

Started by :mod:`submissions.checking.sandbox`, never by people. The resource
limits are set here, before the first byte is read, because a child started by
``preexec_fn`` would run Python between fork and exec of a threaded parent.
"""

from __future__ import annotations

import resource
import sys

from . import UnreadableError, read
from .errors import RecognitionNeededError
from .limits import FILE_BYTES, MEGABYTE
from .wire import dump_document, dump_error


def main(arguments: list[str]) -> int:
    """Megabytes of address space, seconds of processor time, and 1 to recognise scans."""
    megabytes, seconds, recognise = int(arguments[0]), int(arguments[1]), arguments[2] == "1"
    _limit(resource.RLIMIT_AS, megabytes * MEGABYTE)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_FSIZE, 2 * FILE_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    data = sys.stdin.buffer.read(FILE_BYTES + 1)
    try:
        answer = dump_document(read(data, recognise=recognise))
    except (UnreadableError, RecognitionNeededError) as error:
        answer = dump_error(error)
    except (MemoryError, RecursionError):
        answer = dump_error(UnreadableError("too_large"))
    sys.stdout.buffer.write(answer)
    return 0


def _limit(kind: int, amount: int) -> None:
    _, hard = resource.getrlimit(kind)
    amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(kind, (amount, amount))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
