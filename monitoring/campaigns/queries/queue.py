"""The review queue: every report due, by the day on which somebody has to have acted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.enums import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models import UNDO_WINDOW, Report, ReportEvent, Revision
from monitoring.campaigns.queries.ribbons import ribbons_of
from monitoring.campaigns.queries.sending import NOT_RECEIVED, Reports, with_deadline, with_flags
from monitoring.campaigns.states import State
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person, PortfolioEntry
from monitoring.people.roles import REVIEWERS


class Standing(TextChoices):
    """The views of the queue. What is not finished comes first: nothing late ever vanishes from it."""

    OPEN = "open", _("Not finished")
    TO_REVIEW = "to-review", _("To review")
    NOT_RECEIVED = "not-received", _("Not received")
    LATE = "late", _("Late")
    WITH_CLUSTER = "corrections", _("Being corrected")
    ACCEPTED = "accepted", _("Accepted")
    ALL = "all", _("All")

    def condition(self) -> Q:
        return {
            Standing.OPEN: ~Q(state=State.ACCEPTED),
            Standing.TO_REVIEW: Q(state=State.SUBMITTED),
            Standing.NOT_RECEIVED: NOT_RECEIVED,
            Standing.LATE: Q(deadline__lt=timezone.localdate()) & (NOT_RECEIVED | Q(state=State.SUBMITTED)),
            Standing.WITH_CLUSTER: Q(state__in=[State.RETURNED, State.REOPENED]),
            Standing.ACCEPTED: Q(state=State.ACCEPTED),
            Standing.ALL: Q(),
        }[self]


def queue_for(person: Person) -> Reports:
    """Every report due from the clusters of the regions where this person reviews, whatever became of it."""
    reports = Report.objects.for_user(person).counted()
    reports = reports.filter(campaign__region__in=person.region_ids(REVIEWERS), campaign__opened_at__isnull=False)
    return with_flags(with_deadline(reports)).select_related("campaign", "cluster__main_domain")


def with_portfolio(reports: Reports, person: Person) -> Reports:
    """`is_mine`: of a cluster, or of a main domain, that this person looks after."""
    entries = _portfolio(person)
    mine = Cluster.objects.filter(
        Q(pk__in=entries.values("cluster")) | Q(main_domain__in=entries.values("domain")), pk=OuterRef("cluster")
    )
    return reports.annotate(is_mine=Exists(mine))


def has_portfolio(person: Person) -> bool:
    return _portfolio(person).exists()


def _portfolio(person: Person) -> QuerySet[PortfolioEntry]:
    mandates = [mandate.pk for mandate in person.current_mandates if mandate.role in REVIEWERS]
    return PortfolioEntry.objects.filter(mandate__in=mandates)


def counts(reports: Reports) -> dict[Standing, int]:
    """How many reports each view holds, in one query."""
    found = reports.order_by().aggregate(
        **{standing.name: Count("pk", filter=standing.condition()) for standing in Standing if standing.condition()},
        **{Standing.ALL.name: Count("pk")},
    )
    return {standing: found[standing.name] for standing in Standing}


def furnish(reports: Iterable[Any]) -> None:
    """Puts on each report of one page its `ribbon`, its newest filing, `filed`, and how many `flags` that has.

    Two queries, however many reports.
    """
    reports = list(reports)
    ribbons = ribbons_of(reports)
    filings = Revision.objects.select_related("sealed_by").in_bulk([report.newest for report in reports])
    for report in reports:
        report.ribbon = ribbons[report.pk]
        report.filed = filings.get(report.newest)
        report.flags = len(report.filed.flagged_keys) if report.filed else None


def plain_to_accept(reports: Reports, person: Person) -> Reports:
    """Reports with nothing worth a look, no remark that waits, and not sent by this person in the cluster's name."""
    own = Revision.objects.filter(pk=OuterRef("newest"), is_in_name_of_cluster=True, sealed_by=person)
    return reports.filter(state=State.SUBMITTED, is_flagged=False, has_remarks=False).exclude(Exists(own))


@dataclass(frozen=True)
class RecentAcceptance:
    """One that its author can still undo, and for how long."""

    event: ReportEvent

    @property
    def until(self) -> datetime:
        return self.event.happened_at + UNDO_WINDOW

    @property
    def minutes_left(self) -> int:
        return max(1, -(-(self.until - timezone.now()).seconds // 60))


def recent_acceptances(person: Person) -> list[RecentAcceptance]:
    """Newest first."""
    events = (
        ReportEvent.objects.filter(
            actor=person,
            transition="accept",
            undone_at__isnull=True,
            happened_at__gte=timezone.now() - UNDO_WINDOW,
            report__state=State.ACCEPTED,
        )
        .select_related("report__campaign", "report__cluster")
        .order_by("-happened_at", "-pk")
    )
    return [RecentAcceptance(event) for event in events]
