"""Who the members are, beside what the clusters do: on the dashboard, and on the page of a cluster."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from clusterix.lib.panel_files import with_downloads
from clusterix.lib.panels import Panel
from monitoring.dashboard.clusters import Known
from monitoring.dashboard.viewing import Viewing
from monitoring.members.figures.answers import cluster_panels
from monitoring.members.figures.lists import lists_of, read_lists
from monitoring.members.figures.looking import WHOLE
from monitoring.members.figures.moves import MOST_YEARS, overlaps_panel, turnover_panel
from monitoring.members.figures.subject import Subject
from monitoring.members.figures.who import who_panel

MEMBERS = "members"


def members_panel(viewing: Viewing) -> Panel | None:
    """The members of the last year whose lists are accepted, up to the year shown; None while there are none.

    A cluster's own people read it of the whole region alone: by subtraction, domains would tell more.
    """
    domain, lists = viewing.subject.domain, read_lists(viewing.region)
    if domain is not None:
        lists = lists.of_domain(domain.pk)
    year = lists.latest_counted(viewing.upto.year)
    if year is None or (domain is not None and viewing.subject.own is not None):
        return None
    subject = Subject(name=viewing.subject.name, lists=lists, year=year, own=viewing.subject.own)
    if subject.is_withheld:
        return None
    further = [overlaps_panel(subject), turnover_panel(subject, 1)]
    return replace(who_panel(subject, MEMBERS), also=tuple(panel.sentence for panel in further if panel.number))


def members_address(viewing: Viewing) -> str:
    """All that is told of them."""
    domain = {"domain": viewing.subject.domain.code} if viewing.subject.domain else {}
    region = {"region": viewing.region.code} if len(viewing.regions) > 1 else {}
    whole = {"cluster": WHOLE} if viewing.subject.own is not None else {}
    return f"{reverse('member-figures')}?{urlencode(region | domain | whole)}"


@dataclass(frozen=True)
class ClusterMembers:
    """Who a cluster's members are, and where all that is told of them stands."""

    panels: list[Panel]
    address: str


def cluster_members(known: Known) -> ClusterMembers | None:
    """The members on the cluster's last accepted list; None where the region has accepted none."""
    cluster, region = known.cluster, known.region
    lists = lists_of(region, known.due, known.successions)
    year = lists.latest_counted()
    if year is None:
        return None
    query = {"cluster": cluster.code, "year": str(year)} | ({"region": region.code} if len(known.regions) > 1 else {})
    subject = Subject(name=cluster.name, lists=lists, year=year, is_cluster=True)
    panels = [*cluster_panels(subject), turnover_panel(subject, MOST_YEARS)]
    return ClusterMembers(
        [with_downloads(panel, "member-panel-file", {}, query) for panel in panels],
        f"{reverse('member-figures')}?{urlencode(query)}",
    )
