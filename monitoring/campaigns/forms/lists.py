"""The filters of the list of campaigns, all of them in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.kinds import kinds
from monitoring.campaigns.models import Campaign
from monitoring.campaigns.queries.campaigns import Phase


class CampaignFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind of report"), choices=[], empty_label=_("All"))
    year = django_filters.ChoiceFilter(label=_("Year"), choices=[], empty_label=_("All"), method="of_year")
    phase = django_filters.ChoiceFilter(label=_("Standing"), choices=Phase, empty_label=_("All"), method="in_phase")

    class Meta:
        model = Campaign
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = sorted({period.year for period in self.queryset.values_list("period", flat=True)}, reverse=True)
        self.filters["kind"].extra["choices"] = [(kind.key, kind.name) for kind in kinds()]
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    def of_year(self, campaigns: QuerySet[Campaign], name: str, year: str) -> QuerySet[Campaign]:
        return campaigns.filter(period__startswith=year)

    def in_phase(self, campaigns: QuerySet[Campaign], name: str, phase: str) -> QuerySet[Campaign]:
        return campaigns.filter(Phase(phase).condition())
