from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign, Report, Revision
from monitoring.objectives.models import Answer, Indicator, Topic, value_key
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.sheets import Filled


@dataclass
class Book:
    """A quarterly report being filled in: a topic of three indicators, one of them “of which”, and one by domain."""

    topic: Topic
    joint: Indicator
    events: Indicator
    abroad: Indicator
    roadmap: Indicator
    note: Indicator
    campaign: Campaign
    report: Report

    @property
    def revision(self) -> Revision:
        """The open one."""
        return self.report.revisions.open().get()

    @property
    def answers(self) -> dict[str, Answer]:
        answers = Answer.objects.filter(revision__report=self.report).select_related("indicator", "domain")
        return {answer.key: answer for answer in answers}

    def answer(self, indicator: Indicator) -> Answer | None:
        return self.answers.get(value_key(indicator.code))

    def number(self, indicator: Indicator) -> Decimal | None:
        answer = self.answer(indicator)
        return answer.number if answer else None


@pytest.fixture
def book(cast: Cast) -> Book:
    topic = builders.make_topic(region=cast.region, code="network", name_en="Run the network", name_fr="Animer")
    joint = builders.make_indicator(
        topic=topic, code="joint", label_en="Joint actions", label_fr="Actions communes", warn_ratio="2.5"
    )
    events = builders.make_indicator(topic=topic, code="events", label_en="Events", label_fr="Événements")
    abroad = builders.make_indicator(
        topic=topic, code="abroad", label_en="Of which abroad", label_fr="Dont à l’étranger", part_of=events
    )
    roadmap = builders.make_indicator(topic=topic, code="roadmap", label_en="Roadmap", is_by_domain=True)
    note = builders.make_indicator(topic=topic, code="note", label_en="Note", value_type="text", is_required=False)
    indicators = [joint, events, abroad, roadmap, note]
    cast.cluster.other_domains.add(cast.other_domain)
    before = builders.make_campaign(region=cast.region, period=Quarter(2026, 2), indicators=indicators)
    builders.make_accepted(
        campaign=before, cluster=cast.cluster, by=cast.manager, officer=cast.officer, values={joint: 5, events: 3}
    )
    campaign = builders.make_campaign(region=cast.region, period=Quarter(2026, 3), indicators=indicators)
    report = builders.make_draft(campaign=campaign, cluster=cast.cluster, by=cast.manager, values={})
    return Book(topic, joint, events, abroad, roadmap, note, campaign, report)


@pytest.fixture
def telling(book: Book) -> Book:
    """A report that asks for stories."""
    book.topic.asks_for_stories = True
    book.topic.save()
    return book


@pytest.fixture
def filled(book: Book, cast: Cast) -> Filled:
    """Its workbook."""
    return Filled(book.report, cast.manager)
