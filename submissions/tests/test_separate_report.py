import pytest

from submissions.models import Attachment
from submissions.uploads import IncomingFile

from .conftest import SAMPLES

pytestmark = pytest.mark.django_db
# A report whose chapter on the leaders stands in a document of its own.
MAIN = (SAMPLES / "separate-2024.txt").read_text(encoding="utf-8")
SEPARATE = (
    "街道党工委书记主持召开党工委会专题研究法治建设3次，听取法治建设情况汇报2次，带头讲法治课1次。\n"
    "街道办事处主任组织制定年度法治工作要点，召开专题会议4次，出庭应诉2次。"
)


def outcome(version, requirement):
    return version.check_runs.get().requirements.get(requirement=requirement).outcome


def test_a_separate_report_counts_as_the_chapter(report, bring_in):
    alone = bring_in(report, MAIN)
    assert outcome(alone, "section.first_responsible") != "met"
    separate = IncomingFile("履职报告.txt", SEPARATE.encode(), Attachment.Kind.FIRST_RESPONSIBLE)
    both = bring_in(report, MAIN, attachments=[separate])
    assert both.number == 2
    assert outcome(both, "section.first_responsible") == "met"
    assert outcome(both, "duty.G5") == "met"


def test_its_words_are_part_of_the_text_that_is_shown(report, bring_in):
    separate = IncomingFile("履职报告.txt", SEPARATE.encode(), Attachment.Kind.FIRST_RESPONSIBLE)
    version = bring_in(report, MAIN, attachments=[separate])
    assert "出庭应诉2次。" in version.text
    evidence = version.check_runs.get().requirements.get(requirement="duty.G5").evidence
    assert any("出庭应诉" in version.text[start:end] for start, end in evidence)


def test_a_plain_attachment_is_kept_and_not_read(report, bring_in):
    plain = IncomingFile("清单.txt", SEPARATE.encode())
    version = bring_in(report, MAIN, attachments=[plain])
    assert "出庭应诉2次" not in version.text
    assert version.attachments.count() == 1
