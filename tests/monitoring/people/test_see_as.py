"""An administrator looks as somebody else: sees what they see, can change nothing, and leaves a trace."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from monitoring.people.models import ParkedPost, Person, SeeAsVisit
from monitoring.people.parking import TOKEN_FIELD, token_for
from monitoring.people.roles import Role
from tests import builders
from tests.access.harness import all_rows
from tests.cast import Cast
from tests.monitoring.people.conftest import As

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(cast: Cast, as_: As) -> Client:
    """The administrator looks as the manager."""
    client = as_("administrator")
    response = client.post(reverse("see-as-start", args=[cast.manager.pk]), {"reason": "They called about a figure."})
    assert response["Location"] == "/"
    return client


def test_pages_are_those_of_the_person_and_say_so(visit: Client, cast: Cast, as_: As) -> None:
    page = visit.get(reverse("team"))
    assert page.status_code == 200
    html = page.content.decode()
    assert "Manager Exemple" in html
    assert reverse("see-as-stop") in html
    assert page.context["see_as"] == cast.manager
    assert visit.get(reverse("person-list")).status_code == 403


def test_the_visit_is_written_down(visit: Client, cast: Cast) -> None:
    logged = SeeAsVisit.objects.get()
    assert (logged.administrator, logged.person) == (cast.administrator, cast.manager)
    assert logged.reason == "They called about a figure."
    assert logged.is_running


def test_a_reason_is_due(cast: Cast, as_: As) -> None:
    for reason in ("", "   ", "x" * 301):
        page = reverse("see-as-start", args=[cast.manager.pk])
        assert as_("administrator").post(page, {"reason": reason}).status_code == 422
    assert not SeeAsVisit.objects.exists()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written_at_any_address(method: str, visit: Client, cast: Cast) -> None:
    """Every row of the access table, whatever its object: 403, but for stopping and signing out."""
    rows = {row.url_name: row for row in all_rows() if row.url_name not in {"see-as-stop", "account_logout"}}
    found = {}
    for name, row in rows.items():
        sid = transaction.savepoint()
        found[name] = visit.generic(method, row.address(cast)).status_code
        transaction.savepoint_rollback(sid)
    assert set(found.values()) == {403}, {name: status for name, status in found.items() if status != 403}


def test_a_refused_write_says_why_and_does_nothing(visit: Client, cast: Cast) -> None:
    delegate = cast.delegate.mandates.get()
    response = visit.post(reverse("mandate-end", args=[delegate.pk]), {"when": "now"})
    assert response.status_code == 403
    assert reverse("see-as-stop") in response.content.decode()
    assert cast.delegate.mandates.current().exists()


@pytest.mark.parametrize(
    "name",
    [
        "profile",
        "profile-data",
        "account_email",
        "mfa_index",
        "mfa_activate_totp",
        "usersessions_list",
        "calendar-settings",
        "admin:index",
    ],
)
def test_what_is_the_persons_alone_stays_closed(name: str, visit: Client) -> None:
    assert visit.get(reverse(name)).status_code == 403


def test_what_they_typed_stays_theirs(visit: Client, cast: Cast) -> None:
    entry = ParkedPost.objects.create(author=cast.manager, path="/profile/", fields=[["first_name", "Secret"]])
    response = visit.get(reverse("parked", args=[entry.pk]))
    assert response.status_code == 403
    assert "Secret" not in response.content.decode()


def test_an_invitation_is_not_accepted_in_their_name(visit: Client, cast: Cast) -> None:
    offer = builders.make_invitation(by=cast.other_manager, cluster=cast.other_cluster, email=cast.manager.email)
    assert visit.post(reverse("invitation", args=[offer.token])).status_code == 403
    assert cast.manager.mandates.count() == 1


def test_stopping(visit: Client, cast: Cast) -> None:
    assert visit.post(reverse("see-as-stop"))["Location"] == reverse("person-detail", args=[cast.manager.pk])
    assert visit.get(reverse("person-list")).status_code == 200
    assert visit.get(reverse("profile")).context["user"] == cast.administrator
    ended = SeeAsVisit.objects.get().ended_at
    visit.post(reverse("see-as-stop"))
    assert SeeAsVisit.objects.get().ended_at == ended


def test_it_ends_by_itself_after_half_an_hour(visit: Client, cast: Cast) -> None:
    started = SeeAsVisit.objects.get().started_at
    with time_machine.travel(started + timedelta(minutes=29)):
        assert visit.get(reverse("team")).status_code == 200
    with time_machine.travel(started + timedelta(minutes=31)):
        assert visit.get(reverse("person-list")).status_code == 200
        assert SeeAsVisit.objects.get().ended_at == started + timedelta(minutes=30)


def test_it_ends_with_the_mandate_of_whoever_looks(visit: Client, cast: Cast) -> None:
    cast.administrator.mandates.all().delete()
    assert visit.get(reverse("team")).status_code == 403
    assert visit.get(reverse("profile")).context["user"] == cast.administrator


def test_signing_out_ends_it(visit: Client, cast: Cast) -> None:
    visit.post(reverse("account_logout"))
    assert visit.get(reverse("team")).status_code == 302
    assert SeeAsVisit.objects.get().ended_at is not None


def test_never_as_another_administrator_nor_across_regions(cast: Cast, as_: As) -> None:
    other = builders.make_person(role=Role.ADMINISTRATOR, region=cast.region)
    closed = builders.make_person(role=Role.DELEGATE, cluster=cast.cluster, is_active=False)
    for person, status in ((other, 403), (closed, 403), (cast.partner, 404), (cast.administrator, 403)):
        page = reverse("see-as-start", args=[person.pk])
        assert as_("administrator").post(page, {"reason": "Because."}).status_code == status
    assert not SeeAsVisit.objects.exists()


def test_a_person_made_administrator_meanwhile_is_no_longer_seen(visit: Client, cast: Cast) -> None:
    builders.give_mandate(person=cast.manager, role=Role.ADMINISTRATOR, region=cast.region)
    assert visit.get(reverse("person-list")).status_code == 200
    assert visit.get(reverse("profile")).context["user"] == cast.administrator


def test_a_visit_of_somebody_else_cannot_be_borrowed(cast: Cast, as_: As) -> None:
    others = SeeAsVisit.objects.create(administrator=cast.administrator, person=cast.manager, reason="Mine.")
    client = as_("officer")
    session = client.session
    session["see_as"] = others.pk
    session.save()
    assert client.get(reverse("profile")).context["user"] == cast.officer


def test_nothing_is_kept_in_the_persons_name(visit: Client, cast: Cast) -> None:
    visit.post(reverse("profile"), {"first_name": "X", TOKEN_FIELD: token_for(cast.manager)})
    assert not ParkedPost.objects.exists()
    html = visit.get(reverse("team")).content.decode()
    assert TOKEN_FIELD not in html


def test_the_person_can_read_who_looked_and_why(visit: Client, as_: As) -> None:
    html = as_("manager").get(reverse("profile")).content.decode()
    assert "Administrator Exemple" in html
    assert "They called about a figure." in html


def test_signing_in_and_out_of_a_visit_leaves_the_persons_last_sign_in_alone(visit: Client, cast: Cast) -> None:
    visit.get(reverse("team"))
    visit.post(reverse("see-as-stop"))
    assert Person.objects.get(pk=cast.manager.pk).last_login is None


def test_visits_are_listed_for_administrators_of_the_region(visit: Client, cast: Cast) -> None:
    SeeAsVisit.objects.create(administrator=cast.other_officer, person=cast.partner, reason="Elsewhere.")
    visit.post(reverse("see-as-stop"))
    html = visit.get(reverse("see-as-list"), {"q": "figure"}).content.decode()
    assert "They called about a figure." in html
    assert "Elsewhere." not in html
