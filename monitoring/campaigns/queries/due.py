"""What campaigns expect, and what was accepted of it: where every figure begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import FilteredRelation, Q

from clusterix.lib.periods import Period
from monitoring.campaigns.models import Report
from monitoring.territory.models import Region


class Due(NamedTuple):
    """A report that was due, and the revision of it that was accepted, if one was."""

    kind: str
    cluster_id: int
    cluster: str
    code: str
    main_domain_id: int
    period: Period
    due_on: date
    opened_at: datetime | None
    revision_id: int | None
    accepted_at: datetime | None


def due_reports(
    region: Region, *kinds: str, periods: Iterable[Period] | None = None, clusters: Iterable[int] | None = None
) -> list[Due]:
    """What a region has asked of these kinds, rehearsals and what was never due left out; one query.

    Of these periods and of these clusters alone, if they are given. In the order of clusters' names, then of time.
    """
    reports = Report.objects.counted().filter(campaign__region=region, campaign__kind__in=kinds)
    if periods is not None:
        reports = reports.filter(campaign__period__in=list(periods))
    if clusters is not None:
        reports = reports.filter(cluster__in=list(clusters))
    # The same condition as `Revision.objects.accepted()`, as a join: reports without accepted revision are due too.
    accepted = Q(revisions__accepted_at__isnull=False, revisions__superseded_by__isnull=True)
    rows = (
        reports.annotate(read=FilteredRelation("revisions", condition=accepted))
        .values_list(
            "campaign__kind", "cluster_id", "cluster__name", "cluster__code", "cluster__main_domain_id",
            "campaign__period", "campaign__due_on", "campaign__opened_at", "read__pk", "read__accepted_at",
        )
        .order_by("cluster__name", "campaign__period")
    )  # fmt: skip
    return [Due(*row) for row in rows]
