"""The catalogue from an empty folder to a compiled file, and what the check refuses."""

import gettext
from pathlib import Path

import pytest

from reportsite import catalogue


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one page of three texts."""
    (tmp_path / "page.py").write_text(
        '_("Sign in")\npgettext("month", "May")\nngettext("%(n)s day", "%(n)s days", n)\n', encoding="utf-8"
    )
    return tmp_path


CHINESE = {"Sign in": "登录", "month|May": "五月", "%(n)s day": "%(n)s 天"}


def test_filled_texts_are_compiled_and_looked_up(project: Path) -> None:
    catalogue.update(project, CHINESE)

    with (catalogue.folder(project) / "django.mo").open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    assert chinese.gettext("Sign in") == "登录"
    assert chinese.pgettext("month", "May") == "五月"
    assert [chinese.ngettext("%(n)s day", "%(n)s days", n) for n in (1, 3)] == ["%(n)s 天", "%(n)s 天"]
    assert catalogue.complaints(project) == []


def test_the_same_texts_give_the_same_bytes(project: Path) -> None:
    catalogue.update(project, CHINESE)
    before = [path.read_bytes() for path in sorted(catalogue.folder(project).iterdir())]
    catalogue.update(project)

    assert [path.read_bytes() for path in sorted(catalogue.folder(project).iterdir())] == before


def test_the_check_names_what_has_no_chinese(project: Path) -> None:
    catalogue.update(project, {"Sign in": "登录", "May": "五月"})

    assert catalogue.complaints(project) == ["untranslated: '%(n)s day' (page.py)"]


def test_the_check_refuses_other_placeholders(project: Path) -> None:
    catalogue.update(project, CHINESE | {"%(n)s day": "%(number)s 天"})

    (complaint,) = catalogue.complaints(project)
    assert "%(number)s" in complaint


def test_the_check_refuses_a_catalogue_that_lags_behind(project: Path) -> None:
    catalogue.update(project, CHINESE)
    (project / "more.py").write_text('_("Sign in")', encoding="utf-8")

    assert [line.split()[0] for line in catalogue.complaints(project)] == [
        "locale/zh_Hans/LC_MESSAGES/django.po"
    ]


def test_the_check_refuses_a_compiled_file_that_lags_behind(project: Path) -> None:
    catalogue.update(project, CHINESE)
    (catalogue.folder(project) / "django.mo").write_bytes(b"")

    assert [line.split()[0] for line in catalogue.complaints(project)] == [
        "locale/zh_Hans/LC_MESSAGES/django.mo"
    ]


def test_texts_no_longer_used_are_dropped(project: Path) -> None:
    catalogue.update(project, CHINESE)
    (project / "page.py").write_text('_("Sign in")', encoding="utf-8")
    catalogue.update(project)

    assert catalogue.translations(project) == {("", "Sign in"): "登录"}


def test_nothing_is_dropped_while_a_file_cannot_be_read(project: Path) -> None:
    catalogue.update(project, CHINESE)
    (project / "page.py").write_text('_("Sign in', encoding="utf-8")

    met = catalogue.update(project)

    assert list(met.found.skipped) == ["page.py"]
    assert catalogue.translations(project)["", "Sign in"] == "登录"


def test_chinese_for_a_text_nobody_uses_is_reported(project: Path) -> None:
    assert catalogue.update(project, {"Sign out": "退出"}).unused == ["Sign out"]
