from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from monitoring.people.models import Invitation, Mandate, Person
from monitoring.people.models.invitations import InvitationClosed
from monitoring.people.notifications import mail_invitation
from monitoring.people.roles import Role
from tests import builders
from tests.builders import PASSWORD
from tests.cast import Cast
from tests.monitoring.people.conftest import As

pytestmark = pytest.mark.django_db
ANSWER = {"first_name": "Nour", "last_name": "Petit"}


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    return builders.make_invitation(by=cast.manager, cluster=cast.cluster, email="new@example.org")


def address(invitation: Invitation) -> str:
    return reverse("invitation", args=[invitation.token])


class TestInviting:
    def test_a_manager_invites_a_delegate_by_mail(self, cast: Cast, as_: As, jobs_at_once: None) -> None:
        response = as_("manager").post(
            reverse("team-invite"),
            {"email": "New@Example.org", "language": "en", "role": "delegate", "target": f"cluster:{cast.cluster.pk}"},
        )
        assert response["Location"] == reverse("team")
        invitation = Invitation.objects.get()
        assert (invitation.email, invitation.role, invitation.cluster) == (
            "new@example.org",
            Role.DELEGATE,
            cast.cluster,
        )
        assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)
        message = mail.outbox[0]
        assert message.subject == "Clusterix: you are invited for Minalogic"
        assert f"http://localhost:8000{address(invitation)}" in message.body
        assert "Manager Exemple invites you to Clusterix as delegate, for Minalogic." in message.body

    def test_a_manager_invites_nobody_but_delegates(self, cast: Cast, as_: As) -> None:
        data = {"email": "n@example.org", "language": "fr", "target": f"cluster:{cast.cluster.pk}"}
        for role in ("manager", "administrator", "officer"):
            assert as_("manager").post(reverse("team-invite"), data | {"role": role}).status_code == 422
        assert not Invitation.objects.exists()

    def test_an_administrator_invites_to_any_role_of_the_region(self, cast: Cast, as_: As) -> None:
        data = {"email": "n@example.org", "language": "fr", "role": "officer", "target": f"region:{cast.region.pk}"}
        page = reverse("invitation-new")
        assert as_("administrator").post(page, data).status_code == 302
        other = data | {"email": "m@example.org", "target": f"region:{cast.other_region.pk}"}
        assert as_("administrator").post(page, other).status_code == 422

    def test_nobody_is_invited_twice_nor_to_what_they_hold(self, cast: Cast, as_: As, invitation: Invitation) -> None:
        data = {"language": "fr", "role": "delegate", "target": f"cluster:{cast.cluster.pk}"}
        for email in (invitation.email, cast.delegate.email):
            response = as_("manager").post(reverse("team-invite"), data | {"email": email})
            assert response.status_code == 422
            assert email in response.content.decode()

    def test_the_message_speaks_the_language_of_whom_we_know(
        self, cast: Cast, invitation: Invitation, jobs_at_once: None
    ) -> None:
        Invitation.objects.update(email=cast.evaluator.email, language="fr")
        Person.objects.filter(pk=cast.evaluator.pk).update(language="en")
        mail_invitation.enqueue(invitation.pk)
        assert "Hello Evaluator," in mail.outbox[0].body

    @pytest.mark.parametrize("field", ["withdrawn_at", "expires_at"])
    def test_no_message_leaves_for_one_closed_meanwhile(
        self, field: str, invitation: Invitation, jobs_at_once: None
    ) -> None:
        Invitation.objects.update(**{field: timezone.now() - timedelta(minutes=1)})
        mail_invitation.enqueue(invitation.pk)
        assert mail.outbox == []

    def test_sent_again_it_is_valid_for_another_week_under_the_same_address(
        self, cast: Cast, as_: As, invitation: Invitation, jobs_at_once: None
    ) -> None:
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
        token = invitation.token
        as_("manager").post(reverse("invitation-send-again", args=[invitation.pk]))
        invitation.refresh_from_db()
        assert (invitation.state, invitation.token) == (Invitation.State.PENDING, token)
        assert len(mail.outbox) == 1

    def test_withdrawn_it_stays_withdrawn(self, as_: As, invitation: Invitation, jobs_at_once: None) -> None:
        client = as_("manager")
        client.post(reverse("invitation-withdraw", args=[invitation.pk]))
        client.post(reverse("invitation-send-again", args=[invitation.pk]))
        invitation.refresh_from_db()
        assert invitation.state == Invitation.State.WITHDRAWN
        assert mail.outbox == []


class TestAnswering:
    def test_opening_the_address_signs_nobody_in_and_changes_nothing(
        self, client: Client, invitation: Invitation
    ) -> None:
        for _ in range(2):
            assert client.get(address(invitation)).status_code == 200
        assert client.head(address(invitation)).status_code in {200, 405}
        assert "sessionid" not in client.cookies
        invitation.refresh_from_db()
        assert invitation.state == Invitation.State.PENDING
        assert not Person.objects.filter(email="new@example.org").exists()

    def test_the_button_makes_the_account_gives_the_mandate_and_signs_in(
        self, client: Client, cast: Cast, invitation: Invitation
    ) -> None:
        response = client.post(address(invitation), ANSWER | {"password": PASSWORD})
        assert response["Location"] == "/"
        person = Person.objects.get(email="new@example.org")
        assert client.get(reverse("profile")).context["user"] == person
        mandate = person.mandates.get()
        assert (mandate.role, mandate.cluster, mandate.granted_by) == (Role.DELEGATE, cast.cluster, cast.manager)
        assert mandate.starts_on == timezone.localdate()
        again = Client()
        again.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        assert again.get(reverse("profile")).status_code == 200

    def test_without_a_password_codes_are_enough(self, client: Client, invitation: Invitation) -> None:
        client.post(address(invitation), ANSWER | {"password": ""})
        person = Person.objects.get(email="new@example.org")
        assert not person.has_usable_password()
        assert client.get(reverse("account_set_password")).status_code == 200

    @pytest.mark.parametrize(
        "answer", [{}, {"first_name": "Nour"}, ANSWER | {"password": "weak"}, ANSWER | {"first_name": "x" * 81}]
    )
    def test_a_refused_answer_keeps_what_was_typed(
        self, answer: dict[str, str], client: Client, invitation: Invitation
    ) -> None:
        response = client.post(address(invitation), answer)
        assert response.status_code == 422
        assert answer.get("first_name", "") in response.content.decode()
        assert not Person.objects.filter(email="new@example.org").exists()

    def test_an_account_of_this_address_signs_in_and_accepts(self, cast: Cast, as_: As, invitation: Invitation) -> None:
        Invitation.objects.update(email=cast.evaluator.email)
        visitor = Client().get(address(invitation)).content.decode()
        assert f"/accounts/login/?next={address(invitation)}" in visitor
        client = as_("evaluator")
        assert client.get(address(invitation)).status_code == 200
        assert not cast.evaluator.mandates.filter(cluster=cast.cluster).exists()
        assert client.post(address(invitation)).status_code == 302
        assert cast.evaluator.mandates.filter(cluster=cast.cluster, role=Role.DELEGATE).exists()

    def test_a_visitor_cannot_accept_for_an_account(self, client: Client, cast: Cast, invitation: Invitation) -> None:
        Invitation.objects.update(email=cast.evaluator.email)
        client.post(address(invitation), ANSWER | {"password": PASSWORD})
        assert not cast.evaluator.mandates.filter(cluster=cast.cluster).exists()
        assert "sessionid" not in client.cookies

    def test_somebody_else_signed_in_cannot_accept(self, as_: As, cast: Cast, invitation: Invitation) -> None:
        assert as_("elected").post(address(invitation), ANSWER).status_code == 403
        assert not cast.elected.mandates.filter(role=Role.DELEGATE).exists()

    def test_it_works_once(self, client: Client, cast: Cast, invitation: Invitation) -> None:
        client.post(address(invitation), ANSWER)
        stranger = Client()
        for response in (stranger.get(address(invitation)), stranger.post(address(invitation), ANSWER)):
            assert response.status_code == 410
        assert "sessionid" not in stranger.cookies
        assert Person.objects.filter(email="new@example.org").count() == 1

    def test_pressing_twice_shows_the_way_in(self, client: Client, invitation: Invitation) -> None:
        client.post(address(invitation), ANSWER)
        assert client.post(address(invitation), ANSWER)["Location"] == "/"

    def test_an_unknown_address_is_nothing(self, client: Client, cast: Cast) -> None:
        assert client.get(reverse("invitation", args=[uuid4()])).status_code == 404

    def test_a_mandate_held_already_is_not_given_twice(self, cast: Cast, invitation: Invitation) -> None:
        invitation.accept(cast.delegate)
        assert cast.delegate.mandates.count() == 1

    def test_an_account_made_meanwhile_is_not_touched(self, client: Client, cast: Cast, invitation: Invitation) -> None:
        """Two tabs of two invitations to one address: the second asks to sign in instead of making an account."""
        other = builders.make_invitation(by=cast.other_manager, cluster=cast.other_cluster, email="new@example.org")
        client.post(address(invitation), ANSWER)
        response = Client().post(address(other), ANSWER)
        assert response.status_code == 200
        assert Mandate.objects.filter(person__email="new@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_acceptances_at_the_same_moment_one_wins(cast: Cast) -> None:
    invitation = builders.make_invitation(by=cast.manager, cluster=cast.cluster, email="new@example.org")
    start, outcomes = Barrier(2), []

    def accept(person: Person) -> None:
        mine = Invitation.objects.get(pk=invitation.pk)
        start.wait()
        try:
            mine.accept(person)
            outcomes.append("accepted")
        except InvitationClosed:
            outcomes.append("closed")
        finally:
            connection.close()

    threads = [Thread(target=accept, args=[person]) for person in (cast.elected, cast.evaluator)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "closed"]
    assert Mandate.objects.filter(cluster=cast.cluster, person__in=[cast.elected, cast.evaluator]).count() == 1


def test_managers_see_the_team_of_their_own_clusters(cast: Cast, as_: As, invitation: Invitation) -> None:
    mine, other = (as_(name).get(reverse("team")).content.decode() for name in ("manager", "other_manager"))
    assert "delegate@example.org" in mine
    assert invitation.email in mine
    assert "delegate@example.org" not in other
    assert invitation.email not in other


@pytest.mark.parametrize("state", [*Invitation.State.values, "nonsense"])
def test_invitations_are_filtered_by_their_answer(state: str, cast: Cast, as_: As) -> None:
    made = {name: builders.make_invitation(by=cast.manager, cluster=cast.cluster, email=f"{name}@example.org")
            for name in Invitation.State.values}  # fmt: skip
    made["withdrawn"].withdraw()
    made["accepted"].accept(cast.evaluator)
    Invitation.objects.filter(pk=made["expired"].pk).update(expires_at=timezone.now())
    table = as_("administrator").get(reverse("invitation-list"), {"state": state}).context["table"]
    found = {row.record.email for row in table.rows}
    assert found == ({f"{state}@example.org"} if state in made else {f"{name}@example.org" for name in made})
