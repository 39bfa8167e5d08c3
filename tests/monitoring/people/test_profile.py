import json

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from monitoring.people.erasure import erase
from monitoring.people.models import Invitation, ParkedPost, Person
from tests import builders
from tests.cast import Cast
from tests.monitoring.people.conftest import As

pytestmark = pytest.mark.django_db


def test_one_changes_ones_own_name_and_language(as_: As, cast: Cast) -> None:
    as_("manager").post(reverse("profile"), {"first_name": "Zoé", "last_name": "Roux", "language": "en"})
    person = Person.objects.get(pk=cast.manager.pk)
    assert (person.first_name, person.last_name, person.language) == ("Zoé", "Roux", "en")


def test_a_refused_change_keeps_what_was_typed_and_the_name_in_the_header(as_: As) -> None:
    response = as_("manager").post(reverse("profile"), {"first_name": "", "last_name": "Typed", "language": "fr"})
    assert response.status_code == 422
    html = response.content.decode()
    assert 'value="Typed"' in html
    assert "Manager Exemple" in html


def test_it_shows_mandates_and_never_somebody_elses_address(as_: As) -> None:
    html = as_("delegate").get(reverse("profile")).content.decode()
    assert "Minalogic" in html
    assert "manager@example.org" not in html


def test_own_data_come_as_a_file(as_: As, cast: Cast) -> None:
    response = as_("manager").get(reverse("profile-data"))
    assert response["Content-Disposition"].startswith('attachment; filename="clusterix-')
    data = json.loads(response.content)
    assert data["account"]["email"] == cast.manager.email
    assert data["mandates"][0]["for"] == "Minalogic"
    assert "password" not in data["account"]
    assert "officer@example.org" not in response.content.decode()


def test_whoever_holds_no_mandate_is_told_so(as_: As) -> None:
    assert as_("nobody").get(reverse("profile")).status_code == 200


class TestErasure:
    def erase_manager(self, cast: Cast, as_: As) -> Person:
        page = reverse("person-erase", args=[cast.manager.pk])
        assert as_("administrator").post(page, {"understood": "on"}).status_code == 302
        return Person.objects.get(pk=cast.manager.pk)

    def test_the_row_stays_and_says_nothing_of_the_person(self, cast: Cast, as_: As) -> None:
        person = self.erase_manager(cast, as_)
        assert person.anonymised_at
        assert not person.is_active
        assert not person.has_usable_password()
        assert "Manager" not in f"{person} {person.email} {person.first_name} {person.last_name}"
        assert not person.emailaddress_set.exists()
        assert not person.mandates.current().exists()

    def test_no_name_nor_address_is_left_anywhere_about_them(self, cast: Cast, as_: As) -> None:
        administrator = as_("administrator")
        edit = reverse("person-edit", args=[cast.manager.pk])
        administrator.post(edit, {"first_name": "Unforgettable", "last_name": "X", "email": "secret@example.org"})
        administrator.get("/people/")
        builders.make_invitation(by=cast.administrator, cluster=cast.other_cluster, email="secret@example.org")
        ParkedPost.objects.create(author=cast.manager, path="/", fields=[["a", "Unforgettable"]])
        self.erase_manager(cast, as_)
        html = administrator.get(reverse("person-detail", args=[cast.manager.pk])).content.decode()
        assert "Unforgettable" not in html
        assert "secret@example.org" not in html
        assert not Invitation.objects.filter(email="secret@example.org").exists()
        assert not ParkedPost.objects.filter(author=cast.manager).exists()
        assert "secret@example.org" not in tables_as_text()

    def test_open_sessions_end(self, cast: Cast, as_: As) -> None:
        manager = as_("manager")
        self.erase_manager(cast, as_)
        assert manager.get(reverse("profile")).status_code == 302

    def test_what_they_did_stays_theirs(self, cast: Cast, as_: As) -> None:
        invitation = builders.make_invitation(by=cast.manager, cluster=cast.cluster, email="x@example.org")
        self.erase_manager(cast, as_)
        invitation.refresh_from_db()
        assert invitation.invited_by_id == cast.manager.pk

    def test_it_needs_a_tick(self, cast: Cast, as_: As) -> None:
        page = reverse("person-erase", args=[cast.manager.pk])
        assert as_("administrator").post(page, {}).status_code == 422
        assert Person.objects.get(pk=cast.manager.pk).anonymised_at is None

    def test_the_address_is_free_for_a_new_account(self, cast: Cast) -> None:
        email = cast.manager.email
        erase(cast.manager)
        assert Person.objects.create_user(email, None, first_name="New", last_name="Person").pk

    def test_they_are_found_among_the_erased_alone(self, cast: Cast, as_: As) -> None:
        self.erase_manager(cast, as_)
        client = as_("administrator")
        rows = client.get(reverse("person-list"), {"state": "erased"}).context["table"].rows
        assert [row.record.pk for row in rows] == [cast.manager.pk]
        assert cast.manager.pk not in [r.record.pk for r in client.get(reverse("person-list")).context["table"].rows]


def tables_as_text() -> str:
    """The journal, as the database keeps it."""
    return str(list(LogEntry.objects.values("changes", "object_repr", "actor_email", "additional_data")))
