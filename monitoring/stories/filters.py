"""Finding a story: everything asked for stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.campaigns.models import Campaign
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.stories.models.stories import StoryVersionQuerySet, regions_read_by
from monitoring.stories.reading import PUBLISHED, SORTS, STANDINGS, listed, matching, of_standing, reads_unpublished
from monitoring.territory.models import Domain


class StoryFilter(forms.Form):
    q = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("Search"), widget=forms.TextInput(attrs={"type": "search"})
    )
    domain = forms.ModelChoiceField(
        Domain.objects.none(),
        required=False,
        to_field_name="code",
        label=gettext_lazy("Domain"),
        empty_label=gettext_lazy("All domains"),
    )
    cluster = forms.ModelChoiceField(
        Cluster.objects.none(),
        required=False,
        to_field_name="code",
        label=gettext_lazy("Cluster"),
        empty_label=gettext_lazy("All clusters"),
    )
    year = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=gettext_lazy("Year"))
    standing = forms.ChoiceField(required=False, choices=STANDINGS.items(), label=gettext_lazy("Standing"))
    sort = forms.ChoiceField(
        required=False, choices=[(key, label) for key, (label, _order) in SORTS.items()], label=gettext_lazy("Order")
    )
    picture = forms.BooleanField(required=False, label=gettext_lazy("With a picture"))

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        regions = regions_read_by(user)
        found = listed(user)
        self.fields["domain"].queryset = Domain.objects.filter(region__in=regions)  # type: ignore[attr-defined]
        self.fields["cluster"].queryset = Cluster.objects.filter(  # type: ignore[attr-defined]
            pk__in=found.values("revision__report__cluster")
        )
        periods = Campaign.objects.filter(pk__in=found.values("revision__report__campaign")).values_list("period")
        years = sorted({period.year for (period,) in periods}, reverse=True)
        self.fields["year"].choices = [("", _("All years")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]
        if not reads_unpublished(user):
            del self.fields["standing"]

    @property
    def asked_standing(self) -> str:
        return self.cleaned_data.get("standing") or PUBLISHED

    def found(self) -> StoryVersionQuerySet:
        """What is asked for; a filter that is not understood is said on the page, and finds nothing."""
        versions = listed(self.user)
        if not self.is_valid():
            return versions.none()
        asked = self.cleaned_data
        versions = matching(of_standing(versions, self.asked_standing), asked["q"])
        if domain := asked["domain"]:
            other = versions.model.other_domains.through.objects.filter(domain=domain).values("storyversion")
            versions = versions.filter(Q(main_domain=domain) | Q(pk__in=other))
        if asked["cluster"]:
            versions = versions.filter(revision__report__cluster=asked["cluster"])
        if asked["year"]:
            versions = versions.filter(revision__report__campaign__period__startswith=str(asked["year"]))
        if asked["picture"]:
            versions = versions.filter(picture__isnull=False).exclude(
                Q(is_public=True)
                & (
                    Q(picture__alt="")
                    | Q(picture__credit="")
                    | Q(picture__has_consent=False)
                    | Q(story__is_without_picture=True)
                )
            )
        return versions.order_by(*SORTS[asked["sort"] or "newest"][1])
