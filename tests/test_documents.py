"""What the documents say about the project is there: tests, settings, figures, services, commands."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from reportsite.metrics import SiteCollector

ROOT = Path(settings.BASE_DIR)
SHORT = re.compile(r"`(\w+)` = `([\w/]+\.py)`")
SHOWN = re.compile(r"`(\w+)`(?: (Test\w+)(?:, (Test\w+))?)?")
PATHS = re.compile(r"`((?:\w+/)*tests(?:/\w+)*(?:/test_\w+\.py)?)`")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def shown_by(text: str) -> list[tuple[str, list[str]]]:
    """The cells of the tables that name tests: the last one of each row."""
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| |")]
    return [(row, [cell.strip() for cell in row.strip("| ").split(" | ")]) for row in rows]


def test_every_test_that_security_names_exists() -> None:
    text = read("docs/security.md")
    short = dict(SHORT.findall(text)) | {"test_admin": "offices/tests/test_admin.py"}
    assert len(short) > 6
    missing = [path for path in [*short.values(), *PATHS.findall(text)] if not (ROOT / path).exists()]
    for row, cells in shown_by(text):
        for name, *classes in SHOWN.findall(cells[-1]):
            if name not in short:
                missing.append(f"{name} is no test: {row}")
            source = read(short[name]) if name in short else ""
            missing += [f"{one} in {name}" for one in classes if one and f"class {one}" not in source]
    assert missing == []


def test_each_item_of_asvs_has_a_test_or_says_whose_it_is() -> None:
    table = read("docs/security.md").split("## 等保")[0]
    items = [(row, cells) for row, cells in shown_by(table) if re.match(r"\d", cells[0])]
    assert len(items) > 25
    assert [row for row, cells in items if len(cells) != 3 or not cells[2]] == []


@pytest.mark.django_db
def test_every_figure_to_watch_is_measured() -> None:
    measured = {family.name for family in SiteCollector().collect()}
    named = set(re.findall(r"\b(reports_[a-z_]+)", read("docs/deployment.md")))
    assert named
    assert {name for name in named if name.removesuffix("_total") not in measured} == set()


def test_every_command_and_setting_the_operator_is_told_exists() -> None:
    text = read("docs/deployment.md") + read("docs/security.md") + read("README.md")
    commands = set(re.findall(r"manage\.py (\w+)", text)) - {"COMMAND"}
    assert commands - set(get_commands()) == set()
    known = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", read(".env.example"), re.MULTILINE))
    told = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`", text))
    told |= set(re.findall(r"^\s*(STORAGE_\w+)=", text, re.MULTILINE))
    assert told - known - {"FAULT_UPLOADS"} == set()


def test_the_composition_is_whole() -> None:
    """Containers cannot be started everywhere; what can be known without them is."""
    composed = yaml.safe_load(read("docker-compose.yml"))
    services, volumes = composed["services"], composed["volumes"]
    for name, service in services.items():
        assert "image" in service, name
        assert set(service.get("depends_on", {})) <= set(services), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in volumes or (ROOT / source).exists() or source == "./backups", (name, volume)
        command = service.get("command", [])
        assert isinstance(command, list), f"{name}: a string would go through a shell"
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    needed = set(re.findall(r"\$\{(\w+):\?", read("docker-compose.yml")))
    assert needed <= set(re.findall(r"^([A-Z_]+)=", read(".env.example"), re.MULTILINE))
    told = set(re.findall(r"docker compose (?:run --rm (?:-T )?|up -d )(\w+)", read("docs/deployment.md")))
    assert told <= set(services)
