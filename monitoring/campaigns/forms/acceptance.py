"""Several reports chosen to be accepted, each as it was when the list was shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.acceptance import Outcome, accept_together
from monitoring.people.models import Person


class SeenReports(forms.MultipleChoiceField):
    """Whatever was on the page when it was shown: who may accept it is asked report by report."""

    def clean(self, value: Any) -> dict[UUID, int]:
        texts = super().clean(value)
        try:
            return dict(_seen(text) for text in texts)
        except ValueError as error:
            raise forms.ValidationError(_("The page did not send what it should. Show the list again.")) from error

    def valid_value(self, value: Any) -> bool:
        return True


def _seen(text: str) -> tuple[UUID, int]:
    uuid, _colon, version = text.partition(":")
    return UUID(uuid), int(version)


class AcceptTogetherForm(forms.Form):
    """`report` holds `<uuid>:<version>`, once a report that is ticked; `key` names the press."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    report = SeenReports(label=_("Reports"), error_messages={"required": _("Tick at least one report.")})

    def save(self, person: Person) -> Outcome:
        return accept_together(person, self.cleaned_data["report"], self.cleaned_data["key"])
