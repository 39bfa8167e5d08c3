"""A cluster's own reports: what is due now, and all there ever were."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from clusterix.lib.ribbon import Segment
from monitoring.campaigns import wording
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.queries.ribbons import ribbons_of
from monitoring.campaigns.queries.sending import Reports, with_deadline
from monitoring.campaigns.states import FIRST_FILING, WITH_CLUSTER, State
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


def due_reports(person: Person) -> list[DueReport]:
    """What waits for the cluster, the nearest deadline first; what closed unsent is no longer here but in the list."""
    waiting = own_reports(person).filter(cluster__in=person.cluster_ids(), state__in=WITH_CLUSTER)
    in_time = ~Q(state__in=FIRST_FILING) | Q(closing__gte=timezone.localdate())
    reports = list(waiting.filter(in_time).order_by("due", "cluster__name", "pk"))
    ribbons, complete = ribbons_of(reports), _complete(reports)
    return [
        DueReport(
            report=report,
            title=kind_of(report.campaign).title(report.campaign.period),
            deadline=wording.deadline_of(report),
            status=wording.status_of(report),
            segments=ribbons[report.pk],
            is_complete=report.pk in complete,
        )
        for report in reports
    ]


def _complete(reports: list[Report]) -> set[int]:
    """The reports of which nothing is missing, asked of each kind once."""
    drafts = {report.pk: report for report in reports if report.state != State.TO_DO}
    by_kind: dict[str, list[Revision]] = {}
    for revision in Revision.objects.open().filter(report__in=drafts):
        revision.report = drafts[revision.report_id]
        by_kind.setdefault(revision.report.campaign.kind, []).append(revision)
    return {
        revision.report_id
        for revisions in by_kind.values()
        for revision in kind_of(revisions[0].report.campaign).complete(revisions)
    }


@dataclass(frozen=True)
class YearOfCluster:
    """The ribbon of one cluster's year for one kind of report."""

    cluster: str
    kind: str
    year: int
    segments: list[Segment]


def years_of(person: Person) -> list[YearOfCluster]:
    """This year so far, one line per cluster and kind of report."""
    year = timezone.localdate().year
    own = own_reports(person).filter(cluster__in=person.cluster_ids())
    reports = own.filter(campaign__period__startswith=str(year)).order_by("cluster__name", "pk")
    newest = {(report.cluster_id, report.campaign.kind): report for report in reports}
    ribbons = ribbons_of(newest.values())
    return [
        YearOfCluster(report.cluster.name, str(kind_of(report.campaign).name), year, ribbons[report.pk])
        for report in newest.values()
    ]
