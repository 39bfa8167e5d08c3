"""What was typed when the session had expired is kept for its author alone, and sent again once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from monitoring.people.models import Mandate, ParkedPost, Person
from monitoring.people.parking import MOST_KEPT, TOKEN_FIELD, token_for
from tests.builders import PASSWORD
from tests.cast import Cast
from tests.monitoring.people.conftest import As

pytestmark = pytest.mark.django_db
PROFILE = "/profile/"


def typed(person: Person, **fields: str) -> dict[str, str]:
    return {"first_name": "Élodie", "last_name": "Fauré", "language": "fr", TOKEN_FIELD: token_for(person)} | fields


def post_expired(person: Person, path: str = PROFILE, client: Client | None = None, **fields: str) -> str:
    response = (client or Client()).post(path, typed(person, **fields))
    assert response.status_code == 302
    return response["Location"]


def entry_fields(client: Client, entry: ParkedPost) -> tuple[str, dict[str, str]]:
    """The form on the entry's page: where it goes and what it sends."""
    html = client.get(reverse("parked", args=[entry.pk])).content.decode()
    form = next(part for part in re.findall(r"<form.*?</form>", html, re.DOTALL) if "parked_entry" in part)
    action = re.search(r'action="([^"]*)"', form)
    fields = re.findall(r'<input type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', form)
    assert action
    return action[1], {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_every_form_says_whose_it_is(as_: As, cast: Cast, client: Client) -> None:
    assert f'name="{TOKEN_FIELD}"' in as_("manager").get(PROFILE).content.decode()
    assert TOKEN_FIELD not in client.get(reverse("account_login")).content.decode()


def test_the_whole_way(cast: Cast) -> None:
    client = Client()
    sign_in = post_expired(cast.manager, client=client)
    entry = ParkedPost.objects.get()
    assert (entry.author, entry.path) == (cast.manager, PROFILE)
    assert entry.fields == [["first_name", "Élodie"], ["last_name", "Fauré"], ["language", "fr"]]
    assert sign_in == f"/accounts/login/?next=%2Fparked%2F{entry.pk}%2F"
    response = client.post(
        "/accounts/login/", {"login": cast.manager.email, "password": PASSWORD, "next": f"/parked/{entry.pk}/"}
    )
    page = client.get(response["Location"])
    assert "Fauré" in page.content.decode()
    action, fields = entry_fields(client, entry)
    assert client.post(action, fields)["Location"] == PROFILE
    assert Person.objects.get(pk=cast.manager.pk).last_name == "Fauré"
    entry.refresh_from_db()
    assert entry.sent_at


def test_sent_twice_it_is_done_once(cast: Cast, as_: As) -> None:
    post_expired(cast.manager)
    client, entry = as_("manager"), ParkedPost.objects.get()
    action, fields = entry_fields(client, entry)
    client.post(action, fields)
    Person.objects.filter(pk=cast.manager.pk).update(last_name="Changed since")
    assert client.post(action, fields)["Location"] == reverse("parked", args=[entry.pk])
    assert Person.objects.get(pk=cast.manager.pk).last_name == "Changed since"
    assert "parked_entry" not in client.get(reverse("parked", args=[entry.pk])).content.decode()


def test_refused_it_can_be_sent_once_more(cast: Cast, as_: As) -> None:
    post_expired(cast.manager, first_name="")
    client, entry = as_("manager"), ParkedPost.objects.get()
    action, fields = entry_fields(client, entry)
    assert client.post(action, fields).status_code == 422
    entry.refresh_from_db()
    assert entry.sent_at is None


def test_with_the_mandate_gone_it_is_refused_and_still_there_to_copy(cast: Cast, as_: As) -> None:
    post_expired(cast.manager, "/team/invite/", email="colleague@example.org")
    Mandate.objects.filter(person=cast.manager).delete()
    client, entry = as_("manager"), ParkedPost.objects.get()
    action, fields = entry_fields(client, entry)
    assert client.post(action, fields).status_code == 403
    assert "colleague@example.org" in client.get(reverse("parked", args=[entry.pk])).content.decode()


def test_nobody_else_sees_sends_or_throws_it_away(cast: Cast, as_: As) -> None:
    post_expired(cast.manager)
    entry = ParkedPost.objects.get()
    other = as_("administrator")
    assert other.get(reverse("parked", args=[entry.pk])).status_code == 404
    assert other.post(reverse("parked-discard", args=[entry.pk])).status_code == 404
    other.post(PROFILE, typed(cast.administrator, parked_entry=str(entry.pk)))
    entry.refresh_from_db()
    assert entry.sent_at is None


def test_it_is_thrown_away(cast: Cast, as_: As) -> None:
    post_expired(cast.manager)
    as_("manager").post(reverse("parked-discard", args=[ParkedPost.objects.get().pk]))
    assert not ParkedPost.objects.exists()


def test_after_an_hour_it_is_gone(cast: Cast, as_: As) -> None:
    post_expired(cast.manager)
    entry = ParkedPost.objects.get()
    client = as_("manager")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.get(reverse("parked", args=[entry.pk])).status_code == 404
        assert list(ParkedPost.objects.expired()) == [entry]


def test_whoever_signs_in_by_another_way_is_still_offered_it(cast: Cast, client: Client) -> None:
    post_expired(cast.manager)
    response = client.post("/accounts/login/", {"login": cast.manager.email, "password": PASSWORD})
    assert response["Location"] == reverse("parked", args=[ParkedPost.objects.get().pk])


@pytest.mark.parametrize("token", ["", "forged", "1:abc:def"])
def test_without_proof_of_its_author_nothing_is_kept(token: str, cast: Cast) -> None:
    location = Client().post(PROFILE, typed(cast.manager) | {TOKEN_FIELD: token})["Location"]
    assert not ParkedPost.objects.exists()
    assert location == "/accounts/login/?next=%2F"


def test_a_form_older_than_a_week_proves_nothing(cast: Cast) -> None:
    data = typed(cast.manager)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        Client().post(PROFILE, data)
    assert not ParkedPost.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/accounts/email/", "/admin/"])
def test_nothing_of_sign_in_is_ever_written_down(path: str, cast: Cast) -> None:
    Client().post(path, typed(cast.manager, oldpassword="secret", password1="secret"))
    assert not ParkedPost.objects.exists()


def test_fields_named_password_are_left_out(cast: Cast) -> None:
    post_expired(cast.manager, new_password="secret")
    assert "secret" not in str(ParkedPost.objects.get().fields)


def test_files_are_left_out_and_the_page_says_so(cast: Cast, as_: As, tmp_path: object) -> None:
    with open(__file__, "rb") as file:  # noqa: PTH123
        Client().post(PROFILE, typed(cast.manager) | {"picture": file})
    entry = ParkedPost.objects.get()
    assert entry.had_files
    assert "pytest" not in str(entry.fields)


@pytest.mark.parametrize("text", ["a\x00b", "x" * 200_000, "<script>alert(1)</script>", "é\u202f\n\r\nsecond line"])
def test_any_text_is_kept_and_shown_as_text(text: str, cast: Cast, as_: As) -> None:
    post_expired(cast.manager, last_name=text)
    page = as_("manager").get(reverse("parked", args=[ParkedPost.objects.get().pk]))
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_marks_of_the_page_are_sent_again_but_not_shown(cast: Cast) -> None:
    marked = {"joint-actions.value": "14", "joint-actions.version": "3", "key": "abc", "next": "/"}
    Client().post(PROFILE, marked | {TOKEN_FIELD: token_for(cast.manager)})
    entry = ParkedPost.objects.get()
    assert dict(entry.fields) == marked
    assert entry.written == [("Joint actions value", "14")]


def test_names_that_come_twice_are_all_kept(cast: Cast) -> None:
    Client().post(PROFILE, {**typed(cast.manager), "domains": ["1", "2"]})
    assert [value for name, value in ParkedPost.objects.get().fields if name == "domains"] == ["1", "2"]


def test_the_last_ones_alone_are_kept(cast: Cast) -> None:
    client = Client()
    for number in range(MOST_KEPT + 3):
        post_expired(cast.manager, client=client, first_name=str(number))
    assert ParkedPost.objects.count() == MOST_KEPT
    assert ParkedPost.objects.latest("parked_at").fields[0][1] == str(MOST_KEPT + 2)


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"X-Requested-With": "XMLHttpRequest"}, {"Sec-Fetch-Mode": "cors"}]
)
def test_scripts_are_told_in_json(headers: dict[str, str], cast: Cast) -> None:
    response = Client().post(PROFILE, typed(cast.manager), headers=headers)
    assert response.status_code == 401
    answer = response.json()
    assert answer["kept"] is True
    assert answer["sign_in"].endswith(f"%2Fparked%2F{ParkedPost.objects.get().pk}%2F")
    assert answer["detail"]


def test_scripts_that_read_come_back_to_their_page(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/team/?page=2"}
    answer = client.get("/people/", headers=headers).json()
    assert answer["sign_in"] == "/accounts/login/?next=%2Fteam%2F%3Fpage%3D2"
    foreign = client.get("/people/", headers=headers | {"HX-Current-URL": "https://evil.example/x"}).json()
    assert foreign["sign_in"] == "/accounts/login/?next=%2F"


class TestPageOlderThanTheSignIn:
    """The session came back in another tab: the form's token against forgery is out of date."""

    ORIGIN = {"Origin": "http://testserver"}

    def test_it_is_kept_and_offered(self, cast: Cast) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.manager)
        response = client.post(PROFILE, typed(cast.manager), headers=self.ORIGIN)
        assert response["Location"] == reverse("parked", args=[ParkedPost.objects.get().pk])

    def test_of_another_person_it_is_kept_for_that_person(self, cast: Cast) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.officer)
        response = client.post(PROFILE, typed(cast.manager), headers=self.ORIGIN)
        assert response.status_code == 403
        assert "Fauré" not in response.content.decode()
        assert ParkedPost.objects.get().author == cast.manager

    @pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
    def test_sent_from_elsewhere_it_is_refused_and_not_kept(self, headers: dict[str, str], cast: Cast) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.manager)
        assert client.post(PROFILE, typed(cast.manager), headers=headers).status_code == 403
        assert not ParkedPost.objects.exists()
