"""What an administrator, or people themselves, change about an account."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.people.erasure import erase
from monitoring.people.models import Person
from monitoring.people.notifications import mail_address_changed


class PersonForm(forms.ModelForm):
    """An administrator puts a name or an address right; the former address is told."""

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "email", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former_email = self.instance.email
        self.fields["email"].help_text = _("Sign-in codes go there. The former address is told of the change.")
        self.fields["language"].choices = [("", _("As their browser asks")), *Person.Language.choices]  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        taken = Person.objects.filter(email=email) | Person.objects.filter(
            pk__in=EmailAddress.objects.filter(email=email).values("user")
        )
        if taken.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this address."))
        return email

    @transaction.atomic
    def save(self, commit: bool = True) -> Person:
        person = super().save(commit)
        if person.email != self.former_email:
            person.move_to(person.email)
            mail_address_changed.enqueue(person.pk, self.former_email)
        return person


class ProfileForm(forms.ModelForm):
    """One's own name and language."""

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "language"]
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As my browser asks")), *Person.Language.choices]  # type: ignore[attr-defined]


class ErasureForm(forms.Form):
    understood = forms.BooleanField(
        label=gettext_lazy("I have understood that nobody can undo this"),
        error_messages={"required": gettext_lazy("Tick the box to say that you know this cannot be undone.")},
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        erase(self.person)


class SeeAsForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why do you need to?"),
        max_length=300,
        help_text=gettext_lazy("One sentence. The person can read it on their profile."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
