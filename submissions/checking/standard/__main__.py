"""``python -m submissions.checking.standard [FILE]``: print the checks, or what is wrong in a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import StandardError, load_standard
from .manual import manual


def main() -> int:
    """Exit 0 with the list of checks on the output; 2 with the problems of the file."""
    parser = argparse.ArgumentParser(prog="python -m submissions.checking.standard", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="a bureau's own standard, TOML or JSON")
    try:
        standard = load_standard(parser.parse_args().file)
    except StandardError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(manual(standard))
    return 0


if __name__ == "__main__":
    sys.exit(main())
