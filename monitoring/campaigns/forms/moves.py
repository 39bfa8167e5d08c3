"""The press of a move's button, whichever page it is on."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models import Report, ReportEvent
from monitoring.campaigns.transitions import Transition, perform
from monitoring.people.models import Person
from monitoring.people.requests import SignedInRequest, own_address

# What becomes of the remarks that were not sent, when a report is accepted.
REMARKS = [("send", _("Send them to the cluster with the acceptance")), ("discard", _("Discard them"))]


class MoveForm(forms.Form):
    """`version` is the report's on the page that was pressed; `key` names the press, so that it counts once."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The cluster and the Region will both read it."),
    )
    remarks = forms.ChoiceField(
        label=_("Your remarks that were not sent"), required=False, choices=REMARKS, widget=forms.RadioSelect
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def for_press(cls, report: Report, next: str = "") -> MoveForm:
        """A first press, on the report as it stands now."""
        return cls(initial={"version": report.version, "key": uuid4(), "next": next})

    @classmethod
    def again(cls, typed: MoveForm, report: Report) -> MoveForm:
        """A new press with everything that was typed in the refused one, on the report as it stands now."""
        kept = {name: typed.data.get(name, "") for name in ("reason", "remarks", "next")}
        return cls(initial=kept | {"version": report.version, "key": uuid4()})

    def save(self, report: Report, person: Person, transition: Transition) -> ReportEvent:
        """Raises Refused, Stale or Forbidden, having changed nothing."""
        return perform(
            report,
            person,
            transition.name,
            version=self.cleaned_data["version"],
            key=self.cleaned_data["key"],
            reason=self.cleaned_data["reason"],
            remarks=self.cleaned_data["remarks"],
        )

    def next_url(self, request: SignedInRequest) -> str:
        """Where the page asked to go on, if that is a page of this site; else nothing."""
        return own_address(request, self.cleaned_data["next"])

    def sentences(self) -> list[str]:
        """What is wrong with the press itself, for the page that refuses it."""
        broken = [_("The page did not send everything it should. Look at the report, then press the button again.")]
        of_fields = [str(error) for name in ("reason", "remarks") for error in self.errors.get(name, [])]
        return of_fields or [str(sentence) for sentence in broken]
