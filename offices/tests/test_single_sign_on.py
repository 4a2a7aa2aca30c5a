"""Single sign-on against a small provider that really listens on this machine."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.urls import reverse

from offices.models import AuditEvent, User

pytestmark = pytest.mark.django_db
CLIENT = "reports-site"
KEYS = {"RS256": rsa.generate_private_key(65537, 2048), "ES256": ec.generate_private_key(ec.SECP256R1())}


class Provider(ThreadingHTTPServer):
    """Knows one person; ``says`` changes what it claims, ``signs_with`` whose key it takes."""

    def __init__(self, algorithm):
        super().__init__(("127.0.0.1", 0), Answer)
        self.algorithm, self.says, self.signs_with, self.asked = algorithm, {}, KEYS[algorithm], {}

    @property
    def issuer(self):
        return f"http://127.0.0.1:{self.server_port}"

    def token(self):
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 60}
        claims |= {"nonce": self.asked["nonce"], "preferred_username": "officer"} | self.says
        headers = {"kid": "k1"}
        return jwt.encode(claims, self.signs_with, algorithm=self.algorithm, headers=headers)

    def keys(self):
        algorithm = jwt.get_algorithm_by_name(self.algorithm)
        public = json.loads(algorithm.to_jwk(KEYS[self.algorithm].public_key()))
        return {"keys": [public | {"kid": "k1", "alg": self.algorithm, "use": "sig"}]}


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.give(self.server.keys() if self.path == "/jwks" else {"sub": "7"})

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked["code"], self.server.asked["verifier"] = sent["code"][0], sent["code_verifier"][0]
        self.give({"access_token": "a", "id_token": self.server.token(), "token_type": "Bearer"})

    def give(self, answer):
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Silence: the tests speak for themselves."""


@pytest.fixture(params=["RS256", "ES256"])
def provider(request, settings):
    server = Provider(request.param)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SINGLE_SIGN_ON, settings.SINGLE_SIGN_ON_NAME = server.issuer, "云溪统一认证"
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = CLIENT, "secret"
    settings.OIDC_RP_SIGN_ALGO = request.param
    for name, path in (
        ("AUTHORIZATION", "authorize"),
        ("TOKEN", "token"),
        ("USER", "userinfo"),
        ("JWKS", "jwks"),
    ):
        setattr(settings, f"OIDC_OP_{name}_ENDPOINT", f"{server.issuer}/{path}")
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def go(client, provider, **state):
    """From the sign-in page to the provider and back."""
    asked = client.get(reverse("sso"), {"next": reverse("profile")})
    assert asked.url.startswith(f"{provider.issuer}/authorize?")
    provider.asked = {name: values[0] for name, values in parse_qs(urlsplit(asked.url).query).items()}
    back = {"code": "c", "state": provider.asked["state"]} | state
    return client.get(reverse("sso_callback"), back)


def test_an_existing_account_is_signed_in_and_goes_on(client, officer, provider):
    assert "云溪统一认证" in client.get(reverse("sign_in")).content.decode()
    answer = go(client, provider)
    assert answer.url == reverse("profile")
    assert client.get(answer.url).status_code == 200
    assert AuditEvent.objects.get(action="sign_in.single_sign_on").actor == officer
    assert provider.asked["code_challenge_method"] == "S256"


def test_nobody_is_let_in_whom_we_do_not_know_and_no_account_is_made(client, officer, provider):
    provider.says = {"preferred_username": "somebody-new"}
    assert go(client, provider).url == reverse("sign_in")
    assert client.get(reverse("profile")).status_code == 302
    assert User.objects.count() == 1


def test_a_closed_account_stays_closed(client, officer, provider):
    User.objects.update(is_active=False)
    assert go(client, provider).url == reverse("sign_in")


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "another-site"},
        {"iss": "http://127.0.0.1:1"},
        {"nonce": "of another sign-in"},
        {"exp": 1},
    ],
    ids=["for another site", "by another provider", "replayed", "too old"],
)
def test_a_token_that_is_not_ours_is_refused(client, officer, provider, lie):
    provider.says = lie
    assert go(client, provider).url == reverse("sign_in")
    assert client.get(reverse("profile")).status_code == 302
    assert AuditEvent.objects.filter(action="sign_in.single_sign_on_failed").exists()


def test_a_token_signed_by_somebody_else_is_refused(client, officer, provider):
    stranger = rsa.generate_private_key(65537, 2048)
    provider.signs_with = (
        stranger if provider.algorithm == "RS256" else ec.generate_private_key(ec.SECP256R1())
    )
    assert go(client, provider).url == reverse("sign_in")
    assert client.get(reverse("profile")).status_code == 302


def test_an_unsigned_token_is_refused(client, officer, provider, monkeypatch):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    claims = {"sub": "7", "preferred_username": "officer"}
    provider.token = lambda: f"{part({'alg': 'none', 'kid': 'k1'})}.{part(claims)}."
    assert go(client, provider).url == reverse("sign_in")


def test_a_state_nobody_asked_for_is_refused(client, officer, provider):
    assert go(client, provider, state="made up").status_code == 400


def test_it_does_not_spare_the_second_factor(client, reviewer, provider, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    provider.says = {"preferred_username": "reviewer"}
    go(client, provider)
    assert client.get(reverse("profile")).url.startswith(reverse("second_factor"))


def test_without_a_provider_there_is_no_such_page(client):
    assert client.get(reverse("sso")).status_code == 404
    assert client.get(reverse("sso_callback")).status_code == 404
