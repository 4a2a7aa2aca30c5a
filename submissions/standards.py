"""Which standard a year is judged by, which one a result was made with, and the reader's language."""

import functools
import hashlib
import json

from django.utils.translation import get_language

from .checking.standard import Standard, load_standard, standard_as_mapping, standard_from_mapping
from .models import CheckRun, ReportingYear, StandardVersion


def standard_for(year: ReportingYear) -> Standard:
    """The bureau's own standard where the year names one, else the shipped one."""
    if year.standard_id is None:
        return load_standard()
    return standard_kept(year.standard_id)


def standard_used(run: CheckRun, year: ReportingYear) -> Standard:
    """The standard a result was made with; its year's where the result keeps none."""
    return standard_for(year) if run.judged_by_id is None else standard_kept(run.judged_by_id)


def version_in_force(year: ReportingYear) -> StandardVersion:
    """The kept version a year is judged by now. The shipped standard is kept when it is first used."""
    if year.standard is not None:
        return year.standard
    shipped = StandardVersion.objects.filter(bureau=None, name=shipped_name()).only("pk")
    kept = shipped.first()
    if kept is not None:
        return kept
    new = StandardVersion(name=shipped_name(), whole=standard_as_mapping(load_standard()))
    StandardVersion.objects.bulk_create([new], ignore_conflicts=True)  # another worker may be as quick
    return shipped.get()


@functools.cache
def shipped_name() -> str:
    """Version and fingerprint: data that changed under the same number is another standard."""
    shipped = load_standard()
    said = json.dumps(standard_as_mapping(shipped), ensure_ascii=False, sort_keys=True)
    return f"{shipped.version} {hashlib.sha256(said.encode()).hexdigest()[:12]}"


@functools.lru_cache(maxsize=64)  # a StandardVersion never changes once written
def standard_kept(pk: int) -> Standard:
    """The standard a version keeps."""
    version = StandardVersion.objects.get(pk=pk)
    if version.bureau_id is None and version.name == shipped_name():
        return load_standard()
    return standard_from_mapping(version.whole or version.content)


def words_language() -> str:
    """The language of the standard's words for the current reader: "zh" or "en"."""
    return "en" if (get_language() or "").startswith("en") else "zh"
