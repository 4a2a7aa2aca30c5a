"""docs/checks.md is made from the standard and must be fresh."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from submissions.checking.standard import load_standard
from submissions.checking.standard.manual import manual

ROOT = Path(__file__).parents[4]


def test_the_list_of_checks_is_fresh() -> None:
    kept = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")

    assert kept == manual(load_standard()), (
        "docs/checks.md is stale: python -m submissions.checking.standard > docs/checks.md"
    )


def test_the_list_of_checks_names_every_requirement_and_rule() -> None:
    text = manual(load_standard())

    for rule in load_standard().rules:
        assert f"`{rule}`" in text
    for duty in load_standard().duties:
        assert f"`duty.{duty}`" in text


def test_a_bureau_is_told_what_is_wrong_in_its_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[rule."date.late"]\nlevel = "urgent"\n', encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "submissions.checking.standard", str(own)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "own.toml: rule.date.late: level: unknown level 'urgent'" in done.stderr
