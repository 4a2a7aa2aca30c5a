"""All migrations and the demo data, in a process of its own.

The launcher may end it at any moment. A signal's exception within the same process
could be swallowed on its way, as in the callback of a weak reference; a process
that is ended is ended.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connections

from .demo_accounts import ACCOUNTS
from .environment import SettingError
from .household import say
from .readiness import Note, digest_of_migrations, half_a_demo, write_note


def prepare(data_dir: Path) -> None:
    """Bring the database up to date, lay in the demo where nobody could sign in yet, and leave the note."""
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    people = get_user_model().objects
    stage = os.environ.get("DEMO_STAGE", "season")
    if stage != "none" and not people.exists():
        lay_in_demo(data_dir, stage)
    has_demo = people.filter(username=ACCOUNTS[0][0]).exists()
    write_note(data_dir, Note(digest_of_migrations(settings.BASE_DIR), has_demo))


def lay_in_demo(data_dir: Path, stage: str) -> None:
    """The demo data. While it is half there a mark stands beside it, for :func:`forget_half_a_demo`."""
    half_a_demo(data_dir).touch()
    say("正在写入演示数据 / Laying in the demo data …")
    call_command("demo", stage=stage, verbosity=0, stdout=io.StringIO())  # the launcher names the sign-ins
    half_a_demo(data_dir).unlink()


def forget_half_a_demo(data_dir: Path) -> None:
    """Empty the database after a demo cut short: half of it would keep the next start from trying again."""
    call_command("flush", verbosity=0, interactive=False)
    half_a_demo(data_dir).unlink()


def main(task: str) -> int:
    """``prepare`` or ``forget``; the exit status, with the reason on standard output."""
    data_dir = Path(os.environ["DATA_DIR"])
    try:
        django.setup()
        {"prepare": prepare, "forget": forget_half_a_demo}[task](data_dir)
    except (CommandError, SettingError) as error:
        say(f"\n{error}")
        return 1
    finally:
        connections.close_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
