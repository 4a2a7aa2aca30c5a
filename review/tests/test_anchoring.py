import pytest

from review.anchoring import find_passage, surroundings

TEXT = "全年开展普法活动12场。\n司法所接待咨询900人次，司法所办理调解31件。\n明年加强培训。"


def moved(text, start, end):
    quote, before, after = surroundings(TEXT, start, end)
    return find_passage(text, quote, before=before, after=after, near=start)


def passage(words):
    start = TEXT.index(words)
    return start, start + len(words)


def test_a_passage_in_an_unchanged_text_stays():
    span = passage("12场")
    assert moved(TEXT, *span) == span


def test_a_passage_moves_with_what_was_written_before_it():
    start, end = passage("办理调解31件")
    assert moved("新写的一段话。\n" + TEXT, start, end) == (start + 8, end + 8)


def test_of_two_equal_passages_the_one_with_the_same_surroundings_is_taken():
    second = TEXT.rindex("司法所")
    text = "开头。" + TEXT.replace("全年", "2025年")
    assert moved(text, second, second + 3) == (text.rindex("司法所"), text.rindex("司法所") + 3)


def test_a_passage_changed_a_little_is_found():
    quote = "司法所接待咨询900人次"
    start, end = passage(quote)
    text = TEXT.replace("900人次", "980人次").replace("全年", "今年").replace("，司法所办理", "；另外办理")
    assert moved(text, start, end) == (start, end)


@pytest.mark.parametrize("words", ["12场", "明年加强培训"])
def test_a_passage_that_was_taken_out_is_gone(words):
    assert moved("完全不同的一篇文章，没有留下任何原来的话语。", *passage(words)) is None


def test_a_comment_on_the_whole_report_has_no_place():
    assert find_passage(TEXT, "") is None
