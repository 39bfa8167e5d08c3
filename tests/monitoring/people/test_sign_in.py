"""Signing in: by password, by code, by a second factor; what strangers learn, and how often they may try."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse

from monitoring.people.models import Person
from tests.builders import PASSWORD
from tests.cast import Cast

LOGIN = "/accounts/login/"
pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("profile")).status_code == 200


def totp_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^([A-Z0-9][A-Z0-9-]{4,})$", str(message.body), re.MULTILINE)
    assert found, message.body
    return found[1]


def test_by_password(client: Client, cast: Cast) -> None:
    response = client.post(LOGIN, {"login": cast.manager.email.upper(), "password": PASSWORD})
    assert response.status_code == 302
    assert is_signed_in(client)


def test_one_comes_back_to_the_page_asked_for(client: Client, cast: Cast) -> None:
    asked = client.get("/team/?x=1")
    assert asked["Location"] == "/accounts/login/?next=%2Fteam%2F%3Fx%3D1"
    page = client.get(asked["Location"])
    assert 'name="next" value="/team/?x=1"' in page.content.decode()
    response = client.post(LOGIN, {"login": cast.manager.email, "password": PASSWORD, "next": "/team/?x=1"})
    assert response["Location"] == "/team/?x=1"


def test_nobody_is_sent_to_another_site_after_signing_in(client: Client, cast: Cast) -> None:
    data = {"login": cast.manager.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(LOGIN, data)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client: Client, cast: Cast) -> None:
    known = client.post(LOGIN, {"login": cast.manager.email, "password": "wrong"}).content.decode()
    unknown = client.post(LOGIN, {"login": "stranger@example.org", "password": "wrong"}).content.decode()
    hidden = re.compile(r'name="(csrfmiddlewaretoken|author_token)" value="[^"]*"')
    assert hidden.sub("", known.replace(cast.manager.email, "X")) == hidden.sub(
        "", unknown.replace("stranger@example.org", "X")
    )


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_asking_for_a_code_tells_strangers_nothing(page: str, client: Client, cast: Cast, jobs_at_once: None) -> None:
    answers = []
    for email in (cast.manager.email, "stranger@example.org"):
        client.cookies.clear()
        response = client.post(reverse(page), {"email": email})
        shown = client.get(response["Location"]).content.decode().replace(email, "X")
        answers.append((response.status_code, response["Location"], re.sub(r'value="[^"]*"', "", shown)))
    assert answers[0] == answers[1]
    known, unknown = mail.outbox
    assert known.to == [cast.manager.email]
    assert unknown.to == ["stranger@example.org"]
    assert "invitation" in unknown.body


def test_a_closed_account_cannot_sign_in(client: Client, cast: Cast) -> None:
    Person.objects.filter(pk=cast.manager.pk).update(is_active=False)
    client.post(LOGIN, {"login": cast.manager.email, "password": PASSWORD})
    assert not is_signed_in(client)


def test_by_code_without_any_password(client: Client, cast: Cast, jobs_at_once: None) -> None:
    cast.delegate.set_unusable_password()
    cast.delegate.save()
    client.post(reverse("account_request_login_code"), {"email": cast.delegate.email})
    assert client.get(reverse("account_confirm_login_code")).status_code == 200
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})
    assert is_signed_in(client)
    assert client.get(reverse("account_change_password"))["Location"] == reverse("account_set_password")


def test_a_code_works_in_the_browser_that_asked_for_it_alone(client: Client, cast: Cast, jobs_at_once: None) -> None:
    client.post(reverse("account_request_login_code"), {"email": cast.delegate.email})
    thief = Client()
    thief.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})
    assert not is_signed_in(thief)


def test_three_wrong_codes_end_it(client: Client, cast: Cast, jobs_at_once: None) -> None:
    client.post(reverse("account_request_login_code"), {"email": cast.delegate.email})
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "WRONG-1"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})
    assert not is_signed_in(client)


def test_a_new_password_by_code(client: Client, cast: Cast, jobs_at_once: None) -> None:
    client.post(reverse("account_reset_password"), {"email": cast.manager.email})
    page = reverse("account_confirm_password_reset_code")
    assert client.get(page).status_code == 200
    client.post(page, {"code": code_in(mail.outbox[0])})
    chosen = reverse("account_complete_password_reset")
    refused = client.post(chosen, {"password1": "short", "password2": "short"})
    assert refused.status_code == 200
    assert "12" in refused.content.decode()
    client.post(chosen, {"password1": "Un-autre-mot-2027", "password2": "Un-autre-mot-2027"})
    assert Client().post(LOGIN, {"login": cast.manager.email, "password": "Un-autre-mot-2027"}).status_code == 302


def test_codes_speak_the_language_of_the_person(client: Client, cast: Cast, jobs_at_once: None) -> None:
    Person.objects.filter(pk=cast.manager.pk).update(language="en")
    client.post(reverse("account_request_login_code"), {"email": cast.manager.email}, headers={"accept-language": "fr"})
    assert mail.outbox[0].subject == "Clusterix: your sign-in code"
    assert "quarter of an hour" in mail.outbox[0].body


class TestThrottling:
    @pytest.fixture(autouse=True)
    def clock(self) -> Iterator[None]:
        with time_machine.travel("2026-10-01T10:00:00+02:00", tick=True):
            yield

    def test_after_ten_wrong_passwords_even_the_right_one_waits(self, client: Client, cast: Cast) -> None:
        for _ in range(10):
            client.post(LOGIN, {"login": cast.manager.email, "password": "wrong"})
        refused = client.post(LOGIN, {"login": cast.manager.email, "password": PASSWORD})
        assert refused.status_code == 200
        assert not is_signed_in(client)
        with time_machine.travel("2026-10-01T10:20:00+02:00"):
            client.post(LOGIN, {"login": cast.manager.email, "password": PASSWORD})
            assert is_signed_in(client)

    def test_somebody_else_is_not_held_up_from_another_machine(self, client: Client, cast: Cast) -> None:
        for _ in range(10):
            client.post(LOGIN, {"login": cast.manager.email, "password": "wrong"})
        other = Client(REMOTE_ADDR="192.0.2.7")
        other.post(LOGIN, {"login": cast.officer.email, "password": PASSWORD})
        assert is_signed_in(other)

    def test_too_many_tries_from_one_machine_get_a_page_that_says_so(self, client: Client, cast: Cast) -> None:
        answers = {client.post(LOGIN, {"login": f"{n}@example.org", "password": "x"}).status_code for n in range(35)}
        assert answers == {200, 429}
        page = client.post(LOGIN, {"login": cast.manager.email, "password": PASSWORD})
        assert "Clusterix" in page.content.decode()


class TestSecondFactor:
    def set_up(self, person: Person) -> str:
        authenticator = TOTP.activate(person, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(person)
        assert authenticator.instance.type == Authenticator.Type.TOTP
        return "JBSWY3DPEHPK3PXP"

    def test_a_password_alone_does_not_open(self, client: Client, cast: Cast) -> None:
        self.set_up(cast.officer)
        response = client.post(LOGIN, {"login": cast.officer.email, "password": PASSWORD})
        assert response["Location"].startswith(reverse("mfa_authenticate"))
        assert not is_signed_in(client)

    def test_an_email_code_alone_does_not_open_either(self, client: Client, cast: Cast, jobs_at_once: None) -> None:
        self.set_up(cast.officer)
        client.post(reverse("account_request_login_code"), {"email": cast.officer.email})
        client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})
        assert not is_signed_in(client)

    def test_with_the_code_of_the_application(self, client: Client, cast: Cast) -> None:
        secret = self.set_up(cast.officer)
        client.post(LOGIN, {"login": cast.officer.email, "password": PASSWORD})
        assert client.get(reverse("mfa_authenticate")).status_code == 200
        client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
        assert is_signed_in(client)

    def test_a_recovery_code_opens_once(self, client: Client, cast: Cast) -> None:
        self.set_up(cast.officer)
        stored = Authenticator.objects.get(user=cast.officer, type=Authenticator.Type.RECOVERY_CODES)
        code = RecoveryCodes(stored).get_unused_codes()[0]
        client.post(LOGIN, {"login": cast.officer.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(client)
        again = Client()
        again.post(LOGIN, {"login": cast.officer.email, "password": PASSWORD})
        again.post(reverse("mfa_authenticate"), {"code": code})
        assert not is_signed_in(again)


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(cast: Cast, jobs_at_once: None) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post(LOGIN, {"login": cast.manager.email, "password": PASSWORD})
    new = "Un-autre-mot-2027"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert "password was changed" in mail.outbox[-1].body or "mot de passe" in mail.outbox[-1].body


def test_ending_the_other_sessions(cast: Cast) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post(LOGIN, {"login": cast.manager.email, "password": PASSWORD})
    here.post(reverse("usersessions_list"))
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_a_new_address_is_confirmed_by_a_code_before_it_counts(cast: Cast, jobs_at_once: None) -> None:
    client = Client()
    client.post(LOGIN, {"login": cast.manager.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "Moved@Example.org", "action_add": ""})
    assert Person.objects.get(pk=cast.manager.pk).email == cast.manager.email
    message = next(m for m in mail.outbox if m.to == ["moved@example.org"])
    client.post(reverse("account_email_verification_sent"), {"code": code_in(message)})
    assert Person.objects.get(pk=cast.manager.pk).email == "moved@example.org"
    assert list(EmailAddress.objects.filter(user=cast.manager).values_list("email", flat=True)) == ["moved@example.org"]


def test_an_address_of_somebody_else_cannot_be_taken(cast: Cast, jobs_at_once: None) -> None:
    client = Client()
    client.post(LOGIN, {"login": cast.manager.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": cast.officer.email, "action_add": ""})
    assert Person.objects.get(pk=cast.manager.pk).email == cast.manager.email
    assert not EmailAddress.objects.filter(user=cast.manager, email=cast.officer.email).exists()


def test_nobody_signs_up_alone(client: Client, cast: Cast) -> None:
    data = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("account_signup"), data).status_code == 200
    assert not Person.objects.filter(email="new@example.org").exists()
