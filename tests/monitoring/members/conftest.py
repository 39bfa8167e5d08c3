from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from clusterix.lib.periods import Year
from monitoring.campaigns.models import Campaign, Report, Revision
from monitoring.campaigns.transitions import perform
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Category, Organisation
from tests import builders
from tests.cast import Cast

NOW = datetime(2026, 10, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


@dataclass
class Roll:
    """This year's members report of the cast's cluster, to do; last year's list holds Alpha, Beta and Gamma."""

    cast: Cast
    alpha: Organisation
    beta: Organisation
    gamma: Organisation
    last_year: Revision
    campaign: Campaign
    report: Report

    def start(self) -> Revision:
        self.move("start")
        return self.revision

    def move(self, name: str, by: str = "manager", **given: object) -> None:
        perform(self.report, getattr(self.cast, by), name, **given)  # type: ignore[arg-type]
        self.report = Report.objects.select_related("campaign", "cluster").get(pk=self.report.pk)

    @property
    def revision(self) -> Revision:
        return self.report.revisions.open().select_related("report__campaign", "report__cluster").get()

    @property
    def sealed(self) -> Revision:
        return self.report.revisions.filter(sealed_at__isnull=False).last()  # type: ignore[return-value]

    def line(self, name: str) -> MemberLine:
        return MemberLine.objects.filter(revision__report=self.report, name=name).latest("revision__number")

    @property
    def names(self) -> list[str]:
        return sorted(MemberLine.objects.filter(revision=self.revision).members().values_list("name", flat=True))


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def roll(cast: Cast, clock: time_machine.Traveller) -> Roll:
    return lay_down(cast)


def lay_down(cast: Cast) -> Roll:
    alpha, beta, gamma = (
        builders.make_organisation(name=name, category=Category.SME) for name in ("Alpha", "Beta", "Gamma")
    )
    last_year = builders.make_members_list(
        region=cast.region,
        cluster=cast.cluster,
        year=2025,
        members=[(one, {"joined_year": 2020, "town": "Grenoble"}) for one in (alpha, beta, gamma)],
        officer=cast.officer,
    )
    campaign = builders.make_campaign(region=cast.region, kind="members", period=Year(2026))
    report = builders.make_report(campaign=campaign, cluster=cast.cluster)
    return Roll(cast, alpha, beta, gamma, last_year, campaign, report)
