"""A cluster's own reports: what is due now, and all there ever were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from clusterix.lib.ribbon import Segment
from monitoring.campaigns import wording
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.queries.complete import complete_reports
from monitoring.campaigns.queries.ribbons import ribbons_of
from monitoring.campaigns.queries.sending import Reports, with_deadline
from monitoring.campaigns.states import FIRST_FILING, WITH_CLUSTER
from monitoring.people.models import Person


def own_reports(person: Person) -> Reports:
    """What was ever asked of the person's clusters and of those they came from; `accepted_at` dates what counts."""
    reports = Report.objects.filter(
        cluster__in=person.readable_cluster_ids, is_rehearsal=False, campaign__opened_at__isnull=False
    )
    accepted = Revision.objects.accepted().filter(report=OuterRef("pk"))
    return (
        with_deadline(reports)
        .annotate(accepted_at=Subquery(accepted.values("accepted_at")[:1]))
        .select_related("campaign", "cluster")
    )


@dataclass(frozen=True)
class DueReport:
    report: Report
    title: str
    deadline: str
    status: wording.Status
    segments: list[Segment]
    # Everything is filled in and nothing is sent.
    is_complete: bool

    @property
    def may_be_opened(self) -> bool:
        return self.report.is_opened


@dataclass(frozen=True)
class YearOfCluster:
    """The ribbon of one cluster's year for one kind of report."""

    cluster: str
    kind: str
    year: int
    segments: list[Segment]


def due_and_years(person: Person) -> tuple[list[DueReport], list[YearOfCluster]]:
    """What waits for the cluster, the nearest deadline first, and this year so far, a line per cluster and kind.

    What closed unsent is no longer due, but stays in the list of all reports.
    """
    year = timezone.localdate().year
    own = own_reports(person).filter(cluster__in=person.cluster_ids())
    in_time = ~Q(state__in=FIRST_FILING) | Q(closing__gte=timezone.localdate())
    waiting = Q(state__in=WITH_CLUSTER) & in_time
    reports = list(
        own.filter(waiting | Q(campaign__period__startswith=str(year))).order_by("due", "cluster__name", "pk")
    )
    ribbons = ribbons_of(reports)
    return _due(reports, ribbons), _years(reports, ribbons, year)


def _due(reports: list[Any], ribbons: dict[int, list[Segment]]) -> list[DueReport]:
    waiting = [report for report in reports if report.is_with_cluster and not report.is_closed]
    complete = complete_reports(waiting)
    return [
        DueReport(
            report=report,
            title=report.title,
            deadline=wording.deadline_of(report),
            status=wording.status_of(report),
            segments=ribbons[report.pk],
            is_complete=report.pk in complete,
        )
        for report in waiting
    ]


def _years(reports: list[Any], ribbons: dict[int, list[Segment]], year: int) -> list[YearOfCluster]:
    newest = {
        (report.cluster.name, str(kind_of(report.campaign).name)): report
        for report in reports
        if report.campaign.period.year == year
    }
    return [
        YearOfCluster(cluster, kind, year, ribbons[report.pk])
        for (cluster, kind), report in sorted(newest.items(), key=lambda pair: pair[0])
    ]
