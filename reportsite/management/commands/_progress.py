"""Progress for a terminal, a line every few seconds."""

import time
from collections.abc import Callable

from django.core.management.base import OutputWrapper

EVERY = 3.0  # seconds


def told_now_and_then(out: OutputWrapper | None) -> Callable[[int, int], None]:
    """A function that takes (done, total) and writes at most a line every three seconds."""
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if out is not None and time.monotonic() - last > EVERY:
            last = time.monotonic()
            out.write(f"{done} of {total} files")

    return tell
