"""Searching and filtering the list of clusters; all of it stands in the address."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterix.lib.searching import containing
from monitoring.clusters.models import Cluster, ClusterQuerySet, Label
from monitoring.territory.models import Departement, Domain


class ClusterFilter(filters.FilterSet):
    """What it offers is what the clusters in sight have: no choice leads to an empty list by itself."""

    q = filters.CharFilter(label=_("Name or town"), method="search")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Cluster.Kind, empty_label=_("All"))
    domain = filters.ModelChoiceFilter(
        label=_("Excellence domain"),
        queryset=Domain.objects.none(),
        to_field_name="code",
        empty_label=_("All"),
        method="of_domain",
    )
    departement = filters.ModelChoiceFilter(
        label=_("Département"), queryset=Departement.objects.none(), empty_label=_("All")
    )
    label = filters.ChoiceFilter(
        label=_("Label held today"), choices=Label.Scheme, empty_label=_("All"), method="holding"
    )
    standing = filters.ChoiceFilter(
        label=_("Followed"),
        choices=[("former", _("No longer")), ("all", _("Now or before"))],
        empty_label=_("Today"),
        method="in_order",
    )

    class Meta:
        model = Cluster
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: ClusterQuerySet, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        seen = queryset.order_by().values("pk")
        self.filters["domain"].queryset = Domain.objects.filter(
            Q(main_clusters__in=seen) | Q(other_clusters__in=seen)
        ).distinct()
        self.filters["departement"].queryset = Departement.objects.filter(cluster__in=seen).distinct()

    def search(self, clusters: ClusterQuerySet, name: str, value: str) -> ClusterQuerySet:
        return clusters.filter(containing(value, "name", "full_name", "town", "code"))

    def of_domain(self, clusters: ClusterQuerySet, name: str, value: Domain) -> ClusterQuerySet:
        return clusters.filter(Q(main_domain=value) | Q(other_domains=value)).distinct()

    def holding(self, clusters: ClusterQuerySet, name: str, value: str) -> ClusterQuerySet:
        today = timezone.localdate()
        held = Label.objects.filter(
            Q(awarded_on__isnull=True) | Q(awarded_on__lte=today),
            Q(valid_until__isnull=True) | Q(valid_until__gte=today),
            scheme=value,
        )
        return clusters.filter(pk__in=held.values("cluster"))

    def in_order(self, clusters: ClusterQuerySet, name: str, value: str) -> ClusterQuerySet:
        """Applied in `filter_queryset`, where no choice means today."""
        return clusters

    def filter_queryset(self, queryset: ClusterQuerySet) -> ClusterQuerySet:
        clusters = super().filter_queryset(queryset)
        standing = self.form.cleaned_data.get("standing")
        return clusters if standing == "all" else clusters.filter(is_followed=standing != "former")
