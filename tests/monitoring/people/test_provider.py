"""Sign-in through an OpenID Connect provider that speaks as ProConnect does; nothing leaves this machine."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from requests.adapters import BaseAdapter

from monitoring.people.adapter import ProviderAdapter
from monitoring.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PROVIDER = "https://provider.example/api/v2"
CONFIGURATION = {
    "issuer": PROVIDER,
    "authorization_endpoint": f"{PROVIDER}/authorize",
    "token_endpoint": f"{PROVIDER}/token",
    "userinfo_endpoint": f"{PROVIDER}/userinfo",
    "jwks_uri": f"{PROVIDER}/jwks",
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
}
SECRET = "only-for-tests-only-for-tests-only-for-tests"


class FakeProvider(BaseAdapter):
    """Answers what the provider would, about the person it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.claims: dict[str, Any] = {"sub": "abc", "given_name": "Max", "usual_name": "Muster", "siret": "1" * 14}
        self.nonce = ""
        self.signs = True

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        path = urlsplit(str(request.url)).path.rsplit("/", 1)[-1]
        if path == "openid-configuration":
            return self.answer(request, CONFIGURATION)
        if path == "token":
            identity = {"iss": PROVIDER, "aud": "clusterix", "sub": "abc", "nonce": self.nonce, "exp": 4_000_000_000}
            token = jwt.encode({**identity, "iat": 1_600_000_000}, SECRET, "HS256")
            return self.answer(request, {"access_token": "x", "token_type": "bearer", "id_token": token})
        if self.signs:
            return self.answer(request, jwt.encode(self.claims, SECRET, "HS256"), "application/jwt")
        return self.answer(request, self.claims)

    def answer(self, request: requests.PreparedRequest, body: Any, kind: str = "application/json") -> requests.Response:
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, str(request.url)
        response.headers["Content-Type"] = kind
        response.raw = BytesIO((body if isinstance(body, str) else json.dumps(body)).encode())
        return response

    def close(self) -> None:
        pass


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    fake, session_of = FakeProvider(), ProviderAdapter.get_requests_session

    def session(self: ProviderAdapter) -> requests.Session:
        made = session_of(self)
        made.mount("https://", fake)
        return made

    monkeypatch.setattr(ProviderAdapter, "get_requests_session", session)
    app: dict[str, Any] = {"provider_id": "oidc", "name": "ProConnect", "client_id": "clusterix", "secret": SECRET}
    app |= {"settings": {"server_url": PROVIDER, "scope": ["openid", "email"], "auth_params": {"acr_values": "eidas1"}}}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": settings.SOCIALACCOUNT_PROVIDERS["openid_connect"] | {"APPS": [app]}
    }
    return fake


def come_back(client: Client, provider: FakeProvider, **changed: str) -> Any:
    """Goes to the provider and comes back with its code."""
    leaving = client.post(reverse("openid_connect_login", args=["oidc"]))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leaving["Location"]).query).items()}
    provider.nonce = changed.get("nonce", asked["nonce"])
    callback = reverse("openid_connect_callback", args=["oidc"])
    return client.get(callback, {"code": "c", "state": changed.get("state", asked["state"])}, follow=True)


def is_signed_in_as(client: Client, person: Person) -> bool:
    response = client.get(reverse("profile"))
    return response.status_code == 200 and response.context["user"] == person


def test_the_provider_is_asked_as_proconnect_wants(client: Client, provider: FakeProvider) -> None:
    leaving = client.post(reverse("openid_connect_login", args=["oidc"]))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leaving["Location"]).query).items()}
    assert leaving["Location"].startswith(f"{PROVIDER}/authorize?")
    assert asked["response_type"] == "code"
    assert asked["acr_values"] == "eidas1"
    assert asked["redirect_uri"].endswith("/accounts/oidc/oidc/login/callback/")
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32


@pytest.mark.parametrize("signs", [True, False])
def test_an_account_of_the_same_address_is_opened(
    signs: bool, client: Client, cast: Cast, provider: FakeProvider
) -> None:
    provider.signs = signs
    provider.claims["email"] = cast.officer.email.upper()
    come_back(client, provider)
    assert is_signed_in_as(client, cast.officer)


def test_a_new_key_for_a_known_address_opens_the_same_account(
    client: Client, cast: Cast, provider: FakeProvider
) -> None:
    for key in ("abc", "def"):
        client.cookies.clear()
        provider.claims |= {"sub": key, "email": cast.officer.email}
        come_back(client, provider)
        assert is_signed_in_as(client, cast.officer)


def test_an_unknown_address_gets_no_account_and_a_page_that_says_so(
    client: Client, cast: Cast, provider: FakeProvider
) -> None:
    provider.claims["email"] = "stranger@example.org"
    page = come_back(client, provider)
    assert page.status_code == 200
    assert page.templates[0].name == "account/signup_closed.html"
    assert not Person.objects.filter(email="stranger@example.org").exists()


def test_a_closed_account_stays_closed(client: Client, cast: Cast, provider: FakeProvider) -> None:
    Person.objects.filter(pk=cast.officer.pk).update(is_active=False)
    provider.claims["email"] = cast.officer.email
    come_back(client, provider)
    assert not is_signed_in_as(client, cast.officer)


@pytest.mark.parametrize("changed", [{"nonce": "of-another-request"}, {"nonce": ""}, {"state": "of-another-browser"}])
def test_an_answer_made_for_another_request_is_refused(
    changed: dict[str, str], client: Client, cast: Cast, provider: FakeProvider
) -> None:
    provider.claims["email"] = cast.officer.email
    page = come_back(client, provider, **changed)
    assert page.status_code in {200, 401}
    assert not is_signed_in_as(client, cast.officer)


def test_one_who_gives_up_there_is_told_so(client: Client, provider: FakeProvider) -> None:
    client.post(reverse("openid_connect_login", args=["oidc"]))
    page = client.get(reverse("openid_connect_callback", args=["oidc"]), {"error": "access_denied"}, follow=True)
    assert page.templates[0].name in {"socialaccount/login_cancelled.html", "socialaccount/authentication_error.html"}
