"""Sections of a report on objectives."""

from __future__ import annotations

from typing import Any

from tests import builders
from tests.access.harness import Row, everyone
from tests.cast import Cast


def own_section(cast: Cast) -> dict[str, Any]:
    topic = builders.make_topic(region=cast.region, code="network")
    indicator = builders.make_indicator(topic=topic, code="joint")
    campaign = builders.make_campaign(region=cast.region, indicators=[indicator])
    report = builders.make_draft(campaign=campaign, cluster=cast.cluster, by=cast.manager, values={})
    return {"uuid": report.uuid, "topic": "network"}


def own_value(cast: Cast) -> dict[str, Any]:
    return {"uuid": own_section(cast)["uuid"]}


FILLING = everyone(404, manager=200, delegate=200, officer=200, administrator=200, evaluator=200)

ROWS = [
    Row("report-section", own_section, "own", expect=FILLING),
    Row(
        "report-section",
        own_section,
        "own, save",
        method="POST",
        data={"then": "stay"},
        expect=everyone(404, manager=302, delegate=302, officer=302, administrator=302, evaluator=403),
    ),
    Row(
        "value-save",
        own_value,
        "own",
        method="POST",
        data={"key": "indicator:joint", "indicator:joint.value": "6", "indicator:joint.version": "0"},
        expect=everyone(404, manager=302, delegate=302, officer=302, administrator=302, evaluator=403),
    ),
]
