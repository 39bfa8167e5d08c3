import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from monitoring.people.models import Person
from tests.cast import Cast
from tests.monitoring.people.conftest import As

pytestmark = pytest.mark.django_db


def language_of(client: Client, **headers: str) -> str:
    html = client.get(reverse("accessibility"), headers=headers).content.decode()
    return html.split('<html lang="')[1].split('"')[0]


def test_a_visitor_is_spoken_to_as_the_browser_asks(client: Client) -> None:
    for asked in ("en", "fr"):
        assert language_of(client, **{"accept-language": f"{asked}-XX,{asked}"}) == asked
    assert language_of(client, **{"accept-language": "de"}) == settings.LANGUAGE_CODE


def test_a_visitor_chooses_for_this_browser(client: Client) -> None:
    response = client.post(reverse("language"), {"language": "en", "next": "/accessibilite"})
    assert response["Location"] == "/accessibilite"
    assert language_of(client, **{"accept-language": "fr"}) == "en"


def test_what_a_person_chose_comes_before_the_browser_and_follows_them(as_: As, cast: Cast) -> None:
    as_("manager").post(reverse("language"), {"language": "en"})
    assert Person.objects.get(pk=cast.manager.pk).language == "en"
    assert language_of(as_("manager"), **{"accept-language": "fr"}) == "en"


def test_an_unknown_language_changes_nothing(as_: As, cast: Cast) -> None:
    as_("manager").post(reverse("language"), {"language": "xx"})
    assert Person.objects.get(pk=cast.manager.pk).language == ""


def test_it_leads_to_no_other_site(client: Client) -> None:
    assert client.post(reverse("language"), {"language": "en", "next": "https://evil.example"})["Location"] == "/"


def test_one_persons_language_does_not_stick_to_the_next_request(as_: As, cast: Cast, client: Client) -> None:
    Person.objects.filter(pk=cast.manager.pk).update(language="en")
    assert language_of(as_("manager")) == "en"
    assert language_of(client, **{"accept-language": "fr"}) == "fr"
