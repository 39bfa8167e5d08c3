"""One quarter of the four operational objectives, and short ways through its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django_tasks_db.models import DBTaskResult

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign, Report
from monitoring.objectives.framework import install_framework
from monitoring.objectives.models import Indicator
from tests import builders
from tests.cast import Cast
from tests.visitor import Visitor

MORNING = datetime(2026, 10, 5, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
PERIOD = Quarter(2026, 3)
# What a cluster of the domain “digital” is asked, and an answer to each.
COMPLETE = {
    "roadmap-contributions:digital": "3",
    "joint-actions": "4",
    "cross-sector-actions": "2",
    "collective-actions": "5",
    "prospecting-actions": "11",
    "members-gained": "2",
    "communication-actions": "6",
    "communication-international": "1",
}


@dataclass
class Running:
    """A campaign that is open, with the report of the cast's cluster, to do, and of the other one, accepted."""

    campaign: Campaign
    report: Report
    other_report: Report


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """5 October 2026 in the morning, until the test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def running(cast: Cast, clock: time_machine.Traveller) -> Running:
    return lay_down(cast, today=clock_day())


def clock_day() -> date:
    return MORNING.date()


def lay_down(cast: Cast, today: date | None = None, period: Quarter = PERIOD) -> Running:
    """The other cluster reported five joint actions, so that the region's figures are not empty."""
    install_framework(cast.region)
    indicators = list(Indicator.objects.filter(topic__framework__region=cast.region))
    campaign = builders.make_campaign(region=cast.region, period=period, today=today, indicators=indicators)
    joint = next(indicator for indicator in indicators if indicator.code == "joint-actions")
    other = builders.make_accepted(
        campaign=campaign,
        cluster=cast.other_cluster,
        by=cast.other_manager,
        officer=cast.officer,
        values={joint: 5},
    )
    return Running(campaign, builders.make_report(campaign=campaign, cluster=cast.cluster), other)


def name_of_field(key: str, part: str = "value") -> str:
    return f"indicator:{key}.{part}"


def fill(visitor: Visitor, report: Report, values: Mapping[str, str] = COMPLETE) -> Visitor:
    """Section after section, as the buttons lead, up to the page that checks the answers."""
    visitor.open("report-detail", report.uuid).follow("Implement the S3")
    while visitor.has_button("Next section"):
        asked = {name_of_field(key): value for key, value in values.items() if visitor.has_field(name_of_field(key))}
        visitor.press("Next section", asked)
    return visitor.follow("Check my answers")


def send(visitor: Visitor, report: Report, values: Mapping[str, str] = COMPLETE) -> Visitor:
    """Fills in everything and sends it; one arrives at the receipt."""
    if visitor.open("report-detail", report.uuid).has_button("Start"):
        visitor.press("Start")
    fill(visitor, report, values)
    return visitor.press("Send to the Region")


def joint_actions(reader: Visitor, row: str = "Q3 2026") -> str:
    """The region's joint actions since January, as the elected page's own table says."""
    rows = reader.open("dashboard", query="?year=2026&quarter=3").table("#network")
    return next(cells["Since January 2026"] for cells in rows if cells["Quarter"] == row)


def everything_read(reader: Visitor) -> str:
    """All that the elected page says."""
    return reader.open("dashboard", query="?year=2026&quarter=3").words


def deliver() -> list[EmailMessage]:
    """Do what waits for the background worker and is due; the messages that left."""
    before = len(mail.outbox)
    while job := DBTaskResult.objects.ready().first():
        job.task.call(*job.task_result.args, **job.task_result.kwargs)
        job.set_successful(None)
    return mail.outbox[before:]


def to(messages: list[EmailMessage], address: str) -> list[EmailMessage]:
    return [message for message in messages if message.to == [address]]
