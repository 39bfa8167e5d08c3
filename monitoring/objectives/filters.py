"""Searching and filtering the lists of the slice; all of it stands in the address."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterix.lib.searching import containing
from monitoring.clusters.models import Cluster
from monitoring.objectives.models import Framework, Indicator, Topic
from monitoring.territory.models import Region


class IndicatorFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Words in the label, the definition or the code"), method="search")
    topic = filters.ChoiceFilter(label=_("Topic"), choices=(), empty_label=_("Every topic"), field_name="topic__code")
    standing = filters.ChoiceFilter(
        label=_("Standing"),
        choices=[
            ("draft", _("Draft")),
            ("published", _("Published")),
            ("coming", _("Published, to come")),
            ("ended", _("Ended")),
        ],
        empty_label=_("All"),
        method="standing_as",
    )

    class Meta:
        model = Indicator
        fields: list[str] = []

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = [(topic.code, str(topic.name)) for topic in framework.topics.all()]
        self.filters["topic"].extra["choices"] = topics

    def search(self, indicators: QuerySet[Indicator], name: str, text: str) -> QuerySet[Indicator]:
        return indicators.filter(containing(text, "label_en", "label_fr", "definition_en", "definition_fr", "code"))

    def standing_as(self, indicators: QuerySet[Indicator], name: str, value: str) -> QuerySet[Indicator]:
        today = timezone.localdate()
        is_published, is_over = Q(published_at__isnull=False), Q(ends_on__lt=today)
        return indicators.filter(
            {
                "draft": ~is_published,
                "published": is_published & Q(starts_on__lte=today) & ~is_over,
                "coming": is_published & Q(starts_on__gt=today),
                "ended": is_published & is_over,
            }[value]
        )


class TargetFilter(filters.FilterSet):
    """Which clusters are the rows, which topics the columns."""

    q = filters.CharFilter(label=_("Cluster"), method="search")
    domain = filters.ChoiceFilter(
        label=_("Domain"), choices=(), empty_label=_("Every domain"), field_name="main_domain__code"
    )
    topic = filters.ChoiceFilter(label=_("Topic"), choices=(), empty_label=_("Every topic"), method="as_columns")
    year = filters.ChoiceFilter(label=_("Year"), choices=(), empty_label=None, method="as_columns")

    class Meta:
        model = Cluster
        fields: list[str] = []

    def __init__(self, data: QueryDict, *args: Any, region: Region, year: int, **kwargs: Any) -> None:
        shown = data.copy()
        shown["year"] = str(year)
        super().__init__(shown, *args, **kwargs)
        topics = Topic.objects.filter(framework__region=region).select_related("framework")
        today = timezone.localdate().year
        years = sorted({year, *range(today - 2, today + 2)})
        self.filters["domain"].extra["choices"] = [(domain.code, str(domain)) for domain in region.domains.all()]
        self.filters["topic"].extra["choices"] = [(str(topic.pk), str(topic)) for topic in topics]
        self.filters["year"].extra["choices"] = [(str(each), str(each)) for each in years]

    def search(self, clusters: QuerySet[Cluster], name: str, text: str) -> QuerySet[Cluster]:
        return clusters.filter(containing(text, "name", "full_name"))

    def as_columns(self, clusters: QuerySet[Cluster], name: str, value: str) -> QuerySet[Cluster]:
        return clusters

    @property
    def topic_wanted(self) -> Q:
        wanted = self.form.cleaned_data.get("topic") if self.form.is_valid() else ""
        return Q(topic=wanted) if wanted else Q()
