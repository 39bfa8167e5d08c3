"""What reports say: the answers of a set of revisions, read whole in a fixed number of queries.

Panels read nothing else, so that a dashboard (accepted revisions) and a preview (one more, not accepted) agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Revision
from monitoring.campaigns.queries.due import Due, due_reports
from monitoring.clusters.models import Cluster, Succession
from monitoring.objectives.models import Answer, Framework, Indicator, Target
from monitoring.territory.models import Domain, Region

# The key of the kind of report whose figures these are.
KIND = "objectives"


@dataclass(frozen=True, slots=True)
class DueReport:
    """A report that was due, and the revision of it that is read; `counted_on` is the day it was accepted."""

    cluster_id: int
    cluster: str
    main_domain_id: int
    quarter: Quarter
    revision_id: int | None = None
    counted_on: date | None = None

    @property
    def is_counted(self) -> bool:
        return self.revision_id is not None


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was filed, an empty one left out."""

    report: DueReport
    indicator_id: int
    domain_id: int | None
    status: str
    number: Decimal | None
    text: str
    explanation: str

    @property
    def is_value(self) -> bool:
        return self.status == Answer.Status.VALUE


@dataclass(frozen=True)
class Reading:
    """What was due, what was answered, what is aimed at: everything the figures of a region are made from.

    `survivors` gives for a cluster that was merged the one that continues it. `targets` are those agreed with their
    clusters, by indicator and year. A reading of one domain or cluster is a part of this one.
    """

    region: Region
    reports: tuple[DueReport, ...]
    given: tuple[Given, ...]
    indicators: dict[int, Indicator]
    domains: tuple[Domain, ...]
    targets: dict[tuple[int, int], dict[int, Decimal]]
    survivors: dict[int, int]
    is_accepted: bool = True
    is_of_domain: bool = False

    def of_clusters(self, clusters: Iterable[int]) -> Reading:
        wanted = frozenset(clusters)
        return self._part(
            [report for report in self.reports if report.cluster_id in wanted],
            [answer for answer in self.given if answer.report.cluster_id in wanted],
        )

    def of_domain(self, domain_id: int | None) -> Reading:
        """The clusters whose main domain it is; of what is answered domain by domain, the answers for this one.

        None: what belongs to no domain of the region, such as a cluster it follows with another region.
        """
        return self._of_domains[domain_id]

    @cached_property
    def _of_domains(self) -> dict[int | None, Reading]:
        reports: dict[int | None, list[DueReport]] = defaultdict(list)
        given: dict[int | None, list[Given]] = defaultdict(list)
        for report in self.reports:
            reports[self._domain(report.main_domain_id)].append(report)
        for answer in self.given:
            given[self._domain(answer.domain_id or answer.report.main_domain_id)].append(answer)
        return {
            domain: replace(self._part(reports[domain], given[domain]), is_of_domain=True)
            for domain in (*self.domain_ids, None)
        }

    def _domain(self, domain_id: int) -> int | None:
        return domain_id if domain_id in self.domain_ids else None

    def _part(self, reports: list[DueReport], given: list[Given]) -> Reading:
        clusters = {report.cluster_id for report in reports}
        targets = {
            key: {cluster: value for cluster, value in agreed.items() if cluster in clusters}
            for key, agreed in self.targets.items()
        }
        return replace(self, reports=tuple(reports), given=tuple(given), targets=targets)

    @cached_property
    def domain_ids(self) -> frozenset[int]:
        return frozenset(domain.pk for domain in self.domains)

    @cached_property
    def by_indicator(self) -> dict[int, list[Given]]:
        grouped = defaultdict(list)
        for answer in self.given:
            grouped[answer.indicator_id].append(answer)
        return grouped

    def survivor(self, cluster_id: int) -> int:
        return self.survivors.get(cluster_id, cluster_id)

    @cached_property
    def by_quarter(self) -> dict[Quarter, list[DueReport]]:
        grouped = defaultdict(list)
        for report in self.reports:
            grouped[report.quarter].append(report)
        return grouped

    def due_in(self, quarter: Quarter) -> list[DueReport]:
        return self.by_quarter.get(quarter, [])

    def counted_in(self, quarter: Quarter) -> list[DueReport]:
        return [report for report in self.due_in(quarter) if report.is_counted]

    @property
    def latest_quarter(self) -> Quarter | None:
        """The last quarter of which anything is read."""
        return max((report.quarter for report in self.reports if report.is_counted), default=None)


def read_accepted(region: Region, years: Iterable[int] | None = None) -> Reading:
    """What the accepted reports of a region say; of these years alone, if they are given."""
    return read_due(region, _due(region, years, None))


def read_due(region: Region, due: Iterable[Due]) -> Reading:
    """What was accepted of these reports."""
    return _read(region, _reports(due), is_accepted=True)


def read_with(revision: Revision, clusters: Iterable[int], years: Iterable[int]) -> Reading:
    """What the accepted reports would say if this revision, sent or still open, stood in the place of its report's."""
    campaign, cluster = revision.report.campaign, revision.report.cluster
    quarter = campaign.period
    if not isinstance(quarter, Quarter):
        raise TypeError(f"{quarter} is no quarter")
    others = [
        report
        for report in _reports(_due(campaign.region, years, clusters))
        if (report.cluster_id, report.quarter) != (cluster.pk, quarter)
    ]
    day = timezone.localdate(revision.sealed_at) if revision.sealed_at else timezone.localdate()
    own = DueReport(cluster.pk, cluster.name, cluster.main_domain_id, quarter, revision.pk, day)
    return _read(campaign.region, [*others, own], is_accepted=revision.accepted_at is not None)


def _due(region: Region, years: Iterable[int] | None, clusters: Iterable[int] | None) -> list[Due]:
    quarters = None if years is None else [quarter for year in years for quarter in Quarter.quarters_of(year)]
    return due_reports(region, KIND, periods=quarters, clusters=clusters)


def _reports(due: Iterable[Due]) -> list[DueReport]:
    return [
        DueReport(
            one.cluster_id,
            one.cluster,
            one.main_domain_id,
            one.period,
            one.revision_id,
            timezone.localdate(one.accepted_at) if one.accepted_at else None,
        )
        for one in due
        if one.kind == KIND and isinstance(one.period, Quarter)
    ]


def _read(region: Region, reports: list[DueReport], *, is_accepted: bool) -> Reading:
    by_revision = {report.revision_id: report for report in reports if report.revision_id is not None}
    clusters = {report.cluster_id for report in reports}
    answers = (
        Answer.objects.filter(revision__in=list(by_revision))
        .exclude(status=Answer.Status.EMPTY)
        .values_list("revision_id", "indicator_id", "domain_id", "status", "number", "text", "explanation")
    )
    return Reading(
        region=region,
        reports=tuple(reports),
        given=tuple(
            Given(by_revision[revision_id], indicator_id, domain_id, status, _plain(number), text, explanation)
            for revision_id, indicator_id, domain_id, status, number, text, explanation in answers
        ),
        indicators=_indicators(region),
        domains=tuple(Domain.objects.filter(region=region)),
        targets=_targets(region, clusters, {report.quarter.year for report in reports}),
        survivors=_survivors(clusters) if len(clusters) > 1 else {},
        is_accepted=is_accepted,
    )


def _plain(number: Decimal | None) -> Decimal | None:
    """Without the zeros of the column it is kept in: 61, not 61.0000."""
    if number is None:
        return None
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def _indicators(region: Region) -> dict[int, Indicator]:
    """Every published indicator of the region's quarterly frameworks, in the order in which it is asked."""
    published = Indicator.objects.filter(
        topic__framework__region=region,
        topic__framework__frequency=Framework.Frequency.QUARTER,
        published_at__isnull=False,
    )
    return {indicator.pk: indicator for indicator in published.select_related("topic__framework")}


def _targets(region: Region, clusters: set[int], years: set[int]) -> dict[tuple[int, int], dict[int, Decimal]]:
    targets = Target.objects.current().filter(region=region, cluster__in=clusters, year__in=years)
    found: dict[tuple[int, int], dict[int, Decimal]] = defaultdict(dict)
    rows = targets.filter(agreed_at__isnull=False).values_list("indicator_id", "year", "cluster_id", "value")
    for indicator_id, year, cluster_id, value in rows:
        found[indicator_id, year][cluster_id] = value
    return dict(found)


def _survivors(clusters: set[int]) -> dict[int, int]:
    """For each cluster merged into another of these, the last one that continues it.

    A cluster of which only a part was taken over goes on by itself.
    """
    whole = Succession.objects.exclude(kind=Succession.Kind.PARTIAL)
    rows = whole.filter(predecessor__in=clusters, successor__in=clusters).values_list("predecessor_id", "successor_id")
    continued = dict(rows)
    survivors = {}
    for cluster in continued:
        survivor, passed = cluster, {cluster}
        while survivor in continued and continued[survivor] not in passed:
            survivor = continued[survivor]
            passed.add(survivor)
        survivors[cluster] = survivor
    return survivors


def whole_predecessors(cluster: Cluster) -> set[int]:
    """The clusters whose figures this one's series goes on: those merged into it, directly or not, as a whole."""
    return Succession.objects.exclude(kind=Succession.Kind.PARTIAL).predecessors_of([cluster.pk])
