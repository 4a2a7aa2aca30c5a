"""Two reports compared: what is shared is found with its place, what is everybody's is not."""

from __future__ import annotations

from submissions.checking.copies import (
    BOILERPLATE_ABOVE,
    SentenceSketch,
    boilerplate_in,
    copy_findings,
    hashes_of,
    overlap,
    similar_passages,
    sketch_report,
)
from submissions.checking.standard import load_standard

from .checks.conftest import context_of

SHORTCOMING = (
    "部分干部对法治工作的系统性认识不够，遇到复杂问题时习惯凭经验处理，运用法律手段解决问题的办法不多，"
    "{place}群众对相关法律的知晓率还不高。"
)
OWN = "辖区老旧楼院多、流动人口密集，物业纠纷占全部纠纷的六成以上，司法所仅有工作人员两名。"


def report(office: str, shortcoming: str, opening: str = "街道扎实推进依法行政。") -> str:
    return (
        f"{office}2023年度法治政府建设情况报告\n{opening}现将有关情况报告如下：\n"
        f"一、主要举措和成效\n{office}全年组织学法12次。\n二、存在的不足和原因\n{shortcoming}\n"
        "三、2024年主要安排\n加强培训。\n"
    )


def sketched(text: str) -> tuple[str, tuple[SentenceSketch, ...]]:
    context = context_of(text)
    sketches = sketch_report(context.document, context.outline, context.facts, context.standard)
    return context.text, sketches


def test_a_copied_shortcoming_is_found_though_the_names_differ() -> None:
    text, ours = sketched(report("柳河街道", SHORTCOMING.format(place="柳河街道")))
    other_text, theirs = sketched(report("青石镇", SHORTCOMING.format(place="青石镇")))

    (passage,) = similar_passages(ours, theirs)

    assert passage.section == "shortcomings"
    assert passage.span.of(text).startswith("部分干部对法治工作")
    assert passage.other.of(other_text).endswith("知晓率还不高")
    assert passage.characters > 60


def test_reports_written_apart_share_nothing() -> None:
    _, ours = sketched(report("柳河街道", OWN))
    _, theirs = sketched(report("青石镇", SHORTCOMING.format(place="青石镇")))

    assert similar_passages(ours, theirs) == ()


def test_fixed_expressions_never_count() -> None:
    opening = (
        "坚持以习近平新时代中国特色社会主义思想为指导，全面贯彻党的二十大精神，学习《中华人民共和国宪法》。"
    )
    _, ours = sketched(report("柳河街道", OWN, opening))
    _, theirs = sketched(report("青石镇", SHORTCOMING.format(place=""), opening))

    assert similar_passages(ours, theirs) == ()


def test_the_same_words_in_another_chapter_are_no_copy() -> None:
    _, ours = sketched(report("柳河街道", SHORTCOMING.format(place="")))
    text = report("青石镇", OWN).replace("加强培训。", SHORTCOMING.format(place=""))
    _, theirs = sketched(text)

    assert similar_passages(ours, theirs) == ()


def test_boilerplate_hashes_are_left_out() -> None:
    _, ours = sketched(report("柳河街道", SHORTCOMING.format(place="")))
    _, theirs = sketched(report("青石镇", SHORTCOMING.format(place="")))
    everybodys = boilerplate_in(dict.fromkeys(hashes_of(ours), BOILERPLATE_ABOVE + 1))

    assert similar_passages(ours, theirs)
    assert similar_passages(ours, theirs, everybodys) == ()
    assert boilerplate_in(dict.fromkeys(hashes_of(ours), BOILERPLATE_ABOVE)) == frozenset()


def test_stored_hashes_lead_to_the_report_that_shares_most() -> None:
    _, ours = sketched(report("柳河街道", SHORTCOMING.format(place="")))
    _, copy = sketched(report("青石镇", SHORTCOMING.format(place="")))
    _, stranger = sketched(report("白马乡", OWN))
    stored: dict[int, set[str]] = {}
    for key, sketches in (("copy", copy), ("stranger", stranger)):
        for number in hashes_of(sketches):
            stored.setdefault(number, set()).add(key)

    assert overlap(ours, stored).most_common(1)[0][0] == "copy"


def test_hashes_fit_a_signed_column_and_stay_the_same() -> None:
    _, first = sketched(report("柳河街道", SHORTCOMING.format(place="")))
    _, again = sketched(report("柳河街道", SHORTCOMING.format(place="")))

    assert first == again
    assert all(0 <= number < 2**63 for number in hashes_of(first))
    assert all(len(sketch.hashes) <= 6 for sketch in first)


def test_a_finding_names_the_content_and_shows_every_passage() -> None:
    text, ours = sketched(report("柳河街道", SHORTCOMING.format(place="")))
    _, theirs = sketched(report("青石镇", SHORTCOMING.format(place="")))
    standard = load_standard()

    (finding,) = copy_findings(
        "copy.other_office", similar_passages(ours, theirs), standard, {"office": "青石镇", "year": 2023}
    )

    assert finding.params["section"] == "section.shortcomings"
    assert all(span.of(text) in text for span in finding.evidence)
    message = standard.render("rule", finding.rule, finding.params)
    assert "存在的不足和原因" in message
    assert "青石镇2023年度" in message


def test_a_few_shared_words_make_no_finding() -> None:
    _, ours = sketched(report("柳河街道", "一是执法力量薄弱的问题较为突出。二是" + OWN))
    _, theirs = sketched(report("青石镇", "一是执法力量薄弱的问题较为突出。"))

    assert copy_findings("copy.other_office", similar_passages(ours, theirs), load_standard(), {}) == ()
