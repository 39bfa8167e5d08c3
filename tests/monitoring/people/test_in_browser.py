"""The pages about people in a browser: no barrier on any width, and what only a browser does."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import CDPSession, Page, expect

from monitoring.people.models import ParkedPost, Person, SeeAsVisit
from tests import builders
from tests.browser import barriers
from tests.builders import PASSWORD
from tests.cast import Cast

pytestmark = pytest.mark.browser
SignIn = Callable[[Person], None]
WIDTHS = (1280, 390, 320)


@pytest.fixture
def lived_in(cast: Cast) -> Cast:
    """Something to see on every page."""
    builders.make_invitation(by=cast.manager, cluster=cast.cluster, email="a.rather.long.address@example.org")
    SeeAsVisit.objects.create(administrator=cast.administrator, person=cast.manager, reason="A figure was unclear.")
    SeeAsVisit.objects.update(ended_at=timezone.now())
    ParkedPost.objects.create(author=cast.manager, path="/profile/", fields=[["first_name", "Élodie"]], had_files=True)
    return cast


def without_barrier(page: Page, address: str) -> None:
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert barriers(page) == [], f"{address} at {width} px"


def test_the_administrators_pages(page: Page, lived_in: Cast, sign_in: SignIn) -> None:
    sign_in(lived_in.administrator)
    person, mandate = lived_in.officer.pk, lived_in.officer.mandates.get().pk
    for address in (
        reverse("person-list"),
        reverse("person-list") + "?q=nobody-of-this-name",
        reverse("person-detail", args=[lived_in.manager.pk]),
        reverse("person-edit", args=[person]),
        reverse("person-erase", args=[person]),
        reverse("mandate-new", args=[person]),
        reverse("mandate-end", args=[mandate]),
        reverse("mandate-portfolio", args=[mandate]),
        reverse("invitation-list"),
        reverse("invitation-new"),
        reverse("see-as-list"),
        reverse("see-as-start", args=[person]),
    ):
        without_barrier(page, address)


def test_everybodys_pages(page: Page, lived_in: Cast, sign_in: SignIn) -> None:
    sign_in(lived_in.manager)
    for address in (
        reverse("profile"),
        reverse("team"),
        reverse("team-invite"),
        reverse("parked", args=[ParkedPost.objects.get().pk]),
        reverse("mfa_index"),
        reverse("account_email"),
        reverse("account_change_password"),
        reverse("usersessions_list"),
        reverse("account_logout"),
    ):
        without_barrier(page, address)


def test_visitors_pages(page: Page, lived_in: Cast) -> None:
    lived_in.region.is_demonstration = True
    lived_in.region.save()
    invitation = builders.make_invitation(by=lived_in.manager, cluster=lived_in.cluster, email="new@example.org")
    for address in (
        reverse("account_login"),
        reverse("account_request_login_code"),
        reverse("account_signup"),
        reverse("invitation", args=[invitation.token]),
    ):
        without_barrier(page, address)


def a_key(page: Page) -> CDPSession:
    """A security key that lives in the browser."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices


def test_a_passkey_is_added_then_opens_the_account_alone(page: Page, cast: Cast) -> None:
    a_key(page)
    page.goto(reverse("account_login"))
    page.fill("[name=login]", cast.manager.email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form").first.locator("button.btn-primary").click()
    page.wait_for_url("**/reports/")
    page.goto(reverse("mfa_add_webauthn"))
    page.fill("[name=password]", PASSWORD)
    page.locator("main .btn-primary").click()
    page.fill("[name=name]", "Blue key")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.filter(user=cast.manager, type="webauthn").count() == 1
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.click("#passkey_login")
    page.wait_for_url("**/reports/")


def test_a_key_that_is_not_there_says_so_on_the_page(page: Page, cast: Cast) -> None:
    page.goto(reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')); }")
    expect(page.locator("[data-passkey-refused]")).to_be_hidden()
    page.click("#passkey_login")
    expect(page.locator("[data-passkey-refused]")).to_be_visible()


def test_what_was_typed_survives_the_end_of_the_session(page: Page, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.manager)
    page.goto(reverse("profile"))
    page.fill("[name=last_name]", "Fauré-Dupont")
    page.context.clear_cookies(name="sessionid")
    page.locator("main form.sheet .btn-primary").click()
    page.fill("[name=login]", cast.manager.email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form").first.locator("button.btn-primary").click()
    page.wait_for_url("**/parked/*/")
    assert "Fauré-Dupont" in page.content()
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/profile/")
    assert Person.objects.get(pk=cast.manager.pk).last_name == "Fauré-Dupont"
