"""Reading a standard from TOML or JSON, laying a bureau's own over the shipped one, saying all that is wrong.

A file holds tables by kind and id: ``[rule."figures.few"]``, ``[duty.P1]``. Two
short forms exist: ``laws = ["…"]`` names laws in force, and ``[typo]`` with
``"wrong" = "right"`` (or ``"wrong" = false``) adds or drops a slip of the pen.

A bureau's own file extends the shipped one: entries merge field by field,
``enabled = false`` drops an entry, ``replace = ["duty"]`` drops all shipped
entries of those kinds first, ``complete = true`` all of them; ``order`` names their ids in order.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .entries import ENTRY_READERS, EntryReader, read_words
from .model import Entry, Words

SHIPPED = Path(__file__).parent / "data"
WORD_KINDS = ("note", "unreadable", "term", "basis")
LOOKED_UP = ("signal", *WORD_KINDS)
KEYED_KINDS = (*ENTRY_READERS, *WORD_KINDS, "threshold")

Raw = dict[str, Any]
Origins = dict[tuple[str, str], str]


class StandardError(ValueError):
    """A standard cannot be used; ``problems`` lists everything wrong in it: file, entry, field, what."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@cache
def shipped_source() -> tuple[Raw, Origins]:
    """The merged tables of the shipped files, and which file each entry stands in."""
    merged, origins, problems = _empty(), Origins(), list[str]()
    for path in sorted(SHIPPED.glob("*.toml")):
        _lay_over(merged, origins, read_file(path), path.name, problems)
    if problems:
        raise StandardError(problems)
    return merged, origins


def read_file(path: Path) -> Raw:
    """The raw tables of a TOML or JSON file; StandardError where it is neither."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        loaded = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise StandardError([f"{path.name}: cannot be opened: {error.strerror}"]) from error
    except ValueError as error:
        raise StandardError([f"{path.name}: is not well-formed: {error}"]) from error
    if not isinstance(loaded, dict):
        raise StandardError([f"{path.name}: must hold tables, not a {type(loaded).__name__}"])
    return loaded


def combined_source(extension: Mapping[str, Any], name: str) -> tuple[Raw, Origins]:
    """The shipped tables with ``extension`` laid over them; ``name`` stands in error messages."""
    problems: list[str] = []
    extension = _in_order(extension)
    base, base_origins = (_empty(), Origins()) if extension.get("complete") else shipped_source()
    merged, origins = copy.deepcopy(base), dict(base_origins)
    for kind in _replaced_kinds(extension, name, problems):
        merged[kind] = {}
    _lay_over(merged, origins, extension, name, problems)
    if problems:  # and what is wrong inside the entries, so that all of it is mended at once
        raise StandardError([*problems, *read_entries(merged, origins)[1]])
    if extension.get("complete"):
        _add_what_checks_look_up(merged)
    return merged, origins


def order_of(source: Mapping[str, Any]) -> dict[str, list[str]]:
    """Kind → ids in their order, which says what is shown and which of two phrases counts. It is kept as a
    list beside the tables, as PostgreSQL's jsonb sorts the keys of an object.
    """
    return {kind: list(source[kind]) for kind in KEYED_KINDS if kind in source}


def _in_order(tables: Mapping[str, Any]) -> Raw:
    found = dict(tables)
    if not isinstance(tables.get("order", {}), Mapping):
        return found  # and is reported as something unknown
    for kind, ids in found.pop("order", {}).items():
        kept = found.get(kind)
        if isinstance(kept, Mapping) and isinstance(ids, list):
            found[kind] = {key: kept[key] for key in ids if key in kept} | dict(kept)
    return found


def _add_what_checks_look_up(merged: Raw) -> None:
    """Word lists and words a check asks for by name, where a standard kept whole is older than the check."""
    shipped, _origins = shipped_source()
    for kind in LOOKED_UP:
        merged[kind] = {**copy.deepcopy(shipped[kind]), **merged[kind]}


def _empty() -> Raw:
    return {"version": "", **{kind: {} for kind in KEYED_KINDS}}


def _replaced_kinds(extension: Mapping[str, Any], name: str, problems: list[str]) -> list[str]:
    kinds = extension.get("replace", [])
    if not isinstance(kinds, list) or not set(kinds) <= set(KEYED_KINDS):
        problems.append(f"{name}: replace: must be a list of {', '.join(KEYED_KINDS)}")
        return []
    return kinds


def _lay_over(
    merged: Raw, origins: Origins, tables: Mapping[str, Any], name: str, problems: list[str]
) -> None:
    for key, value in tables.items():
        if key == "version" and isinstance(value, str):
            merged["version"] = value
        elif key in ("laws", "typo"):
            _lay_over_short_form(merged, origins, key, value, name, problems)
        elif key in KEYED_KINDS:
            for entry_id, table in _keyed(key, value, name, problems):
                _lay_over_entry(merged[key], entry_id, table)
                origins[key, entry_id] = name
        elif key not in ("complete", "replace"):
            problems.append(f"{name}: {key}: unknown kind; known are {', '.join(KEYED_KINDS)}")


def _keyed(kind: str, value: object, name: str, problems: list[str]) -> Iterable[tuple[str, Any]]:
    """``[kind.id]`` tables as they are; ``[[kind]]`` lists by their ``id`` field."""
    if isinstance(value, Mapping):
        return value.items()
    if isinstance(value, list) and all(isinstance(item, Mapping) and item.get("id") for item in value):
        return [(str(item["id"]), {k: v for k, v in item.items() if k != "id"}) for item in value]
    problems.append(f"{name}: {kind}: must be tables by id, or a list of tables with an id each")
    return []


def _lay_over_entry(entries: Raw, entry_id: str, table: Any) -> None:
    if isinstance(table, Mapping) and isinstance(entries.get(entry_id), Mapping):
        entries[entry_id] = _merged(entries[entry_id], table)
    else:
        entries[entry_id] = copy.deepcopy(table)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Raw:
    """Field by field; words language by language; lists as a whole."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            merged[key] = {**old, **value}
        else:
            merged[key] = copy.deepcopy(value)
    return merged


def _lay_over_short_form(
    merged: Raw, origins: Origins, key: str, value: Any, name: str, problems: list[str]
) -> None:
    if key == "laws" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        for law in value:
            merged["law"].setdefault(law, {})
            origins["law", law] = name
    elif key == "typo" and isinstance(value, Mapping):
        for wrong, right in value.items():
            entry = {"enabled": False} if right is False else {"pattern": wrong, "right": right}
            _lay_over_entry(merged["phrase"], f"typo:{wrong}", {"rule": "wording.typo", **entry})
            origins["phrase", f"typo:{wrong}"] = name
    else:
        problems.append(f"{name}: {key}: must be {'a list of names' if key == 'laws' else 'a table'}")


def read_entries(raw: Raw, origins: Origins) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Every kind's entries, made and checked; entries with ``enabled = false`` left out."""
    problems: list[str] = []
    made: dict[str, dict[str, Any]] = {kind: {} for kind in KEYED_KINDS}
    for kind in WORD_KINDS:
        for entry_id, table in raw[kind].items():
            where = f"{origins.get((kind, entry_id), '?')}: {kind}.{entry_id}"
            made[kind][entry_id] = read_words(table, where, problems)
    made["threshold"] = dict(shipped_source()[0]["threshold"])  # a check must never lack its limit
    for entry_id, value in raw["threshold"].items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            where = origins.get(("threshold", entry_id), "?")
            problems.append(f"{where}: threshold.{entry_id}: must be a number, not {value!r}")
        made["threshold"][entry_id] = value
    for kind in ENTRY_READERS:
        for entry_id, table in raw[kind].items():
            where = f"{origins.get((kind, entry_id), '?')}: {kind}.{entry_id}"
            entry = _read_entry(kind, entry_id, table, where, made["basis"], problems)
            if entry is not None:
                made[kind][entry_id] = entry
    problems.extend(_unknown_rules(made, origins))
    return made, problems


def _read_entry(
    kind: str, entry_id: str, table: object, where: str, basis: Mapping[str, Words], problems: list[str]
) -> Entry | None:
    if not isinstance(table, Mapping):
        problems.append(f"{where}: must be a table")
        return None
    fields = {key: value for key, value in table.items() if key != "enabled"}
    enabled = table.get("enabled", True)
    if not isinstance(enabled, bool):
        problems.append(f"{where}: enabled: must be true or false, not {enabled!r}")
    if enabled is False:
        return None
    reader = EntryReader(fields, where, basis, problems)
    entry = ENTRY_READERS[kind](entry_id, reader)
    reader.finish()
    return entry


def _unknown_rules(made: Mapping[str, Mapping[str, Any]], origins: Origins) -> list[str]:
    known = set(shipped_rule_ids()) | set(made["rule"])
    strays = [phrase for phrase in made["phrase"].values() if phrase.rule and phrase.rule not in known]
    files = {stray.id: origins.get(("phrase", stray.id), "?") for stray in strays}
    return [
        f'{files[stray.id]}: phrase.{stray.id}: rule: no [rule."{stray.rule}"] is known' for stray in strays
    ]


@cache
def shipped_rule_ids() -> tuple[str, ...]:
    """The ids of all shipped rules, switched on or not."""
    return tuple(shipped_source()[0]["rule"])
