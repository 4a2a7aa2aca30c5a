"""``python -m submissions.checking`` as a reviewer calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from submissions.checking.__main__ import FAILED, NOTHING_MUST, SOMETHING_MUST, main

from .reports import TEXT

ROOT = Path(__file__).resolve().parents[3]


def report(identity: str = "") -> str:
    return (
        f"柳湾街道2024年法治政府建设情况报告\n一、主要举措和成效\n{TEXT}{identity}\n二、存在的不足和原因\n{TEXT}\n"
        f"三、党政主要负责人履职情况\n{TEXT}\n四、2025年主要安排\n{TEXT}\n柳湾街道办事处\n2025年1月5日"
    )


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "甲.txt"
    path.write_text(report(), encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "乙.txt"
    path.write_text(report("当事人身份证号11010519491231002X。"), encoding="utf-8")
    return path


def test_nothing_that_must_be_mended(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(good)]) == NOTHING_MUST

    printed = capsys.readouterr().out
    assert "柳湾街道2024年法治政府建设情况报告" in printed
    assert "已满足" in printed
    assert "“一、主要举措和成效”" in printed
    assert "\x1b[" not in printed


def test_something_must_be_mended(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bad)]) == SOMETHING_MUST
    assert "必须改 1" in capsys.readouterr().out


def test_a_missing_file_is_told_and_the_others_are_judged(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--format", "json", str(tmp_path / "none.docx"), str(good)]) == FAILED

    missing, judged = map(json.loads, capsys.readouterr().out.splitlines())
    assert missing["unreadable"] == {"reason": "not_found", "message": "没有这个文件，请核对路径。"}
    assert {requirement["outcome"] for requirement in missing["requirements"]} == {"unchecked"}
    assert judged["unreadable"] is None


def test_json_is_one_object_a_line_in_the_order_given(
    good: Path, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--format", "json", str(bad), str(good)])

    assert [json.loads(line)["file"] for line in capsys.readouterr().out.splitlines()] == [
        str(bad),
        str(good),
    ]


def test_a_folder_is_its_files_sorted(
    good: Path, bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "~$甲.docx").write_bytes(b"x")

    assert main([str(tmp_path)]) == SOMETHING_MUST
    printed = capsys.readouterr().out
    assert printed.index(bad.name) < printed.index(good.name)
    assert "共 2 个文件：1 个有必须改的问题，0 个未能读取。" in printed


def test_an_empty_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == FAILED
    assert "没有文件" in capsys.readouterr().err


def test_year_and_office_are_held_against_the_report(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--year", "2023", "--office", "杏坞街道", "--language", "en", str(good)]) == SOMETHING_MUST

    printed = capsys.readouterr().out
    assert "period.wrong_year" in printed
    assert "office.other_name" in printed


def test_a_standard_with_mistakes_is_told_and_nothing_is_judged(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standard = tmp_path / "county.toml"
    standard.write_text('[content.achievements]\nheadings = ["("]\n', encoding="utf-8")

    assert main(["--standard", str(standard), str(good)]) == FAILED
    captured = capsys.readouterr()
    assert "headings" in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "FILE"),
        (["--year", "25", "x"], "2025"),
        (["--due", "soon", "x"], "2026-02-10"),
        (["--unknown", "x"], "--unknown"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == FAILED
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(("language", "words"), [("zh", "结束状态"), ("en", "Exit status")])
def test_help_teaches_in_both_languages(
    language: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--language", language, "--help"])

    assert ended.value.code == NOTHING_MUST
    assert words in capsys.readouterr().out


def test_a_reader_that_has_seen_enough_is_no_error(good: Path) -> None:
    command = [sys.executable, "-m", "submissions.checking", "--format", "json", *[str(good)] * 40]
    environment = {**os.environ, "LC_ALL": "C"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        json.loads(child.stdout.readline())
        child.stdout.close()
        errors = child.stderr.read()

    assert child.returncode == NOTHING_MUST
    assert errors == b""


def test_what_is_missing_is_told_in_a_line_not_in_a_wall(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(good), "--format", "text"])

    lines = capsys.readouterr().out.splitlines()
    assert sum("duty." in line and "缺少" in line for line in lines) == 0
    assert sum("职责要点" in line and "缺少" in line for line in lines) == 1
