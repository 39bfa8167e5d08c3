"""Where a list begins: what was accepted of the cluster, and of those merged into it, before."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Case, F, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from clusterix.lib.copying import insert_from
from clusterix.lib.periods import Period
from monitoring.campaigns.models import Report, Revision
from monitoring.clusters.models import Succession
from monitoring.members.models import MemberLine, MemberLineQuerySet
from monitoring.members.sheet import LINE_FIELDS

# What a line declares, and what was found of it.
DECLARED = (*LINE_FIELDS, "naf_version", "departement")
CARRIED = ("uuid", "organisation", *DECLARED, "left_on", "version", "edited_by", "edited_at")


def carry_over(source: Revision, target: Revision) -> None:
    """The same lines in the next revision, those that left and their versions too."""
    rows = MemberLine.objects.filter(revision=source).values_list(Value(target.pk), *CARRIED)
    insert_from(MemberLine, ("revision", *CARRIED), rows)


def prefill(revision: Revision) -> None:
    """What a first list begins with."""
    columns = ("uuid", *DECLARED, "edited_by", "edited_at")
    rows = lines_to_begin_with(revision.report).values_list(
        Value(revision.pk), Coalesce("organisation__merged_into", "organisation"), *columns, Value(1)
    )
    insert_from(MemberLine, ("revision", "organisation", *columns, "version"), rows)


def lines_to_begin_with(report: Report) -> MemberLineQuerySet:
    """Who was a member before and did not leave; each organisation once, as its survivor where it was merged."""
    sources = former_lists(report)
    first_of_organisation = Window(
        RowNumber(),
        partition_by=[Coalesce("organisation__merged_into", "organisation")],
        # The cluster's own line before one of a cluster merged into it.
        order_by=[Case(When(revision__report__cluster=report.cluster_id, then=0), default=1), F("pk")],
    )
    lines = MemberLine.objects.members().filter(revision__in=[source.pk for source in sources])
    chosen = lines.annotate(nth=first_of_organisation).filter(nth=1).values("pk")
    return MemberLine.objects.filter(pk__in=chosen)


def former_lists(report: Report) -> list[Revision]:
    """The accepted lists a report goes on from, in three queries.

    The newest one of its cluster filed for an earlier period, and those of the clusters merged into it whose members
    it cannot hold yet: filed for the same period or later. None in a first year.
    """
    before = _clusters_before()
    family = _family(report.cluster_id, before)
    newest: dict[int, Revision] = {}
    for revision in _accepted_lists(report, family):
        newest.setdefault(revision.report.cluster_id, revision)
    return _collect(report.cluster_id, before, newest, since=None, seen=set())


def _clusters_before() -> dict[int, list[int]]:
    """By successor, those merged into it as a whole."""
    before = defaultdict(list)
    whole = Succession.objects.exclude(kind=Succession.Kind.PARTIAL)
    for predecessor, successor in whole.values_list("predecessor_id", "successor_id").order_by("pk"):
        before[successor].append(predecessor)
    return before


def _family(cluster: int, before: dict[int, list[int]]) -> set[int]:
    found, waiting = {cluster}, [cluster]
    while waiting:
        fresh = set(before.get(waiting.pop(), [])) - found
        found |= fresh
        waiting += fresh
    return found


def _accepted_lists(report: Report, clusters: set[int]) -> list[Revision]:
    """Newest period first."""
    campaign = report.campaign
    return list(
        Revision.objects.accepted()
        .filter(
            report__cluster__in=clusters,
            report__is_rehearsal=False,
            report__campaign__region=campaign.region_id,
            report__campaign__kind=campaign.kind,
            report__campaign__period__lt=campaign.period,
        )
        .select_related("report__campaign")
        .order_by("-report__campaign__period")
    )


def _collect(
    cluster: int, before: dict[int, list[int]], newest: dict[int, Revision], *, since: Period | None, seen: set[int]
) -> list[Revision]:
    """The list of a cluster unless its successor has filed a later one, then those of its predecessors alike."""
    seen.add(cluster)
    own, found = newest.get(cluster), []
    if own is not None:
        period = own.report.campaign.period
        if since is None or str(period) >= str(since):
            found, since = [own], period
    for predecessor in before.get(cluster, []):
        if predecessor not in seen:
            found += _collect(predecessor, before, newest, since=since, seen=seen)
    return found
