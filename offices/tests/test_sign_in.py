"""Signing in: wrong passwords, locks, first passwords, how long it lasts, what is written down."""

import re
import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from offices import password_letters, sessions, tasks
from offices.models import AuditEvent, User, UserSession
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "Qingshan-2027"


def sign_in(client, username="officer", password=PASSWORD, **extra):
    return client.post(reverse("sign_in"), {"username": username, "password": password}, **extra)


def actions():
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def age_session(client, **seconds):
    """As if the session had begun, or been used last, so long ago."""
    session = client.session
    for key, ago in seconds.items():
        session[key] = int(time.time()) - ago
    session.save()


def test_signing_in_and_out_is_written_down_with_address_and_request(client, officer):
    answer = sign_in(client)
    assert answer.status_code == 302
    line = AuditEvent.objects.get(action="sign_in")
    assert (line.actor, line.address) == (officer, "127.0.0.1")
    assert line.request_id == answer.headers["X-Request-ID"]
    client.post(reverse("sign_out"))
    assert actions() == ["sign_in", "sign_out"]
    assert UserSession.objects.get().ended_at is not None


def test_a_wrong_password_is_written_down_without_what_was_typed(client, officer):
    sign_in(client, password="a secret slip")
    sign_in(client, username="my-password-by-mistake")
    assert actions() == ["sign_in.failed", "sign_in.failed"]
    said = str(list(AuditEvent.objects.values()))
    assert "officer" in said or officer.full_name in said
    assert "secret slip" not in said
    assert "by-mistake" not in said


def test_a_name_nobody_has_and_a_closed_account_are_told_the_same(client, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    closed = sign_in(client)
    nobody = sign_in(client, username="nobody")

    def words(answer):
        return re.search(r'class="[^"]*alert[^"]*".*?</div>', answer.content.decode(), re.DOTALL)[0]

    assert words(closed) == words(nobody)


class TestLock:
    def test_an_account_waits_after_five_wrong_passwords_and_is_told_until_when(self, client, officer):
        for _ in range(5):
            answer = sign_in(client, password="wrong")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "900"
        assert "15" in answer.content.decode()
        assert sign_in(client).status_code == 429  # nor with the right one, from anywhere
        assert sign_in(client, REMOTE_ADDR="10.1.1.1").status_code == 429
        assert "sign_in.locked" in actions()

    def test_trying_again_does_not_make_the_wait_longer(self, client, officer):
        for _ in range(5):
            sign_in(client, password="wrong")
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
        sign_in(client, password="wrong")
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        assert sign_in(client).status_code == 302

    def test_whoever_was_locked_out_by_another_gets_in_by_the_letter(self, client, officer, mailoutbox):
        for _ in range(5):
            sign_in(client, password="wrong", REMOTE_ADDR="10.1.1.1")
        assert sign_in(client).status_code == 429
        assert password_letters.send(officer.pk) == 1
        link = re.search(r"http://\S+", mailoutbox[0].body)[0]
        form = client.get(link, follow=True)
        new = {"new_password1": NEW, "new_password2": NEW}
        client.post(form.redirect_chain[-1][0], new)
        assert sign_in(client, password=NEW).status_code == 302

    def test_others_of_the_same_address_go_on(self, client, officer, colleague):
        for _ in range(5):
            sign_in(client, password="wrong")
        assert sign_in(client, username="colleague").status_code == 302

    def test_an_address_that_tries_many_accounts_waits(self, client, officer, settings):
        settings.LOCKOUT_ADDRESS_FAILURES = 6
        for number in range(6):
            sign_in(client, username=f"guess{number}", password="wrong")
        assert sign_in(client).status_code == 429
        assert sign_in(client, REMOTE_ADDR="10.1.1.1").status_code == 302

    def test_a_right_password_does_not_clear_the_address(self, client, officer, settings):
        settings.LOCKOUT_ADDRESS_FAILURES = 6
        for number in range(5):
            sign_in(client, username=f"guess{number}", password="wrong")
        assert sign_in(client).status_code == 302
        client.post(reverse("sign_out"))
        sign_in(client, username="guess9", password="wrong")
        assert sign_in(client).status_code == 429

    def test_a_forwarded_address_counts_only_behind_our_proxy(self, client, officer, settings):
        settings.LOCKOUT_ADDRESS_FAILURES = 5
        for number in range(5):
            sign_in(
                client, username=f"guess{number}", password="wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}"
            )
        assert sign_in(client).status_code == 429
        settings.BEHIND_TLS = True
        assert sign_in(client, HTTP_X_FORWARDED_FOR="127.0.0.1, 10.9.9.9").status_code == 302

    def test_too_many_tries_a_minute_are_refused_in_words(self, client, officer, settings):
        settings.SIGN_INS_PER_MINUTE = 3
        answers = [sign_in(client, username=f"a{number}", password="x") for number in range(5)]
        assert [answer.status_code for answer in answers][-1] == 429
        assert int(answers[-1].headers["Retry-After"]) <= 60


class TestPassword:
    def change(self, client, new, old=PASSWORD):
        data = {"old_password": old, "new_password1": new, "new_password2": new}
        return client.post(reverse("password_change"), data)

    @pytest.mark.parametrize(
        "bad", ["Kurz-1", "allesklein1", "1234567890", "password123", "officer@example.com"]
    )
    def test_weak_ones_are_refused(self, client, officer, bad):
        client.force_login(officer)
        assert self.change(client, bad).status_code == 422

    @pytest.mark.parametrize("good", [NEW, "four small words in a row", "青山绿水长流不息2027"])
    def test_good_ones_are_taken(self, client, officer, good):
        client.force_login(officer)
        assert self.change(client, good).status_code == 302
        officer.refresh_from_db()
        assert officer.check_password(good)
        assert "password.changed" in actions()

    def test_none_of_the_last_five_is_taken_again(self, client, officer):
        client.force_login(officer)
        old = PASSWORD
        for number in range(5):
            assert self.change(client, PASSWORD, old).status_code == 422
            assert self.change(client, f"{NEW}-{number}", old).status_code == 302
            old = f"{NEW}-{number}"
        assert self.change(client, f"{NEW}-0", old).status_code == 422
        assert self.change(client, PASSWORD, old).status_code == 302
        assert officer.passwords.count() == 5

    def test_it_ends_all_other_sign_ins(self, client, officer, django_user_model):
        elsewhere = client.__class__()
        sign_in(elsewhere)
        sign_in(client)
        self.change(client, NEW)
        assert client.get(reverse("profile")).status_code == 200
        assert elsewhere.get(reverse("profile")).status_code == 302
        assert sessions.open_sign_ins(officer).count() == 1

    def test_a_first_password_leads_to_the_change_and_nowhere_else(self, client, officer):
        User.objects.filter(pk=officer.pk).update(must_change_password=True)
        sign_in(client)
        for name in ("office_home", "profile", "sessions"):
            assert client.get(reverse(name)).url.startswith(reverse("password_change"))
        part = client.get(reverse("office_home"), headers={"HX-Request": "true"})
        assert part.headers["HX-Redirect"].startswith(reverse("password_change"))
        self.change(client, NEW)
        assert client.get(reverse("profile")).status_code == 200

    def test_an_old_one_expires_where_the_settings_say_so(self, client, officer, settings):
        User.objects.filter(pk=officer.pk).update(date_joined=timezone.now() - timedelta(days=91))
        sign_in(client)
        assert client.get(reverse("profile")).status_code == 200
        settings.PASSWORD_MAX_DAYS = 90
        client.post(reverse("sign_out"))
        sign_in(client)
        assert client.get(reverse("profile")).url.startswith(reverse("password_change"))
        self.change(client, NEW)
        assert client.get(reverse("profile")).status_code == 200


class TestReset:
    @pytest.fixture(autouse=True)
    def no_broker(self, monkeypatch):
        """Letters go out in this process, as where no broker answers."""
        monkeypatch.setattr(tasks.send_password_letter, "delay", tasks.send_password_letter)

    def ask(self, client, address, capture, **extra):
        with capture(execute=True):
            return client.post(reverse("password_reset"), {"email": address}, **extra)

    def test_a_letter_leads_to_a_new_password_once(self, client, officer, django_capture_on_commit_callbacks):
        sign_in(elsewhere := client.__class__())
        self.ask(client, officer.email, django_capture_on_commit_callbacks)
        link = re.search(r"http\S+", mail.outbox[0].body)[0]
        assert link.startswith("http://127.0.0.1:8000/password/")
        page = client.get(link.removeprefix("http://127.0.0.1:8000"))
        answer = client.post(page.url, {"new_password1": NEW, "new_password2": NEW})
        assert answer.url == reverse("sign_in")  # not signed in by the letter alone
        assert elsewhere.get(reverse("profile")).status_code == 302
        assert sign_in(client, password=NEW).status_code == 302
        again = client.__class__().get(link.removeprefix("http://127.0.0.1:8000"))
        assert again.status_code == 200
        assert "new_password1" not in again.content.decode()

    def test_an_address_nobody_has_gets_the_same_answer_and_no_letter(
        self, client, officer, django_capture_on_commit_callbacks
    ):
        known = self.ask(client, officer.email, django_capture_on_commit_callbacks)
        unknown = self.ask(client, "nobody@example.com", django_capture_on_commit_callbacks)
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert client.get(known.url).status_code == 200
        assert len(mail.outbox) == 1

    def test_a_forged_host_never_stands_in_the_letter(
        self, client, officer, django_capture_on_commit_callbacks
    ):
        self.ask(client, officer.email, django_capture_on_commit_callbacks, HTTP_HOST="localhost")
        assert "localhost" not in mail.outbox[0].body
        answer = self.ask(client, officer.email, django_capture_on_commit_callbacks, HTTP_HOST="evil.example")
        assert answer.status_code == 400
        assert len(mail.outbox) == 1


class TestHowLong:
    def test_it_ends_when_nothing_was_done(self, client, officer):
        sign_in(client)
        age_session(client, seen_at=31 * 60)
        answer = client.get(reverse("profile"), follow=True)
        assert answer.redirect_chain[-1][0] == f"{reverse('sign_in')}?next=%2Faccount%2F"
        assert "30" in str(next(iter(answer.context["messages"])))

    def test_it_ends_after_eight_hours_of_work(self, client, officer):
        sign_in(client)
        age_session(client, signed_in_at=8 * 3600 + 1)
        assert client.get(reverse("profile")).url.startswith(reverse("sign_in"))

    def test_work_keeps_it_open(self, client, officer):
        sign_in(client)
        for _ in range(3):
            age_session(client, seen_at=25 * 60)
            assert client.get(reverse("profile")).status_code == 200

    def test_what_was_typed_is_kept_and_sent_again(self, client, officer):
        sign_in(client)
        age_session(client, seen_at=31 * 60)
        typed = {"full_name": "陈小云", "phone": "0591-1234", "email": "a@example.com", "language": "en"}
        answer = client.post(reverse("profile"), typed)
        assert answer.url == f"{reverse('sign_in')}?next=%2Fsign-in%2Fkept%2F"
        answer = client.post(
            answer.url, {"username": "officer", "password": PASSWORD, "next": "/sign-in/kept/"}
        )
        page = client.get(answer.url).content.decode()
        assert 'action="/account/"' in page
        assert 'name="phone" value="0591-1234"' in page
        client.post(reverse("profile"), typed)
        officer.refresh_from_db()
        assert officer.phone == "0591-1234"

    def test_somebody_else_does_not_get_what_was_typed(self, client, officer, colleague):
        sign_in(client)
        age_session(client, seen_at=31 * 60)
        client.post(reverse("profile"), {"full_name": "陈小云", "phone": "0591-1234"})
        sign_in(client, username="colleague")
        assert client.get(reverse("kept_form")).status_code == 302

    def test_a_password_is_never_kept(self, client, officer):
        sign_in(client)
        age_session(client, seen_at=31 * 60)
        client.post(reverse("password_change"), {"old_password": PASSWORD, "new_password1": NEW})
        assert PASSWORD not in str(dict(client.session))


class TestSessions:
    def test_a_person_sees_and_ends_their_own(self, client, officer):
        elsewhere = client.__class__()
        sign_in(elsewhere, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537")
        sign_in(client)
        page = client.get(reverse("sessions")).content.decode()
        assert "Chrome 126 · Windows" in page
        other = UserSession.objects.get(browser__contains="Chrome")
        client.post(reverse("session_end"), {"sign_in": other.pk})
        assert elsewhere.get(reverse("profile")).status_code == 302
        assert client.get(reverse("profile")).status_code == 200

    def test_nobody_ends_those_of_others(self, client, officer, colleague):
        elsewhere = client.__class__()
        sign_in(elsewhere)
        sign_in(client, username="colleague")
        answer = client.post(reverse("session_end"), {"sign_in": UserSession.objects.get(user=officer).pk})
        assert answer.status_code == 404
        assert elsewhere.get(reverse("profile")).status_code == 200

    def test_after_signing_in_the_session_has_another_key(self, client, officer):
        client.get(reverse("sign_in"))
        session = client.session
        session["planted"] = True
        session.save()
        client.cookies["sessionid"] = session.session_key
        sign_in(client)
        assert client.session.session_key != session.session_key


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_to_no_other_site(client, officer, evil):
    answer = client.post(reverse("sign_in"), {"username": "officer", "password": PASSWORD, "next": evil})
    assert answer.url == "/"
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW, "next": evil}
    assert client.post(reverse("password_change"), data).url == reverse("profile")
