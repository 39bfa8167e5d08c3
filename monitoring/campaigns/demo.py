"""Campaigns of the demonstration: some behind, one of each kind running, in a plausible mix of states.

Reports are laid down as if their moves had been made; what they hold is the kinds' own business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from clusterix.lib.periods import Period, Quarter, Year
from monitoring.campaigns.models import Campaign, Remark, Report, ReportEvent, Revision
from monitoring.campaigns.states import State
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.territory.models import Region

COMPLETED_QUARTERS = 12
COMPLETED_YEARS = 3

# What the running quarter looks like; the clusters not named here have not begun.
RUNNING_STATES = {
    "minalogic": State.DRAFT,
    "axelera": State.ACCEPTED,
    "cluster-bio": State.ACCEPTED,
    "cluster-montagne": State.ACCEPTED,
    "digital-league": State.SUBMITTED,
    "lyonbiopole": State.SUBMITTED,
    "tenerrdis": State.SUBMITTED,
    "cara": State.SUBMITTED,
    "coboteam": State.SUBMITTED,
    "plastipolis": State.SUBMITTED,
    "indura": State.RETURNED,
    "techtera": State.RETURNED,
    "i-care": State.DRAFT,
    "outdoor-sports-valley": State.DRAFT,
    "cimes": State.DRAFT,
}
# The quarter before: nearly all accepted, as after any real campaign.
LAST_STATES = {"elastopole": State.REOPENED, "aerospace": State.SUBMITTED, "nuclear-valley": State.TO_DO}
# Counted from the oldest quarter: one report was marked as not due.
EARLIER_STATES = {(5, "aerospace"): State.NOT_DUE}


GUIDANCE = {
    "objectives": (
        "Comptez ce qui a commencé pendant le trimestre, une seule fois, même si plusieurs clusters y participent : "
        "dans ce cas, seul le porteur le compte.",
        "Count what began during the quarter, once, even when several clusters take part: then only the one that "
        "leads it counts it.",
    ),
    "members": (
        "Indiquez les adhérents à la date de l’envoi. Ceux de l’an dernier sont déjà là : notez les départs, ajoutez "
        "les arrivées. Une filiale prend la catégorie de son groupe.",
        "List the members as at the day of sending. Last year’s are there already: note who left, add who joined. "
        "A subsidiary has the category of its group.",
    ),
}
REMARKS = {
    "objectives": "Merci pour ce bilan. Pouvez-vous préciser ce qui a été compté comme action collective ? "
    "Le salon de septembre semble compté deux fois.",
    "members": "Merci pour cette liste. Pouvez-vous vérifier la catégorie des filiales, et noter ceux qui sont partis "
    "depuis l’an dernier ?",
}


@dataclass(frozen=True)
class Filing:
    """A revision to be filled with content, and when its cluster sent it (None: still open)."""

    report: Report
    revision: Revision
    # How much of the open revision is filled in, between 0 and 1.
    completeness: float = 1.0


class Stage:
    """Lays down the campaigns of one region up to a day; the same day gives the same content."""

    def __init__(self, region: Region, clusters: list[Cluster], today: date) -> None:
        self.region, self.clusters, self.today = region, clusters, today
        self.running = Quarter.containing(today)
        self.officers = list(
            Person.objects.filter(mandates__region=region, mandates__role="officer").order_by("pk").distinct()
        )
        managers = Person.objects.filter(mandates__role="manager").values_list("mandates__cluster", "pk")
        people = Person.objects.in_bulk([pk for _cluster, pk in managers])
        self.managers = {cluster: people[pk] for cluster, pk in managers}

    def quarters(self) -> list[Quarter]:
        quarters = [self.running]
        for _ in range(COMPLETED_QUARTERS):
            quarters.insert(0, quarters[0].previous())
        return quarters

    def years(self) -> list[Year]:
        """Those of the members lists: three behind, then the running one."""
        return [Year(self.today.year + number) for number in range(-COMPLETED_YEARS, 1)]

    def campaign(self, period: Period, kind: str = "objectives") -> Campaign:
        """A finished one follows its quarter, or stands in its year; the running one is open around today."""
        opens, due, closes = self._dates(period)
        guidance_fr, guidance_en = GUIDANCE[kind]
        return Campaign.objects.create(
            region=self.region,
            kind=kind,
            period=period,
            opens_on=opens,
            due_on=due,
            closes_on=closes,
            opened_at=moment(opens, "opening"),
            created_by=self.officers[0],
            guidance_fr=guidance_fr,
            guidance_en=guidance_en,
        )

    def _dates(self, period: Period) -> tuple[date, ...]:
        if self.today <= period.last_day:
            return tuple(self.today + timedelta(days=days) for days in (-18, 12, 26))
        if isinstance(period, Year):
            return date(period.year, 5, 4), date(period.year, 9, 30), date(period.year, 10, 31)
        return tuple(period.last_day + timedelta(days=days) for days in (1, 16, 30))

    def filings(self, campaign: Campaign, states: Mapping[str, State]) -> list[Filing]:
        """Reports, revisions and log of one campaign; content is to be put into what is returned.

        `states` of clusters, by their code; of a finished campaign, the reports of the others are accepted.
        """
        otherwise = State.TO_DO if self._is_running(campaign) else State.ACCEPTED
        filings: list[Filing] = []
        for cluster in self.clusters:
            state = states.get(cluster.code, otherwise)
            report = Report.objects.create(
                uuid=_uuid(campaign, cluster),
                campaign=campaign,
                cluster=cluster,
                state=state,
                not_due_reason="Structure en cours de réorganisation ce trimestre-là."
                if state == State.NOT_DUE
                else "",
            )
            filings += self._revisions(report)
        return filings

    def states(self, quarter: Quarter, number: int) -> dict[str, State]:
        """Where the quarterly reports of those clusters stand that do not stand where most do."""
        if quarter == self.running:
            return RUNNING_STATES
        if quarter == self.running.previous():
            return LAST_STATES
        return {code: state for (earlier, code), state in EARLIER_STATES.items() if earlier == number}

    def _is_running(self, campaign: Campaign) -> bool:
        return campaign.closes_on >= self.today >= campaign.opens_on and self.today <= campaign.period.last_day

    def _revisions(self, report: Report) -> list[Filing]:
        if report.state in {State.TO_DO, State.NOT_DUE}:
            return []
        sent_on = self._sent_on(report)
        if report.state == State.DRAFT:
            share = {"outdoor-sports-valley": 1.0, "minalogic": 0.4}.get(report.cluster.code, 0.6)
            return [Filing(report, self._open(report, 1, sent_on), share)]
        first = self._sealed(report, 1, sent_on)
        filings = [Filing(report, first)]
        if report.state in {State.ACCEPTED, State.REOPENED}:
            self._accept(report, first, sent_on)
        if report.state in {State.RETURNED, State.REOPENED}:
            self._send_back(report, first, sent_on)
            filings.append(Filing(report, self._open(report, 2, sent_on)))
        return filings

    def _sent_on(self, report: Report) -> date:
        """Most are on time, one in eight a few days late; never after today."""
        campaign, random = report.campaign, Random(f"{report.uuid} sent")
        if self._is_running(campaign):
            return self.today - timedelta(days=random.randint(2, 9))
        late = random.randint(1, 8) if random.random() < 0.12 else -random.randint(0, 9)
        return campaign.due_on + timedelta(days=late)

    def _open(self, report: Report, number: int, day: date) -> Revision:
        revision = Revision.objects.create(
            report=report,
            number=number,
            opened_by=self._manager(report),
            opened_at=moment(day, f"{report.uuid} open {number}"),
        )
        if number == 1:
            self._log(report, revision, "start", self._manager(report), State.TO_DO, State.DRAFT, revision.opened_at)
        return revision

    def _sealed(self, report: Report, number: int, day: date) -> Revision:
        manager, sent_at = self._manager(report), moment(day, f"{report.uuid} sent {number}")
        revision = Revision.objects.create(
            report=report,
            number=number,
            opened_by=manager,
            opened_at=sent_at - timedelta(days=3),
            sealed_at=sent_at,
            sealed_by=manager,
        )
        self._log(report, revision, "start", manager, State.TO_DO, State.DRAFT, revision.opened_at)
        self._log(report, revision, "send", manager, State.DRAFT, State.SUBMITTED, sent_at)
        return revision

    def _accept(self, report: Report, revision: Revision, sent_on: date) -> None:
        officer = self._officer(report)
        accepted_on = min(sent_on + timedelta(days=Random(f"{report.uuid} accepted").randint(1, 10)), self.today)
        revision.accepted_at, revision.accepted_by = moment(accepted_on, f"{report.uuid} accepted", 14), officer
        revision.save(update_fields=["accepted_at", "accepted_by"])
        self._log(report, revision, "accept", officer, State.SUBMITTED, State.ACCEPTED, revision.accepted_at)

    def _send_back(self, report: Report, revision: Revision, sent_on: date) -> None:
        officer = self._officer(report)
        back_at = moment(min(sent_on + timedelta(days=1), self.today), f"{report.uuid} back", 16)
        if report.state == State.REOPENED:
            self._log(
                report, revision, "reopen", officer, State.ACCEPTED, State.REOPENED, back_at,
                "Le cluster a signalé deux actions comptées au mauvais trimestre.",
            )  # fmt: skip
            return
        Remark.objects.create(
            report=report,
            body=REMARKS[report.campaign.kind],
            author=officer,
            written_at=back_at - timedelta(minutes=20),
            sent_at=back_at,
        )
        self._log(report, revision, "return", officer, State.SUBMITTED, State.RETURNED, back_at)

    def _log(
        self,
        report: Report,
        revision: Revision,
        transition: str,
        actor: Person,
        source: State,
        target: State,
        at: datetime,
        reason: str = "",
    ) -> None:
        ReportEvent.objects.create(
            report=report,
            revision=revision,
            transition=transition,
            actor=actor,
            source=source,
            target=target,
            happened_at=at,
            reason=reason,
            idempotency_key=uuid5(report.uuid, f"{revision.number} {transition}"),
        )

    def _manager(self, report: Report) -> Person:
        return self.managers[report.cluster_id]

    def _officer(self, report: Report) -> Person:
        return self.officers[report.cluster_id % len(self.officers)]


def _uuid(campaign: Campaign, cluster: Cluster) -> UUID:
    return uuid5(NAMESPACE_URL, f"clusterix:{campaign.region.code}:{campaign.kind}:{campaign.period}:{cluster.code}")


def moment(day: date, seed: str, hour: int = 9) -> datetime:
    """A time of that working day, the same for the same seed."""
    random = Random(seed)
    return timezone.make_aware(datetime.combine(day, time(hour + random.randint(0, 2), random.randint(0, 59))))
