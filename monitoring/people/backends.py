"""Who signs in, and what they may do, in one reading."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from monitoring.people.models import Mandate, Person


class WithMandates(AuthenticationBackend):
    """Sign-in as django-allauth has it; whoever is signed in is read together with their mandates of today."""

    def get_user(self, user_id: int) -> Person | None:
        mandates = list(Mandate.objects.filter(person=user_id).for_pages().select_related("person"))
        if not mandates:
            return super().get_user(user_id)
        person = mandates[0].person
        person.current_mandates = mandates
        return person if self.user_can_authenticate(person) else None
