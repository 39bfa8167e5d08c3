"""Sections of a report on objectives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitoring.objectives.models import Indicator
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


def framework(cast: Cast) -> dict[str, Any]:
    return {"pk": builders.make_topic(region=cast.region, code="network").framework_id}


def foreign_framework(cast: Cast) -> dict[str, Any]:
    return {"pk": builders.make_topic(region=cast.other_region).framework_id}


def own_topic(cast: Cast) -> dict[str, Any]:
    return framework(cast) | {"code": "network"}


def indicator(cast: Cast, **fields: Any) -> dict[str, Any]:
    topic = builders.make_topic(region=cast.region, code="network")
    return {"code": builders.make_indicator(topic=topic, code="joint", **fields).code}


def draft(cast: Cast) -> dict[str, Any]:
    return indicator(cast, published_at=None)


def foreign_indicator(cast: Cast) -> dict[str, Any]:
    return {"code": builders.make_indicator(topic=builders.make_topic(region=cast.other_region)).code}


def target(cast: Cast) -> dict[str, Any]:
    made = indicator(cast)
    builders.make_target(
        cluster=cast.cluster,
        region=cast.region,
        indicator=Indicator.objects.get(code=made["code"]),
        year=2026,
        value=20,
        by=cast.officer,
    )
    return {"cluster": cast.cluster.code, "indicator": made["code"]}


def campaign(cast: Cast) -> dict[str, Any]:
    return {"pk": builders.make_campaign(region=cast.region).pk}


DESIGNING = everyone(403, officer=200, evaluator=200, administrator=200)
OF_ONE_REGION = DESIGNING | {"partner": 404}
OF_ANOTHER_REGION = everyone(403, officer=404, evaluator=404, administrator=404, partner=200)


def moved_on(which: Callable[[Cast], dict[str, Any]], name: str, words: str, **data: str) -> Row:
    """A POST that succeeds and sends on."""
    expect = everyone(403, officer=302, evaluator=302, administrator=302, partner=404)
    return Row(name, which, words, method="POST", data=data or {"send": "1"}, expect=expect)


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
    Row("guide", expect=everyone(200)),
    Row("framework-list", expect=DESIGNING | {"partner": 200}),
    Row("framework-new", expect=DESIGNING | {"partner": 200}),
    *[
        Row(name, build, words, expect=expect)
        for name in ("framework-detail", "framework-export", "framework-edit", "topic-new", "indicator-new")
        for build, words, expect in (
            (framework, "own", OF_ONE_REGION),
            (foreign_framework, "foreign", OF_ANOTHER_REGION),
        )
    ],
    Row("topic-edit", own_topic, "own", expect=OF_ONE_REGION),
    *[
        Row(name, build, words, expect=expect)
        for name in ("indicator-detail", "indicator-edit", "indicator-end", "indicator-continue")
        for build, words, expect in (
            (indicator, "own", OF_ONE_REGION),
            (foreign_indicator, "foreign", OF_ANOTHER_REGION),
        )
    ],
    Row("indicator-delete", draft, "a draft", expect=OF_ONE_REGION),
    moved_on(draft, "indicator-delete", "a draft, delete"),
    moved_on(draft, "indicator-publish", "a draft, publish"),
    moved_on(indicator, "indicator-end", "own, end", ends_on="2026-12-31"),
    moved_on(indicator, "indicator-continue", "own, continue", starts_on="2027-01-01"),
    Row("target-list", expect=DESIGNING | {"manager": 200, "delegate": 200, "other_manager": 200, "partner": 200}),
    Row(
        "target-list",
        method="POST",
        data={"reason": ""},
        expect=everyone(403, officer=302, administrator=302, partner=302),
    ),
    Row("target-export", expect=DESIGNING | {"partner": 200}),
    Row(
        "target-history", target, "own", expect=OF_ONE_REGION | {"manager": 200, "delegate": 200, "other_manager": 404}
    ),
    Row("target-agree", method="POST", data={"target": "1"}, expect=everyone(403, manager=302, other_manager=302)),
    Row("campaign-asked", campaign, "own", expect=everyone(404, officer=200, evaluator=200, administrator=200)),
    Row(
        "campaign-asked",
        campaign,
        "own, change",
        method="POST",
        data={"asked": "1"},
        expect=everyone(404, officer=302, evaluator=403, administrator=302),
    ),
]
