import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from offices.models import Office, Role, User
from review.tasks import send_invitations
from tests.cast import PASSWORD, give_role, person

pytestmark = pytest.mark.django_db

GOOD = "单位名称,类型,姓名,登录名\n云溪县柳河镇人民政府,镇,王柳,liuhe1\n"
BAD = "单位名称,类型,区划代码\n云溪县柳河镇人民政府,村,1\n,镇,\n"
PAGES = ("roster", "roster_template", "roster_upload", "roster_apply", "roster_invitations")


@pytest.fixture
def at_desk(client, administrator):
    client.force_login(administrator)
    return client


def bring(client, text, name="名册.csv"):
    return client.post(
        reverse("roster_upload"), {"file": SimpleUploadedFile(name, text.encode())}, follow=True
    )


@pytest.mark.parametrize("who", [None, "officer", "reviewer", "chief", "auditor", "stranger"])
def test_only_the_administrator_keeps_the_roster(client, request, office, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    for name in PAGES:
        assert client.get(reverse(name)).status_code == (403 if who else 302), name
    assert client.post(reverse("roster_invite"), {"person": "1"}).status_code == (403 if who else 302)


def test_one_sees_one_s_own_offices_alone(client, office, other_bureau):
    client.force_login(give_role(person("elsewhere", "江管"), Role.BUREAU_ADMIN, other_bureau))
    assert list(client.get(reverse("roster")).context["page_obj"]) == []
    assert client.get(reverse("roster"), {"bureau": office.bureau_id}).status_code == 404
    assert client.get(reverse("roster_upload"), {"bureau": office.bureau_id}).status_code == 404


def test_the_dry_run_changes_nothing_and_the_click_does(at_desk):
    page = bring(at_desk, GOOD)
    assert page.context["plan"].count("new") == 1
    assert not Office.objects.exists()
    answer = at_desk.post(reverse("roster_apply"), {"digest": page.context["plan"].digest})
    assert answer.url == reverse("roster_invitations")
    assert Office.objects.get().memberships.get().user.full_name == "王柳"
    assert at_desk.get(reverse("roster_apply")).status_code == 302  # the file is gone


def test_a_bad_file_says_everything_and_cannot_be_applied(at_desk):
    page = bring(at_desk, BAD)
    assert {problem.number for problem in page.context["plan"].problems} == {2, 3}
    assert len(page.context["plan"].problems) == 3
    assert 'name="digest"' not in page.content.decode()
    at_desk.post(reverse("roster_apply"), {"digest": page.context["plan"].digest})
    assert not Office.objects.exists()


@pytest.mark.parametrize(("text", "name"), [("", "leer.csv"), ("a,b\n", "x.csv"), (GOOD, "roster.pdf")])
def test_what_is_no_roster_is_refused_on_the_page(at_desk, text, name):
    answer = bring(at_desk, text, name)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_the_links_are_shown_once_and_open_the_account(at_desk, client):
    page = bring(at_desk, GOOD)
    at_desk.post(reverse("roster_apply"), {"digest": page.context["plan"].digest})
    shown = at_desk.get(reverse("roster_invitations"))
    [invitation] = shown.context["invitations"]
    assert at_desk.get(reverse("roster_invitations")).status_code == 302  # not a second time
    at_desk.logout()
    form = at_desk.get("/" + invitation.url.split("/", 3)[3], follow=True)
    where = form.redirect_chain[-1][0]
    at_desk.post(where, {"new_password1": PASSWORD + "Neu", "new_password2": PASSWORD + "Neu"})
    assert User.objects.get(username="liuhe1").check_password(PASSWORD + "Neu")
    again = at_desk.get("/" + invitation.url.split("/", 3)[3], follow=True)
    assert not again.context["validlink"]


def test_nobody_who_signed_in_or_has_another_role_is_invited(
    at_desk, officer, colleague, rater, reviewer, stranger
):
    User.objects.filter(pk=colleague.pk).update(last_login=timezone.now())
    everybody = [user.pk for user in (officer, colleague, rater, reviewer, stranger)]
    at_desk.post(reverse("roster_invite"), {"person": everybody, "print": "1"})
    shown = at_desk.get(reverse("roster_invitations"))
    assert [invitation.user for invitation in shown.context["invitations"]] == [officer]


def test_invitations_by_e_mail_carry_the_link(bureau, officer):
    assert send_invitations(bureau.pk, [officer.pk]) == 1
    assert re.search(r"https?://\S+/password/\S+", mail.outbox[0].body)
    assert mail.outbox[0].to == [officer.email]


def test_the_pills_show_who_never_signed_in_and_who_has_nobody(at_desk, officer, other_office):
    never = at_desk.get(reverse("roster"), {"show": "never"}).context["page_obj"]
    nobody = at_desk.get(reverse("roster"), {"show": "nobody"}).context["page_obj"]
    assert [o.pk for o in never] == [officer.memberships.get().office_id]
    assert [o.pk for o in nobody] == [other_office.pk]


def test_queries_do_not_grow_with_the_offices(at_desk, bureau, officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(25) as few:
        at_desk.get(reverse("roster"))
    for number in range(3):
        office = Office.objects.create(bureau=bureau, name=f"新{number}乡", kind="township")
        give_role(person(f"neu{number}", "新人"), Role.OFFICER, bureau, office)
    with django_assert_max_num_queries(len(few)):
        at_desk.get(reverse("roster"))


def test_who_administers_two_bureaus_stays_in_the_one_at_hand(at_desk, administrator, office, other_bureau):
    give_role(administrator, Role.BUREAU_ADMIN, other_bureau)
    page = at_desk.get(reverse("roster")).content.decode()
    second = f"?bureau={other_bureau.pk}"
    assert second in page
    sent = {"file": SimpleUploadedFile("名册.csv", GOOD.encode())}
    at_desk.post(reverse("roster_upload") + second, sent)
    assert at_desk.post(reverse("roster_apply"), {"discard": "1"}).url == reverse("roster") + second
    assert at_desk.post(reverse("roster_invite") + second, {}).url == reverse("roster") + second
