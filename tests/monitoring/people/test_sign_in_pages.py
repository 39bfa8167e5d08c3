"""Every page of sign-in is one of ours: our frame, and nothing the content security policy would refuse."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.builders import PASSWORD
from tests.cast import Cast

pytestmark = pytest.mark.django_db
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.IGNORECASE
)

VISITOR = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_request_login_code",
    "account_reset_password",
    "account_password_reset_completed",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
]
SIGNED_IN = [
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
    "socialaccount_connections",
]
# Pages of allauth that no address here leads to.
UNREACHED = re.compile(
    r"phone|signup_by_passkey|webauthn/signup_form|mfa/trust|account/signup\.html|socialaccount/signup|verified_email|"
    r"account/email\.html|verification_sent|email_confirm\.html|password_reset_done|already_exists|signup_message|"
    r"signup_subject|password_reset_key|login_redirect|base_manage|base_entrance|base_confirm_code|/base\.html|snippets/|"
    r"primary_email_set|unverified_primary|connected_updated|download\.txt"
)


def is_ours(response: object, client: Client) -> None:
    html = response.content.decode()  # type: ignore[attr-defined]
    assert not INLINE.findall(html)
    assert '<main class="site-main"' in html
    assert html.count("<h1") == 1
    assert "script-src 'self'" in response["Content-Security-Policy"]  # type: ignore[index]


@pytest.mark.parametrize("name", VISITOR)
def test_pages_for_visitors(name: str, client: Client) -> None:
    is_ours(client.get(reverse(name)), client)


@pytest.fixture
def at_home(cast: Cast) -> Client:
    """A person with password, application, recovery codes and a key, who has just confirmed who they are."""
    person = cast.manager
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "Blue key", "credential": {"clientExtensionResults": {}}}
    )
    SocialAccount.objects.create(user=person, provider="openid_connect", uid="u", extra_data={})
    client = Client()
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.mark.parametrize("name", [name for name in SIGNED_IN if name != "socialaccount_connections"])
def test_pages_for_those_signed_in(name: str, at_home: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.begin_authentication", lambda user: {})
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    response = at_home.get(reverse(name))
    assert response.status_code == 200
    is_ours(response, at_home)


def test_the_square_to_scan_is_a_picture(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.manager)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = client.get(reverse("mfa_activate_totp"))
    is_ours(response, client)
    assert 'src="data:image/svg+xml;base64,' in response.content.decode()


def test_connected_accounts(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.manager)
    is_ours(client.get(reverse("socialaccount_connections")), client)


def test_pages_of_codes(client: Client, cast: Cast) -> None:
    client.post(reverse("account_request_login_code"), {"email": cast.manager.email})
    is_ours(client.get(reverse("account_confirm_login_code")), client)
    other = Client()
    other.post(reverse("account_reset_password"), {"email": cast.manager.email})
    is_ours(other.get(reverse("account_confirm_password_reset_code")), other)


def test_page_of_the_second_factor(client: Client, cast: Cast) -> None:
    TOTP.activate(cast.manager, "JBSWY3DPEHPK3PXP")
    client.post(reverse("account_login"), {"login": cast.manager.email, "password": PASSWORD})
    is_ours(client.get(reverse("mfa_authenticate")), client)


def test_every_text_of_the_package_that_is_in_use_is_replaced_by_ours() -> None:
    package, ours = Path(allauth.__file__).parent / "templates", Path(settings.BASE_DIR) / "templates"
    found = [
        str(path.relative_to(package))
        for folder in ("account", "mfa", "socialaccount", "usersessions")
        for path in sorted((package / folder).rglob("*.*"))
    ]
    assert len(found) > 80
    assert [name for name in found if not UNREACHED.search(name) and not (ours / name).exists()] == []


@pytest.mark.parametrize(("demonstration", "shown"), [(False, False), (True, True)])
def test_logins_are_offered_by_the_demonstration_alone(
    demonstration: bool, shown: bool, client: Client, cast: Cast
) -> None:
    cast.region.is_demonstration = demonstration
    cast.region.save()
    html = client.get(reverse("account_login")).content.decode()
    assert ("administrator@example.org" in html) is shown


def test_the_provider_is_offered_where_there_is_one(client: Client, settings: object) -> None:
    page = reverse("account_login")
    assert "ProConnect" not in client.get(page).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {  # type: ignore[attr-defined]
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "ProConnect",
                    "client_id": "x",
                    "secret": "y",
                    "settings": {"server_url": "https://provider.example"},
                }
            ]
        }
    }
    assert "ProConnect" in client.get(page).content.decode()
