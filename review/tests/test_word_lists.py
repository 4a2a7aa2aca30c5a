"""The word lists of the standard as pages: searched, switched, changed, added to; all in the draft."""

import pytest
from django.urls import reverse

from review import standard_editing as editing
from review.models import StandardDraft
from review.word_lists import LISTS, WordLists, finds
from submissions.checking.engine import check_report
from submissions.checking.standard import load_standard
from submissions.checking.standard.samples import samples_of
from submissions.standards import standard_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_chinese")]


def words_page(client, year, **asked) -> str:
    return client.get(reverse("standard_words", args=[year.pk]), asked).content.decode()


def add(client, year, word_list: str, **fields):
    return client.post(reverse("word_new", args=[year.pk, word_list]), fields)


def test_every_phrase_law_meeting_and_programme_is_in_one_list():
    lists, standard = WordLists({}), load_standard()
    counted = lists.counts()
    assert sum(counted[each.id] for each in LISTS if each.kind == "phrase") == len(standard.phrases)
    assert (counted["laws"], counted["meetings"], counted["programmes"]) == (
        len(standard.laws),
        len(standard.meetings),
        len(standard.periods),
    )


def test_what_a_pattern_finds_is_shown_as_words():
    assert samples_of("权利(?=的?(?:制约|运行)|关进)") == ("权利制约", "权利运行", "权利的制约")
    assert samples_of("(") == samples_of("[") == ()
    phrases = load_standard().source["phrase"]
    shown = [key for key, table in phrases.items() if samples_of(table["pattern"])]
    assert len(shown) >= 0.98 * len(phrases)


@pytest.mark.parametrize("word_list", LISTS, ids=lambda each: each.id)
def test_each_list_is_a_page_with_a_form_and_its_entries_open(admin_client, year, word_list):
    assert str(word_list.name) in words_page(admin_client, year, list=word_list.id)
    assert admin_client.get(reverse("word_new", args=[year.pk, word_list.id])).status_code == 200
    word = next(WordLists({}).words(word_list))
    address = reverse("word_change", args=[year.pk, word_list.id, word.key])
    assert word.name in admin_client.get(address).content.decode().replace("&quot;", '"')


def test_a_word_is_looked_for_in_all_lists(admin_client, year):
    page = words_page(admin_client, year, q="民法典")
    assert "《民法典》" in page
    assert "民发典" in page
    assert "十八大" not in page
    assert "未找到" in words_page(admin_client, year, q="天书")
    assert "未找到" in words_page(admin_client, year, own="on")


def test_an_entry_is_switched_off_and_on(admin_client, year):
    address = reverse("word_switch", args=[year.pk, "laws"])
    admin_client.post(address, {"key": "民法典"})
    assert StandardDraft.objects.get().content == {"law": {"民法典": {"enabled": False}}}
    assert "《民法典》" in words_page(admin_client, year, own="on")
    admin_client.post(address, {"key": "民法典", "draft_revision": "0"})  # another window
    assert StandardDraft.objects.get().content
    admin_client.post(address, {"key": "民法典", "draft_revision": "1"})
    assert StandardDraft.objects.get().content == {}
    assert admin_client.post(address, {"key": "天书法"}).status_code == 404


def test_an_added_slip_is_found_in_the_next_report_once_applied(admin_client, year, administrator):
    fields = {"pattern": "村居法律顾间", "right": "村居法律顾问", "fails": "配备村居法律顾间12名。"}
    assert add(admin_client, year, "typos", **fields).status_code == 302
    editing.apply_draft(year, by=administrator)
    result = check_report(
        "白石镇2025年度报告\n全镇配备村居法律顾间12名。".encode(),
        name="报告.txt",
        standard=standard_for(year),
    )
    [found] = [finding for finding in result.findings if finding.rule == "wording.typo"]
    assert found.evidence[0].of(result.document.text) == "村居法律顾间"
    page = words_page(admin_client, year, own="on")
    assert "配备村居法律顾间12名。" in page
    assert "本局新增" in page


def test_an_example_that_does_not_hold_is_refused_by_name(admin_client, year):
    page = add(admin_client, year, "typos", pattern="法津", fails="法律", passes="法津贴", right="法律")
    assert page.status_code == 422
    said = page.content.decode()
    assert "“法律”未能识别" in said
    assert "“法津贴”被误判" in said
    assert add(admin_client, year, "typos", pattern="(").status_code == 422
    assert add(admin_client, year, "typos", pattern="某?").status_code == 422  # would match everywhere
    assert not StandardDraft.objects.exists()


def test_a_law_a_meeting_and_a_programme_are_added(admin_client, year):
    add(admin_client, year, "laws", name="《中华人民共和国村集体档案法》")
    add(
        admin_client,
        year,
        "meetings",
        name_zh="二十届五中全会（2026年10月）",
        pattern="二十届五中全会",
        held="2026-10",
        draft_revision="1",
    )
    add(
        admin_client,
        year,
        "programmes",
        name_zh="“九五”普法为2026－2030年",
        pattern="九五普法",
        first="2026",
        last="2030",
        grace="0",
        draft_revision="2",
    )
    standard = editing.built(StandardDraft.objects.get().content)
    assert "村集体档案法" in standard.laws
    assert standard.meetings["own_meetings_1"].held == (2026, 10)
    assert standard.meetings["own_meetings_1"].name.en == "二十届五中全会（2026年10月）"
    assert standard.periods["own_programmes_1"].last == 2030
    assert add(admin_client, year, "laws", name="民法典").status_code == 422
    reversed_years = {"first": "2030", "last": "2026", "grace": "0"}
    assert (
        add(admin_client, year, "programmes", name_zh="甲", pattern="甲", **reversed_years).status_code == 422
    )


def test_a_law_repealed_says_what_came_instead_and_can_be_put_back(admin_client, year):
    address = reverse("word_change", args=[year.pk, "laws", "行政复议法"])
    fields = {"enabled": "on", "valid_to": "2025", "instead": "新行政复议法"}
    admin_client.post(address, fields)
    assert StandardDraft.objects.get().content["law"]["行政复议法"] == {
        "valid_to": 2025,
        "instead": "新行政复议法",
    }
    admin_client.post(address, {"reset": "1", "draft_revision": "1"})
    assert StandardDraft.objects.get().content == {}


def test_of_two_administrators_the_second_keeps_what_was_typed_and_sees_both(admin_client, year):
    first = {"pattern": "村居法律顾间", "right": "村居法律顾问"}
    assert add(admin_client, year, "typos", **first, draft_revision="0").status_code == 302
    address = reverse("word_change", args=[year.pk, "typos", "own_typos_1"])
    again = {"enabled": "on", "pattern": "村居法律顾间", "right": "驻村法律顾问"}
    assert admin_client.post(address, {**again, "draft_revision": "1"}).status_code == 302
    late = {**again, "right": "村（居）法律顾问"}
    told = admin_client.post(address, {**late, "draft_revision": "1"})
    assert told.status_code == 422
    [difference] = told.context["differences"]
    assert (difference["kept"], difference["typed"]) == ("驻村法律顾问", "村（居）法律顾问")
    assert told.context["form"]["right"].value() == "村（居）法律顾问"
    assert b'name="draft_revision" value="2"' in told.content
    assert admin_client.post(address, {**late, "draft_revision": "2"}).status_code == 302
    assert StandardDraft.objects.get().content["phrase"]["own_typos_1"]["right"] == "村（居）法律顾问"


def test_only_the_administrator_of_the_bureau_opens_the_lists(client, year, reviewer, stranger):
    for person, status in ((reviewer, 403), (stranger, 403)):
        client.force_login(person)
        assert client.get(reverse("standard_words", args=[year.pk])).status_code == status


def test_what_excuses_a_sentence_is_minded():
    content = editing.with_entry(
        {}, "phrase", "own_1", {"rule": "wording.typo", "pattern": "法津", "unless": "天津"}
    )
    phrase = editing.built(content).phrases["own_1"]
    assert finds(phrase, "法津")
    assert not finds(phrase, "天津法津")
