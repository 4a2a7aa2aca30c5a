import pytest
from django.urls import reverse

from submissions.uploads import IncomingFile

from ..conftest import sample_text

pytestmark = pytest.mark.django_db


def answer(client, report, item, **fields):
    return client.post(reverse("answer_item", args=[report.pk, item.pk]), fields)


@pytest.fixture
def items(sent_back):
    return list(sent_back.letters.get().items.all())


def test_the_page_opens_on_the_letter(as_user, officer, sent_back, items):
    page = as_user(officer).get(sent_back.get_absolute_url()).content.decode()
    assert page.index("请按下列意见修改。") < page.index("请补充书记履职情况。")
    assert "已完成 0 / 2" in page
    assert f'id="passage-{items[0].pk}"' in page


def test_each_item_is_answered_and_counted(as_user, officer, sent_back, items):
    client = as_user(officer)
    answer(client, sent_back, items[0], answer="changed")
    answer(client, sent_back, items[1], answer="explained", answer_text="场次无误，附签到表。")
    page = client.get(sent_back.get_absolute_url()).content.decode()
    assert "已完成 2 / 2" in page
    assert "场次无误，附签到表。" in page
    items[1].refresh_from_db()
    assert (items[1].answered_by, items[1].answer) == (officer, "explained")


@pytest.mark.parametrize("kind", ["explained", "not_applicable", ""])
def test_an_explanation_is_needed(as_user, officer, sent_back, items, kind):
    answer(as_user(officer), sent_back, items[0], answer=kind)
    items[0].refresh_from_db()
    assert items[0].answer == ""


def test_htmx_gets_the_list_back_with_the_error_and_the_words(as_user, officer, sent_back, items):
    url = reverse("answer_item", args=[sent_back.pk, items[0].pk])
    part = as_user(officer).post(url, {"answer": "explained"}, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert "请简要说明" in part.content.decode()
    good = as_user(officer).post(url, {"answer": "changed"}, headers={"HX-Request": "true"})
    assert good.status_code == 200
    assert "已完成 1 / 2" in good.content.decode()


def test_a_neighbour_cannot_answer(as_user, neighbour, sent_back, items):
    assert answer(as_user(neighbour), sent_back, items[0], answer="changed").status_code == 404


def test_a_settled_letter_is_not_touched(as_user, officer, sent_back, items, bring_in):
    bring_in(sent_back, sample_text() + "\n补充一段。")
    as_user(officer).post(
        reverse("report_submit", args=[sent_back.pk]), {"base": 2, "declared_by": "周正", "declared": "on"}
    )
    answer(as_user(officer), sent_back, items[0], answer="changed")
    items[0].refresh_from_db()
    assert items[0].answer == ""


def test_the_new_versions_findings_are_new_still_there_or_solved(as_user, officer, report, bring_in):
    bring_in(report, sample_text() + "\n第一处重复标点。。\n另一段说明文字。。")
    bring_in(report, sample_text() + "\n第一处重复标点。。\n另一段说明文字。\n又有新的问题。。")
    states = list(
        report.latest_run.findings.filter(rule="punctuation.doubled").values_list("state", flat=True)
    )
    assert sorted(states) == ["new", "still"]
    page = as_user(officer).get(reverse("report_result", args=[report.pk])).content.decode()
    assert "上一稿的问题已解决 1 处" in page


def test_a_finding_that_was_solved_and_returns_is_told_as_such(as_user, officer, report, bring_in):
    slip = "\n第一处重复标点。。"
    for text in (slip, "\n第一处重复标点。", slip + "\n补充。"):
        bring_in(report, sample_text() + text)
    assert report.latest_run.findings.get(rule="punctuation.doubled").state == "back"
    page = as_user(officer).get(reverse("report_result", args=[report.pk])).content.decode()
    assert "再次出现" in page


def test_once_a_new_version_is_there_its_next_step_comes_first(as_user, officer, sent_back, bring_in):
    bring_in(sent_back, sample_text() + "\n补充一段。")
    page = as_user(officer).get(sent_back.get_absolute_url()).content.decode()
    assert page.index("机检已完成，可以报送") < page.index("请按下列意见修改。")


class TestTheSameTextAgain:
    """Saved anew under another name: other bytes, the same words."""

    @pytest.fixture
    def resaved(self, sent_back, bring_in):
        bring_in(sent_back, sample_text() + "\n", name="定稿（修改后）.txt")
        assert sent_back.current_version.number == 2
        return sent_back

    @staticmethod
    def page(client, report):
        return client.get(reverse("report_submit", args=[report.pk])).content.decode()

    def test_it_cannot_be_handed_in(self, as_user, officer, resaved):
        page = self.page(as_user(officer), resaved)
        assert "与被退回的一稿完全相同" in page
        assert f'btn-primary" href="{resaved.get_absolute_url()}"' in page, "both ways out are there"
        answer = as_user(officer).post(
            reverse("report_submit", args=[resaved.pk]), {"base": 2, "declared_by": "周正", "declared": "on"}
        )
        assert answer.status_code == 422

    @pytest.mark.parametrize(("second", "is_refused"), [("explained", False), ("changed", True)])
    def test_unless_every_item_is_explained(self, as_user, officer, resaved, items, second, is_refused):
        client = as_user(officer)
        answer(client, resaved, items[0], answer="not_applicable", answer_text="书记岗位空缺。")
        answer(client, resaved, items[1], answer=second, answer_text="场次无误。")
        assert ("完全相同" in self.page(client, resaved)) is is_refused

    def test_unless_another_file_comes_with_it(self, as_user, officer, sent_back, bring_in):
        attachment = IncomingFile("履职.txt", "主要负责人履职报告".encode())
        bring_in(sent_back, sample_text() + "\n", attachments=[attachment])
        assert "完全相同" not in self.page(as_user(officer), sent_back)
