import pytest
from django.urls import NoReverseMatch, reverse

from offices.models import AuditEvent, Membership, Office, Role, User
from tests.cast import give_role, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def system_admin(bureau):
    user = give_role(person("system_admin", "席统", is_staff=True), Role.SYSTEM_ADMIN, bureau)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def foreign_office(other_bureau):
    return Office.objects.create(
        bureau=other_bureau, name="江口县东渡镇人民政府", short_name="东渡镇", kind="town"
    )


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(f"admin:{name}", args=args))


@pytest.mark.parametrize("model", ["user", "bureau", "office", "membership"])
def test_lists_open_for_the_system_administrator(client, system_admin, office, model):
    assert page(client, system_admin, f"offices_{model}_changelist").status_code == 200


def test_another_bureaus_offices_are_not_there(client, system_admin, office, foreign_office):
    content = page(client, system_admin, "offices_office_changelist").content.decode()
    assert office.short_name in content
    assert foreign_office.short_name not in content
    answer = page(client, system_admin, "offices_office_change", foreign_office.pk)
    assert answer.status_code == 302  # Django sends back to the index, saying it does not exist


def test_a_role_cannot_be_given_in_another_bureau(client, system_admin, office, other_bureau, colleague):
    client.force_login(system_admin)
    client.post(
        reverse("admin:offices_membership_add"),
        {"user": colleague.pk, "role": Role.REVIEWER, "bureau": other_bureau.pk, "office": ""},
    )
    assert not Membership.objects.filter(user=colleague, bureau=other_bureau).exists()


def test_nobody_makes_himself_owner(client, system_admin):
    client.force_login(system_admin)
    address = reverse("admin:offices_user_change", args=[system_admin.pk])
    client.post(address, {"username": "system_admin", "full_name": "席统", "is_superuser": "on"})
    system_admin.refresh_from_db()
    assert not system_admin.is_superuser


@pytest.mark.parametrize("who", ["officer", "reviewer", "stranger"])
def test_others_do_not_get_in(client, request, who):
    answer = page(client, request.getfixturevalue(who), "index")
    assert answer.status_code == 302


def test_nobody_gives_a_role_to_themselves(client, system_admin, bureau):
    client.force_login(system_admin)
    data = {"user": system_admin.pk, "role": Role.REVIEWER, "bureau": bureau.pk, "office": ""}
    assert client.post(reverse("admin:offices_membership_add"), data).status_code == 200
    mine = system_admin.memberships.get()
    page = client.get(reverse("admin:offices_membership_change", args=[mine.pk]))
    assert 'name="_save"' not in page.content.decode()
    assert (
        "memberships-0-role"
        not in client.get(reverse("admin:offices_user_change", args=[system_admin.pk])).content.decode()
    )
    assert system_admin.memberships.count() == 1


def test_giving_a_role_leaves_a_line(client, system_admin, bureau, colleague):
    client.force_login(system_admin)
    data = {"user": colleague.pk, "role": Role.REVIEWER, "bureau": bureau.pk, "office": ""}
    client.post(reverse("admin:offices_membership_add"), data)
    line = AuditEvent.objects.get(action="role.given")
    assert (line.actor, line.bureau_id) == (system_admin, bureau.pk)
    assert colleague.full_name in line.object_name


def test_a_password_given_has_to_be_changed(client, system_admin, colleague):
    client.force_login(system_admin)
    new = "Erstes-2027-x"
    address = reverse("admin:auth_user_password_change", args=[colleague.pk])
    client.post(address, {"password1": new, "password2": new, "usable_password": "true"})
    colleague.refresh_from_db()
    assert colleague.check_password(new)
    assert colleague.must_change_password
    line = AuditEvent.objects.get(action="account.password_set")
    assert new not in str(line.details)


def test_an_account_that_opens_another_bureau_is_not_ours_to_change(
    client, system_admin, colleague, other_bureau
):
    give_role(colleague, Role.REVIEWER, other_bureau)
    before = colleague.password
    client.force_login(system_admin)
    address = reverse("admin:auth_user_password_change", args=[colleague.pk])
    new = {"password1": "Erstes-2027-x", "password2": "Erstes-2027-x", "usable_password": "true"}
    assert client.post(address, new).status_code == 403
    assert client.post(reverse("admin:offices_user_change", args=[colleague.pk]), {}).status_code == 403
    colleague.refresh_from_db()
    assert colleague.password == before


def test_an_account_made_here_begins_with_a_change_of_password(client, system_admin):
    client.force_login(system_admin)
    data = {"username": "fresh", "full_name": "新人", "email": "", "usable_password": "true"}
    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    password = {"password1": "Erstes-2027-x", "password2": "Erstes-2027-x"}
    client.post(reverse("admin:offices_user_add"), data | inline | password)
    assert User.objects.get(username="fresh").must_change_password
    assert AuditEvent.objects.filter(action="account.created").exists()


@pytest.mark.parametrize("model", ["otp_totp_totpdevice", "otp_static_staticdevice"])
def test_nobody_reads_the_second_factor_of_others_here(model):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model}_changelist")
