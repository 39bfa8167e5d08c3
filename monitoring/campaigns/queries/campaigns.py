"""Campaigns and the reports each one expects, whatever became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.enums import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models import Campaign, Report
from monitoring.campaigns.queries.queue import furnish
from monitoring.campaigns.queries.sending import with_deadline, with_flags
from monitoring.clusters.models import Cluster
from monitoring.people.models import Mandate
from monitoring.people.roles import Role


class Phase(TextChoices):
    """Where a campaign is in its life; every phase follows from its dates."""

    PREPARED = "prepared", _("In preparation")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")
    LEGACY = "legacy", _("Past files")

    def condition(self) -> Q:
        today, live = timezone.localdate(), Q(is_legacy=False)
        return {
            Phase.PREPARED: live & Q(opened_at__isnull=True),
            Phase.RUNNING: live & Q(opened_at__isnull=False, closes_on__gte=today),
            Phase.CLOSED: live & Q(opened_at__isnull=False, closes_on__lt=today),
            Phase.LEGACY: Q(is_legacy=True),
        }[self]


def phase_of(campaign: Campaign) -> Phase:
    if campaign.is_legacy:
        return Phase.LEGACY
    if not campaign.is_opened:
        return Phase.PREPARED
    return Phase.RUNNING if timezone.localdate() <= campaign.closes_on else Phase.CLOSED


@dataclass(frozen=True)
class Expected:
    """A report a campaign expects, and whether its first filing was in time (None: nothing was sent)."""

    report: Any
    is_on_time: bool | None


def expected_of(campaign: Campaign) -> list[Expected]:
    """Every report of the campaign by its cluster's name, those not due included; a fixed number of queries."""
    reports = with_flags(with_deadline(Report.objects.filter(campaign=campaign, is_rehearsal=False)))
    found = list(reports.select_related("campaign", "cluster").order_by("cluster__name", "pk"))
    furnish(found)
    return [Expected(report, _on_time(report)) for report in found]


def _on_time(report: Any) -> bool | None:
    return timezone.localdate(report.first_sent_at) <= report.due if report.first_sent_at else None


def without_manager(clusters: list[Cluster]) -> list[Cluster]:
    """Clusters of which nobody would be told anything: one query."""
    managed = Mandate.objects.current().filter(role=Role.MANAGER, cluster__in=clusters, person__is_active=True)
    ids = set(managed.values_list("cluster", flat=True))
    return [cluster for cluster in clusters if cluster.pk not in ids]
