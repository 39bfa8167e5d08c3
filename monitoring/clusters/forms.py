"""What is known of a cluster, and of its way with the regions: each form keeps one thing."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.clusters.models import Cluster, Following, Label, Succession
from monitoring.territory.models import Domain, Region, Theme

# Addresses under /clusters/ that are no cluster's.
TAKEN_CODES = frozenset({"new"})
# The facts that may be waiting for somebody to confirm them.
CONFIRMABLE = ("kind", "main_domain", "other_domains", "town", "departement", "website")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class ClusterForm(forms.ModelForm[Cluster]):
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    unverified = forms.MultipleChoiceField(
        label=gettext_lazy("Still to be confirmed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Readers see that nobody has confirmed these facts yet."),
    )

    class Meta:
        model = Cluster
        fields: ClassVar[tuple[str, ...]] = (
            "name",
            "full_name",
            "kind",
            "main_domain",
            "other_domains",
            "themes",
            "town",
            "departement",
            "website",
            "unverified",
        )
        widgets = {"other_domains": forms.CheckboxSelectMultiple, "themes": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, regions: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {region.pk for region in regions}
        if self.instance.pk:
            known |= set(Following.objects.filter(cluster=self.instance).values_list("region", flat=True))
        for name, model in (("main_domain", Domain), ("other_domains", Domain), ("themes", Theme)):
            self.fields[name].queryset = model.objects.filter(region__in=known)  # type: ignore[attr-defined]
        self.fields["unverified"].choices = [  # type: ignore[attr-defined]
            (name, self.fields[name].label) for name in CONFIRMABLE
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        main, others = cleaned.get("main_domain"), cleaned.get("other_domains")
        if main and others is not None and main in others:
            cleaned["other_domains"] = others.exclude(pk=main.pk)
        return cleaned


class NewClusterForm(ClusterForm):
    """A cluster and the day from which a region follows it."""

    region = forms.ModelChoiceField(label=gettext_lazy("Region that follows it"), queryset=Region.objects.none())
    starts_on = forms.DateField(label=gettext_lazy("Followed from"), widget=DateInput(), initial=timezone.localdate)

    class Meta(ClusterForm.Meta):
        fields: ClassVar[tuple[str, ...]] = ("code", *ClusterForm.Meta.fields)

    def __init__(self, *args: Any, regions: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, regions=regions, **kwargs)
        field = self.fields["region"]
        field.queryset = Region.objects.filter(pk__in=[region.pk for region in regions])  # type: ignore[attr-defined]
        if len(regions) == 1:
            field.initial, field.widget = regions[0], forms.HiddenInput()

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code in TAKEN_CODES:
            raise ValidationError(_("This code is an address of the site: choose another one."))
        return code

    @transaction.atomic
    def save(self, commit: bool = True) -> Cluster:
        cluster = super().save(commit=True)
        Following.objects.create(
            region=self.cleaned_data["region"], cluster=cluster, starts_on=self.cleaned_data["starts_on"]
        )
        return cluster


class FollowingForm(forms.ModelForm[Following]):
    """Two followings of one cluster by one region never overlap: reports are due once."""

    class Meta:
        model = Following
        fields = ("region", "starts_on", "ends_on")
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}
        help_texts = {
            "ends_on": gettext_lazy("The last day included. Reports already asked stay due; no new one is asked.")
        }

    def __init__(self, *args: Any, regions: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        field.queryset = Region.objects.filter(pk__in=[region.pk for region in regions])  # type: ignore[attr-defined]
        if self.instance.pk:
            field.disabled = True
        elif len(regions) == 1:
            field.initial, field.widget = regions[0], forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        region, starts_on, ends_on = cleaned.get("region"), cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day comes after the first one."))
        elif region and starts_on:
            others = Following.objects.filter(region=region, cluster=self.instance.cluster).exclude(pk=self.instance.pk)
            others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
            if ends_on:
                others = others.filter(starts_on__lte=ends_on)
            if others.exists():
                self.add_error("starts_on", _("The region already follows this cluster within these dates."))
        return cleaned


class SuccessionForm(forms.ModelForm[Succession]):
    """What became of a cluster, or what it came from: the other cluster stands on the side chosen."""

    side = forms.ChoiceField(
        label=gettext_lazy("This cluster"),
        choices=[("from", gettext_lazy("comes from")), ("into", gettext_lazy("is continued by"))],
    )
    other = forms.ModelChoiceField(label=gettext_lazy("the cluster"), queryset=Cluster.objects.none())

    class Meta:
        model = Succession
        fields = ("kind", "on", "note")
        widgets = {"on": DateInput()}

    field_order = ("side", "other", "kind", "on", "note")

    def __init__(self, *args: Any, cluster: Cluster, others: Any, **kwargs: Any) -> None:
        self.cluster = cluster
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others.exclude(pk=cluster.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        other = cleaned.get("other")
        if other is None or not cleaned.get("side"):
            return cleaned
        into = cleaned["side"] == "into"
        before, after = (self.cluster, other) if into else (other, self.cluster)
        if (
            after.pk in Succession.objects.predecessors_of([before.pk])
            or Succession.objects.filter(predecessor=before, successor=after).exists()
        ):
            self.add_error("other", _("These two clusters already follow one another."))
        self.instance.predecessor, self.instance.successor = before, after
        return cleaned


class LabelForm(forms.ModelForm[Label]):
    class Meta:
        model = Label
        fields = ("scheme", "detail", "awarded_on", "valid_until", "is_verified", "source")
        widgets = {"awarded_on": DateInput(), "valid_until": DateInput()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        awarded_on, valid_until = cleaned.get("awarded_on"), cleaned.get("valid_until")
        if awarded_on and valid_until and valid_until < awarded_on:
            self.add_error("valid_until", _("A label ends after it is awarded."))
        return cleaned
