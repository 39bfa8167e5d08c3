"""Past periods, filed from files of the past: sealed and accepted at once, their origin kept, and taken back whole.

Nobody is told, reminded or asked to review: what a region filed years ago was reviewed then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterix.lib.days import format_moment
from clusterix.lib.periods import Period
from monitoring.campaigns import wording
from monitoring.campaigns.effects import digest_of
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Campaign, Report, ReportEvent, Revision
from monitoring.campaigns.moves import Refused, Stale
from monitoring.campaigns.states import State
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.territory.models import Region

IMPORTED, TAKEN_BACK = "import", "import-undone"
NO_REPORT = -1

# Writes the content of a new revision, from what the former accepted one held.
Fill = Callable[[Revision, Revision | None], None]


@dataclass(frozen=True)
class Filed:
    """A report filed from a file of the past: its new revision and the one that was accepted before, if any."""

    report: Report
    revision: Revision
    former: Revision | None


class PastReports:
    """The reports of one kind in one region, read once: which of them a file of the past may be written to."""

    def __init__(self, region: Region, kind: str) -> None:
        self.region, self.kind, self.today = region, kind, timezone.localdate()
        reports = Report.objects.filter(campaign__region=region, campaign__kind=kind, is_rehearsal=False)
        self.campaigns = {str(each.period): each for each in Campaign.objects.filter(region=region, kind=kind)}
        self.reports = {
            (report.cluster_id, str(report.campaign.period)): report for report in reports.select_related("campaign")
        }
        accepted = Revision.objects.accepted().filter(report__in=reports.order_by().values("pk"))
        self.accepted = {revision.report_id: revision for revision in accepted}

    def refusal(self, cluster: int, period: Period) -> str:
        """Why nothing of the past can be filed there; empty when it can."""
        return refusal(self.reports.get((cluster, str(period))), period)

    def accepted_of(self, cluster: int, period: Period) -> Revision | None:
        report = self.reports.get((cluster, str(period)))
        return self.accepted.get(report.pk) if report else None

    def version_of(self, cluster: int, period: Period) -> int:
        """Where the report stands: another number later means that it has moved. No report is -1."""
        report = self.reports.get((cluster, str(period)))
        return report.version if report else NO_REPORT


def refusal(report: Report | None, period: Period) -> str:
    """Files of the past fill periods that are over, and never a report somebody has in hand."""
    words = {"period": period.label}
    if period.last_day >= timezone.localdate():
        return _("%(period)s is not over: its report is filled in by the cluster.") % words
    if report is None or report.state == State.ACCEPTED or (report.state == State.TO_DO and report.is_closed):
        return ""
    if report.state == State.NOT_DUE:
        sentence = _("The report for %(period)s is marked as not due: mark it as due again first.") % words
        return "" if report.campaign.is_legacy else sentence
    if report.state == State.TO_DO:
        return _("The campaign for %(period)s still runs: the cluster fills its report in.") % words
    sentence = _("The report for %(period)s is under way (%(standing)s): accept it, or take it back, first.")
    return sentence % {**words, "standing": wording.status_of(report, for_region=True).words}


@transaction.atomic
def file_past(
    region: Region, kind: str, cluster: Cluster, period: Period, *, person: Person, version: int, fill: Fill
) -> Filed:
    """A sealed revision, accepted by who imports it; the former accepted one is superseded.

    Raises Stale where the report has moved since `version` (`version_of`), Refused where it is in somebody's hands.
    """
    campaign = _campaign(region, kind, period, person)
    reports = Report.objects.select_for_update(of=("self",))
    report, is_new = reports.get_or_create(campaign=campaign, cluster=cluster, is_rehearsal=False)
    report.campaign, report.cluster = campaign, cluster
    if version != (NO_REPORT if is_new else report.version):
        sentence = _("The report of %(cluster)s for %(period)s has changed since the file was checked: check it again.")
        raise Stale(sentence % {"cluster": cluster, "period": period.label})
    if sentence := refusal(report, period):
        raise Refused(sentence)
    former = report.accepted_revision()
    revision = Revision.objects.create(
        report=report, number=report.next_number(), origin=Revision.Origin.LEGACY, opened_by=person
    )
    fill(revision, former)
    if former:
        former.superseded_by = revision
        former.save(update_fields=["superseded_by"])
    revision.digest = digest_of(kind_of(campaign).content(revision))
    revision.sealed_at = revision.accepted_at = timezone.now()
    revision.sealed_by = revision.accepted_by = person
    revision.save(update_fields=["digest", "sealed_at", "sealed_by", "accepted_at", "accepted_by"])
    report.not_due_reason = ""
    _move(report, revision, person, IMPORTED, State.ACCEPTED)
    return Filed(report, revision, former)


def withdrawable(revisions: Iterable[int]) -> QuerySet[Revision]:
    """Of the revisions that imports made, those `withdraw` would take back now."""
    later = Revision.objects.filter(report=OuterRef("report"), number__gt=OuterRef("number"), discarded_at__isnull=True)
    return Revision.objects.filter(~Exists(later), pk__in=list(revisions), accepted_at__isnull=False)


@transaction.atomic
def withdraw(revision: Revision, person: Person) -> str:
    """Take an import back: the former accepted revision counts again. Gives why it stays, where it does."""
    report = (
        Report.objects.select_for_update(of=("self",)).select_related("campaign", "cluster").get(pk=revision.report_id)
    )
    revision = report.revisions.get(pk=revision.pk)
    later = report.revisions.filter(number__gt=revision.number, discarded_at__isnull=True).last()
    if later:
        return _("%(report)s, %(cluster)s: version %(number)s of %(date)s came after it.") % {
            "report": report.title,
            "cluster": report.cluster,
            "number": later.number,
            "date": format_moment(later.opened_at),
        }
    if revision.accepted_at is None:
        return _("%(report)s, %(cluster)s: it is no longer the accepted version.") % {
            "report": report.title,
            "cluster": report.cluster,
        }
    former = report.revisions.filter(superseded_by=revision).first()
    revision.accepted_at = revision.accepted_by = revision.sealed_at = revision.sealed_by = None
    revision.discarded_at = timezone.now()
    revision.save(update_fields=["accepted_at", "accepted_by", "sealed_at", "sealed_by", "discarded_at"])
    if former:
        former.superseded_by = None
        former.save(update_fields=["superseded_by"])
    target = State.ACCEPTED if former else State.NOT_DUE if report.campaign.is_legacy else State.TO_DO
    if target == State.NOT_DUE:
        report.not_due_reason = _("Its import from past files was taken back.")
    _move(report, revision, person, TAKEN_BACK, target)
    return ""


def _campaign(region: Region, kind: str, period: Period, person: Person) -> Campaign:
    """The campaign of that period; where there was none, one that is over and marked as made from past files."""
    last_day = period.last_day
    campaign, _is_new = Campaign.objects.get_or_create(
        region=region,
        kind=kind,
        period=period,
        defaults={
            "opens_on": last_day,
            "due_on": last_day,
            "closes_on": last_day,
            "opened_at": timezone.now(),
            "is_legacy": True,
            "created_by": person,
        },
    )
    return campaign


def _move(report: Report, revision: Revision, person: Person, name: str, target: State) -> None:
    source = State(report.state)
    report.state, report.version = target, report.version + 1
    report.save(update_fields=["state", "version", "not_due_reason"])
    ReportEvent.objects.create(
        report=report, revision=revision, transition=name, actor=person, source=source, target=target
    )
