"""``python -m submissions.checking FILE…``: the engine at the command line.

Needs no database and no network. Exit status 0: nothing must be mended;
1: something must; 2: a file could not be read, or the call is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TextIO

from .console import Console, must_be_mended
from .document import Document
from .engine import Expectation, as_json, check_report, requirement_ids
from .reading import read
from .reading.sniffing import sniff
from .results import CheckResult, Outcome, Requirement, Unreadable
from .sandbox import read_in_child
from .standard import Standard, StandardError, load_standard

NOTHING_MUST, SOMETHING_MUST, FAILED = 0, 1, 2

# These are read in milliseconds under their own limits; every other kind goes to a child process.
_READ_HERE = frozenset({"txt", "markdown", "docx"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with ``arguments`` (default: the process's own) and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = Console(load_standard(), _language(given), colours=False)
    parser = _parser(words)
    options = parser.parse_args(given)
    if not options.files:
        parser.error(words.term("error_nothing_given"))
    try:
        standard = load_standard(options.standard)
    except (StandardError, OSError) as error:
        print(f"{words.term('error_standard')}\n{error}", file=sys.stderr)
        return FAILED
    try:
        return _check_all(options, Console(standard, options.language, _wants_colours(sys.stdout)))
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOTHING_MUST
    except KeyboardInterrupt:
        return FAILED


def _check_all(options: argparse.Namespace, console: Console) -> int:
    files, status = _files(options.files, console)
    expectation = Expectation(options.year, options.office, options.due)
    progress = sys.stderr.isatty() and len(files) > 1
    results: list[tuple[str, CheckResult]] = []
    for number, path in enumerate(files, start=1):
        if progress:
            print(f"\r\x1b[K[{number}/{len(files)}] {path.name}", end="", file=sys.stderr, flush=True)
        result = _check(path, expectation, console.standard)
        if progress:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        _print(result, path, options.format, console)
        results.append((str(path), replace(result, document=None)))  # a folder may hold thousands
    if options.format == "text" and len(files) > 1:
        print("\n".join(console.overview(results)))
    if options.format == "text" and files:
        print(console.painted(console.term("report_disclaimer"), "quiet"))
    sys.stdout.flush()
    if status or any(result.unreadable for _, result in results):
        return FAILED
    return SOMETHING_MUST if any(must_be_mended(result) for _, result in results) else NOTHING_MUST


def _check(path: Path, expectation: Expectation, standard: Standard) -> CheckResult:
    try:
        data = path.read_bytes()
    except PermissionError:
        return _not_opened("not_permitted", standard, expectation)
    except OSError:
        return _not_opened("not_found", standard, expectation)
    return check_report(data, name=path.name, expectation=expectation, standard=standard, reader=_read)


def _read(data: bytes, *, name: str = "") -> Document:
    if sniff(data) in _READ_HERE:
        return read(data, name=name)
    return read_in_child(data, name)


def _not_opened(reason: str, standard: Standard, expectation: Expectation) -> CheckResult:
    ids = requirement_ids(standard.for_year(expectation.year))
    return CheckResult(
        kind="",
        standard=standard.version,
        unreadable=Unreadable(reason),
        requirements=tuple(Requirement(key, Outcome.UNCHECKED) for key in ids),
    )


def _print(result: CheckResult, path: Path, style: str, console: Console) -> None:
    if style == "json":
        answer = as_json(result, str(path), console.language, console.standard)
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    else:
        print("\n".join(console.lines(result, str(path))), flush=True)


def _files(paths: Sequence[Path], console: Console) -> tuple[list[Path], int]:
    """The files in the order given, folders by their files sorted; and whether a folder held none."""
    files: list[Path] = []
    status = NOTHING_MUST
    for path in paths:
        inside = sorted(_files_in(path)) if path.is_dir() else [path]
        if not inside:
            print(console.term("error_no_files", path=str(path)), file=sys.stderr)
            status = FAILED
        files += inside
    return files, status


def _files_in(folder: Path) -> Iterator[Path]:
    """Files under a folder; hidden ones and Word's lock files (~$…) are none of the offices'."""
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "~$")) for part in parts):
            yield path


def _wants_colours(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _language(arguments: Sequence[str]) -> str:
    """The language asked for, looked up before the parser exists: its help speaks it."""
    joined = "\n".join(arguments)
    return "en" if re.search("^--lang(?:u(?:a(?:ge?)?)?)?[=\n]en$", joined, re.MULTILINE) else "zh"


class _Parser(argparse.ArgumentParser):
    """Wrong calls end with status 2, say what is wrong and where to read on."""

    hint = ""

    def error(self, message: str) -> NoReturn:
        self.exit(FAILED, f"{message}\n{self.hint}\n")


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Help with the word for usage in the reader's language."""

    def __init__(self, prog: str, usage_word: str) -> None:
        super().__init__(prog, max_help_position=26)
        self._usage_word = usage_word

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix or self._usage_word)


def _parser(words: Console) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m submissions.checking",
        description=words.term("help_description"),
        epilog=words.term("help_examples"),
        formatter_class=partial(_HelpFormatter, usage_word=words.term("help_usage")),
        add_help=False,
    )
    parser.hint = words.term("help_hint")
    arguments = parser.add_argument_group(words.term("help_arguments"))
    arguments.add_argument("files", metavar="FILE", nargs="*", type=Path, help=words.term("help_files"))
    options = parser.add_argument_group(words.term("help_options"))
    options.add_argument("--year", type=_year(words), help=words.term("help_year"))
    options.add_argument("--office", metavar="NAME", help=words.term("help_office"))
    options.add_argument("--due", metavar="DATE", type=_day(words), help=words.term("help_due"))
    options.add_argument("--standard", metavar="FILE", type=Path, help=words.term("help_standard"))
    options.add_argument("--language", choices=("zh", "en"), default="zh", help=words.term("help_language"))
    options.add_argument("--format", choices=("text", "json"), default="text", help=words.term("help_format"))
    options.add_argument("-h", "--help", action="help", help=words.term("help_help"))
    return parser


def _year(words: Console) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch("(?:19|20|21)\\d\\d", text):
            raise argparse.ArgumentTypeError(words.term("error_year"))
        return int(text)

    return parse


def _day(words: Console) -> Callable[[str], date]:
    def parse(text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(words.term("error_due")) from None

    return parse


if __name__ == "__main__":
    sys.exit(main())
