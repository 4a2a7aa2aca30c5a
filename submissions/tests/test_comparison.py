from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.comparison import compare

CHARACTERS = "一二三四五。，；\n"


def parts(row_parts):
    return [(part.kind, part.text) for part in row_parts]


def test_the_same_text_has_no_changes():
    assert {row.kind for row in compare("甲\n乙", "甲\n乙", collapse=False)} == {"same"}


def test_a_changed_number_is_marked_alone():
    (row,) = compare("全年开展普法活动12场，参加人数三千人。", "全年开展普法活动15场，参加人数三千人。")
    assert row.kind == "changed"
    assert ("removed", "12") in parts(row.old) or ("removed", "2") in parts(row.old)
    assert parts(row.old)[-1][0] == "same"


def test_a_new_paragraph_is_added_and_a_lost_one_removed():
    rows = compare(
        "甲段落内容一致。\n乙段落将被删去。", "甲段落内容一致。\n全新的一段文字与前无关联。", collapse=False
    )
    assert [row.kind for row in rows] == ["same", "added", "removed"]


def test_one_sentence_among_many_stays_the_only_change():
    old = "第一句没有变化。第二句会有改动。第三句没有变化。"
    (row,) = compare(old, old.replace("会有改动", "已经改动"))
    assert parts(row.old)[0] == ("same", "第一句没有变化。")
    assert parts(row.old)[-1] == ("same", "第三句没有变化。")


def test_inline_keeps_the_removed_before_the_added():
    (row,) = compare("培训四次，每季度通报。", "培训六次，每季度通报。")
    assert parts(row.inline) == [
        ("same", "培训"),
        ("removed", "四"),
        ("added", "六"),
        ("same", "次，每季度通报。"),
    ]


def test_long_unchanged_stretches_are_collapsed():
    before = "\n".join(f"第{n}段没有变化。" for n in range(10))
    rows = compare(before, before + "\n新增一段。")
    assert [row.kind for row in rows] == ["skipped", "same", "added"]
    assert rows[0].skipped == 9


@settings(deadline=None, max_examples=150)
@given(st.text(CHARACTERS, max_size=60), st.text(CHARACTERS, max_size=60))
def test_both_texts_can_be_put_together_again(old, new):
    rows = compare(old, new, collapse=False)
    left = ["".join(part.text for part in row.old) for row in rows if row.kind != "added"]
    right = ["".join(part.text for part in row.new) for row in rows if row.kind != "removed"]
    assert sorted(left) == sorted(old.split("\n"))
    assert right == new.split("\n")
    for row in rows:
        kept = "".join(part.text for part in row.inline if part.kind != "added")
        assert kept == "".join(part.text for part in row.old)
