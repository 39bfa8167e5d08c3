"""What the Region does with a campaign: opens it, adds a cluster to it, gives a cluster a later date, moves its dates.

Each happens in one transaction with the messages it causes. Raises Refused, having changed nothing.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.campaigns import notifications
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Campaign, Report, ReportEvent
from monitoring.campaigns.moves import Refused
from monitoring.campaigns.states import WITH_CLUSTER
from monitoring.clusters.models import Cluster
from monitoring.people.models import Mandate, Person
from monitoring.people.roles import CLUSTER_ROLES


def opening_day(campaign: Campaign) -> date:
    """Pressed before its day, the campaign opens today."""
    return min(campaign.opens_on, timezone.localdate())


def clusters_asked(campaign: Campaign) -> list[Cluster]:
    """Those the region follows on the opening date, by name."""
    return list(Cluster.objects.followed(campaign.region, opening_day(campaign)))


def reasons_not_to_open(campaign: Campaign, clusters: list[Cluster]) -> list[str]:
    reasons = list(kind_of(campaign).blockers(campaign))
    if not clusters:
        reasons.append(_("The region follows no cluster on the opening date: no report would be due."))
    if campaign.due_on < timezone.localdate():
        reasons.append(_("The due date has passed: move it first, or every report would be late at once."))
    return reasons


def open_campaign(campaign: Campaign) -> int:
    """One report per cluster followed on the opening date; rehearsals are removed, managers told. Once."""
    with transaction.atomic():
        locked = Campaign.objects.select_for_update(of=("self",)).select_related("region").get(pk=campaign.pk)
        if locked.is_opened:
            return 0
        clusters = clusters_asked(locked)
        if reasons := reasons_not_to_open(locked, clusters):
            raise Refused(*reasons)
        locked.reports.filter(is_rehearsal=True).delete()
        Report.objects.bulk_create(
            (Report(campaign=locked, cluster=cluster) for cluster in clusters), ignore_conflicts=True
        )
        locked.opens_on, locked.opened_at = opening_day(locked), timezone.now()
        locked.save(update_fields=["opens_on", "opened_at"])
        notifications.campaign_opened(locked)
        return len(clusters)


def remove_campaign(campaign: Campaign) -> None:
    """One that was prepared by mistake, with its rehearsals; what clusters were asked for stays for good."""
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if locked.is_opened:
            raise Refused(_("This campaign was opened: its reports stay. Mark those that are not due instead."))
        locked.delete()


def open_those_of_the_day(today: date) -> tuple[list[Campaign], list[tuple[Campaign, tuple[str, ...]]]]:
    """Campaigns opened because their day has come, and those that could not be, with why."""
    opened, refused = [], []
    waiting = Campaign.objects.filter(
        opened_at__isnull=True, is_legacy=False, opens_on__lte=today, closes_on__gte=today
    )
    for campaign in waiting.select_related("region").order_by("opens_on", "pk"):
        try:
            open_campaign(campaign)
            opened.append(campaign)
        except Refused as refusal:
            refused.append((campaign, refusal.sentences))
    return opened, refused


def add_cluster(campaign: Campaign, cluster: Cluster, person: Person, reason: str) -> Report:
    """A cluster that the region has come to follow since the opening owes a report too; its people are told."""
    with transaction.atomic():
        report, is_new = Report.objects.get_or_create(campaign=campaign, cluster=cluster, is_rehearsal=False)
        if not is_new:
            raise Refused(_("%(cluster)s is in this campaign already.") % {"cluster": cluster})
        _log(report, person, "add", reason)
        mandates = Mandate.objects.filter(cluster=cluster, role__in=CLUSTER_ROLES)
        notifications.tell("campaign-opened", notifications.holders(mandates), campaign=campaign)
        return report


def grant_later_date(report: Report, person: Person, until: date, reason: str) -> None:
    """Until when this cluster alone may send. Its people are told."""
    with transaction.atomic():
        held = Report.objects.select_for_update(of=("self",), no_key=True)
        locked = held.select_related("campaign", "cluster").get(pk=report.pk)
        if locked.state not in WITH_CLUSTER:
            raise Refused(_("This report is no longer with its cluster: a later date would change nothing."))
        locked.extended_until, locked.extension_reason = until, reason
        locked.save(update_fields=["extended_until", "extension_reason"])
        _log(locked, person, "extend", f"{until.isoformat()}: {reason}")
        notifications.extended(locked)


def tell_moved_dates(campaign: Campaign, former: Campaign) -> int:
    """Those who still have to act, and whose own dates moved, are told once each; how many they are."""
    reports = campaign.reports.counted().with_cluster().select_related("cluster")
    affected = []
    for report in reports:
        report.campaign = former
        before = report.due_on, report.closes_on
        report.campaign = campaign
        if before != (report.due_on, report.closes_on):
            affected.append(report.cluster_id)
    people = notifications.holders(Mandate.objects.filter(cluster__in=affected, role__in=CLUSTER_ROLES))
    notifications.tell("dates-moved", people, campaign=campaign, data={"due": former.due_on.isoformat()})
    return len(people)


def _log(report: Report, person: Person, what: str, reason: str) -> None:
    ReportEvent.objects.create(
        report=report, transition=what, actor=person, reason=reason, source=report.state, target=report.state
    )
