"""The administrator's list of people and their pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from monitoring.people.models import Person
from monitoring.people.roles import Role
from tests import builders
from tests.cast import Cast
from tests.monitoring.people.conftest import As
from tests.spreadsheets import rows_of

pytestmark = pytest.mark.django_db
LIST = "/people/"


def names_on(client: Client, **query: str) -> set[str]:
    page = client.get(LIST, query)
    return {row.record.first_name for row in page.context["table"].rows}


@pytest.fixture
def today(cast: Cast) -> Cast:
    """The cast, and people whose mandate ended yesterday, begins tomorrow, or who are closed."""
    day = timezone.localdate()
    people = {
        "former": (day - timedelta(days=9), day - timedelta(days=1)),
        "future": (day + timedelta(days=1), None),
        "closed": (day - timedelta(days=9), None),
    }
    for name, (starts_on, ends_on) in people.items():
        person = builders.make_person(email=f"{name}@example.org", first_name=name.title(), last_name="Zz")
        builders.give_mandate(
            person=person, role=Role.DELEGATE, cluster=cast.cluster, starts_on=starts_on, ends_on=ends_on
        )
    Person.objects.filter(email="closed@example.org").update(is_active=False)
    return cast


def test_it_lists_those_of_the_region_and_of_its_clusters(today: Cast, as_: As) -> None:
    assert names_on(as_("administrator")) == {
        "Administrator",
        "Officer",
        "Other Officer",
        "Evaluator",
        "Elected",
        "Facilitator",
        "Manager",
        "Delegate",
        "Other Manager",
        "Former",
        "Future",
        "Closed",
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "DELEG"}, {"Delegate"}),
        ({"q": "manager other"}, {"Other Manager"}),
        ({"q": "manager@example"}, {"Manager", "Other Manager"}),
        ({"q": "100%_"}, set()),
        ({"role": "delegate"}, {"Delegate", "Former", "Future", "Closed"}),
        ({"role": "delegate", "state": "today"}, {"Delegate"}),
        ({"state": "to-come"}, {"Future"}),
        ({"state": "over"}, {"Former"}),
        ({"state": "closed"}, {"Closed"}),
        ({"state": "erased"}, set()),
        ({"role": "officer"}, {"Officer", "Other Officer"}),
    ],
)
def test_filters_stand_in_the_address(query: dict[str, str], expected: set[str], today: Cast, as_: As) -> None:
    assert names_on(as_("administrator"), **query) == expected


def test_filter_by_cluster_and_role_speaks_of_one_mandate(cast: Cast, as_: As) -> None:
    builders.give_mandate(person=cast.manager, role=Role.DELEGATE, cluster=cast.other_cluster)
    client = as_("administrator")
    here = f"cluster:{cast.cluster.pk}"
    assert names_on(client, target=here, role="manager") == {"Manager"}
    assert names_on(client, target=here, role="delegate") == {"Delegate"}
    assert names_on(client, target=f"region:{cast.region.pk}", role="officer") == {"Officer", "Other Officer"}


def test_a_filter_that_cannot_be_meant_shows_what_is_wrong_and_nobody_foreign(cast: Cast, as_: As) -> None:
    response = as_("administrator").get(LIST, {"target": f"cluster:{cast.foreign_cluster.pk}", "q": "a\x00b"})
    assert response.status_code == 200
    assert "partner@example.org" not in response.content.decode()


@pytest.mark.parametrize("sort", ["name", "-name", "email", "last_login", "-last_login", "nonsense"])
def test_sorting(sort: str, cast: Cast, as_: As) -> None:
    assert as_("administrator").get(LIST, {"sort": sort}).status_code == 200


def test_those_who_never_signed_in_come_last(cast: Cast, as_: As) -> None:
    client = as_("administrator")
    for sort in ("last_login", "-last_login"):
        rows = client.get(LIST, {"sort": sort}).context["table"].rows
        assert [row.record.last_login is None for row in rows] == sorted(row.record.last_login is None for row in rows)


def test_the_file_holds_every_row_as_filtered(cast: Cast, as_: As) -> None:
    for _ in range(30):
        builders.make_person(role=Role.DELEGATE, cluster=cast.cluster, first_name="=SUM(1)")
    response = as_("administrator").get(reverse("person-export"), {"role": "delegate"})
    rows = rows_of(b"".join(response))
    assert len(rows) == 1 + 31
    assert rows[1][1] == "delegate@example.org"
    assert "Minalogic" in rows[1][2]
    assert rows[2][0].startswith("=SUM(1)")


@pytest.mark.parametrize("name", ["person-list", "person-export", "invitation-list", "see-as-list"])
def test_lists_ask_the_database_as_often_for_ten_times_the_people(name: str, cast: Cast, as_: As) -> None:
    client = as_("administrator")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            b"".join(client.get(reverse(name)))
        return len(captured)

    builders.make_invitation(by=cast.manager, cluster=cast.cluster, email="first@example.org")
    queries()
    before = queries()
    for number in range(20):
        builders.make_person(role=Role.DELEGATE, cluster=cast.cluster)
        builders.make_invitation(by=cast.manager, cluster=cast.cluster, email=f"i{number}@example.org")
    assert queries() == before
    assert before <= 20


def test_a_persons_page_asks_as_often_whatever_the_history(cast: Cast, as_: As) -> None:
    client = as_("administrator")
    page = reverse("person-detail", args=[cast.officer.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    mandate = cast.officer.mandates.get()
    mandate.portfolio.create(domain=cast.domain)
    queries()
    before = queries()
    for number in range(10):
        builders.give_mandate(
            person=cast.officer,
            role=Role.EVALUATOR,
            region=cast.region,
            starts_on=timezone.localdate() - timedelta(days=100 - number),
            ends_on=timezone.localdate() - timedelta(days=100 - number),
        )
    mandate.portfolio.create(domain=cast.other_domain)
    assert queries() == before
    assert before <= 20


def test_the_page_tells_what_happened_and_who_did_it(cast: Cast, as_: As) -> None:
    client = as_("administrator")
    edit = reverse("person-edit", args=[cast.manager.pk])
    client.post(edit, {"first_name": "Maëlle", "last_name": "X", "email": cast.manager.email, "language": "en"})
    html = client.get(reverse("person-detail", args=[cast.manager.pk])).content.decode()
    assert "Manager → Maëlle" in html
    assert "Administrator Exemple" in html


class TestPuttingRight:
    def test_a_new_address_replaces_the_old_one_which_is_told(
        self, cast: Cast, as_: As, jobs_at_once: None, mailoutbox: list
    ) -> None:
        former = cast.manager.email
        data = {"first_name": "M", "last_name": "N", "email": "New@Example.org", "language": ""}
        response = as_("administrator").post(reverse("person-edit", args=[cast.manager.pk]), data)
        assert response.status_code == 302
        person = Person.objects.get(pk=cast.manager.pk)
        assert person.email == "new@example.org"
        assert list(person.emailaddress_set.values_list("email", "verified", "primary")) == [
            ("new@example.org", True, True)
        ]
        assert [message.to for message in mailoutbox] == [[former]]

    def test_a_taken_address_is_refused_and_what_was_typed_stays(self, cast: Cast, as_: As) -> None:
        data = {"first_name": "Typed", "last_name": "N", "email": cast.partner.email.upper(), "language": ""}
        response = as_("administrator").post(reverse("person-edit", args=[cast.manager.pk]), data)
        assert response.status_code == 422
        html = response.content.decode()
        assert 'value="Typed"' in html
        assert "Manager Exemple" in html

    def test_somebody_who_also_works_elsewhere_keeps_their_account(self, cast: Cast, as_: As) -> None:
        builders.give_mandate(person=cast.manager, role=Role.MANAGER, cluster=cast.foreign_cluster)
        client = as_("administrator")
        page = client.get(reverse("person-detail", args=[cast.manager.pk]))
        assert page.status_code == 200
        assert "Foreign" not in page.content.decode()
        for name in ("person-edit", "person-close", "person-erase", "see-as-start"):
            assert client.get(reverse(name, args=[cast.manager.pk])).status_code == 403

    def test_nobody_touches_the_account_of_whoever_runs_the_machine(self, cast: Cast, as_: As) -> None:
        Person.objects.filter(pk=cast.evaluator.pk).update(is_superuser=True, is_staff=True)
        for name in ("person-edit", "person-close", "person-erase", "see-as-start"):
            assert as_("administrator").get(reverse(name, args=[cast.evaluator.pk])).status_code == 403


class TestClosing:
    def test_it_ends_open_sessions_at_once_and_can_be_undone(self, cast: Cast, as_: As) -> None:
        manager, administrator = as_("manager"), as_("administrator")
        close = reverse("person-close", args=[cast.manager.pk])
        administrator.post(close)
        assert manager.get(reverse("profile")).status_code == 302
        administrator.post(close, {"open": "yes"})
        assert as_("manager").get(reverse("profile")).status_code == 200
        assert cast.manager.mandates.current().exists()


def test_a_cluster_followed_by_two_regions_is_looked_after_by_both(cast: Cast, as_: As) -> None:
    builders.make_person(role=Role.ADMINISTRATOR, region=cast.other_region, email="other-administrator@example.org")
    cast.cluster.followings.create(region=cast.other_region, starts_on=timezone.localdate())
    client = Client()
    client.force_login(Person.objects.get(email="other-administrator@example.org"))
    assert client.get(reverse("person-detail", args=[cast.manager.pk])).status_code == 200
    assert client.get(reverse("person-detail", args=[cast.officer.pk])).status_code == 404
