import pytest

from review.changed_text import changed_text
from submissions.marking import Passage, mark_text

OLD = "标题\n一、成效\n办案31件，全部审核。\n调解86件。\n二、不足\n意识不强。\n三、安排\n加强培训。"
HEADINGS = ("一、成效", "二、不足", "三、安排")


def shown(new, passages=(), wanted=()):
    outline = [{"start": new.index(heading), "heading": heading, "level": 1} for heading in HEADINGS]
    paragraphs = mark_text(new, passages, outline=outline)

    def is_wanted(paragraph):
        return any(mark.key in wanted for piece in paragraph.pieces for mark in piece.marks)

    return changed_text(OLD, new, paragraphs, is_wanted)


def words(line):
    return "".join(piece.text for segment in line.segments for piece in segment.pieces)


def test_only_changed_paragraphs_show_each_under_its_heading():
    lines = shown(OLD.replace("31件", "36件"))
    assert [line.kind for line in lines] == ["skipped", "same", "changed", "skipped"]
    assert lines[1].is_heading
    assert [s.kind for s in lines[2].segments if s.kind != "same"] == ["removed", "added"]


def test_what_is_still_open_shows_although_unchanged_a_heading_with_its_text():
    at = OLD.index("二、不足")
    lines = shown(OLD, [Passage(at, at + 4, "7", "should")], {"7"})
    assert [words(line) for line in lines if line.kind == "same"] == ["二、不足", "意识不强。"]


def test_nothing_changed_is_one_line_of_so_many():
    assert [(line.kind, line.skipped) for line in shown(OLD)] == [("skipped", 8)]


def test_a_removed_paragraph_has_no_place_in_the_new_text():
    lines = shown(OLD.replace("\n调解86件。", ""))
    assert [(line.kind, line.paragraph) for line in lines if line.kind == "removed"] == [("removed", None)]


@pytest.mark.parametrize("passage", ["办案31件", "1件，全", "。"])
def test_a_passage_over_a_change_begins_and_ends_once(passage):
    new = OLD.replace("31件", "361件")
    at = new.index(passage.replace("31件", "361件"))
    lines = shown(new, [Passage(at, at + len(passage), "7", "should", number=1)], {"7"})
    marks = [mark for line in lines for s in line.segments for piece in s.pieces for mark in piece.marks]
    assert [mark.id for mark in marks if mark.id] == ["passage-7"]
    assert sum(mark.ends for mark in marks) == 1
