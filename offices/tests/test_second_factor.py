"""The code from the telephone: asked for, set up, lost, and who cannot do without."""

import time

import pytest
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from offices import second_factor
from offices.models import AuditEvent, RecoveryCode
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def code_of(device, ahead=0):
    """What the telephone shows now, or so many half minutes from now."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + 30 * ahead
    return f"{totp.token():06d}"


def sign_in(client, username):
    return client.post(reverse("sign_in"), {"username": username, "password": PASSWORD})


def set_up(client, user):
    """The person scans the picture and types the code; returns device and recovery codes."""
    client.get(reverse("second_factor"))
    device = TOTPDevice.objects.get(user=user)
    answer = client.post(reverse("second_factor"), {"code": code_of(device)})
    codes = client.get(answer.url).context["codes"]
    device.refresh_from_db()
    return device, codes


@pytest.fixture
def secured(client, reviewer):
    """A reviewer with a telephone, signed out again; the code just used cannot be used twice."""
    sign_in(client, "reviewer")
    device, codes = set_up(client, reviewer)
    client.post(reverse("sign_out"))
    TOTPDevice.objects.update(last_t=-1)
    return device, codes


def test_a_reviewer_is_led_to_setting_it_up_where_it_is_required(client, reviewer, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client, "reviewer")
    for name in ("report_queue", "profile", "home"):
        assert client.get(reverse(name)).url.startswith(reverse("second_factor"))
    set_up(client, reviewer)
    assert client.get(reverse("report_queue")).status_code == 200


@pytest.mark.parametrize("who", ["chief", "administrator", "auditor", "rater"])
def test_everybody_with_a_role_at_the_bureau_needs_one(client, request, settings, who):
    settings.REQUIRE_SECOND_FACTOR = True
    request.getfixturevalue(who)
    sign_in(client, who)
    assert client.get(reverse("profile")).url.startswith(reverse("second_factor"))


def test_an_officer_needs_none_and_a_demonstration_asks_nobody(client, officer, reviewer, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client, "officer")
    assert client.get(reverse("profile")).status_code == 200
    client.post(reverse("sign_out"))
    settings.REQUIRE_SECOND_FACTOR = False
    sign_in(client, "reviewer")
    assert client.get(reverse("profile")).status_code == 200
    client.post(reverse("sign_out"))
    assert (
        "second factor"
        in client.get(reverse("sign_in"), headers={"Cookie": "django_language=en"}).content.decode()
    )


def test_a_wrong_code_sets_nothing_up(client, officer):
    client.force_login(officer)
    client.get(reverse("second_factor"))
    assert client.post(reverse("second_factor"), {"code": "000000"}).status_code == 422
    assert second_factor.device_of(officer) is None


def test_the_picture_breaks_no_policy_and_the_secret_is_not_cached(client, officer):
    client.force_login(officer)
    answer = client.get(reverse("second_factor"))
    assert 'src="data:image/svg+xml;base64,' in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_without_the_code_no_page_opens(client, secured):
    sign_in(client, "reviewer")
    for name in ("report_queue", "profile", "second_factor", "recovery_codes"):
        assert client.get(reverse(name)).url.startswith(reverse("second_factor_check"))
    assert client.post(reverse("second_factor_remove"), {"password": PASSWORD}).url.startswith(
        reverse("second_factor_check")
    )
    assert TOTPDevice.objects.exists()


def test_with_the_code_it_goes_on_where_it_began_under_a_new_session_key(client, secured):
    device, _codes = secured
    sign_in(client, "reviewer")
    asked = client.get(reverse("report_queue")).url
    before = client.session.session_key
    answer = client.post(asked, {"code": code_of(device), "next": reverse("report_queue")})
    assert answer.url == reverse("report_queue")
    assert client.get(answer.url).status_code == 200
    assert client.session.session_key != before
    assert AuditEvent.objects.filter(action="factor.passed", details__by="totp").exists()


def test_a_code_is_good_once(client, secured):
    device, _codes = secured
    code = code_of(device)
    for expected in (302, 422):
        sign_in(client, "reviewer")
        assert client.post(reverse("second_factor_check"), {"code": code}).status_code == expected
        client.post(reverse("sign_out"))


def test_wrong_codes_make_the_next_wait(client, secured):
    device, _codes = secured
    sign_in(client, "reviewer")
    for _ in range(4):
        assert client.post(reverse("second_factor_check"), {"code": "000000"}).status_code == 422
    assert second_factor.wait_seconds(device) > 0
    assert client.post(reverse("second_factor_check"), {"code": code_of(device)}).status_code == 422
    assert AuditEvent.objects.filter(action="factor.failed").count() == 5


def test_a_recovery_code_lets_in_once(client, secured):
    _device, codes = secured
    sign_in(client, "reviewer")
    assert client.post(reverse("second_factor_check"), {"code": codes[0].upper()}).status_code == 302
    assert client.get(reverse("report_queue")).status_code == 200
    client.post(reverse("sign_out"))
    sign_in(client, "reviewer")
    assert client.post(reverse("second_factor_check"), {"code": codes[0]}).status_code == 422


def test_recovery_codes_are_shown_once_and_kept_as_hashes(client, secured):
    _device, codes = secured
    assert len(codes) == 10
    kept = str(list(RecoveryCode.objects.values()))
    assert not any(code.replace("-", "") in kept for code in codes)
    assert not any(code in str(list(AuditEvent.objects.values())) for code in codes)


def test_new_codes_and_removal_ask_for_the_password(client, officer):
    client.force_login(officer)
    _device, codes = set_up(client, officer)
    client.post(reverse("recovery_codes"), {"password": "wrong"})
    client.post(reverse("second_factor_remove"), {"password": "wrong"})
    assert second_factor.device_of(officer) is not None
    answer = client.post(reverse("recovery_codes"), {"password": PASSWORD})
    fresh = client.get(answer.url).context["codes"]
    assert not set(fresh) & set(codes)
    assert client.get(reverse("recovery_codes")).status_code == 302
    client.post(reverse("second_factor_remove"), {"password": PASSWORD})
    assert second_factor.device_of(officer) is None


def test_nobody_signs_in_past_it_through_the_set_up(client, secured, reviewer):
    """Django's set-up has a sign-in page of its own; here it leads to the one door."""
    assert client.get("/admin/login/?next=/admin/").url == "/sign-in/?next=/admin/"
    assert client.post("/admin/login/", {"username": "reviewer", "password": PASSWORD}).status_code == 302
    assert "_auth_user_id" not in client.session
