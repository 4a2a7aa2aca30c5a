"""The trail to read and to take away; locks and sign-ins; roles that exclude one another."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django_otp.plugins.otp_totp.models import TOTPDevice

from offices import audit, lockout
from offices.audit_words import WORDS, details_of
from offices.models import AuditEvent, Membership, Role, UserSession
from offices.views import audit_trail
from tests.cast import PASSWORD, give_role, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def security_admin(bureau):
    return give_role(person("security", "安权"), Role.SECURITY_ADMIN, bureau)


@pytest.fixture
def lines(bureau, other_bureau, officer, reviewer, report):
    """Three lines of the bureau, one of another."""
    audit.record("report.submitted", actor=officer, bureau_id=bureau.pk, target=report, version=1)
    audit.record("report.viewed", actor=reviewer, bureau_id=bureau.pk, target=report)
    audit.record("sign_in", actor=reviewer, bureau_id=bureau.pk, target=reviewer)
    audit.record("report.returned", bureau_id=other_bureau.pk, note="of another county")


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.usefixtures("lines")
class TestTrail:
    @pytest.mark.parametrize("who", ["auditor", "security_admin"])
    def test_auditor_and_security_administrator_read_their_bureaus_lines(self, client, request, who):
        client.force_login(request.getfixturevalue(who))
        page = client.get(reverse("audit_trail"))
        said = [row["event"].action for row in page.context["rows"]]
        assert "report.submitted" in said
        assert "report.returned" not in said
        assert "of another county" not in page.content.decode()

    @pytest.mark.parametrize("who", ["officer", "reviewer", "chief", "administrator", "stranger"])
    def test_nobody_else_does(self, client, request, who):
        client.force_login(request.getfixturevalue(who))
        assert client.get(reverse("audit_trail")).status_code == 403
        assert client.get(reverse("audit_export")).status_code == 403

    def test_it_is_read_only(self, client, auditor):
        client.force_login(auditor)
        assert client.post(reverse("audit_trail"), {"action": "x"}).status_code == 405

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"who": "陈小"}, ["report.submitted"]),
            ({"who": "reviewer", "action": "sign_in"}, ["sign_in"]),
            ({"what": "白石镇"}, ["report.viewed", "report.submitted"]),
            ({"since": "2999-01-01"}, []),
            ({"address": "10."}, []),
        ],
    )
    def test_search(self, client, auditor, query, found):
        client.force_login(auditor)
        AuditEvent.objects.filter(actor=auditor).delete()  # its own sign-in
        page = client.get(reverse("audit_trail"), query)
        assert [row["event"].action for row in page.context["rows"]] == found

    def test_an_export_that_is_cut_says_so(self, client, auditor, monkeypatch):
        monkeypatch.setattr(audit_trail, "AT_MOST", 1)
        client.force_login(auditor)
        *_, line, words = list(rows_of(client.get(reverse("audit_export"))))
        assert len(line) == 9
        assert "1" in words[0]
        assert len(words) == 1

    def test_the_export_is_what_the_filter_shows_and_leaves_a_line(self, client, auditor):
        client.force_login(auditor)
        rows = rows_of(client.get(reverse("audit_export"), {"who": "陈小"}))
        assert len(rows) == 2
        assert "陈小云" in rows[1]
        line = AuditEvent.objects.get(action="audit.exported")
        assert line.details == {"lines": 1, "filter": {"who": "陈小"}}
        assert line.actor == auditor

    def test_a_name_that_is_a_formula_stays_a_name(self, client, auditor, bureau):
        evil = person("evil", '=HYPERLINK("http://evil.example")')
        audit.record("sign_in", actor=evil, bureau_id=bureau.pk, target=evil)
        client.force_login(auditor)
        rows = rows_of(client.get(reverse("audit_export"), {"who": "HYPERLINK"}))
        assert rows[1][2].startswith("'=")
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)

    def test_as_many_queries_for_three_lines_as_for_more(
        self, client, auditor, bureau, django_assert_num_queries, reviewer
    ):
        client.force_login(auditor)
        client.get(reverse("audit_trail"))
        with django_assert_num_queries(6) as few:
            client.get(reverse("audit_trail"))
        for _ in range(10):
            audit.record("sign_in", actor=reviewer, bureau_id=bureau.pk)
        with django_assert_num_queries(len(few.captured_queries)):
            client.get(reverse("audit_trail"))


RECORDED = re.compile(r'record(?:_once)?\(\s*(f?)"([\w.{}]+)"')


def recorded():
    """Actions written as words in the program; of ``f"report.{new}"`` what stands before the brace."""
    for app in ("offices", "submissions", "review"):
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            if "tests" not in path.parts:
                for is_made, action in RECORDED.findall(path.read_text(encoding="utf-8")):
                    yield action.partition("{")[0] if is_made else action, bool(is_made)


def test_what_stands_beside_an_action_is_told_in_the_readers_language():
    with translation.override("zh-hans"):
        assert details_of({"was": "submitted", "version": 1, "note": ""}) == "原状态: 已报送 · 稿次: 1"
    with translation.override("en"):
        assert details_of({"was": "submitted", "odd": True}) == "before: handed in · odd: yes"


def test_every_action_the_program_records_has_words():
    unknown = {
        action
        for action, is_family in recorded()
        if not (any(known.startswith(action) for known in WORDS) if is_family else action in WORDS)
    }
    assert unknown == set()


class TestSecurity:
    def test_a_locked_person_is_let_in(self, client, officer, security_admin):
        for _ in range(5):
            client.post(reverse("sign_in"), {"username": "officer", "password": "wrong"})
        client.force_login(security_admin)
        page = client.get(reverse("security"))
        assert page.context["rows"][0]["person"] == officer  # who is locked stands first
        client.post(reverse("security_act", args=[officer.pk]), {"act": "unlock"})
        assert lockout.locked_accounts() == {}
        line = AuditEvent.objects.get(action="account.unlocked")
        assert (line.actor, line.object_id) == (security_admin, str(officer.pk))
        client.post(reverse("sign_out"))
        answer = client.post(reverse("sign_in"), {"username": "officer", "password": PASSWORD})
        assert answer.status_code == 302

    def test_a_lost_computer_is_signed_out_and_a_lost_telephone_reset(self, client, reviewer, security_admin):
        elsewhere = client.__class__()
        elsewhere.force_login(reviewer)
        TOTPDevice.objects.create(user=reviewer, confirmed=True)
        client.force_login(security_admin)
        client.post(reverse("security_act", args=[reviewer.pk]), {"act": "sign_out"})
        assert elsewhere.get(reverse("profile")).status_code == 302
        client.post(reverse("security_act", args=[reviewer.pk]), {"act": "reset_factor"})
        assert not TOTPDevice.objects.filter(user=reviewer).exists()
        assert not UserSession.objects.filter(user=reviewer, ended_at=None).exists()

    @pytest.mark.parametrize("act", ["unlock", "sign_out", "reset_factor"])
    def test_nobody_of_another_bureau_and_never_oneself(self, client, stranger, security_admin, act):
        client.force_login(security_admin)
        for person_ in (stranger, security_admin):
            assert client.post(reverse("security_act", args=[person_.pk]), {"act": act}).status_code == 404
        assert stranger.full_name not in client.get(reverse("security")).content.decode()

    def test_a_locked_address_is_let_in(self, client, security_admin, settings):
        settings.LOCKOUT_ADDRESS_FAILURES = 5
        for number in range(5):
            client.post(
                reverse("sign_in"), {"username": f"guess{number}", "password": "x"}, REMOTE_ADDR="10.2.2.2"
            )
        client.force_login(security_admin)
        assert "10.2.2.2" in client.get(reverse("security")).content.decode()
        client.post(reverse("address_release"), {"address": "10.2.2.2"})
        assert lockout.locked_addresses() == {}

    @pytest.mark.parametrize("who", ["officer", "reviewer", "administrator", "auditor"])
    def test_nobody_else_gets_in(self, client, request, who, neighbour):
        client.force_login(request.getfixturevalue(who))
        assert client.get(reverse("security")).status_code == 403
        answer = client.post(reverse("security_act", args=[neighbour.pk]), {"act": "sign_out"})
        assert answer.status_code == 403


class TestSeparation:
    @pytest.mark.parametrize(
        "second", [Role.REVIEWER, Role.BUREAU_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN]
    )
    def test_an_auditor_is_nothing_else(self, auditor, bureau, second):
        with pytest.raises(ValidationError):
            Membership(user=auditor, role=second, bureau=bureau).full_clean()

    def test_whoever_judges_does_not_keep_accounts(self, reviewer, rater, bureau):
        with pytest.raises(ValidationError):
            Membership(user=reviewer, role=Role.SYSTEM_ADMIN, bureau=bureau).full_clean()
        Membership(user=reviewer, role=Role.BUREAU_ADMIN, bureau=bureau).full_clean()
