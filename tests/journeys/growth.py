"""A region that grows: so many clusters, quarters, stories, people, remarks and events, written row set by row set."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle

from django.utils import timezone

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign, Remark, RemarkReply, Report, ReportEvent, Revision
from monitoring.campaigns.states import State
from monitoring.clusters.models import Cluster, Following
from monitoring.objectives.framework import install_framework
from monitoring.objectives.models import Answer, Asked, Indicator, Target
from monitoring.people.models import Invitation, Mandate, Person, SeeAsVisit
from monitoring.people.roles import Role
from monitoring.stories.models import Story, StoryVersion
from monitoring.territory.models import Domain
from tests import builders
from tests.cast import Cast

LAST = Quarter(2026, 3)
# What becomes of the reports of one campaign, in turn.
STATES = (State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.DRAFT, State.TO_DO, State.REOPENED)
SEALED = {State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.REOPENED}
WRITABLE = {State.DRAFT, State.RETURNED, State.REOPENED}


class Growth:
    """Starts from the cast; `to(n)` brings each kind of row that a page may list to n or more."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        install_framework(cast.region)
        self.indicators = list(Indicator.objects.filter(topic__framework__region=cast.region).select_related("topic"))
        self.now = timezone.now()
        self.size = 0

    def to(self, size: int) -> None:
        self._domains(size)
        self._clusters(size)
        self._people(size)
        self._indicators(size)
        clusters = list(Cluster.objects.followed(self.cast.region, timezone.localdate()))
        for number in range(size):
            self._campaign(self._quarter(number), clusters)
        self._targets(clusters)
        self._threads(size)
        self.size = size

    @property
    def report(self) -> Report:
        """The newest report of the cast's cluster."""
        return Report.objects.get(cluster=self.cast.cluster, campaign__period=LAST)

    def _quarter(self, number: int) -> Quarter:
        quarter = LAST
        for _ in range(number):
            quarter = quarter.previous()
        return quarter

    def _domains(self, size: int) -> None:
        missing = size - Domain.objects.filter(region=self.cast.region).count()
        for _ in range(max(0, missing)):
            builders.make_domain(region=self.cast.region)

    def _clusters(self, size: int) -> None:
        domains = cycle(Domain.objects.filter(region=self.cast.region))
        known = Following.objects.filter(region=self.cast.region).count()
        made = Cluster.objects.bulk_create(
            Cluster(
                code=f"grown-{number}",
                name=f"Grown {number:04}",
                kind=Cluster.Kind.REGIONAL,
                main_domain=next(domains),
            )
            for number in range(known, size)
        )
        Following.objects.bulk_create(
            Following(region=self.cast.region, cluster=cluster, starts_on=date(2010, 1, 1)) for cluster in made
        )

    def _people(self, size: int) -> None:
        """A manager for each cluster; as many delegates, invitations and visits."""
        clusters = list(Cluster.objects.filter(code__startswith="grown-").exclude(mandates__role=Role.MANAGER))
        emails = [f"{role}-{cluster.code}@example.org" for cluster in clusters for role in ("manager", "delegate")]
        people = Person.objects.bulk_create(
            Person(email=email, first_name="Camille", last_name="Exemple") for email in emails
        )
        owners = [(cluster, role) for cluster in clusters for role in (Role.MANAGER, Role.DELEGATE)]
        owners = [(cluster if role == Role.MANAGER else self.cast.cluster, role) for cluster, role in owners]
        Mandate.objects.bulk_create(
            Mandate(person=person, cluster=cluster, role=role, starts_on=date(2019, 1, 1))
            for person, (cluster, role) in zip(people, owners, strict=True)
        )
        Invitation.objects.bulk_create(
            Invitation(
                email=f"new-{person.email}", role=Role.DELEGATE, cluster=self.cast.cluster, invited_by=self.cast.manager
            )
            for person in people
        )
        SeeAsVisit.objects.bulk_create(
            SeeAsVisit(administrator=self.cast.administrator, person=person, reason="They called.") for person in people
        )

    def _indicators(self, size: int) -> None:
        topic = self.indicators[0].topic
        for number in range(len(self.indicators), size):
            self.indicators.append(builders.make_indicator(topic=topic, code=f"grown-{number}"))

    def _campaign(self, quarter: Quarter, clusters: list[Cluster]) -> None:
        campaign = Campaign.objects.filter(region=self.cast.region, period=quarter).first()
        if campaign is None:
            campaign = builders.make_campaign(region=self.cast.region, period=quarter)
        Asked.objects.bulk_create(
            (Asked(campaign=campaign, indicator=indicator) for indicator in self.indicators), ignore_conflicts=True
        )
        known = set(campaign.reports.values_list("cluster", flat=True))
        states = cycle(STATES if quarter == LAST else (State.ACCEPTED, State.ACCEPTED, State.SUBMITTED))
        reports = Report.objects.bulk_create(
            Report(campaign=campaign, cluster=cluster, state=self._state(cluster, quarter) or next(states))
            for cluster in clusters
            if cluster.pk not in known
        )
        self._content(reports)

    def _state(self, cluster: Cluster, quarter: Quarter) -> State | None:
        """The cast's own: corrected now, accepted before."""
        if cluster != self.cast.cluster:
            return None
        return State.RETURNED if quarter == LAST else State.ACCEPTED

    def _content(self, reports: list[Report]) -> None:
        sealed = [self._revision(report, 1, is_sealed=True) for report in reports if report.state in SEALED]
        first = [self._revision(report, 1, is_sealed=False) for report in reports if report.state == State.DRAFT]
        next_ones = [
            self._revision(report, 2, is_sealed=False)
            for report in reports
            if report.state in {State.RETURNED, State.REOPENED}
        ]
        revisions = Revision.objects.bulk_create([*sealed, *first, *next_ones])
        Answer.objects.bulk_create(
            Answer(
                revision=revision,
                indicator=indicator,
                domain=revision.report.cluster.main_domain if indicator.is_by_domain else None,
                status=Answer.Status.VALUE,
                number=None if indicator.value_type == "text" else Decimal(7),
                text="As every quarter." if indicator.value_type == "text" else "",
                explanation="As every quarter.",
                edited_by=self.cast.manager,
            )
            for revision in revisions
            for indicator in self.indicators
        )
        self._stories(revisions)
        ReportEvent.objects.bulk_create(
            ReportEvent(
                report=revision.report,
                revision=revision,
                transition="send",
                actor=self.cast.manager,
                source=State.DRAFT,
                target=State.SUBMITTED,
                happened_at=self.now - timedelta(days=3),
            )
            for revision in revisions
        )

    def _revision(self, report: Report, number: int, *, is_sealed: bool) -> Revision:
        at: datetime | None = self.now - timedelta(days=3) if is_sealed else None
        is_accepted = is_sealed and report.state in {State.ACCEPTED, State.REOPENED}
        return Revision(
            report=report,
            number=number,
            opened_by=self.cast.manager,
            sealed_at=at,
            sealed_by=self.cast.manager if is_sealed else None,
            accepted_at=at if is_accepted else None,
            accepted_by=self.cast.officer if is_accepted else None,
        )

    def _stories(self, revisions: list[Revision]) -> None:
        """One for each report; published where it is accepted."""
        stories: dict[int, Story] = {
            revision.report_id: Story(
                report=revision.report,
                published_at=self.now if revision.accepted_at else None,
                published_by=self.cast.officer if revision.accepted_at else None,
            )
            for revision in reversed(revisions)
        }
        Story.objects.bulk_create(stories.values())
        StoryVersion.objects.bulk_create(
            StoryVersion(
                story=stories[revision.report_id],
                revision=revision,
                title="A shared test bench",
                who_met="Three companies.",
                what_they_did="They built it.",
                what_it_changes="Two days instead of ten.",
                main_domain=revision.report.cluster.main_domain,
                edited_by=self.cast.manager,
            )
            for revision in revisions
        )

    def _targets(self, clusters: list[Cluster]) -> None:
        known = set(Target.objects.values_list("cluster", "indicator"))
        Target.objects.bulk_create(
            Target(
                cluster=cluster,
                region=self.cast.region,
                indicator=indicator,
                year=LAST.year,
                value=20,
                set_by=self.cast.officer,
                agreed_by=self.cast.manager,
                agreed_at=self.now,
            )
            for cluster in clusters
            for indicator in self.indicators
            if (cluster.pk, indicator.pk) not in known and indicator.is_number and not indicator.is_by_domain
        )

    def _threads(self, size: int) -> None:
        """On the cast's own report: remarks of officers, each answered; events; stories of the open revision."""
        report, revision = self.report, self.report.open_revision()
        assert revision
        codes = [indicator.code for indicator in self.indicators if not indicator.is_by_domain]
        keys = cycle(["", *(f"indicator:{code}" for code in codes)])
        said = {"report": report, "author": self.cast.officer, "sent_at": self.now, "body": "How was it counted?"}
        remarks = Remark.objects.bulk_create(
            Remark(**said, key=next(keys)) for _ in range(report.remarks.count(), size)
        )
        RemarkReply.objects.bulk_create(
            RemarkReply(remark=remark, author=self.cast.manager, body="Once each.") for remark in remarks
        )
        for _ in range(revision.story_versions.count(), size):
            builders.make_story(revision=revision, by=self.cast.manager, domain=self.cast.domain)
        sent = Revision.objects.get(report=report, sealed_at__isnull=False)
        ReportEvent.objects.bulk_create(
            ReportEvent(
                report=report, revision=sent, transition="return", actor=self.cast.officer, source=State.SUBMITTED,
                target=State.RETURNED, happened_at=self.now - timedelta(days=2),
            )
            for _ in range(size)
        )  # fmt: skip
