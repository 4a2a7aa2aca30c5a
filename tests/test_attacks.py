"""The site as a stranger would try it: what is typed, forged, sent twice, and what browsers are told."""

import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from offices.models import User
from reportsite.access import addresses
from review.models import Comment, Phrase
from submissions import check_runs, uploads, workflow
from submissions.models import AnnualReport, ReportVersion, ReturnItem, ReturnLetter
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
TEXT = "云溪县白石镇人民政府2025年度法治政府建设情况报告\n一、主要举措和成效\n全年培训12次。\n" + EVIL + "\n"


class Living(HTMLParser):
    """Collects what a browser would run: scripts not of this site, handlers, addresses that are script."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "script" and not (values.get("src") or "").startswith("/static/"):
            self.found += [] if values.get("type") == "application/json" else [f"<{tag}>"]
        self.found += [name for name in values if name.startswith("on") and name != "only"]
        if tag in ("a", "img", "form", "iframe"):
            for name in ("href", "src", "action", "formaction"):
                if (values.get(name) or "").lower().startswith(("javascript:", "vbscript:")) or values.get(
                    name
                ) == "x":
                    self.found.append(f"{tag} {name}={values[name]}")


def living(answer) -> list[str]:
    reader = Living()
    reader.feed(answer.content.decode())
    return reader.found


@pytest.fixture
def poisoned(report, officer, reviewer, bureau):
    """A report in which everything a person can type is script."""
    for person in (officer, reviewer):
        User.objects.filter(pk=person.pk).update(full_name=EVIL[:50], phone=EVIL[:40])
        person.refresh_from_db()
    version = uploads.receive(report, uploads.IncomingFile(f"{EVIL}.txt", TEXT.encode()), by=officer)
    check_runs.run(version.check_runs.get().pk)
    AnnualReport.objects.filter(pk=report.pk).update(must_count=0)
    report.refresh_from_db()
    workflow.submit(report, by=officer, declared_by=EVIL[:50])
    letter = ReturnLetter.objects.create(report=report, version=version, body=EVIL, sent_by=reviewer)
    ReturnItem.objects.create(letter=letter, position=1, text=EVIL, quote=EVIL)
    Comment.objects.create(report=report, version=version, body=EVIL, by=reviewer, start=0, end=5, quote=EVIL)
    Phrase.objects.create(bureau=bureau, title=EVIL[:60], body=EVIL)
    return AnnualReport.objects.get(pk=report.pk)


def test_the_collector_sees_what_a_browser_would_run():
    reader = Living()
    reader.feed(EVIL + '<a href="javascript:alert(3)">x</a>')
    assert {"<script>", "onerror", "img src=x", "a href=javascript:alert(3)"} <= set(reader.found)


OFFICE_PAGES = ["report_home", "report_result", "report_versions", "version_compare", "report_receipt"]
DESK_PAGES = ["review_desk", "queue_preview", "decision_new"]


@pytest.mark.parametrize(
    ("who", "name", "about_the_report"),
    [("officer", name, True) for name in OFFICE_PAGES]
    + [("officer", "office_home", False), ("officer", "profile", False), ("officer", "notices", False)]
    + [("reviewer", name, True) for name in DESK_PAGES]
    + [("reviewer", "report_queue", False), ("reviewer", "phrases", False), ("reviewer", "overview", False)]
    + [("administrator", "roster", False), ("auditor", "audit_trail", False)],
)
def test_script_in_every_text_stays_text(client, request, poisoned, who, name, about_the_report):
    client.force_login(request.getfixturevalue(who))
    answer = client.get(reverse(name, args=[poisoned.pk] if about_the_report else []), follow=True)
    assert answer.status_code == 200
    assert "alert(" in answer.content.decode() or name in ("overview", "notices", "version_compare")
    assert living(answer) == []


def test_a_file_comes_back_as_a_download_whatever_it_is_called(client, poisoned, officer):
    client.force_login(officer)
    answer = client.get(reverse("version_download", args=[poisoned.pk, 1]))
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment")
    assert not re.search(r"[<>\r\n]", said)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "..\\..\\boot.txt", "a/b\x00c.txt", "/abs.txt", "\r\nX: y.txt"]
)
def test_a_file_name_leads_nowhere(client, report, officer, name):
    client.force_login(officer)
    # Django's upload field already cuts folders off; a folder brought in by the bureau does not pass it.
    uploads.receive(report, uploads.IncomingFile(name, TEXT.encode()), by=officer)
    version = ReportVersion.objects.get(report=report)
    assert re.fullmatch(r"[0-9a-f/]+", version.file.storage_name)
    assert "\x00" not in version.original_name
    answer = client.get(reverse("version_download", args=[report.pk, version.number]))
    assert answer.status_code == 200
    assert not re.search(r"[\r\n]", answer.headers["Content-Disposition"])


def test_an_oversized_file_is_refused_in_words(client, report, officer, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    client.force_login(officer)
    file = SimpleUploadedFile("large.txt", b"x" * 2000)
    answer = client.post(reverse("report_upload", args=[report.pk]), {"file": file})
    assert answer.status_code == 422
    assert not ReportVersion.objects.exists()


def test_a_form_without_its_token_changes_nothing(report, officer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    for name, args in (
        ("profile", []),
        ("report_upload", [report.pk]),
        ("session_end", []),
        ("sign_out", []),
    ):
        assert strict.post(reverse(name, args=args), {"full_name": "别人"}).status_code == 403
    officer.refresh_from_db()
    assert officer.full_name != "别人"


def test_a_token_of_one_person_is_of_no_use_to_another(officer, colleague):
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    first.force_login(officer)
    second.force_login(colleague)
    page = first.get(reverse("profile")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    second.get(reverse("profile"))
    assert second.post(reverse("profile"), {"csrfmiddlewaretoken": token}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example"])
def test_a_forged_host_is_refused(client, host):
    assert client.get(reverse("sign_in"), headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("name", ["set_language", "sign_in", "sign_out", "second_factor_check"])
def test_no_page_leads_to_another_site(client, officer, name, evil):
    if name != "sign_in":
        client.force_login(officer)
    data = {"username": "officer", "password": PASSWORD, "language": "en", "next": evil}
    answer = client.post(reverse(name), data)
    assert answer.status_code in (200, 302, 405)
    assert "evil.example" not in answer.headers.get("Location", "")
    assert "javascript:" not in answer.headers.get("Location", "")


def test_every_page_carries_the_strict_policy(client, officer):
    client.force_login(officer)
    for name in ("profile", "office_home", "what_is_checked", "public_index"):
        headers = client.get(reverse(name)).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
    assert client.get(reverse("profile")).headers["Cache-Control"] == "private, no-cache"


def test_signing_out_clears_what_the_browser_kept(client, officer):
    client.force_login(officer)
    assert client.post(reverse("sign_out")).headers["Clear-Site-Data"] == '"cache"'


def test_numbers_no_database_holds_are_no_failure(client, officer):
    client.force_login(officer)
    for name, route in addresses(get_resolver()):
        if re.fullmatch(r"report/<int:pk>/[a-z-]*/?", route):
            assert client.get(f"/{route.replace('<int:pk>', '9' * 30)}").status_code in (404, 405), name
