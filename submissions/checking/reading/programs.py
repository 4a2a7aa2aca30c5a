"""Other programs (LibreOffice, recognisers) run for a bounded time and killed with all they started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

CHILD_MARK = "READING_CHILD"  # set by the sandbox, which then kills the whole group itself

_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "TESSDATA_PREFIX", CHILD_MARK)


def environment(**more: str) -> dict[str, str]:
    """The few variables a program needs, so that nothing of ours leaks or sways it."""
    return {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ} | more


def run(
    command: Sequence[str], *, seconds: float, folder: Path, variables: Mapping[str, str] | None = None
) -> bytes | None:
    """What ``command``, run inside ``folder``, wrote; None where it failed, is missing or took too long."""
    own_group = CHILD_MARK not in os.environ
    try:
        program = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment(**(variables or {})),
            start_new_session=own_group,
        )
    except OSError:
        return None
    try:
        output, _ = program.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(program, own_group=own_group)
    return output if program.returncode == 0 else None


def _end(program: subprocess.Popen[bytes], *, own_group: bool) -> None:
    with contextlib.suppress(ProcessLookupError):
        if own_group:
            os.killpg(program.pid, signal.SIGKILL)
        else:
            program.kill()
    program.communicate()
