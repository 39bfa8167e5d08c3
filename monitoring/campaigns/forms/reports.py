"""The filters of a cluster's own reports, all of them in the address."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clusterix.lib.searching import plain
from monitoring.campaigns.kinds import kinds
from monitoring.campaigns.models import Report
from monitoring.campaigns.states import WITH_CLUSTER, State
from monitoring.clusters.models import Cluster

# What a cluster asks for, in its own words, and the states it stands for.
STANDINGS = {
    "with-you": (_("With you"), WITH_CLUSTER),
    "sent": (_("Sent, being reviewed"), {State.SUBMITTED}),
    "accepted": (_("Accepted"), {State.ACCEPTED}),
    "not-due": (_("Not due"), {State.NOT_DUE}),
}


class ReportFilter(django_filters.FilterSet):
    """Cluster and kind are offered where there is a choice."""

    q = django_filters.CharFilter(label=_("Report or cluster"), method="search", max_length=100)
    year = django_filters.ChoiceFilter(label=_("Year"), empty_label=_("All"), method="of_year")
    standing = django_filters.ChoiceFilter(
        label=_("Standing"),
        empty_label=_("All"),
        choices=[(name, words) for name, (words, _states) in STANDINGS.items()],
        method="of_standing",
    )
    kind = django_filters.ChoiceFilter(label=_("Kind of report"), empty_label=_("All"), field_name="campaign__kind")
    cluster = django_filters.ModelChoiceFilter(
        label=_("Cluster"), empty_label=_("All"), queryset=Cluster.objects.none(), to_field_name="code"
    )

    class Meta:
        model = Report
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet[Report], *, own: set[int]) -> None:
        """`own`: the clusters the person works for, beside those whose past they read."""
        super().__init__(data, queryset)
        met = list(queryset.order_by().values_list("campaign__kind", "cluster", "campaign__period").distinct())
        self.is_empty = not met
        years = sorted({period.year for _kind, _cluster, period in met}, reverse=True)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
        of_kind = {kind for kind, _cluster, _period in met}
        self.filters["kind"].extra["choices"] = [(kind.key, kind.name) for kind in kinds() if kind.key in of_kind]
        clusters = {cluster for _kind, cluster, _period in met}
        self.filters["cluster"].queryset = Cluster.objects.filter(pk__in=clusters)
        if len(of_kind) < 2:
            del self.filters["kind"]
        self.has_clusters = len(clusters | own) > 1
        if len(clusters) < 2:
            del self.filters["cluster"]

    def search(self, reports: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """Every word stands in the report’s title, which no database holds, or in its cluster’s name."""
        words = plain(value).split()
        found = reports.select_related("campaign", "cluster")
        titles = {report.pk: plain(f"{report.title} {report.cluster}") for report in found}
        return reports.filter(pk__in=[pk for pk, title in titles.items() if all(word in title for word in words)])

    def of_year(self, reports: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        return reports.filter(campaign__period__startswith=value)

    def of_standing(self, reports: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        return reports.filter(state__in=STANDINGS[value][1])
