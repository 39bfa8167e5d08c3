"""Those who review or administer set a second factor before anything else, where it is required."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from monitoring.people.models import ParkedPost
from monitoring.people.parking import TOKEN_FIELD, token_for
from tests.builders import PASSWORD
from tests.cast import Cast
from tests.monitoring.people.conftest import As
from tests.monitoring.people.test_sign_in import totp_code

pytestmark = pytest.mark.django_db
REQUIRED = ("officer", "administrator")


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize("name", REQUIRED)
def test_they_are_led_to_set_one(name: str, as_: As) -> None:
    response = as_(name).get("/profile/?x=1")
    assert response["Location"] == "/profile/second-factor/?next=%2Fprofile%2F%3Fx%3D1"
    assert as_(name).get(response["Location"]).status_code == 200


@pytest.mark.parametrize("name", ["manager", "delegate", "evaluator", "elected", "facilitator", "nobody"])
def test_the_others_are_not(name: str, as_: As) -> None:
    assert as_(name).get(reverse("profile")).status_code == 200


def test_whoever_runs_the_machine_is_too(as_: As, cast: Cast) -> None:
    cast.nobody.is_superuser = cast.nobody.is_staff = True
    cast.nobody.save()
    assert as_("nobody").get("/admin/")["Location"].startswith(reverse("second-factor"))


def test_nobody_is_where_it_is_not_required(as_: As, settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    assert as_("officer").get(reverse("profile")).status_code == 200


def test_they_set_it_and_come_back_to_where_they_were(cast: Cast) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": cast.officer.email, "password": PASSWORD})
    led = client.get(reverse("profile"))
    client.get(led["Location"])
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert reverse("second-factor") in client.get(response["Location"]).content.decode()
    assert client.get(reverse("second-factor"))["Location"] == reverse("profile")
    assert client.get(reverse("profile")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(as_: As, cast: Cast) -> None:
    Authenticator.objects.create(user=cast.officer, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert as_("officer").get(reverse("profile")).status_code == 302


def test_what_they_typed_meanwhile_is_kept(as_: As, cast: Cast) -> None:
    response = as_("officer").post(reverse("profile"), {"first_name": "New", TOKEN_FIELD: token_for(cast.officer)})
    parked = ParkedPost.objects.get(author=cast.officer)
    assert f"next=%2Fparked%2F{parked.pk}%2F" in response["Location"]


def test_they_can_always_sign_out_and_change_language(as_: As) -> None:
    client = as_("officer")
    assert client.post(reverse("language"), {"language": "en"}).status_code == 302
    client.post(reverse("account_logout"))
    assert client.get(reverse("profile"))["Location"].startswith(reverse("account_login"))


def test_next_never_leads_to_another_site(as_: As, settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    assert as_("officer").get(reverse("second-factor"), {"next": "//evil.example"})["Location"] == "/"
