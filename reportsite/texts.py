"""Finds every text that goes through gettext: Python with ``ast``, templates with ``templatize``."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".xml", ".svg"})
LEFT_OUT = frozenset(
    {"tests", "migrations", "node_modules", "var", "static", "staticfiles", "locale", "docs"}
)

# Where the context, the message and its plural stand among a call's arguments.
_PLACES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALLS = {
    "_": _PLACES["gettext"],
    "gettext_noop": _PLACES["gettext"],
    **_PLACES,
    **{f"{name}_lazy": places for name, places in _PLACES.items()},
}
_TEMPLATE_CALL = re.compile(r"\b(n?p?gettext|_)\(")
_LITERAL = re.compile(r"""\s*u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*,?""")


class Message(NamedTuple):
    """One thing to translate: its context ('' for none), its text and its plural ('' for none)."""

    context: str
    text: str
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What gettext looks it up by."""
        return self.context, self.text


@dataclass
class Harvest:
    """What was found: message → the files it stands in; and the files that could not be read, with why."""

    places: dict[Message, set[str]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def messages_in_python(source: str) -> Iterator[Message]:
    """Every message with constant text in Python code; SyntaxError when it does not parse."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in CALLS:
            found = _message([_constant(argument) for argument in node.args], *CALLS[name])
            if found:
                yield found


def messages_in_template(source: str) -> Iterator[Message]:
    """Every message of a Django template; SyntaxError when a translation block holds other tags."""
    calls = templatize(source)
    for call in _TEMPLATE_CALL.finditer(calls):
        arguments: list[str | None] = []
        position = call.end()
        while literal := _LITERAL.match(calls, position):
            arguments.append(ast.literal_eval(literal[1]))
            position = literal.end()
        found = _message(arguments, *CALLS[call[1]])
        if found:
            yield found


def _message(
    arguments: list[str | None], context: int | None, text: int, plural: int | None
) -> Message | None:
    def at(place: int | None) -> str:
        return (arguments[place] or "") if place is not None and place < len(arguments) else ""

    # An empty text is the catalogue's header, never a message.
    return Message(at(context), at(text), at(plural)) if at(text) else None


def _constant(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _constant(node.left), _constant(node.right)
        return left + right if left is not None and right is not None else None
    return None


def harvest(root: Path) -> Harvest:
    """All messages of the Python files and templates under ``root``, tests and migrations left out."""
    found = Harvest()
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        read = messages_in_python if path.suffix == ".py" else messages_in_template
        try:
            for message in read(path.read_text(encoding="utf-8")):
                found.places.setdefault(message, set()).add(name)
        except (SyntaxError, UnicodeDecodeError, FileNotFoundError) as error:
            found.skipped[name] = str(error)
    return found


def _sources(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            is_template = path.suffix in TEMPLATE_SUFFIXES and "templates" in path.relative_to(root).parts
            if path.suffix == ".py" or is_template:
                yield path
