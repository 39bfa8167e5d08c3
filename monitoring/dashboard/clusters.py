"""The page of a cluster: its figures against its own past and its own targets, and who looks after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.columns import Column, Row
from clusterix.lib.panel_files import with_downloads
from clusterix.lib.panels import Panel, Table
from clusterix.lib.periods import Quarter, Year
from monitoring.campaigns.models import Report
from monitoring.campaigns.queries.due import Due, due_reports
from monitoring.clusters.identity import Identity
from monitoring.clusters.models import Cluster, Succession, predecessors_in
from monitoring.dashboard.periods import Periods, asked_for, shown_quarter
from monitoring.members.figures.lists import KIND as MEMBERS
from monitoring.objectives.charts import indicator_column
from monitoring.objectives.panels import standing_of, topic_panels, topics_of
from monitoring.objectives.reading import KIND as OBJECTIVES
from monitoring.objectives.reading import Reading, read_due
from monitoring.objectives.series import series_of
from monitoring.objectives.subject import Subject
from monitoring.people.models import Mandate, Person
from monitoring.people.perimeter import named, regions_following
from monitoring.people.roles import CLUSTER_ROLES, REGION_READERS, Role
from monitoring.territory.models import Region

YEARS = "years"
REPORTS_SHOWN = 8


@dataclass(frozen=True)
class ClusterFigures:
    """What a region's accepted reports say of one cluster, those merged into it included."""

    cluster: Cluster
    region: Region
    reading: Reading
    subject: Subject
    periods: Periods
    query: dict[str, str] = field(default_factory=dict)
    unknown: str = ""

    @property
    def panels(self) -> list[Panel]:
        """Exactly what the preview of a report shows beforehand, and the files of it."""
        return [self._with_downloads(panel) for panel in topic_panels(self.reading, self.subject)]

    @property
    def years_panel(self) -> Panel | None:
        panel = self._years_panel()
        return self._with_downloads(panel) if panel else None

    def _with_downloads(self, panel: Panel) -> Panel:
        return with_downloads(panel, "cluster-panel-file", {"code": self.cluster.code}, self.query)

    def _years_panel(self) -> Panel | None:
        """The headline of each topic year by year; nothing while there is one year alone."""
        years = sorted({report.quarter.year for report in self.reading.reports if report.is_counted})
        if len(years) < 2:
            return None
        headlines = [indicators[0] for indicators in topics_of(self.reading, self.subject.upto)]
        rows: list[Row] = [
            {"year": Year(year)}
            | {headline.code: series_of(self.reading, headline, self._last_of(year)).value for headline in headlines}
            for year in years
        ]
        columns = (
            Column("year", _("Year"), "period"),
            *(indicator_column(headline.code, str(headline.label), headline) for headline in headlines),
        )
        return Panel(
            key=YEARS,
            question=_("How has it gone over the years?"),
            sentence=ngettext("%(years)s year of accepted figures.", "%(years)s years of accepted figures.", len(years))
            % {"years": len(years)},
            summary=_("The running year stands as far as it has come."),
            table=Table(_("Year by year: %(name)s") % {"name": self.cluster.name}, columns, tuple(rows)),
            standing=standing_of(self.reading, self.subject.upto, is_of_one=True),
        )

    def _last_of(self, year: int) -> Quarter:
        return self.subject.upto if year == self.subject.upto.year else Quarter(year, 4)


@dataclass(frozen=True)
class Known:
    """What one region, of those whose figures of it are read, has asked of a cluster and of those merged into it."""

    cluster: Cluster
    region: Region
    regions: list[Region]
    clusters: frozenset[int]
    successions: list[Succession]
    due: list[Due]


def known_of(cluster: Cluster, identity: Identity, person: Person, address: Mapping[str, str]) -> Known | None:
    """As the address asks for it; None where this person reads no region that follows it."""
    regions = regions_following(cluster)
    if not regions:
        return None
    region = named(regions, address.get("region", ""))
    successions = person.successions if identity.has_whole_predecessors else []
    whole = [succession for succession in successions if succession.is_whole]
    clusters = frozenset({cluster.pk} | predecessors_in(whole, [cluster.pk]))
    due = due_reports(region, OBJECTIVES, MEMBERS, clusters=clusters)
    return Known(cluster, region, regions, clusters, whole, due)


def cluster_figures(known: Known, address: Mapping[str, str]) -> ClusterFigures | None:
    """The figures of a cluster as the address asks for them; None where the region has asked for none."""
    cluster, region, regions = known.cluster, known.region, known.regions
    reading = read_due(region, known.due)
    quarters = tuple(sorted({report.quarter for report in reading.reports}))
    if not quarters:
        return None
    year, number, unknown = asked_for(address.get("year", ""), address.get("quarter", ""), quarters)
    latest = reading.latest_quarter or quarters[-1]
    upto = shown_quarter(reading, year or latest.year, number, quarters)
    path = reverse("cluster-detail", kwargs={"code": cluster.code})
    chosen = {"region": region.code} if len(regions) > 1 else {}
    periods = Periods(
        part=reading,
        upto=upto,
        quarters=quarters,
        address=lambda q: f"{path}?{urlencode(chosen | {'year': q.year, 'quarter': q.number})}",
        is_of_one=True,
        regions=tuple((str(other), f"{path}?region={other.code}") for other in regions if other != region),
    )
    subject = Subject(name=cluster.name, upto=upto, clusters=known.clusters)
    query = chosen | {"year": str(upto.year), "quarter": str(upto.number)}
    return ClusterFigures(cluster, region, reading, subject, periods, query, unknown)


def officers_of(cluster: Cluster, person: Person) -> list[Mandate]:
    """The officers who look after the cluster or its main domain, in the regions that follow it and this person reads.

    Elected officials read no person's name.
    """
    if not person.has_role(*REGION_READERS, *CLUSTER_ROLES):
        return []
    looking_after = Q(portfolio__cluster=cluster) | Q(portfolio__domain=cluster.main_domain_id)
    officers = Mandate.objects.current().filter(looking_after, role=Role.OFFICER, region__in=regions_following(cluster))
    return list(
        officers.select_related("person", "region").distinct().order_by("person__last_name", "person__first_name")
    )


def reports_of(cluster: Cluster, person: Person) -> list[Report]:
    """The last reports of the cluster, for those who may read reports."""
    reports = Report.objects.for_user(person).filter(cluster=cluster, is_rehearsal=False)
    return list(reports.select_related("campaign", "cluster").order_by("-campaign__period", "pk")[:REPORTS_SHOWN])
