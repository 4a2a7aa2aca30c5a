"""E-mail follows from the rows of notices: one letter a person for all that is unread, nothing twice."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from email.utils import formataddr, parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import ngettext

from .models import Notification, User
from .notice_words import quoted, sentence

logger = logging.getLogger(__name__)
WAIT = timedelta(minutes=10)  # what is read on the page in this time needs no letter
AT_MOST = 30  # notices named in one letter
LONGEST_SUBJECT = 80  # characters; mail programs cut off what is longer
SALT = "unsubscribe"
FOR_GOOD = 500  # from this answer of a mail server on, trying again is of no use
TURNED_AWAY = (SMTPRecipientsRefused, SMTPDataError)


def send_digests() -> int:
    """Send what is unread and unsent for :data:`WAIT`; returns how many letters went out.

    An address the server turns away holds up nobody else; a server that is away ends the round.
    """
    waiting = Notification.objects.filter(
        emailed_at=None, read_at=None, created_at__lt=timezone.now() - WAIT, user__is_active=True
    )
    people = User.objects.filter(pk__in=waiting.values("user")).order_by("pk")
    return sum(
        _send_to(person, list(waiting.filter(user=person).order_by("created_at"))) for person in people
    )


def _send_to(person: User, notices: Sequence[Notification]) -> int:
    """One letter. The rows are claimed first, so that of two senders only one sends; when sending fails
    they are given back, unless the address is wrong for good.
    """
    claimed_at = timezone.now()
    mine = Notification.objects.filter(pk__in=[notice.pk for notice in notices], emailed_at=None)
    if not mine.update(emailed_at=claimed_at) or not (person.wants_email and person.email):
        return 0
    kept = Notification.objects.filter(user=person, emailed_at=claimed_at)
    try:
        _letter(person, list(kept.order_by("created_at"))).send()
    except TURNED_AWAY as refusal:
        logger.warning("the mail server takes no letter for person %s: %s", person.pk, refusal)
        if not _is_for_good(refusal):
            kept.update(emailed_at=None)
        return 0
    except OSError:  # no mail server: the next round tries again
        kept.update(emailed_at=None)
        raise
    return 1


def _is_for_good(refusal: SMTPRecipientsRefused | SMTPDataError) -> bool:
    if isinstance(refusal, SMTPDataError):
        return refusal.smtp_code >= FOR_GOOD
    return all(code >= FOR_GOOD for code, _words in refusal.recipients.values())


def _letter(person: User, notices: Sequence[Notification]) -> EmailMultiAlternatives:
    with translation.override(person.language):
        lines = [
            {
                "words": sentence(notice),
                "text": quoted(notice),
                "url": absolute(notice.url),
                "at": notice.created_at,
            }
            for notice in notices[:AT_MOST]
        ]
        subject = lines[0]["words"]
        if len(notices) > 1:
            subject = ngettext("%(n)s new notice", "%(n)s new notices", len(notices)) % {"n": len(notices)}
        out = absolute(reverse("unsubscribe", args=[signing.dumps(person.pk, salt=SALT)]))
        context = {"lines": lines, "more": max(0, len(notices) - AT_MOST), "unsubscribe": out}
        headers = {"List-Unsubscribe": f"<{out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return compose("digest", person, subject, context, headers)


def compose(
    name: str,
    person: User,
    subject: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """The letter ``offices/mail/<name>`` as plain text and as HTML, in the language that is active."""
    subject = Truncator(subject.replace("\n", " ")).chars(LONGEST_SUBJECT)
    whole = {
        **context,
        "person": person,
        "subject": subject,
        "home": absolute("/"),
        "site_name": settings.SITE_NAME,
        "LANGUAGE_CODE": translation.get_language(),
    }
    letter = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"offices/mail/{name}.txt", whole),
        from_email=_sender(),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},  # no out-of-office answers
    )
    letter.attach_alternative(render_to_string(f"offices/mail/{name}.html", whole), "text/html")
    return letter


def _sender() -> str:
    """The site by its name, unless the installation gives its sender one."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or str(settings.SITE_NAME), address))


def absolute(path: str) -> str:
    """The full address of a page of this site."""
    return f"{settings.SITE_URL.rstrip('/')}{path}" if path else ""


def person_of_token(token: str) -> User | None:
    """Whom an unsubscribe address belongs to; None for one nobody signed."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk).first()
