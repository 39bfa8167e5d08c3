"""One campaign of numbers, and short ways to bring its reports where a test needs them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign, Report, Revision
from monitoring.campaigns.transitions import perform
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from tests import builders
from tests.cast import Cast
from tests.monitoring.campaigns.counting_kind import CountingKind

NOW = datetime(2026, 10, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


class Desk:
    def __init__(self, cast: Cast, kind: CountingKind) -> None:
        self.cast, self.kind = cast, kind
        self.campaign = self.campaign_for(Quarter(2026, 3))

    def campaign_for(self, period: Quarter, **fields: Any) -> Campaign:
        return builders.make_campaign(region=self.cast.region, kind="counting", period=period, **fields)

    def draft(
        self, cluster: Cluster | None = None, by: Person | None = None, campaign: Campaign | None = None, **values: Any
    ) -> Report:
        """Started, and holding these values."""
        report = builders.make_report(campaign=campaign or self.campaign, cluster=cluster or self.cast.cluster)
        event = perform(report, by or self.cast.manager, "start")
        self.kind.values[event.revision_id or 0] = dict(values)
        return fresh(report)

    def sent(self, cluster: Cluster | None = None, by: Person | None = None, **values: Any) -> Report:
        report = self.draft(cluster, by, **(values or {"actions": 7}))
        return self.move(report, by or self.cast.manager, "send")

    def accepted(self, cluster: Cluster | None = None, by: Person | None = None, **values: Any) -> Report:
        return self.move(self.sent(cluster, by, **values), self.cast.officer, "accept")

    def move(self, report: Report, person: Person, name: str, **given: Any) -> Report:
        perform(report, person, name, **given)
        return fresh(report)


def fresh(report: Report) -> Report:
    return Report.objects.select_related("campaign", "cluster").get(pk=report.pk)


def opened(report: Report) -> Revision:
    revision = report.open_revision()
    assert revision
    return revision


def sealed(report: Report) -> Revision:
    revision = report.sealed_revision()
    assert revision
    return revision


def client_of(person: Person) -> Client:
    """Signed in, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client
