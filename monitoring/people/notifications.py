"""Messages to people about their access, written or sent in the background."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from monitoring.people.models import Invitation, Person


@task()
def deliver(subject: str, body: str, email: str) -> None:
    """Send what sign-in wrote. It goes through the queue like all mail: a slow mail server delays no page, and takes
    as long for an unknown address as for a known one."""
    send_mail(subject, body, None, [email])


@task()
def mail_invitation(invitation_id: int) -> None:
    """Invite, unless it was accepted, withdrawn or has expired meanwhile."""
    invitation = (
        Invitation.objects.pending().select_related("invited_by", "region", "cluster").filter(pk=invitation_id).first()
    )
    if invitation is None:
        return
    person = Person.objects.filter(email=invitation.email).first()
    with translation.override((person and person.language) or invitation.language):
        context = {
            "invitation": invitation,
            "person": person,
            "address": settings.SITE_URL + reverse("invitation", args=[invitation.token]),
        }
        subject = render_to_string("monitoring/people/mail/invitation.subject.txt", context).strip()
        body = render_to_string("monitoring/people/mail/invitation.txt", context)
        send_mail(subject, body, None, [invitation.email])


@task()
def mail_address_changed(person_id: int, former_email: str) -> None:
    """Tell the former address that an administrator gave the account another one."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        return
    with translation.override(person.language or settings.LANGUAGE_CODE):
        context = {"person": person, "site": settings.SITE_URL}
        subject = render_to_string("monitoring/people/mail/address_changed.subject.txt", context).strip()
        send_mail(
            subject, render_to_string("monitoring/people/mail/address_changed.txt", context), None, [former_email]
        )
