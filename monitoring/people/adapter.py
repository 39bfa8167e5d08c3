"""How sign-in (django-allauth) behaves here: nobody signs up by themselves, and mail goes through the queue."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from requests import Session

from monitoring.people.models import ParkedPost, Person
from monitoring.people.notifications import deliver
from monitoring.people.provider import RANDOM_LENGTH, read_signed_answer


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask an administrator of your region to open it again."),
        "email_password_mismatch": _(
            "This e-mail address and this password do not go together. Check both, or have a code sent to you."
        ),
        "incorrect_code": _("This is not the code we sent. Check the message, or ask for a new code."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Wait a quarter of an hour, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "same_as_current": _("This is the address you have already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person, where one is known."""
        language = Person.objects.filter(email=email.lower()).values_list("language", flat=True).first()
        with translation.override(language or translation.get_language()):
            message = self.render_mail(template_prefix, email, {"email": email, **context})
        deliver.enqueue(str(message.subject), str(message.body), email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """What was typed when the session had expired comes first."""
        parked = ParkedPost.objects.for_user(request.user).filter(sent_at__isnull=True).first()
        if parked:
            return reverse("parked", args=[parked.pk])
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("profile")


class ProviderAdapter(DefaultSocialAccountAdapter):
    """An identity provider vouches for an address; whether it has an account here is decided by invitations."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def generate_state_param(self, state: dict[str, Any]) -> str:
        return get_random_string(RANDOM_LENGTH)

    def get_requests_session(self) -> Session:
        session: Session = super().get_requests_session()  # type: ignore[no-untyped-call]
        session.hooks["response"].append(read_signed_answer)
        return session
