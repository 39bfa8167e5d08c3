"""Inviting somebody, and accepting."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import lazystr
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clusterix.lib.days import format_day
from monitoring.people.forms.targets import Target, TargetField, holding, mismatch
from monitoring.people.models import Invitation, Mandate, Person
from monitoring.people.models.invitations import InvitationClosed
from monitoring.people.notifications import mail_invitation
from monitoring.people.roles import Role, role_choices


class InvitationForm(forms.Form):
    """An administrator invites to any role; a manager invites delegates."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=role_choices)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the message"),
        choices=Person.Language,
        help_text=gettext_lazy("Whoever has an account already gets it in their own language."),
    )
    field_order = ["email", "role", "target", "language"]

    def __init__(
        self, *args: Any, inviter: Person, targets: dict[str, Target], roles: list[Role], **kwargs: Any
    ) -> None:
        self.inviter = inviter
        kwargs.setdefault("initial", {"language": get_language()})
        super().__init__(*args, **kwargs)
        self.fields["target"] = TargetField(targets)
        self.fields["role"].choices = role_choices(roles)  # type: ignore[attr-defined]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0]
            self.fields["role"].widget = forms.HiddenInput()
        if len(targets) == 1:
            self.fields["target"].initial = next(iter(targets))
            self.fields["target"].widget = forms.HiddenInput()
        self.order_fields(self.field_order)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        email, role, target = cleaned.get("email"), cleaned.get("role"), cleaned.get("target")
        if not (email and role and target):
            return cleaned
        if sentence := mismatch(role, target):
            self.add_error("target", sentence)
            return cleaned
        offered = holding(role, target)
        if Mandate.objects.current().filter(person__email=email, **offered).exists():
            self.add_error("email", _("This person holds this role already."))
        elif earlier := Invitation.objects.open().filter(email=email, **offered).first():
            day = format_day(earlier.invited_at)
            self.add_error(
                "email", _("This address was invited to this on %(day)s. Send it again from the list.") % {"day": day}
            )
        return cleaned

    @transaction.atomic
    def save(self) -> Invitation:
        values = self.cleaned_data
        invitation = Invitation.objects.create(
            email=values["email"],
            language=values["language"],
            invited_by=self.inviter,
            **holding(values["role"], values["target"]),
        )
        mail_invitation.enqueue(invitation.pk)
        return invitation


@transaction.atomic
def send_again(invitation: Invitation) -> bool:
    """Valid for another week, and mailed again; False when it is closed meanwhile."""
    renewed = invitation.renew()
    if renewed:
        mail_invitation.enqueue(invitation.pk)
    return renewed


class NewAccountForm(forms.Form):
    """Whoever holds the message proves to own the address: a name makes the account, a password is a choice."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        super().__init__(*args, **kwargs)
        rule = password_validators_help_texts()[0]
        self.fields["password"].help_text = lazystr(
            _("Without one, a code is sent to %(email)s each time you sign in.") % {"email": invitation.email}
            + " "
            + rule
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            named = Person(
                email=self.invitation.email,
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
            )
            try:
                validate_password(password, named)
            except ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned

    def save(self) -> Person:
        """The account and its mandate, or neither. Raises InvitationClosed if somebody was faster."""
        values = self.cleaned_data
        try:
            with transaction.atomic():
                person = Person.objects.create_user(
                    self.invitation.email,
                    values["password"] or None,
                    first_name=values["first_name"],
                    last_name=values["last_name"],
                    language=get_language() or "",
                )
                self.invitation.accept(person)
        except IntegrityError as taken:
            raise InvitationClosed from taken
        return person


def account_exists(invitation: Invitation) -> bool:
    return (
        Person.objects.filter(email=invitation.email).exists()
        or EmailAddress.objects.filter(email=invitation.email, verified=True).exists()
    )
