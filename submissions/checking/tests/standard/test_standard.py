"""The standard: shipped data that is whole, a bureau's own laid over it, and errors that name every fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from submissions.checking.results import Level
from submissions.checking.standard import (
    Standard,
    StandardError,
    load_standard,
    standard_as_mapping,
    standard_from_mapping,
)

CONTRACT_RULES = {
    "secrecy.mark",
    "text.unreadable",
    "text.not_a_report",
    "period.wrong_year",
    "date.late",
    "date.missing",
    "signature.missing",
    "office.other_name",
    "figures.contradiction",
    "figures.few",
    "template.residue",
    "expression.variant",
    "expression.outdated",
    "citation.unknown_law",
    "citation.outdated_law",
    "citation.wrong_period",
    "wording.typo",
    "wording.incomplete",
    "wording.beyond_powers",
    "punctuation.doubled",
    "punctuation.mixed",
    "numbering.broken",
    "personal_data.identity_number",
    "personal_data.phone",
    "personal_data.bank_card",
    "shortcomings.no_causes",
    "shortcomings.no_measure",
    "first_responsible.thin",
    "first_responsible.no_facts",
    "first_responsible.post_missing",
    "length.too_long",
    "length.too_short",
    "copy.other_office",
    "copy.own_last_year",
}


@pytest.fixture
def shipped() -> Standard:
    return load_standard()


def problems_of(mapping: dict[str, Any]) -> str:
    with pytest.raises(StandardError) as caught:
        standard_from_mapping(mapping, "own.toml")
    return str(caught.value)


def test_every_rule_of_the_contract_is_there(shipped: Standard) -> None:
    assert set(shipped.rules) >= CONTRACT_RULES


def test_all_twelve_duties_and_four_signs_are_there(shipped: Standard) -> None:
    assert list(shipped.duties) == [f"{group}{number}" for group in "PG" for number in range(1, 7)] + [
        f"X{number}" for number in range(1, 5)
    ]


def test_every_rule_says_what_it_expects_and_why_in_both_languages(shipped: Standard) -> None:
    for rule in shipped.rules.values():
        for words in (rule.name, rule.message, rule.expected, rule.mend, rule.basis):
            assert words.zh, rule.id
            assert words.en, rule.id
            assert words.zh != words.en, rule.id


def test_nearly_every_rule_carries_examples(shipped: Standard) -> None:
    without = {rule.id for rule in shipped.rules.values() if not rule.fails}

    # These need a file, a due date or another report, and have tests of their own.
    assert without <= {
        "text.unreadable", "text.not_a_report", "period.wrong_year", "date.late", "date.missing",
        "signature.missing", "office.other_name", "figures.few", "length.too_long", "length.too_short",
        "copy.other_office", "copy.own_last_year",
    }  # fmt: skip


def test_only_what_cannot_be_handed_in_is_a_must(shipped: Standard) -> None:
    musts = {rule.id for rule in shipped.rules.values() if rule.level is Level.MUST}

    assert musts == {
        "secrecy.mark", "text.unreadable", "text.not_a_report", "period.wrong_year",
        "personal_data.identity_number", "personal_data.bank_card",
    }  # fmt: skip


def test_entries_hold_for_their_years(shipped: Standard) -> None:
    before, after = shipped.for_year(2019), shipped.for_year(2022)

    assert "xi_thought" not in before.topics
    assert "decisions_2015" in before.topics
    assert len(after.topics) == 11
    assert "decisions_2015" not in after.topics


def test_a_year_is_filtered_once(shipped: Standard) -> None:
    assert shipped.for_year(2022) is shipped.for_year(2022)
    assert shipped.for_year(None) is shipped


def test_a_text_is_filled_in_in_the_readers_language(shipped: Standard) -> None:
    params = {"missing": ["term.post_party", "term.post_office"]}

    chinese = shipped.render("rule", "first_responsible.post_missing", params, "zh-hans")
    english = shipped.render("rule", "first_responsible.post_missing", params, "en")

    assert chinese == "第一责任人部分没有写到党（工）委书记、主任（镇长、乡长）。"
    assert english == "The chapter says nothing about the party secretary, the head of the office."


def test_a_parameter_that_is_missing_shows_as_a_gap(shipped: Standard) -> None:
    assert "…" in shipped.render("rule", "date.late", {})


def test_a_day_reads_as_people_write_it(shipped: Standard) -> None:
    params = {"found": "2020年5月19日", "due": "2020-03-31"}

    assert shipped.render("rule", "date.late", params) == "成文日期2020年5月19日，晚于2020年3月31日。"
    assert "after 31 March 2020" in shipped.render("rule", "date.late", params, "en")


def test_an_enumeration_uses_short_names(shipped: Standard) -> None:
    params = {"covered": 3, "total": 12, "lacking": ["duty.P2", "duty.G5"]}

    said = shipped.render("note", "first_responsible_lacking", params)
    assert said == "职责要点写到3项（共12项），还缺：依规治党、出庭应诉和履行裁判。"


def test_an_id_of_another_version_reads_as_itself(shipped: Standard) -> None:
    assert shipped.render("rule", "rule.of_old") == "rule.of_old"
    assert shipped.render("requirement", "duty.P9", field_name="mend") == "duty.P9"


def test_requirements_have_words(shipped: Standard) -> None:
    for name in ("section.achievements", "duty.P1", "topic.xi_thought", "first_responsible.complete"):
        for field in ("name", "expected", "mend", "basis"):
            assert shipped.render("requirement", name, language="en", field_name=field) not in ("", name)


def test_a_standard_survives_being_stored(shipped: Standard) -> None:
    # With its keys sorted, as PostgreSQL stores it.
    stored = json.loads(json.dumps(standard_as_mapping(shipped), sort_keys=True))

    again = standard_from_mapping(stored)

    assert again.version == shipped.version
    for kind in ("rules", "phrases", "contents", "duties", "topics", "laws"):
        assert list(getattr(again, kind)) == list(getattr(shipped, kind))
    assert again.duties["P1"].strong == shipped.duties["P1"].strong
    assert standard_as_mapping(again) == standard_as_mapping(shipped)


def test_a_bureau_changes_a_level_and_leaves_the_rest(shipped: Standard) -> None:
    own = standard_from_mapping({"version": "2026.1-新县", "rule": {"date.late": {"level": "must"}}})

    assert own.version == "2026.1-新县"
    assert own.rules["date.late"].level is Level.MUST
    assert own.rules["date.late"].message == shipped.rules["date.late"].message
    assert own.rules["date.missing"] == shipped.rules["date.missing"]


def test_a_bureau_changes_one_language_of_a_text(shipped: Standard) -> None:
    own = standard_from_mapping({"rule": {"date.late": {"mend": {"zh": "请报县依法治县办说明。"}}}})

    assert own.rules["date.late"].mend.zh == "请报县依法治县办说明。"
    assert own.rules["date.late"].mend.en == shipped.rules["date.late"].mend.en


def test_a_bureau_switches_a_rule_off() -> None:
    own = standard_from_mapping({"rule": {"figures.few": {"enabled": False}}})

    assert "figures.few" not in own.rules


def test_a_bureau_adds_and_drops_typos(shipped: Standard) -> None:
    own = standard_from_mapping({"typo": {"柳合街道": "柳河街道", "按步就班": False}})

    assert own.phrases["typo:柳合街道"].right == "柳河街道"
    assert "typo:按步就班" in shipped.phrases
    assert "typo:按步就班" not in own.phrases


def test_a_bureau_replaces_a_whole_kind() -> None:
    duty = {
        "name": {"zh": "领导", "en": "Leads"},
        "expected": {"zh": "写明", "en": "Say"},
        "strong": ["听取…汇报"],
    }
    own = standard_from_mapping({"replace": ["duty"], "duty": {"P1": duty}})

    assert list(own.duties) == ["P1"]
    assert own.duties["P1"].strong[0].search("听取了街道司法所的工作汇报")
    assert not own.duties["P1"].strong[0].search("听取意见。会后汇报")


def test_a_file_is_read_as_toml_or_json(tmp_path: Path) -> None:
    toml, as_json = tmp_path / "own.toml", tmp_path / "own.json"
    toml.write_text('[rule."date.late"]\nlevel = "confirm"\n', encoding="utf-8")
    as_json.write_text('{"rule": {"date.late": {"level": "confirm"}}}', encoding="utf-8")

    assert load_standard(toml).rules["date.late"].level is Level.CONFIRM
    assert load_standard(as_json).rules["date.late"].level is Level.CONFIRM


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("broken.toml", "[rule", "not well-formed"),
        ("broken.json", "{", "not well-formed"),
        ("list.json", "[]", "must hold tables"),
    ],
)
def test_a_file_that_is_no_standard_is_named(tmp_path: Path, name: str, content: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    with pytest.raises(StandardError, match=said) as caught:
        load_standard(path)
    assert name in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StandardError, match=r"absent\.toml: cannot be opened"):
        load_standard(tmp_path / "absent.toml")


def test_every_fault_is_told_at_once() -> None:
    assert "own.toml: colour: unknown kind" in problems_of({"colour": {}})
    said = problems_of(
        {
            "rule": {"date.late": {"level": "urgent", "colour": "red"}},
            "phrase": {"one": {"rule": "wording.typo", "pattern": "(", "right": "x"}},
            "duty": {"P1": {"valid_from": 2025, "valid_to": 2020}},
            "note": {"new": {"zh": "有"}},
            "threshold": {"figures_few": "many"},
        }
    )
    for fault in (
        "own.toml: rule.date.late: level: unknown level 'urgent'",
        "own.toml: rule.date.late: colour: unknown key",
        "own.toml: phrase.one: pattern: '(' is no valid pattern",
        "own.toml: duty.P1: valid_from: 2025 is after valid_to 2020",
        "own.toml: note.new.en: words are missing",
        "own.toml: threshold.figures_few: must be a number",
    ):
        assert fault in said


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (
            {"phrase": {"one": {"rule": "no.such", "pattern": "错", "right": "对"}}},
            'no [rule."no.such"] is known',
        ),
        (
            {"phrase": {"one": {"rule": "wording.typo", "pattern": "错?", "right": "对"}}},
            "matches the empty text",
        ),
        ({"rule": {"date.late": {"message": {"zh": "{", "en": "{"}}}}, "brace is left open"),
        ({"rule": {"date.late": {"basis": "no_such_source"}}}, "no [basis.no_such_source] is known"),
        ({"duty": {"P1": {"post": "king"}}}, "post: must be one of party, office, both"),
        (
            {"meeting": {"x": {"pattern": "会", "name": {"zh": "会", "en": "m"}, "held": "soon"}}},
            "must be a month",
        ),
        ({"replace": ["everything"]}, "replace: must be a list of"),
    ],
)
def test_a_fault_is_told_in_words(mapping: dict[str, Any], said: str) -> None:
    assert said in problems_of(mapping)


def test_the_shipped_standard_is_not_changed_by_a_bureaus_own() -> None:
    before = standard_as_mapping(load_standard())
    standard_from_mapping({"rule": {"date.late": {"level": "must"}}})

    assert standard_as_mapping(load_standard()) == before
