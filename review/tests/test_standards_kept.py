"""A result keeps the standard it was made with, whatever the bureau or an upgrade does afterwards."""

import copy

import pytest

from review import standard_editing as editing
from submissions import standards
from submissions.checking.standard import (
    Standard,
    load_standard,
    standard_as_mapping,
    standard_from_mapping,
)
from submissions.models import CheckRun, StandardVersion
from submissions.words import standard_behind, words_of_finding

pytestmark = pytest.mark.django_db
RULE = "length.too_short"


@pytest.fixture
def checked(handed_in) -> CheckRun:
    return handed_in.submitted_run


def upgraded(monkeypatch: pytest.MonkeyPatch) -> Standard:
    """The system of a year later: one rule renamed, one gone, one limit raised."""
    whole = copy.deepcopy(standard_as_mapping(load_standard()))
    whole["version"] = "2027.1"
    whole["rule"][RULE]["name"] = {"zh": "另一个名字", "en": "another name"}
    whole["rule"]["figures.few"]["enabled"] = False
    whole["threshold"]["length_shortest"] = 1
    newer = standard_from_mapping(whole)
    monkeypatch.setattr(standards, "load_standard", lambda: newer)
    standards.standard_kept.cache_clear()
    standards.shipped_name.cache_clear()
    return newer


@pytest.fixture(autouse=True)
def _own_name_again():
    yield
    standards.shipped_name.cache_clear()


def test_an_upgrade_changes_no_result_and_no_word_of_it(checked, year, monkeypatch):
    finding = checked.findings.get(rule=RULE)
    before = words_of_finding(standard_behind(checked, year), finding, "zh")
    newer = upgraded(monkeypatch)
    again = CheckRun.objects.get(pk=checked.pk)
    assert words_of_finding(standard_behind(again, year), finding, "zh") == before
    assert standards.standard_for(year) is newer
    assert standards.version_in_force(year).pk != checked.judged_by_id


def test_a_version_applied_before_an_upgrade_means_the_same_after_it(year, administrator, monkeypatch):
    editing.save_draft(
        year, editing.with_entry({}, "rule", "date.missing", {"enabled": False}), by=administrator
    )
    made = editing.apply_draft(year, by=administrator)
    before = standard_as_mapping(standards.standard_for(year))
    upgraded(monkeypatch)
    after = standards.standard_for(year)
    assert standard_as_mapping(after) == before
    assert "figures.few" in after.rules
    assert "date.missing" not in after.rules
    assert after.thresholds["length_shortest"] > 1
    assert made.content == {"rule": {"date.missing": {"enabled": False}}, "version": after.version}


def test_a_rule_switched_off_keeps_its_words_in_older_results(checked, year, administrator):
    editing.save_draft(year, editing.with_entry({}, "rule", RULE, {"enabled": False}), by=administrator)
    editing.apply_draft(year, by=administrator)
    words = words_of_finding(standard_behind(checked, year), checked.findings.get(rule=RULE), "zh")
    assert words.name != RULE
    assert words.message


def test_the_shipped_standard_is_kept_once(checked, year):
    assert standards.version_in_force(year) == standards.version_in_force(year) == checked.judged_by
    assert StandardVersion.objects.count() == 1


def test_a_standard_kept_whole_still_has_what_newer_checks_look_up():
    whole = standard_as_mapping(load_standard())
    del whole["signal"]["account_opens"]
    whole["signal"]["negated"]["enabled"] = False
    made = standard_from_mapping(whole)
    assert "account_opens" in made.signals
    assert "negated" not in made.signals
