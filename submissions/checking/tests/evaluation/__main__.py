"""Print the evaluation table: ``python -m submissions.checking.tests.evaluation [--verbose] [SET…]``."""

from __future__ import annotations

import argparse

from .sets import ALL
from .table import faults, table


def main() -> None:
    """Measure the sets asked for and print what came of them."""
    parser = argparse.ArgumentParser(prog="evaluation", description=__doc__)
    parser.add_argument(
        "sets", nargs="*", metavar="SET", help=f"which sets, of {', '.join(ALL)} (default: all)"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="list every miss and false alarm with its quote"
    )
    given = parser.parse_args()
    unknown = set(given.sets) - set(ALL)
    if unknown:
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    for name in given.sets or ALL:
        measured = ALL[name]()
        if not measured.reports:
            print(f"{measured.title}: not at hand, left out\n")
            continue
        print(table(measured.title, measured.marks, measured.reports))
        if given.verbose:
            print(faults(measured.marks))
        print()


if __name__ == "__main__":
    main()
