from submissions.marking import Passage, mark_text


def shown(paragraph):
    return [(piece.text, [mark.key for mark in piece.marks]) for piece in paragraph.pieces]


def test_text_without_passages_is_its_paragraphs():
    first, second = mark_text("甲\n乙丙", [])
    assert (shown(first), shown(second)) == ([("甲", [])], [("乙丙", [])])
    assert (first.start, second.start) == (0, 2)


def test_an_empty_line_has_no_pieces():
    assert [p.pieces for p in mark_text("甲\n\n乙", [])][1] == ()


def test_overlapping_passages_share_the_piece_in_the_middle():
    (paragraph,) = mark_text("一二三四五六", [Passage(0, 4, "a", "must"), Passage(2, 6, "b", "should")])
    assert shown(paragraph) == [("一二", ["a"]), ("三四", ["a", "b"]), ("五六", ["b"])]


def test_the_longer_of_two_that_begin_together_stands_outside():
    (paragraph,) = mark_text("一二三四", [Passage(0, 2, "short", "must"), Passage(0, 4, "long", "met")])
    assert shown(paragraph) == [("一二", ["long", "short"]), ("三四", ["long"])]
    assert [mark.depth for mark in paragraph.pieces[0].marks] == [2, 1]


def test_a_passage_over_two_paragraphs_begins_once_and_ends_once():
    first, second = mark_text("一二\n三四", [Passage(1, 4, "a", "must")])
    assert shown(first) == [("一", []), ("二", ["a"])]
    assert shown(second) == [("三", ["a"]), ("四", [])]
    assert (first.pieces[1].marks[0].id, first.pieces[1].marks[0].ends) == ("passage-a", False)
    assert (second.pieces[0].marks[0].id, second.pieces[0].marks[0].ends) == ("", True)


def test_several_passages_of_one_finding_have_ids_of_their_own():
    (paragraph,) = mark_text("一二三四", [Passage(0, 1, "a", "must"), Passage(2, 3, "a", "must")])
    ids = [mark.id for piece in paragraph.pieces for mark in piece.marks]
    assert ids == ["passage-a", "passage-a-2"]


def test_passages_outside_the_text_and_empty_ones_are_left_out():
    (paragraph,) = mark_text("一二", [Passage(5, 9, "a", "must"), Passage(1, 1, "b", "must")])
    assert shown(paragraph) == [("一二", [])]


def test_headings_get_their_level_and_an_anchor():
    outline = [
        {"start": 0, "heading": "一、成效", "level": 1},
        {"start": 5, "heading": "（一）普法", "level": 2},
    ]
    paragraphs = mark_text("一、成效\n（一）普法\n开展普法。", [], outline=outline)
    assert [p.role for p in paragraphs] == ["heading-1", "heading-2", "body"]
    assert [p.anchor for p in paragraphs] == ["at-0", "at-5", ""]


def test_a_heading_on_the_line_of_its_sentence_is_told_apart():
    (paragraph,) = mark_text(
        "一、厘清权责。承接事项64项。", [], outline=[{"start": 0, "heading": "一、厘清权责。", "level": 1}]
    )
    assert paragraph.role == "body"
    assert [(piece.text, piece.is_heading) for piece in paragraph.pieces] == [
        ("一、厘清权责。", True),
        ("承接事项64项。", False),
    ]


def test_places_are_handed_on():
    (first, second) = mark_text("甲\n乙", [], places=[[0, 1, 1, 3], [2, 2, None, None]])
    assert list(first.place) == [1, 1, 3]
    assert list(second.place) == [2, None, None]
