"""The front door: home, sign-in, language, pages of errors, the style guide."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from model_bakery import baker

from offices.models import Bureau, Membership, Notification, Role, User
from offices.permissions import Access
from reportsite.views import _first_pages
from tests.cast import give_role, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger() -> User:
    """A person without any role."""
    return User.objects.create_user("stranger", password="a long password", full_name="万一")


def test_an_anonymous_person_is_sent_to_sign_in(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url == "/sign-in/?next=/"


def test_who_has_no_role_reads_whom_to_ask(client, stranger):
    client.force_login(stranger)
    client.cookies["django_language"] = "en"
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Ask the administrator of your bureau" in answer.content.decode()


def test_each_duty_leads_to_its_first_page():
    officer = Access(offices={1: frozenset({Role.OFFICER})})
    rater = Access(offices=officer.offices, bureaus={1: frozenset({Role.REVIEWER})})
    administrator = Access(bureaus={1: frozenset({Role.BUREAU_ADMIN})})
    auditor = Access(bureaus={1: frozenset({Role.AUDITOR})})
    assert _first_pages(officer, is_staff=False) == ["office_home"]
    assert _first_pages(rater, is_staff=False) == ["office_home", "report_queue"]
    assert _first_pages(administrator, is_staff=True) == ["overview", "admin:index"]
    assert _first_pages(auditor, is_staff=False) == ["audit_trail"]


def entries(page: str) -> list[str]:
    """Where the main navigation leads."""
    nav = page.split('<nav class="site-nav"')[1].split("</nav>")[0]
    return re.findall('href="([^"]+)"', nav)


def test_a_city_that_only_reads_its_counties_is_led_nowhere_else(client, year):
    city = baker.make(Bureau, name="云州市司法局", county="云州市", slug="yunzhou")
    Bureau.objects.filter(pk=year.bureau_id).update(parent=city)
    client.force_login(give_role(person("city", "钟市"), Role.BUREAU_ADMIN, city))
    page = client.get("/", follow=True).content.decode()
    assert entries(page) == [reverse("overview"), reverse("compliance_latest")]
    assert reverse("roster") in page, "the way to offices of its own stays open"
    lists = client.get(reverse("compliance_latest"), follow=True).content.decode()
    assert reverse("documents_latest") not in lists
    assert reverse("api_tokens") not in lists
    baker.make("offices.Office", bureau=city, name="云州市税务局", kind="department")
    own = entries(client.get("/", follow=True).content.decode())
    assert {reverse("season"), reverse("roster"), reverse("intake"), reverse("jobs")} < set(own)


def test_every_page_names_the_bureau_one_works_in(client, administrator, year, other_bureau):
    client.force_login(administrator)
    for name in ("report_queue", "jobs", "exports", "profile"):
        assert '<div class="site-context">云溪县司法局</div>' in client.get(reverse(name)).content.decode(), (
            name
        )
    give_role(administrator, Role.REVIEWER, other_bureau)
    assert '<div class="site-context"></div>' in client.get(reverse("exports")).content.decode()


def test_staff_without_a_role_land_in_the_set_up(client):
    client.force_login(
        User.objects.create_superuser("root", "r@example.cn", "a long password", full_name="管")
    )
    assert client.get("/").url == "/admin/"


def test_the_sign_in_page_says_whom_to_call(client):
    baker.make(Bureau, name="云溪县司法局", phone="0376-0000000")
    baker.make(Bureau, name="旧局", phone="1", is_active=False)
    page = client.get("/sign-in/").content.decode()
    assert "云溪县司法局" in page
    assert "旧局" not in page


def test_signing_in_and_out(client, stranger):
    wrong = client.post("/sign-in/", {"username": "stranger", "password": "wrong"})
    assert wrong.status_code == 200
    right = client.post("/sign-in/", {"username": "stranger", "password": "a long password"})
    assert right.status_code == 302
    assert right.url == "/"
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/sign-in/"


def test_the_language_is_chinese_until_chosen_otherwise(client):
    assert '<html lang="zh-Hans">' in client.get("/sign-in/").content.decode()
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/sign-in/"})
    assert answer.url == "/sign-in/"
    assert '<html lang="en">' in client.get("/sign-in/").content.decode()


def test_the_bell_counts_what_is_unread(client, stranger):
    baker.make(Notification, user=stranger, read_at=None, _quantity=2)
    client.force_login(stranger)
    assert client.get("/").context["unread_notices"]() == 2


def test_the_menu_names_the_roles(client, stranger):
    office = baker.make("offices.Office", bureau=baker.make(Bureau))
    baker.make(Membership, user=stranger, role=Role.OFFICER, bureau=office.bureau, office=office)
    client.force_login(stranger)
    client.cookies["django_language"] = "en"
    assert "officer" in client.get("/gallery/").content.decode()


@pytest.mark.parametrize("number", ["400", "403", "403_csrf", "404", "500", "503"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_of_errors_need_nothing_from_the_site(number, language):
    with translation.override(language):
        page = render_to_string(f"{number}.html")
    assert number[:3] in page
    assert "<h1>" in page


def test_the_sign_of_the_site_is_found_by_every_page(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 301
    assert answer.url == "/static/img/mark.svg"


def test_a_missing_page_is_answered_in_the_house_style(client):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "site-head" in answer.content.decode()


def test_a_form_open_too_long_is_explained(stranger):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in/", {"username": "stranger", "password": "a long password"})
    assert answer.status_code == 403
    assert "site-head" in answer.content.decode()


def test_a_form_speaks_the_language_of_each_reader(client):
    assert 'value="保存"' in client.get("/gallery/").content.decode()
    client.cookies["django_language"] = "en"
    assert 'value="Save"' in client.get("/gallery/").content.decode()


def test_the_style_guide_shows_every_component_without_inline_style(client):
    page = client.get("/gallery/").content.decode()
    assert page.count('class="badge') > 20
    assert "style=" not in page
    assert "onclick" not in page


def test_a_part_never_becomes_the_sign_in_page(client, report):
    """What is sent after the session ended stays on the page; what is asked for leads the page away."""
    htmx = {"HX-Request": "true"}
    sent = client.post(reverse("answer_finding", args=[report.pk, 1]), {"reason": "原文如此。"}, headers=htmx)
    assert sent.status_code == 401
    asked = client.get(reverse("report_progress", args=[report.pk]), headers=htmx)
    assert asked.headers["HX-Redirect"].startswith(reverse("sign_in"))
    assert not asked.content
