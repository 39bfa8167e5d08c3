"""Everything the figures of members answer, in the order of the page; each with the files of its rows."""

from __future__ import annotations

from django.utils import timezone

from clusterix.lib.panel_files import with_downloads
from clusterix.lib.panels import Panel
from clusterix.lib.periods import Year
from monitoring.campaigns.models import Revision
from monitoring.members.figures.lists import FiledList, Lists
from monitoring.members.figures.looking import Looking
from monitoring.members.figures.moves import (
    MOST_YEARS,
    most_shared,
    overlaps_panel,
    pairs_panel,
    turnover_by_cluster,
    turnover_panel,
)
from monitoring.members.figures.subject import Subject
from monitoring.members.figures.ties import clusters_panel, governance_panel, joining_panel, medians_panel
from monitoring.members.figures.where import division_panel, elsewhere_panel, place_panel, sector_panel
from monitoring.members.figures.who import headcount_panel, size_panel, who_panel
from monitoring.territory.models import Departement


def panels_of(looking: Looking) -> list[Panel]:
    """The answers of the first page; none while too few other clusters stand behind them."""
    subject = looking.subject
    if subject.is_withheld or not subject.standing.counted:
        return []
    departements = {departement.code: departement for departement in Departement.objects.all()}
    own = [one for one in departements.values() if one.region_id == looking.region.pk]
    found: list[Panel | None] = [
        who_panel(subject),
        place_panel(subject, own),
        sector_panel(subject),
        headcount_panel(subject),
        size_panel(subject) if subject.own is None else None,
        turnover_panel(subject, MOST_YEARS),
        joining_panel(subject),
        governance_panel(subject),
        *_of_several(looking),
        elsewhere_panel(subject, own, departements),
        division_panel(subject),
    ]
    return _with_files(looking, found)


def _of_several(looking: Looking) -> list[Panel | None]:
    """What can be said of several clusters alone."""
    subject = looking.subject
    if subject.is_cluster:
        return []
    pair = most_shared(subject) if looking.reads_each_cluster else ""
    return [
        overlaps_panel(subject, pair),
        medians_panel(subject),
        clusters_panel(subject) if looking.reads_each_cluster else None,
    ]


def turnover_panels(looking: Looking) -> list[Panel]:
    """Who came and who left: the years, and for who reads each cluster the year cluster by cluster."""
    if looking.subject.is_withheld or not looking.subject.standing.counted:
        return []
    by_cluster = turnover_by_cluster(looking.subject) if _has_clusters(looking) else None
    return _with_files(looking, [turnover_panel(looking.subject), by_cluster])


def overlap_panels(looking: Looking) -> list[Panel]:
    """Who is in several clusters, and for who reads each cluster the pairs that share members."""
    subject = looking.whole.subject
    if subject.is_withheld or not subject.standing.counted:
        return []
    pairs = pairs_panel(subject) if looking.reads_each_cluster else None
    return _with_files(looking, [overlaps_panel(subject), pairs])


def _has_clusters(looking: Looking) -> bool:
    return looking.reads_each_cluster and not looking.is_of_cluster


def _with_files(looking: Looking, panels: list[Panel | None]) -> list[Panel]:
    return [with_downloads(panel, "member-panel-file", {}, looking.query) for panel in panels if panel is not None]


def every_panel(looking: Looking) -> dict[str, Panel]:
    """By key, those of every page: what files are asked for by."""
    panels = [*panels_of(looking), *turnover_panels(looking), *overlap_panels(looking)]
    return {panel.key: panel for panel in panels}


def cluster_panels(subject: Subject) -> list[Panel]:
    """What everybody reads of one cluster's list: on the cluster's page, and in the preview before it is sent."""
    departements = list(Departement.objects.filter(region=subject.lists.region))
    return [
        who_panel(subject),
        place_panel(subject, departements),
        headcount_panel(subject),
        joining_panel(subject),
        governance_panel(subject),
    ]


def preview_panels(revision: Revision) -> list[Panel]:
    """The same for a list that is not accepted yet."""
    report = revision.report
    campaign, cluster = report.campaign, report.cluster
    if not isinstance(campaign.period, Year):
        raise TypeError(f"{campaign.period} is no year")
    year, day = campaign.period.year, timezone.localdate(revision.accepted_at or revision.sealed_at)
    filed = FiledList(
        cluster.pk, cluster.name, cluster.code, cluster.main_domain_id, year, campaign.due_on, revision.pk, day
    )
    is_accepted = revision.accepted_at is not None
    lists = Lists(campaign.region, (filed,), (filed,), {}, is_accepted=is_accepted)
    return cluster_panels(Subject(name=cluster.name, lists=lists, year=year, is_cluster=True))
