"""Patterns that never come to an end are refused before any page or check waits for them."""

import pytest
from django.urls import reverse

from review import pattern_trials, standard_on_trial
from review import standard_editing as editing
from review.models import StandardDraft
from submissions.checking.standard import load_standard
from submissions.checking.standard.samples import samples_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_chinese")]
ASTRAY = "((依法)+)+治理完毕"


def with_phrase(pattern: str) -> dict:
    return editing.with_entry({}, "phrase", "own_1", {"rule": "wording.typo", "pattern": pattern})


@pytest.mark.parametrize("pattern", [ASTRAY, "(某|某)*完", r"(\w+\s?)*：", "(.*)*(.*)*终", "([一-龥]+)+。"])
def test_a_repetition_inside_a_repetition_is_refused_and_named(pattern):
    [said] = pattern_trials.too_slow(editing.built(with_phrase(pattern)))
    assert pattern.replace("…", "") in said


def test_good_patterns_pass_and_the_shipped_ones_are_not_tried_again():
    assert pattern_trials.too_slow(load_standard()) == []
    good = editing.built(with_phrase("(?:依法|依规)…治理[完毕]{1,2}"))
    assert pattern_trials.too_slow(good, ["依法开展治理完毕。"]) == []


def test_the_form_of_a_word_says_which_pattern_and_keeps_nothing(admin_client, year):
    fields = {"pattern": ASTRAY, "fails": "依法" * 30 + "治理。", "right": "治理完毕"}
    answer = admin_client.post(reverse("word_new", args=[year.pk, "typos"]), fields)
    assert answer.status_code == 422
    assert f"“{ASTRAY}”" in answer.content.decode()
    assert not StandardDraft.objects.exists()


def test_a_file_with_such_a_pattern_does_not_become_the_draft(year, administrator):
    with pytest.raises(editing.StandardError):
        editing.save_draft(year, with_phrase(ASTRAY), by=administrator)
    assert not StandardDraft.objects.exists()


def test_a_trial_that_does_not_end_says_so(admin_client, year, administrator, monkeypatch):
    """A draft kept by an earlier release, which looked at no pattern."""
    monkeypatch.setattr(standard_on_trial, "SECONDS", 6)
    StandardDraft.objects.create(year=year, content=with_phrase(ASTRAY), saved_by=administrator)
    answer = admin_client.post(
        reverse("standard_try", args=[year.pk]), {"text": "全镇" + "依法" * 40 + "治理，治理完毕。"}
    )
    assert answer.status_code == 422
    assert "未能在限定时间内读完" in answer.content.decode()


def test_a_part_repeated_without_end_fills_no_memory():
    assert samples_of("某{999999999}") == ()
