"""Giving, changing and ending mandates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.clusters.models import Cluster, Following
from monitoring.people.forms.targets import TargetField, administered_targets, holding, mismatch
from monitoring.people.models import Mandate, Person, PortfolioEntry
from monitoring.people.roles import role_choices
from monitoring.territory.models import Domain


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "field-short"})


class DayField(forms.DateField):
    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            error_messages={"invalid": gettext_lazy("Write the day as 2026-10-16, or choose it in the calendar.")},
            **kwargs,
        )


class DatesForm(forms.Form):
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave empty if no end is known.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day comes before the first one."))
        return cleaned


class MandateForm(DatesForm):
    """A new mandate for a person, given by an administrator."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=role_choices)
    field_order = ["role", "target", "starts_on", "ends_on"]

    def __init__(self, *args: Any, person: Person, administrator: Person, **kwargs: Any) -> None:
        self.person, self.administrator = person, administrator
        super().__init__(*args, **kwargs)
        self.fields["target"] = TargetField(administered_targets(administrator))
        self.fields["starts_on"].initial = timezone.localdate
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        role, target = cleaned.get("role"), cleaned.get("target")
        if role and target:
            if sentence := mismatch(role, target):
                self.add_error("target", sentence)
            elif clash := clashing(self.person, holding(role, target), cleaned):
                raise ValidationError(already_held(clash))
        return cleaned

    def save(self) -> Mandate:
        values = self.cleaned_data
        return Mandate.objects.create(
            person=self.person,
            granted_by=self.administrator,
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            **holding(values["role"], values["target"]),
        )


class MandateDatesForm(DatesForm):
    """Other dates for a mandate; another role or cluster is another mandate."""

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        self.mandate = mandate
        kwargs.setdefault("initial", {"starts_on": mandate.starts_on, "ends_on": mandate.ends_on})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned, mandate = super().clean(), self.mandate
        same = {"role": mandate.role, "region": mandate.region, "cluster": mandate.cluster}
        if not self.errors and (clash := clashing(mandate.person, same, cleaned, apart_from=mandate)):
            raise ValidationError(already_held(clash))
        today = timezone.localdate()
        leaves_today = not self.errors and not is_within(today, cleaned["starts_on"], cleaned["ends_on"])
        if leaves_today and mandate.is_last_administrator:
            raise ValidationError(last_administrator())
        return cleaned

    def save(self) -> Mandate:
        self.mandate.starts_on = self.cleaned_data["starts_on"]
        self.mandate.ends_on = self.cleaned_data["ends_on"]
        self.mandate.save(update_fields=["starts_on", "ends_on"])
        return self.mandate


class EndMandateForm(forms.Form):
    when = forms.ChoiceField(
        label=gettext_lazy("When does it end?"),
        choices=[
            ("now", gettext_lazy("Now: it gives access to nothing from this moment on")),
            ("later", gettext_lazy("In the evening of a day")),
        ],
        initial="now",
        widget=forms.RadioSelect,
    )
    last_day = DayField(label=gettext_lazy("Last day"), required=False)

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        self.mandate = mandate
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == "later" and "last_day" not in self.errors:
            day = cleaned.get("last_day")
            if day is None:
                self.add_error("last_day", _("Say which day is the last one."))
            elif day < max(timezone.localdate(), self.mandate.starts_on):
                self.add_error("last_day", _("Choose today or a later day, once the mandate has begun."))
        elif self.mandate.is_last_administrator:
            raise ValidationError(last_administrator())
        return cleaned

    def save(self) -> None:
        later = self.cleaned_data["when"] == "later"
        self.mandate.end(self.cleaned_data["last_day"] if later else None)


class PortfolioForm(forms.Form):
    """Which domains and clusters an officer looks after."""

    domains = forms.ModelMultipleChoiceField(
        Domain.objects.none(),
        label=gettext_lazy("Domains"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Every cluster whose main domain this is."),
    )
    clusters = forms.ModelMultipleChoiceField(
        Cluster.objects.none(),
        label=gettext_lazy("Clusters"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Single clusters, beside those of the domains."),
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        self.mandate = mandate
        entries = list(mandate.portfolio.all())
        kwargs.setdefault(
            "initial",
            {
                "domains": [entry.domain_id for entry in entries if entry.domain_id],
                "clusters": [entry.cluster_id for entry in entries if entry.cluster_id],
            },
        )
        super().__init__(*args, **kwargs)
        followed = Following.objects.on(timezone.localdate()).filter(region=mandate.region)
        known = Q(pk__in=followed.values("cluster")) | Q(pk__in=kwargs["initial"]["clusters"])
        self.fields["domains"].queryset = Domain.objects.filter(region=mandate.region)  # type: ignore[attr-defined]
        self.fields["clusters"].queryset = Cluster.objects.filter(known)  # type: ignore[attr-defined]

    @transaction.atomic
    def save(self) -> None:
        """Adds and removes one by one, so that the journal names what changed."""
        kept_domains = {domain.pk for domain in self.cleaned_data["domains"]}
        kept_clusters = {cluster.pk for cluster in self.cleaned_data["clusters"]}
        for entry in self.mandate.portfolio.all():
            if entry.domain_id in kept_domains:
                kept_domains.remove(entry.domain_id)
            elif entry.cluster_id in kept_clusters:
                kept_clusters.remove(entry.cluster_id)
            else:
                entry.delete()
        for domain_id in sorted(kept_domains):
            PortfolioEntry.objects.create(mandate=self.mandate, domain_id=domain_id)
        for cluster_id in sorted(kept_clusters):
            PortfolioEntry.objects.create(mandate=self.mandate, cluster_id=cluster_id)


def is_within(day: date, starts_on: date, ends_on: date | None) -> bool:
    return starts_on <= day and (ends_on is None or day <= ends_on)


def clashing(
    person: Person, held: dict[str, Any], dates: dict[str, Any], apart_from: Mandate | None = None
) -> Mandate | None:
    """A mandate of this person for the same thing on some of the same days."""
    same = Mandate.objects.filter(person=person, **held)
    if apart_from:
        same = same.exclude(pk=apart_from.pk)
    if dates.get("starts_on"):
        same = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=dates["starts_on"]))
    if dates.get("ends_on"):
        same = same.filter(starts_on__lte=dates["ends_on"])
    return same.select_related("region", "cluster").first()


def already_held(mandate: Mandate) -> str:
    return _("This person already holds this mandate on some of these days: %(mandate)s.") % {"mandate": mandate}


def last_administrator() -> str:
    return _("This is the last administrator of the region. Give the role to somebody else first.")
