"""A bureau's own standard for a year: edited as a draft, tried, then applied as a new version.

A bureau edits only what differs from the shipped standard, by kind and entry, as
:mod:`submissions.checking.standard` lays it over. A version keeps both that and the
whole it made; it is never changed, and what was judged by one keeps naming it.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from offices import audit
from offices.models import User
from submissions.checking.standard import (
    Standard,
    StandardError,
    load_standard,
    standard_as_mapping,
    standard_from_mapping,
)
from submissions.models import ReportingYear, StandardVersion
from submissions.standards import standard_for, words_language

from . import pattern_trials
from .models import DryRun, StandardDraft
from .tasks import enqueue_dry_run

Content = dict[str, Any]
DEMANDS = ("content", "duty", "requirement", "topic")
EDITABLE = (*DEMANDS, "rule")
PREFIXES = {"content": "section.", "duty": "duty.", "topic": "topic."}
UNSAID = (  # what an entry means that says nothing
    ("enabled", True),
    ("weight", 1.0),
    ("required", True),
    ("bare", False),
    ("congress", False),
    ("grace", 0),
)
FILE_AT_MOST = 2 * 1024 * 1024


class StaleDraftError(Exception):
    """Somebody else saved the draft meanwhile; nothing was changed."""


class ClosedYearError(Exception):
    """The year is closed; its standard stays."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the page shows it; ``table`` is the raw one, with the bureau's changes in it."""

    kind: str
    key: str
    table: Mapping[str, Any]
    basis: str
    is_changed: bool

    @property
    def id(self) -> str:
        """As results name it: ``section.achievements``, ``duty.P1``, ``figures.few``."""
        return PREFIXES.get(self.kind, "") + self.key

    @property
    def is_on(self) -> bool:
        return self.table.get("enabled", True) is not False

    @property
    def level(self) -> str:
        return str(self.table.get("level") or ("confirm" if self.kind == "rule" else ""))

    @property
    def weight(self) -> float:
        return float(self.table.get("weight", 1.0))

    def words(self, field: str) -> str:
        """A text of the entry in the reader's language."""
        said = self.table.get(field)
        return str(said.get(words_language()) or said.get("zh", "")) if isinstance(said, Mapping) else ""

    @property
    def name(self) -> str:
        return self.words("name") or str(self.table.get("pattern", self.key))

    @property
    def expected(self) -> str:
        return self.words("expected")

    @property
    def examples(self) -> dict[str, list[str]]:
        """Texts that raise the rule, and texts that do not."""
        return {side: list(self.table.get(side, []))[:2] for side in ("fails", "passes")}


def content_in_force(year: ReportingYear) -> Content:
    """The bureau's entries the year is judged by; {} for the shipped standard."""
    return copy.deepcopy(year.standard.content) if year.standard else {}


def draft_of(year: ReportingYear) -> StandardDraft | None:
    """What is being prepared, None where nothing is."""
    return StandardDraft.objects.filter(year=year).first()


def content_to_edit(year: ReportingYear) -> Content:
    """The draft where there is one, else what is in force."""
    draft = draft_of(year)
    return copy.deepcopy(draft.content) if draft else content_in_force(year)


def built(content: Content) -> Standard:
    """The standard a content makes. Raises StandardError, which lists all that is wrong."""
    return standard_from_mapping(content, _("your changes"))


def entries(content: Content, kind: str) -> Iterator[Entry]:
    """All entries of a kind, those switched off included, in the order of the standard."""
    standard = built(content)
    own = content.get(kind, {})
    basis = standard.source.get("basis", {})
    for key, table in standard.source[kind].items():
        said = table.get("basis", "")
        words = basis.get(said, {}) if isinstance(said, str) else said
        yield Entry(kind, key, table, str(words.get(words_language()) or words.get("zh", "")), key in own)


def entry_of(content: Content, kind: str, key: str) -> Entry | None:
    """One entry; None where the standard has none."""
    return next((entry for entry in entries(content, kind) if entry.key == key), None)


def with_entry(content: Content, kind: str, key: str, fields: Mapping[str, Any]) -> Content:
    """The content with one entry changed. A field that says what the shipped entry says is left out."""
    entries_shipped = load_standard().source[kind]
    shipped = entries_shipped.get(key, {})
    table = {**content.get(kind, {}).get(key, {}), **fields}
    kept = {name: value for name, value in table.items() if not _says_the_same(shipped, name, value)}
    changed = copy.deepcopy(content)
    changed.setdefault(kind, {})[key] = kept
    return changed if kept or key not in entries_shipped else without_entry(changed, kind, key)


def _says_the_same(shipped: Mapping[str, Any], name: str, value: Any) -> bool:
    if name in shipped:
        return bool(shipped[name] == value)
    return value in (None, "", []) or (name, value) in UNSAID


def without_entry(content: Content, kind: str, key: str) -> Content:
    """The content without the bureau's changes to one entry."""
    changed = copy.deepcopy(content)
    changed.get(kind, {}).pop(key, None)
    if not changed.get(kind, True):
        del changed[kind]
    return changed


def with_thresholds(content: Content, values: Mapping[str, float]) -> Content:
    """The content with these limits; those that are the shipped ones are left out."""
    shipped = load_standard().thresholds
    changed = {kind: tables for kind, tables in copy.deepcopy(content).items() if kind != "threshold"}
    own = {name: value for name, value in values.items() if shipped.get(name) != value}
    return {**changed, "threshold": own} if own else changed


def count_of_changes(before: Content, after: Content) -> int:
    """In how many entries two contents differ."""
    kinds = {kind for kind in {*before, *after} if isinstance(before.get(kind, after.get(kind)), dict)}
    return sum(
        before.get(kind, {}).get(key) != after.get(kind, {}).get(key)
        for kind in kinds
        for key in {*before.get(kind, {}), *after.get(kind, {})}
    )


def save_draft(
    year: ReportingYear, content: Content, *, by: User, revision: int | None = None
) -> StandardDraft:
    """Keep a content that makes a standard.

    Raises StandardError for one that makes none or whose patterns lead astray, StaleDraftError
    where the draft is no longer at ``revision`` (None: whatever it is at).
    """
    if year.is_closed:
        raise ClosedYearError
    if slow := pattern_trials.too_slow(built(content)):
        raise StandardError(slow)
    with transaction.atomic():
        draft, _is_new = StandardDraft.objects.select_for_update().get_or_create(year=year)
        if revision is not None and draft.revision != revision:
            raise StaleDraftError
        draft.content, draft.saved_by, draft.saved_at = content, by, timezone.now()
        draft.revision += 1
        draft.save()
    return draft


def _draft_as_seen(year: ReportingYear, revision: int | None) -> StandardDraft:
    """The draft, held, while it is at ``revision``; StaleDraftError where it is not, or is gone."""
    draft = StandardDraft.objects.select_for_update().filter(year=year).first()
    if draft is None or revision not in (None, draft.revision):
        raise StaleDraftError
    return draft


@transaction.atomic
def discard_draft(year: ReportingYear, *, by: User, revision: int | None = None) -> None:
    """Forget what was prepared; what is in force stays. Raises StaleDraftError."""
    _draft_as_seen(year, revision).delete()
    audit.record("standard.draft_discarded", actor=by, bureau_id=year.bureau_id, target=year)


def apply_draft(
    year: ReportingYear, *, by: User, note: str = "", revision: int | None = None
) -> StandardVersion:
    """Make the draft the year's standard, as a new version. What was checked before keeps its results.

    Raises ClosedYearError for a closed year, StaleDraftError where there is no draft (any more), or it is
    no longer at ``revision``, the one the person saw (None: whatever it is at).
    """
    if year.is_closed:
        raise ClosedYearError
    with transaction.atomic():
        draft = _draft_as_seen(year, revision)
        made = _new_version(year, draft.content, by, note)
        ReportingYear.objects.filter(pk=year.pk).update(standard=made)
        draft.delete()
        audit.record(
            "standard.applied", actor=by, bureau_id=year.bureau_id, target=made, year=year.year, note=note
        )
    year.standard = made
    return made


def _new_version(year: ReportingYear, content: Content, by: User, note: str) -> StandardVersion:
    number = StandardVersion.objects.filter(bureau=year.bureau).count() + 1
    while StandardVersion.objects.filter(bureau=year.bureau, name=f"{year.year}.{number}").exists():
        number += 1
    name = f"{year.year}.{number}"
    content = {**content, "version": f"{load_standard().version}+{name}"}
    return StandardVersion.objects.create(
        bureau=year.bureau,
        name=name,
        content=content,
        whole=standard_as_mapping(built(content)),
        note=note[:200],
        created_by=by,
    )


def read_content(name: str, data: bytes) -> Content:
    """A content from a JSON or TOML file, lists of tables by their ids.

    Raises StandardError, which says everything that is wrong in the file.
    """
    if len(data) > FILE_AT_MOST:
        raise StandardError([f"{name}: " + _("is larger than 2 MB")])
    try:
        text = data.decode("utf-8-sig")
        loaded = json.loads(text) if name.lower().endswith(".json") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise StandardError([f"{name}: " + _("cannot be read as JSON or TOML: %s") % error]) from error
    if not isinstance(loaded, dict):
        raise StandardError([f"{name}: " + _("must hold tables by kind")])
    standard_from_mapping(loaded, name)
    return _against_shipped({kind: _by_id(table) for kind, table in loaded.items()})


def _against_shipped(content: Content) -> Content:
    """What a whole standard says otherwise than the shipped one, so that a page shows what is the bureau's
    own; the whole itself where entries alone cannot say it (some are gone, or in another order).
    """
    if not content.get("complete"):
        return content
    shipped = load_standard().source
    own: Content = {}
    for kind, tables in content.items():
        if kind in shipped and isinstance(tables, Mapping):
            own[kind] = {
                key: _other_fields(shipped[kind].get(key), table)
                for key, table in tables.items()
                if key not in shipped[kind] or shipped[kind][key] != table
            }
    own = {kind: tables for kind, tables in own.items() if tables}
    return own if _meaning(own) == _meaning(content) else content


def _other_fields(shipped: Any, table: Any) -> Any:
    """The fields of a table that differ; what is no table, or has no shipped one, as it is."""
    if not (isinstance(shipped, Mapping) and isinstance(table, Mapping)):
        return table
    return {name: value for name, value in table.items() if shipped.get(name) != value}


def _meaning(content: Content) -> Content:
    return {**standard_as_mapping(built(content)), "version": ""}


def _by_id(table: Any) -> Any:
    if isinstance(table, list) and table and all(isinstance(item, dict) and "id" in item for item in table):
        return {str(item["id"]): {k: v for k, v in item.items() if k != "id"} for item in table}
    return table


def ask_for_dry_run(year: ReportingYear, *, by: User) -> DryRun:
    """Try the draft (or what is in force) on every report kept; the worker does it."""
    run = DryRun.objects.create(year=year, content=content_to_edit(year), asked_by=by)
    audit.record("standard.dry_run", actor=by, bureau_id=year.bureau_id, target=run)
    transaction.on_commit(partial(enqueue_dry_run, run.pk))
    return run


def versions_in_use(year: ReportingYear) -> list[StandardVersion]:
    """The bureau's versions, newest first."""
    return list(year.bureau.standards.select_related("created_by")[:10])


def standards_to_compare(year: ReportingYear) -> tuple[Standard, Standard]:
    """What is in force, and what is being prepared."""
    return standard_for(year), built(content_to_edit(year))
