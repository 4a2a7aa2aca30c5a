import pytest
from django.urls import reverse

from offices.models import AuditEvent
from review import decisions
from review.models import DecisionKind
from review.vetoes import undecided
from submissions.models import Finding, FindingResponse

pytestmark = pytest.mark.django_db


@pytest.fixture
def flagged(client, handed_in, reviewer):
    """白石镇's report with a telephone number the machine saw; the reviewer signed in."""
    sign(handed_in, "personal_data.phone")
    client.force_login(reviewer)
    return handed_in


def sign(report, rule, **params):
    return Finding.objects.create(
        run=report.submitted_run,
        rule=rule,
        level="must",
        params=params,
        evidence=[[3, 6]],
        quote="白石镇",
        fingerprint=rule,
        position=50,
    )


def desk(client, report):
    return client.get(reverse("review_desk", args=[report.pk]))


def decide(client, report, **data):
    finding = report.submitted_run.findings.get(rule="personal_data.phone")
    return client.post(reverse("finding_respond", args=[report.pk, finding.pk]), data)


def test_signs_stand_in_one_place_and_not_among_the_other_findings(client, flagged):
    found = desk(client, flagged).context["desk"]
    assert [(flag.kind, flag.state) for flag in found.flags] == [("personal_data", "open")]
    others = {shown.finding.rule for group in found.groups for shown in group.members}
    assert "personal_data.phone" not in others


def test_only_high_similarity_is_a_sign(client, flagged, settings):
    sign(flagged, "copy.other_office", similarity=settings.VETO_SIMILARITY_PERCENT - 1)
    assert undecided(flagged) == 1
    Finding.objects.filter(rule="copy.other_office").update(params={"similarity": 82})
    assert undecided(flagged) == 2
    assert {flag.kind for flag in desk(client, flagged).context["desk"].flags} == {"personal_data", "copied"}


@pytest.mark.parametrize(("data", "state"), [({"confirm": "1"}, "upheld"), ({}, "cleared")])
def test_a_person_decides_with_a_reason(client, flagged, data, state):
    decide(client, flagged, reason="", **data)
    assert not FindingResponse.objects.exists()
    decide(client, flagged, reason="是办公室公开电话", **data)
    flag = desk(client, flagged).context["desk"].flags[0]
    assert (flag.state, flag.verdict.reason) == (state, "是办公室公开电话")
    assert undecided(flagged) == 0


def test_one_verdict_holds_for_all_signs_of_a_kind_and_a_new_one_opens_it_again(client, flagged):
    sign(flagged, "personal_data.bank_card")
    decide(client, flagged, reason="均为公开号码")
    assert undecided(flagged) == 0
    sign(flagged, "personal_data.identity_number")
    assert [flag.state for flag in desk(client, flagged).context["desk"].flags] == ["open"]


def test_it_cannot_be_accepted_before_but_always_returned(client, flagged, reviewer):
    with pytest.raises(decisions.NotPossibleError):
        decisions.decide(flagged, DecisionKind.ACCEPT, by=reviewer)
    page = client.get(reverse("decision_new", args=[flagged.pk]))
    assert page.context["open_flag_count"] == 1
    place = f'href="{reverse("review_desk", args=[flagged.pk])}#vetoes"'
    assert place in page.content.decode()
    refused = client.post(reverse("decision_new", args=[flagged.pk]), {"kind": "accept"})
    assert refused.status_code == 422  # before the preview, not after it
    assert "kind" in refused.context["form"].errors
    assert place in refused.content.decode()
    assert decisions.decide(flagged, DecisionKind.RETURN, by=reviewer, letter="请遮蔽手机号")


def test_a_reviewer_raises_one_the_machine_cannot_see(client, flagged):
    data = {"name": "表述错误", "level": "must", "veto": "misstatement", "body": "提法与中央文件不符"}
    client.post(reverse("finding_new", args=[flagged.pk]), {**data, "words": "听取法治建设工作汇报"})
    flag = next(f for f in desk(client, flagged).context["desk"].flags if f.kind == "misstatement")
    assert (flag.state, flag.verdict.reason) == ("upheld", "提法与中央文件不符")
    assert client.get(reverse("dismissals")).status_code == 200


@pytest.mark.parametrize("who", ["officer", "stranger", "rater", "administrator"])
def test_others_do_not_decide(client, flagged, who, request):
    client.force_login(request.getfixturevalue(who))
    assert decide(client, flagged, reason="可以").status_code in (403, 404)
    assert undecided(flagged) == 1


def test_the_queue_is_narrowed_to_them(client, flagged, more_reports):
    Finding.objects.filter(rule="copy.other_office").delete()  # the same text three times

    def offices(state):
        page = client.get(reverse("report_queue"), {"preset": "all", "veto": state})
        return {str(row.record.office) for row in page.context["table"].rows}

    assert offices("open") == {"白石镇"}
    assert offices("upheld") == offices("cleared") == set()
    decide(client, flagged, reason="不成立")
    assert (offices("open"), offices("cleared")) == (set(), {"白石镇"})
    decide(client, flagged, reason="未遮蔽", confirm="1")
    assert (offices("cleared"), offices("upheld")) == (set(), {"白石镇"})


@pytest.mark.parametrize("data", [{"confirm": "1"}, {}], ids=["stands", "does-not"])
def test_a_verdict_sent_twice_is_one_verdict_and_one_line(client, flagged, data):
    for _ in range(2):
        decide(client, flagged, reason="是办公室公开电话", **data)
    assert FindingResponse.objects.count() == 1
    assert AuditEvent.objects.filter(action__in=("finding.confirmed", "finding.dismissed")).count() == 1
    decide(client, flagged, reason="另有理由", **data)
    assert FindingResponse.objects.count() == 2
