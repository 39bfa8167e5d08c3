"""A region with some clusters and one topic, and a short way to accept reports in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from clusterix.lib.panels import Panel
from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign, Report
from monitoring.clusters.models import Cluster, Succession
from monitoring.objectives.models import Indicator, Target, Topic
from monitoring.objectives.panels import topic_panels
from monitoring.objectives.reading import Reading, read_accepted
from monitoring.objectives.series import Series, series_of
from monitoring.objectives.subject import Subject
from monitoring.people.models import Person
from monitoring.territory.models import Domain, Region
from tests import builders

Q1, Q2, Q3, Q4 = Quarter.quarters_of(2026)


@dataclass
class Scene:
    region: Region
    officer: Person
    author: Person
    topic: Topic
    domains: dict[str, Domain] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    campaigns: dict[Quarter, Campaign] = field(default_factory=dict)

    def domain(self, name: str) -> Domain:
        if name not in self.domains:
            self.domains[name] = builders.make_domain(region=self.region, code=name.lower(), name_en=name, name_fr=name)
        return self.domains[name]

    def cluster(self, name: str, domain: str = "Health") -> Cluster:
        """The cluster of this name, followed by the region."""
        if name not in self.clusters:
            self.clusters[name] = builders.make_cluster(
                region=self.region, domain=self.domain(domain), code=name.lower(), name=name
            )
        return self.clusters[name]

    def indicator(self, code: str = "projects", **fields: Any) -> Indicator:
        texts = {"unit_en": "projects", "unit_one_en": "project", "unit_fr": "projets", "unit_one_fr": "projet"}
        return builders.make_indicator(topic=self.topic, code=code, **texts | fields)

    def campaign(self, quarter: Quarter) -> Campaign:
        if quarter not in self.campaigns:
            self.campaigns[quarter] = builders.make_campaign(region=self.region, period=quarter)
        return self.campaigns[quarter]

    def due(self, cluster: Cluster, quarter: Quarter) -> Report:
        return builders.make_report(campaign=self.campaign(quarter), cluster=cluster)

    def accept(self, cluster: Cluster, quarter: Quarter, values: dict[Indicator, Any]) -> Report:
        """A report accepted with these values; a value of a dictionary is given domain by domain."""
        whole = {indicator: value for indicator, value in values.items() if not isinstance(value, dict)}
        report = builders.make_accepted(
            campaign=self.campaign(quarter), cluster=cluster, by=self.author, officer=self.officer, values=whole
        )
        revision = report.accepted_revision()
        assert revision
        for indicator, parts in values.items():
            for name, value in parts.items() if isinstance(parts, dict) else ():
                builders.make_answer(
                    revision=revision, indicator=indicator, value=value, by=self.author, domain=self.domain(name)
                )
        return report

    def accept_all(self, quarter: Quarter, indicator: Indicator, **values: Any) -> None:
        for name, value in values.items():
            self.accept(self.cluster(name), quarter, {indicator: value})

    def target(self, cluster: Cluster, indicator: Indicator, value: int, *, is_agreed: bool = True) -> None:
        target = builders.make_target(
            cluster=cluster, region=self.region, indicator=indicator, year=2026, value=value, by=self.officer
        )
        if is_agreed:
            Target.objects.filter(pk=target.pk).update(agreed_at=timezone.now(), agreed_by=self.author)

    def merge(self, predecessor: Cluster, successor: Cluster, kind: str = Succession.Kind.MERGER) -> None:
        Succession.objects.create(predecessor=predecessor, successor=successor, kind=kind, on=Q2.first_day)

    def reading(self) -> Reading:
        return read_accepted(self.region, [2025, 2026])

    def series(self, indicator: Indicator, upto: Quarter = Q4) -> Series:
        return series_of(self.reading(), indicator, upto)

    def panel(self, upto: Quarter = Q3, **subject: Any) -> Panel:
        """The first topic's panel, for the region unless told otherwise."""
        fields: dict[str, Any] = {"name": "Region", "upto": upto} | subject
        return topic_panels(self.reading(), Subject(**fields))[0]


@pytest.fixture
def scene(db: None) -> Scene:
    region = builders.make_region(code="aura", name="Auvergne-Rhône-Alpes")
    return Scene(
        region=region,
        officer=builders.make_person(role="officer", region=region),
        author=builders.make_person(),
        topic=builders.make_topic(region=region, code="network", question_en="What do they do together?"),
    )


def so_far(series: Series) -> list[Decimal | None]:
    return [point.so_far for point in series.points]


def alone(series: Series) -> list[Decimal | None]:
    return [point.alone for point in series.points]
