import pytest

from submissions import files, search
from submissions.models import ReportText, ReportVersion

pytestmark = pytest.mark.django_db


def version_with(report, officer, text, number=1):
    version = ReportVersion.objects.create(
        report=report,
        number=number,
        file=files.keep(text.encode()),
        original_name="报告.txt",
        uploaded_by=officer,
        text=text,
    )
    search.keep(version)
    return version


def found(query):
    return set(
        ReportVersion.objects.filter(pk__in=search.versions_with(query)).values_list("number", flat=True)
    )


@pytest.mark.parametrize(
    "query", ["法治", "第一责任人", "一责", "2025年", "ＡＩ普法", "云发〔2026〕5号", "司法所 第一责任人"]
)
def test_any_two_characters_or_more_are_found(report, officer, query):
    version_with(report, officer, "云发〔2026〕5号\n2025年，司法所开展AI普法，第一责任人推进法治建设。")
    assert found(query) == {1}


@pytest.mark.parametrize("query", ["责任法治", "任人司", "慎密认证", "法治 出庭应诉"])
def test_characters_that_do_not_stand_together_are_not_found(report, officer, query):
    version_with(report, officer, "第一责任人推进法治建设。司法所慎密组织，认证工作。")
    assert found(query) == set()


def test_one_character_is_too_short_to_search_for():
    assert search.versions_with("法") is None
    assert search.versions_with(" 。") is None


def test_signs_of_the_query_language_do_no_harm(report, officer):
    version_with(report, officer, "法治政府")
    for query in ("法治' OR 1", '法治" NOT 政府', "法治 & ! ( :*", "法治\x00政府"):
        assert isinstance(found(query), set)
    assert found('"法治"') == {1}


def test_a_new_reading_of_the_text_replaces_the_old(report, officer):
    version = version_with(report, officer, "旧文")
    version.text = "新稿"
    search.keep(version)
    assert found("旧文") == set()
    assert found("新稿") == {1}


def test_only_the_newest_version_and_the_one_handed_in_stay_indexed(report, officer):
    first = version_with(report, officer, "初稿法治")
    second = version_with(report, officer, "二稿法治", number=2)
    report.submitted_version = second
    report.save()
    third = version_with(report, officer, "三稿法治", number=3)
    assert not ReportText.objects.filter(version=first).exists()
    assert found("法治") == {2, 3}
    third.delete()
    assert found("法治") == {2}
