from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone, translation

from offices.mail import WAIT, send_digests
from offices.models import Notification
from offices.notice_words import SENTENCES, sentence
from offices.notifications import notify

pytestmark = pytest.mark.django_db
PARAMS = {"office": "白石镇", "year": 2025, "version": 2, "days": 3, "day": "2026-03-31"}


def old(person, kind="report_returned", about="report-1", **params):
    """A notice old enough to be mailed."""
    (notice,) = notify([person], kind, about=about, url="/notices/", **{**PARAMS, **params})
    Notification.objects.filter(pk=notice.pk).update(created_at=timezone.now() - WAIT - timedelta(seconds=1))
    return notice


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_kind_is_a_sentence_in_both_languages(officer, kind):
    notice = Notification(user=officer, kind=kind, params=PARAMS)
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = sentence(notice)
    assert said["zh-hans"] != said["en"]
    assert "…" not in said["zh-hans"] + said["en"]


def test_a_kind_without_a_sentence_is_no_error(officer):
    assert "白石镇" in sentence(Notification(user=officer, kind="unheard_of", params=PARAMS))


class TestMail:
    def test_several_notices_are_one_letter(self, officer):
        old(officer, about="a")
        old(officer, about="b")
        assert send_digests() == 1
        (letter,) = mail.outbox
        assert letter.to == [officer.email]
        assert letter.body.count("白石镇") == 2
        assert letter.alternatives[0].mimetype == "text/html"

    def test_nothing_is_sent_twice(self, officer):
        old(officer)
        send_digests()
        assert send_digests() == 0
        assert len(mail.outbox) == 1

    def test_what_was_read_meanwhile_is_not_sent(self, officer):
        notice = old(officer)
        Notification.objects.filter(pk=notice.pk).update(read_at=timezone.now())
        assert send_digests() == 0

    def test_what_is_new_waits_a_little(self, officer):
        notify([officer], "report_returned", about="x", **PARAMS)
        assert send_digests() == 0

    def test_it_is_written_in_the_readers_language(self, officer):
        officer.language = "en"
        officer.save()
        old(officer)
        send_digests()
        assert "was sent back for revision" in mail.outbox[0].subject

    def test_who_wants_no_letters_gets_none_and_does_not_get_them_later(self, officer):
        officer.wants_email = False
        officer.save()
        old(officer)
        assert send_digests() == 0
        officer.wants_email = True
        officer.save()
        assert send_digests() == 0

    def test_when_the_server_is_away_the_next_round_tries_again(self, officer, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        old(officer)
        with pytest.raises(OSError, match="refused"):
            send_digests()
        assert Notification.objects.get().emailed_at is None

    def test_an_address_that_is_refused_holds_nobody_else_up(self, officer, colleague, settings):
        settings.EMAIL_BACKEND = f"{__name__}.PickyServer"
        PickyServer.refuses = {officer.email: 550}
        old(officer)
        old(colleague)
        assert send_digests() == 1
        assert mail.outbox[0].to == [colleague.email]
        assert send_digests() == 0, "refused for good is not tried again"

    def test_an_address_that_is_refused_for_now_is_tried_again(self, officer, settings):
        settings.EMAIL_BACKEND = f"{__name__}.PickyServer"
        PickyServer.refuses = {officer.email: 450}
        old(officer)
        assert send_digests() == 0
        PickyServer.refuses = {}
        assert send_digests() == 1

    def test_a_date_is_said_as_people_say_it(self, officer):
        old(officer, due_on="2026-03-10")
        send_digests()
        assert "最迟于2026年3月10日重新报送" in mail.outbox[0].subject

    def test_what_the_bureau_wrote_stands_once_and_keeps_its_lines(self, officer):
        old(officer, kind="reminder", text="请抓紧报送。\n逾期将通报。")
        send_digests()
        (letter,) = mail.outbox
        assert "\n" not in letter.subject
        for words in (letter.body, letter.alternatives[0].content):
            assert words.count("请抓紧报送。") == 1
        assert "   | 逾期将通报。" in letter.body

    def test_a_single_notice_leads_straight_to_its_page(self, officer, settings):
        old(officer)
        send_digests()
        page = mail.outbox[0].alternatives[0].content
        assert page.count(f'href="{settings.SITE_URL}/notices/"') == 2


class PickyServer(EmailBackend):
    """A mail server that takes no letters for some addresses."""

    refuses: ClassVar[dict[str, int]] = {}

    def send_messages(self, messages):
        for message in messages:
            if code := self.refuses.get(message.to[0]):
                raise SMTPRecipientsRefused({message.to[0]: (code, b"no")})
        return super().send_messages(messages)


class TestUnsubscribe:
    def address(self, officer):
        old(officer)
        send_digests()
        return mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]

    def test_one_press_is_enough_and_needs_no_sign_in(self, client, officer):
        address = self.address(officer)
        client.post(address, {"List-Unsubscribe": "One-Click"})
        officer.refresh_from_db()
        assert not officer.wants_email

    def test_looking_alone_changes_nothing(self, client, officer):
        assert client.get(self.address(officer)).status_code == 200
        officer.refresh_from_db()
        assert officer.wants_email

    def test_an_invented_address_is_refused(self, client, db):
        assert client.post(reverse("unsubscribe", args=["x:y:z"])).status_code == 404


class TestPage:
    @pytest.fixture
    def signed_in(self, client, officer):
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def test_anonymous_is_sent_to_sign_in(self, client, db):
        for name in ("notices", "notice_preferences"):
            assert client.get(reverse(name)).status_code == 302

    def test_shows_ones_own_and_nobody_elses(self, signed_in, officer, neighbour):
        old(officer, about="a")
        old(neighbour, about="b", office="青林街道")
        page = signed_in.get(reverse("notices")).content.decode()
        assert "白石镇" in page
        assert "青林街道" not in page

    def test_opening_one_marks_it_read_and_leads_on(self, signed_in, officer):
        notice = old(officer)
        assert signed_in.get(reverse("notice_open", args=[notice.pk])).url == "/notices/"
        notice.refresh_from_db()
        assert notice.read_at is not None

    def test_another_persons_notice_is_not_there(self, signed_in, neighbour):
        assert signed_in.get(reverse("notice_open", args=[old(neighbour).pk])).status_code == 404

    def test_all_are_read_with_one_press(self, signed_in, officer):
        old(officer, about="a")
        old(officer, about="b")
        signed_in.post(reverse("notices_read"))
        assert not Notification.objects.filter(read_at=None).exists()

    def test_costs_the_same_number_of_queries(
        self, signed_in, officer, django_assert_max_num_queries, django_assert_num_queries
    ):
        old(officer, about="a")
        with django_assert_max_num_queries(15) as counted:
            signed_in.get(reverse("notices"))
        old(officer, about="b")
        old(officer, about="c")
        with django_assert_num_queries(len(counted)):
            signed_in.get(reverse("notices"))

    def test_preferences_are_kept(self, signed_in, officer):
        signed_in.post(reverse("notice_preferences"), {"email": "new@example.com", "language": "en"})
        officer.refresh_from_db()
        assert (officer.wants_email, officer.email, officer.language) == (False, "new@example.com", "en")

    def test_letters_need_an_address(self, signed_in, officer):
        answer = signed_in.post(reverse("notice_preferences"), {"wants_email": "on", "language": "en"})
        assert answer.status_code == 422
