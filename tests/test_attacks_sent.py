"""What a stranger sends: headers that lie, forms sent twice, files small to send and large to read."""

import io
import struct
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from offices.models import AuditEvent
from review import page_images
from review.models import Decision
from submissions import check_runs, files, uploads
from submissions.checking.head import has_secrecy_mark
from submissions.checking.reading import UnreadableError
from submissions.checking.reading.limits import LIGHT_BYTES
from submissions.checking.reading.sniffing import sniff
from submissions.models import AnnualReport, Receipt, ReportVersion, StatusChange

pytestmark = pytest.mark.django_db
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "云溪县白石镇人民政府2025年度法治政府建设情况报告\n一、主要举措和成效\n全年培训12次。\n"


def word_file(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        )
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def long_list(entries: int) -> bytes:
    """A ZIP that is all list of contents."""
    entry = b"PK\1\2" + bytes(24) + struct.pack("<H", 1) + bytes(16)
    listed = (entry + b"a") * entries
    head = b"PK\3\4" + bytes(26)
    return head + listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(listed), len(head), 0)


class TestFiles:
    def test_a_zip_that_is_all_list_is_not_opened(self):
        with pytest.raises(UnreadableError) as refusal:
            sniff(long_list(200_000))
        assert refusal.value.reason == "too_large"

    def test_an_ordinary_one_is(self):
        assert sniff(word_file(paragraph("报告"))) == "docx"
        with pytest.raises(UnreadableError) as refusal:
            sniff(long_list(100))
        assert refusal.value.reason == "unknown_kind"

    def test_one_brought_in_by_the_bureau_is_refused_in_words(self, client, administrator, year):
        client.force_login(administrator)
        file = SimpleUploadedFile("all.zip", long_list(200_000))
        answer = client.post(reverse("intake"), {"files": [file]}, follow=True)
        assert answer.status_code in (200, 422)

    def test_a_heavy_file_is_read_by_a_child_and_its_mark_is_found(self):
        padding = f'<w:p w:rsidR="{"0" * 1000}"/>' * (LIGHT_BYTES // 1000)
        head = paragraph("机密★一年") + paragraph("云溪县白石镇人民政府2025年法治政府建设情况报告")
        assert has_secrecy_mark(word_file(head + padding))
        assert not has_secrecy_mark(word_file(paragraph("报告") + padding))

    def test_sixty_kilobytes_that_become_a_gigabyte_do_not_become_it_here(self, tmp_path):
        file = tmp_path / "heavy.docx"
        file.write_bytes(word_file("<w:p>" + "<w:r/>" * 6_000_000 + "</w:p>"))
        program = (
            "import sys; from pathlib import Path; data = Path(sys.argv[1]).read_bytes();"
            "from submissions.checking.head import has_secrecy_mark; has_secrecy_mark(data);"
            "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(file)],
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        )
        assert int(done.stdout) < 250 * 1024

    def test_a_purged_file_takes_the_pictures_of_its_pages_along(self, django_capture_on_commit_callbacks):
        stored = files.keep(b"%PDF-1.4 marked")
        picture = files.picture_name(stored, 1)
        default_storage.save(picture, io.BytesIO(b"picture"))
        assert page_images.page_image(stored, 1) == b"picture"
        with django_capture_on_commit_callbacks(execute=True):
            files.purge(stored)
        assert not default_storage.exists(picture)


class TestHeaders:
    @pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded"])
    def test_no_header_but_host_says_where_the_site_is(self, client, officer, name, mailoutbox):
        lie = {name: "host=evil.example" if name == "Forwarded" else "evil.example"}
        answer = client.get("/office/", headers=lie)
        assert "evil.example" not in answer.headers["Location"]
        client.post(reverse("password_reset"), {"email": officer.email}, headers=lie)
        assert all("evil.example" not in letter.body for letter in mailoutbox)

    def test_an_invented_address_is_not_believed_without_our_proxy(self, client, officer):
        client.post(
            reverse("sign_in"),
            {"username": "officer", "password": "wrong"},
            headers={"X-Forwarded-For": "203.0.113.9"},
        )
        assert AuditEvent.objects.get(action="sign_in.failed").address == "127.0.0.1"

    def test_behind_it_only_what_it_wrote_itself_counts(self, client, officer, settings):
        settings.BEHIND_TLS = True
        client.post(
            reverse("sign_in"),
            {"username": "officer", "password": "wrong"},
            headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"},
            secure=True,
        )
        assert AuditEvent.objects.get(action="sign_in.failed").address == "203.0.113.9"

    def test_http_cannot_call_itself_https(self, client):
        answer = client.get(reverse("sign_in"), headers={"X-Forwarded-Proto": "https"})
        assert not answer.wsgi_request.is_secure()

    @pytest.mark.parametrize(
        "name", ["office_home", "profile", "sessions", "notices", "report_result", "version_download"]
    )
    def test_no_shared_cache_keeps_a_private_page(self, client, checked, officer, name):
        client.force_login(officer)
        arguments = {"report_result": [checked.pk], "version_download": [checked.pk, 1]}.get(name, [])
        kept = client.get(reverse(name, args=arguments)).headers["Cache-Control"]
        assert "private" in kept or "no-store" in kept


@pytest.fixture
def checked(report, officer) -> AnnualReport:
    version = uploads.receive(report, uploads.IncomingFile("报告.txt", TEXT.encode()), by=officer)
    check_runs.run(version.check_runs.get().pk)
    AnnualReport.objects.filter(pk=report.pk).update(must_count=0)
    return AnnualReport.objects.get(pk=report.pk)


class TestSentTwice:
    def test_handing_in_twice_is_handing_in_once(self, client, checked, officer):
        client.force_login(officer)
        form = {"declared_by": "周正", "base": "1", "declared": "on"}
        first = client.post(reverse("report_submit", args=[checked.pk]), form)
        again = client.post(reverse("report_submit", args=[checked.pk]), form, follow=True)
        assert first.status_code == 302
        assert again.status_code == 200
        assert Receipt.objects.count() == 1
        assert StatusChange.objects.filter(report=checked, new="submitted").count() == 1

    def test_a_file_for_a_page_that_was_overtaken_is_asked_about(self, client, checked, officer, colleague):
        uploads.receive(checked, uploads.IncomingFile("新.txt", (TEXT + "新").encode()), by=colleague)
        client.force_login(officer)
        file = SimpleUploadedFile("旧.txt", (TEXT + "旧").encode())
        answer = client.post(reverse("report_upload", args=[checked.pk]), {"file": file, "base": "1"})
        assert answer.status_code == 422
        assert ReportVersion.objects.count() == 2

    def test_deciding_twice_is_deciding_once(self, client, checked, officer, reviewer, chief):
        client.force_login(officer)
        client.post(
            reverse("report_submit", args=[checked.pk]),
            {"declared_by": "周正", "base": "1", "declared": "on"},
        )
        due_on = timezone.localdate() + timedelta(days=10)
        for person in (reviewer, reviewer, chief):
            client.force_login(person)
            answer = client.post(
                reverse("decision_new", args=[checked.pk]),
                {"kind": "return", "letter": "请补充。", "due_on": due_on, "confirm": "1"},
                follow=True,
            )
            assert answer.status_code == 200
        assert Decision.objects.filter(report=checked).count() == 1
