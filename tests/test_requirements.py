"""What the site is made of: exact versions only, declared whole, so that an audit speaks about what runs."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.library_audit import read, report

ROOT = Path(settings.BASE_DIR)
FILES = sorted(path.name for path in ROOT.glob("requirements*.txt"))
PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==[\w.]+(; .+)?$")
OURS = {"offices", "submissions", "review", "reportsite", "tests", "conftest"}
INSTALLERS = {"pip", "setuptools", "wheel", "uv"}
EXTRA = re.compile(r"extra\s*==")


def wanted(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("name", FILES)
def test_every_library_is_pinned(name):
    assert wanted(name)
    assert [line for line in wanted(name) if not PINNED.match(line)] == []


def declared(*names: str) -> dict[str, Requirement]:
    made = (Requirement(line) for name in names for line in wanted(name))
    return {canonicalize_name(one.name): one for one in made}


def with_what_they_need(roots: dict[str, Requirement]) -> set[str]:
    """The libraries and all that they ask for here, extras too, as far as they are installed."""
    found, left = set(), [(name, one.extras) for name, one in roots.items()]
    while left:
        name, extras = left.pop()
        if (name, frozenset(extras)) in found:
            continue
        found.add((name, frozenset(extras)))
        try:
            asked = [Requirement(text) for text in metadata.requires(name) or ()]
        except metadata.PackageNotFoundError:
            continue
        for one in asked:
            contexts = [{"extra": extra} for extra in extras] or [{"extra": ""}]
            if one.marker is None or any(one.marker.evaluate(context) for context in contexts):
                left.append((canonicalize_name(one.name), one.extras))
    return {name for name, _ in found}


def test_what_is_installed_was_declared_or_is_needed_by_what_was():
    installed = {canonicalize_name(one.name) for one in metadata.distributions()}
    assert installed - with_what_they_need(declared(*FILES)) - INSTALLERS == set()


def test_what_is_installed_has_the_version_that_was_declared():
    other = {}
    for name, one in declared(*FILES).items():
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # optional, or not for this platform
        if not one.specifier.contains(version):
            other[name] = version
    assert other == {}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.split(".")[0]


def test_what_the_site_imports_is_declared_by_name():
    """Not only there because something else asks for it today."""
    homes = metadata.packages_distributions()
    site = declared("requirements.txt", "requirements-ocr.txt", "requirements-s3.txt")
    undeclared = {}
    for path in ROOT.glob("[!.]*/**/*.py"):
        if "tests" in path.parts or path.relative_to(ROOT).parts[0] not in OURS:
            continue
        for module in set(imported(path)) - OURS - set(sys.stdlib_module_names):
            names = {canonicalize_name(name) for name in homes.get(module, [module])}
            if not names & set(site):
                undeclared.setdefault(module, path.relative_to(ROOT).as_posix())
    assert undeclared == {}


def test_an_audit_without_an_answer_is_not_called_clean():
    assert "NOT AUDITED" in report(read("", "ConnectionError: no such host"), "osv")
    unknown = {"dependencies": [{"name": "django", "skip_reason": "not found"}]}
    assert "0 libraries looked up" in report(read(json.dumps(unknown), ""), "pypi")
    assert "NOT AUDITED" in report(read(json.dumps(unknown), ""), "pypi")


def test_an_audit_names_what_is_vulnerable_and_what_mends_it():
    vulnerability = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
    found = {"dependencies": [{"name": "made-up", "version": "1.0", "vulns": [vulnerability]}]}
    assert "made-up 1.0: PYSEC-1 (mended in 2.0)" in report(read(json.dumps(found), ""), "pypi")
