"""Erasing a person's data while what they did stays attributed to a row (GDPR, article 17)."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from monitoring.people.models import Invitation, Person

NOWHERE = "erased.invalid"


@transaction.atomic
def erase(person: Person) -> None:
    """Empties name, address, language, password, second factors and what sign-in kept; ends mandates and sessions.

    Reports, remarks and logs keep pointing at the row, which now reads "person whose data were erased".
    """
    email = person.email
    for session in UserSession.objects.filter(user=person):
        session.end()
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()
    person.parked_posts.all().delete()
    for mandate in person.mandates.lasting():
        mandate.end()
    invitations = Invitation.objects.filter(email=email)
    invitation_ids = [str(pk) for pk in invitations.values_list("pk", flat=True)]
    invitations.open().update(withdrawn_at=timezone.now())
    invitations.update(email=address_of_nobody(person))
    person.first_name = person.last_name = person.language = ""
    person.email = address_of_nobody(person)
    person.set_unusable_password()
    person.is_active = person.is_staff = person.is_superuser = False
    person.anonymised_at = timezone.now()
    person.save()
    forget_in_journal(person, email, invitation_ids)


def address_of_nobody(person: Person) -> str:
    return f"person-{person.pk}@{NOWHERE}"


def forget_in_journal(person: Person, email: str, invitation_ids: list[str]) -> None:
    """The journal keeps that something changed and when, not the words that named the person."""
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Person), object_pk=str(person.pk))
    about.update(changes={}, changes_text="", object_repr=str(person))
    LogEntry.objects.filter(Q(actor=person) | Q(actor_email=email)).update(actor_email=person.email, remote_addr=None)
    invitations = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Invitation))
    invitations.filter(object_pk__in=invitation_ids).update(changes={}, changes_text="")
